package zkserver

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"zkweb/zkconn/dirlock"
)

const (
	directoryPattern = "zkweb-zookeeper-*"
	lockName         = "lock"
	// A folder younger than this may be about to be locked.
	staleAge = time.Minute
)

// directory is the throw-away folder of one server. It is locked as long as
// the process that made it lives, which tells a folder in use from one left
// behind by a kill -9.
type directory struct {
	path string
	lock *dirlock.Lock
}

func newDirectory() (*directory, error) {
	path, err := os.MkdirTemp("", directoryPattern)
	if err != nil {
		return nil, err
	}
	lock, err := dirlock.Take(path, lockName)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return &directory{path, lock}, nil
}

func (d *directory) remove() error {
	return errors.Join(os.RemoveAll(d.path), d.lock.Release())
}

// RemoveStale removes the folders that killed processes left behind.
func RemoveStale() error {
	paths, err := filepath.Glob(filepath.Join(os.TempDir(), directoryPattern))
	if err != nil {
		return err
	}
	var failures error
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil || time.Since(info.ModTime()) < staleAge {
			continue
		}
		lock, err := dirlock.Take(path, lockName)
		if err != nil {
			continue // in use, or another user's
		}
		failures = errors.Join(failures, (&directory{path, lock}).remove())
	}
	return failures
}
