// Package dirlock reserves a folder for one process at a time.
package dirlock

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// ErrInUse means that the folder is locked by another process or by another part of this one.
var ErrInUse = errors.New("the folder is in use")

// Lock is a lock on a folder.
type Lock struct{ file *os.File }

// Take locks an existing folder by a file with this name in it, which it creates if it is missing.
// The lock lasts until Release or until the process ends in any way. While it is held, other calls
// fail with an error that wraps ErrInUse.
func Take(dir, name string) (*Lock, error) {
	file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("%w: another process holds %s", ErrInUse, file.Name())
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Lock{file}, nil
}

// Release unlocks the folder. Closing the file alone would not, while a child process that is being
// started has a copy of its descriptor.
func (l *Lock) Release() error {
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}
