package history

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// sourceFullFile is there while the disk of the store that this one is a copy of is full.
const sourceFullFile = "source-full"

// Full reports whether there is hardly any room on the store's disk, or was, as far as is
// known, on that of the store that it is a copy of: something newer may wait.
func (s *Store) Full() bool {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &disk); err == nil && uint64(disk.Bavail)*uint64(disk.Bsize) < walSizeLimit {
		return true
	}
	_, err := os.Stat(filepath.Join(s.dir, sourceFullFile))
	return err == nil
}

// SourceFull says whether the store that this one is a copy of is Full. A writer that is
// opened forgets that.
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
