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

// reserve is a file that gives its room when the disk is full: one half, for good, to
// what must be on record before it is done, the other for as long as it takes to what
// makes room.
type reserve struct {
	file  string
	given atomic.Bool // half of it at least is, since there was no room
}

// low reports whether the reserve is not whole.
func (r *reserve) low() bool { return r.given.Load() }

// halve gives one half up, and reports whether there was more than the other.
func (r *reserve) halve() bool {
	r.given.Store(true)
	half := r.size() / 2
	return r.has() > half && os.Truncate(r.file, half) == nil
}

// yield sees to it that so many bytes of the disk are free, as far as the reserve goes.
func (r *reserve) yield(bytes int64) {
	if r.free() >= bytes {
		return
	}
	r.given.Store(true)
	if had := r.has(); had > 0 {
		_ = os.Truncate(r.file, max(0, had-bytes))
	}
}

// lend gives all of it for as long as do takes, if there is any.
func (r *reserve) lend(do func()) {
	had := r.has()
	if had == 0 || os.Remove(r.file) != nil {
		return
	}
	do()
	if r.make(min(had, r.free())) != nil || r.has() < r.size() {
		r.given.Store(true)
	}
}

// replenish makes the file whole if the disk has room for it twice; else one half, for
// which room is enough.
func (r *reserve) replenish() {
	size, had := r.size(), r.has()
	left := r.free() + had
	switch {
	case had >= size:
	case left >= 2*size && r.make(size) == nil:
		had = size
	case had < size/2 && left >= size/2:
		_ = r.make(size / 2)
	}
	r.given.Store(had < size)
}

// make writes what cannot be compressed, so that it takes room on every disk.
func (r *reserve) make(size int64) error {
	filler := make([]byte, size)
	_, _ = rand.Read(filler) // never fails: crypto/rand
	err := writeSynced(r.file, filler)
	if err != nil {
		_ = os.Remove(r.file)
	}
	return err
}

// size returns the size of the whole reserve on this disk.
func (r *reserve) size() int64 {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(r.file), &disk); err != nil {
		return reserveBytes
	}
	return min(reserveBytes, int64(disk.Blocks)*disk.Bsize/reserveShare)
}

// has returns the size of the file, 0 where there is none.
func (r *reserve) has() int64 { return fileSize(r.file) }

// free returns the room on the disk beside it.
func (r *reserve) free() int64 {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(r.file), &disk); err != nil {
		return 0
	}
	return int64(disk.Bavail) * disk.Bsize
}

func fileSize(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
}

func writeSynced(name string, content []byte) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}
