package main

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// leaveMemory makes the system drop a file from its cache.
func leaveMemory(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	err = errors.Join(file.Sync(), unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_DONTNEED))
	return errors.Join(err, file.Close())
}
