// Package secretfile reads files that hold secrets, and refuses those that others may read.
package secretfile

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// KeyBytes is the length of a key that ReadKey returns, as AES-256 takes it.
const KeyBytes = 32

const (
	// openToOthers are the rights of users that such a file must not give. A group may read
	// it: that is how containers are handed secrets.
	openToOthers fs.FileMode = 0o037
	maxBytes                 = 64 << 10 // that are read of a file
)

// Read returns what a file holds, its first 64 KiB. It refuses a file that anybody but its
// owner may write, or anybody but its owner and its group may read. The error never quotes
// what the file holds.
func Read(name string) ([]byte, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe that nobody writes to would be waited for
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was read only
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&openToOthers != 0 {
		return nil, fmt.Errorf("its mode is %v, which lets others read or write it: chmod 600 it", mode)
	}
	return io.ReadAll(io.LimitReader(file, maxBytes))
}

// ReadKey reads a key: 32 random bytes in base64, such as “openssl rand -base64 32”
// prints. It refuses what Read refuses.
func ReadKey(name string) ([]byte, error) {
	text, err := Read(name)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != KeyBytes { // the error would quote the key
		return nil, errors.New("it does not hold 32 bytes in base64, as “openssl rand -base64 32” makes them")
	}
	return key, nil
}
