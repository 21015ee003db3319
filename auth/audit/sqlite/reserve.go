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
// twice. It takes room on every disk: what it holds cannot be compressed.
func (r *reserve) replenish() {
	if _, err := os.Stat(r.file); err == nil {
		r.given.Store(false)
		return
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(r.file), &disk); err != nil {
		return
	}
	block := uint64(disk.Bsize)
	size := min(reserveBytes, disk.Blocks*block/reserveShare)
	if disk.Bavail*block < 2*size {
		return
	}
	filler := make([]byte, size)
	_, _ = rand.Read(filler) // never fails: crypto/rand
	if err := writeSynced(r.file, filler); err != nil {
		_ = os.Remove(r.file)
		return
	}
	r.given.Store(false)
}

func writeSynced(name string, content []byte) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}
