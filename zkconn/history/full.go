package history

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// sourceFullFile exists while the disk of the store of which this is a copy is full.
const sourceFullFile = "source-full"

// Full reports whether the store's disk is nearly full, or was at the last word that of the store
// of which this is a copy. New transactions may then be delayed.
func (s *Store) Full() bool {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &disk); err == nil && uint64(disk.Bavail)*uint64(disk.Bsize) < walSizeLimit {
		return true
	}
	_, err := os.Stat(filepath.Join(s.dir, sourceFullFile))
	return err == nil
}

// SourceFull records whether the disk of the store of which this is a copy is nearly full. Opening
// a writer resets it.
func (w *Writer) SourceFull(full bool) error {
	file := filepath.Join(w.dir, sourceFullFile)
	if full {
		return os.WriteFile(file, nil, 0o600)
	}
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
