package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

const lockFile = "audit.lock"

// errInUse means that another console has the data directory.
var errInUse = errors.New("another console uses this data directory")

// lock takes the data directory for this process until giveBack, or its end, however it
// ends.
func lock(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errInUse
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// giveBack lets another console have the directory. To close the file alone would not while
// a process is being started, which has this one's files for a moment.
func giveBack(lock *os.File) error {
	return errors.Join(syscall.Flock(int(lock.Fd()), syscall.LOCK_UN), lock.Close())
}
