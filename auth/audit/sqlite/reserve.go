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
	reserveShare = 8 // the reserve takes at most this fraction of a small disk
)

// reserve is a file whose room is used when the disk is full. One half is given up permanently for
// what must be recorded before it is done. The other half is lent, for as long as it takes, to what
// frees room.
type reserve struct {
	file  string
	given atomic.Bool // at least half of the reserve was given up
}

// low reports whether the reserve is not complete.
func (r *reserve) low() bool { return r.given.Load() }

// halve gives up one half, and reports whether the reserve was larger than that.
func (r *reserve) halve() bool {
	r.given.Store(true)
	half := r.size() / 2
	return r.has() > half && os.Truncate(r.file, half) == nil
}

// yield makes that many bytes of the disk free, as far as the reserve is large enough.
func (r *reserve) yield(bytes int64) {
	if r.free() >= bytes {
		return
	}
	r.given.Store(true)
	if had := r.has(); had > 0 {
		_ = os.Truncate(r.file, max(0, had-bytes))
	}
}

// lend removes the file while do runs, if there is a file.
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

// replenish makes the reserve complete if the disk has room for twice its size. Otherwise it makes
// one half if there is room for that.
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

// make writes random bytes, which take room even on a disk that compresses files.
func (r *reserve) make(size int64) error {
	filler := make([]byte, size)
	_, _ = rand.Read(filler) // crypto/rand never fails
	err := writeSynced(r.file, filler)
	if err != nil {
		_ = os.Remove(r.file)
	}
	return err
}

// size returns the size of the complete reserve on this disk.
func (r *reserve) size() int64 {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(r.file), &disk); err != nil {
		return reserveBytes
	}
	return min(reserveBytes, int64(disk.Blocks)*disk.Bsize/reserveShare)
}

// has returns the size of the file; 0 if there is none.
func (r *reserve) has() int64 { return fileSize(r.file) }

// free returns the free room on the disk, without the reserve.
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
