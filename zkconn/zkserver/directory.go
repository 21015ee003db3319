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
	// A younger folder may not be locked yet.
	staleAge = time.Minute
)

// directory is the temporary folder of one server. The process that created it holds a lock on it,
// which distinguishes a folder in use from one that a killed process left.
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

// RemoveStale removes the folders that killed processes have left.
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
			continue // in use, or of another user
		}
		failures = errors.Join(failures, (&directory{path, lock}).remove())
	}
	return failures
}
