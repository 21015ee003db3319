package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// keyBytes is the length of a key: AES-256.
const keyBytes = 32

// openToOthers are the rights of users that a key's file must not give. A group may
// read it: that is how containers are handed secrets.
const openToOthers fs.FileMode = 0o037

// Key seals values. It prints as [redacted].
type Key struct{ aead cipher.AEAD }

// String implements fmt.Stringer.
func (Key) String() string { return "[redacted]" }

// GoString implements fmt.GoStringer.
func (Key) GoString() string { return "[redacted]" }

// ReadKey reads a key from a file: 32 random bytes in base64, such as
// “openssl rand -base64 32” prints. It refuses a file that others may read.
func ReadKey(file string) (Key, error) {
	info, err := os.Stat(file)
	if err != nil {
		return Key{}, err
	}
	if mode := info.Mode().Perm(); mode&openToOthers != 0 {
		return Key{}, fmt.Errorf("its mode is %v, which lets others read or write it: chmod 600 it", mode)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return Key{}, err
	}
	secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(secret) != keyBytes { // the error would quote the key
		return Key{}, errors.New("it does not hold 32 bytes in base64, as “openssl rand -base64 32” makes them")
	}
	return newKey(secret)
}

func newKey(secret []byte) (Key, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return Key{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return Key{aead}, err
}

// seal returns a value that open opens under the same place alone.
func (k Key) seal(place string, value []byte) []byte {
	return k.aead.Seal(nil, nil, value, []byte(place))
}

func (k Key) open(place string, sealed []byte) ([]byte, error) {
	return k.aead.Open(nil, nil, sealed, []byte(place))
}
