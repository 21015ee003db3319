package sqlite

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
)

const (
	reserveFile  = "audit.reserve"
	reserveBytes = 4 << 20
	reserveShare = 8 // of a small disk, no more than one part in so many
)

// reserve is a file that is removed when the disk is full: what it took is for
// what must be on record before it is done.
type reserve struct {
	file  string
	given atomic.Bool // up, since there was no room
}

// low reports whether the reserve was given up.
func (r *reserve) low() bool { return r.given.Load() }

// giveUp makes room, and reports whether there was a reserve.
func (r *reserve) giveUp() bool {
	r.given.Store(true)
	return os.Remove(r.file) == nil
}

// replenish makes the file if it is not there and the disk has room for it
// twice; else it counts as given up.
func (r *reserve) replenish() {
	_, err := os.Stat(r.file)
	if err != nil {
		err = r.make()
	}
	r.given.Store(err != nil)
}

// make writes what cannot be compressed, so that it takes room on every disk.
func (r *reserve) make() error {
	size := r.size()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(r.file), &disk); err != nil {
		return err
	}
	if int64(disk.Bavail)*disk.Bsize < 2*size {
		return syscall.ENOSPC
	}
	filler := make([]byte, size)
	_, _ = rand.Read(filler) // never fails: crypto/rand
	err := writeSynced(r.file, filler)
	if err != nil {
		_ = os.Remove(r.file)
	}
	return err
}

// size is that of the reserve on this disk.
func (r *reserve) size() int64 {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(r.file), &disk); err != nil {
		return reserveBytes
	}
	return min(reserveBytes, int64(disk.Blocks)*disk.Bsize/reserveShare)
}

func writeSynced(name string, content []byte) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}
