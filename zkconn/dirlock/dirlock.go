// Package dirlock keeps a folder for one process at a time.
package dirlock

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// ErrInUse means that the folder is another's: of another process, or of another part of
// this one.
var ErrInUse = errors.New("the folder is in use")

// Lock is the hold on a folder.
type Lock struct{ file *os.File }

// Take takes a folder, which must be there, by a file in it that has a name, made if it
// is missing. The folder is this process's until Release, or the process's end, however it
// ends. The error wraps ErrInUse while somebody else has it.
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

// Release lets others take the folder. To close the file alone would not while a process is
// being started, which has this one's files for a moment.
func (l *Lock) Release() error {
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}
