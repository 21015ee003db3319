// Package secretfile reads files that hold secrets. It refuses files that other users may read.
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

// KeyBytes is the length of the keys that ReadKey returns, that of an AES-256 key.
const KeyBytes = 32

const (
	// openToOthers are the permissions that such a file must not have. The group may read it,
	// because container platforms mount secrets that way.
	openToOthers fs.FileMode = 0o037
	maxBytes                 = 64 << 10 // the most that is read of a file
)

// Read returns the first 64 KiB of a file. It refuses a file that anyone except its owner may
// write, or anyone except its owner and its group may read. Errors never quote the content.
func Read(name string) ([]byte, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // without O_NONBLOCK, opening a pipe would wait for a writer
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

// ReadKey reads a key: 32 random bytes in base64, such as “openssl rand -base64 32” prints. It
// refuses the files that Read refuses.
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
