package history

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

const (
	keyBytes = 32
	// openToOthers are the rights of users that a key's file must not give.
	openToOthers fs.FileMode = 0o037
)

// Key seals the values of a store. The zero Key seals nothing. It prints as
// [redacted].
type Key struct{ secret []byte }

// String implements fmt.Stringer.
func (Key) String() string { return "[redacted]" }

// GoString implements fmt.GoStringer.
func (Key) GoString() string { return "[redacted]" }

// ReadKey reads a key from a file: 32 random bytes in base64, such as “openssl rand
// -base64 32” prints. It refuses a file that others may read.
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
	return Key{secret}, nil
}

func (k Key) isZero() bool { return len(k.secret) == 0 }

// cipherOf returns what seals the values of a segment, whose salt no other has: so a
// value's number, which is unique in it, can be the nonce.
func (k Key) cipherOf(salt []byte) (cipher.AEAD, error) {
	if k.isZero() {
		return nil, nil
	}
	own, err := hkdf.Key(sha256.New, k.secret, salt, "zkweb history values", keyBytes)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// nonceOf returns the nonce of a segment's value.
func nonceOf(id int64) []byte {
	nonce := make([]byte, 12)
	binary.BigEndian.PutUint64(nonce[4:], uint64(id))
	return nonce
}

// hashOf returns the keyed hash of a value that is not kept.
func hashOf(secret, data []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write(data)
	return mac.Sum(nil)
}
