package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	keyFile  = "audit.key"
	keyBytes = 32
)

// Key is the secret of keyed hashes. It prints as [redacted].
type Key struct {
	secret []byte
	Made   bool // just now: there was none
}

// String implements fmt.Stringer.
func (Key) String() string { return "[redacted]" }

// GoString implements fmt.GoStringer.
func (Key) GoString() string { return "[redacted]" }

// KeyedHash returns the HMAC-SHA256 of a value under the data directory's own
// key, in hexadecimal: equal values have equal hashes, and nobody without the
// key finds a short value by trying. The key is made with the trail; where it
// was lost, a new one is made, and hashes from before and after do not compare.
func (t *Trail) KeyedHash(value []byte) string {
	hash := hmac.New(sha256.New, t.config.Key.secret)
	hash.Write(value)
	return hex.EncodeToString(hash.Sum(nil))
}

// ReadKey reads the key in a data directory, audit.key, made if there is none.
func ReadKey(dir string) (Key, error) {
	name := filepath.Join(dir, keyFile)
	secret, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		secret, err = makeKey(name)
		return Key{secret: secret, Made: true}, err
	}
	if err == nil && len(secret) != keyBytes {
		err = fmt.Errorf("%s has %d bytes, not %d", name, len(secret), keyBytes)
	}
	return Key{secret: secret}, err
}

// makeKey writes the key under another name first, so that a console killed
// meanwhile leaves no half of a key.
func makeKey(name string) ([]byte, error) {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails: crypto/rand
	half := name + ".new"
	file, err := os.OpenFile(half, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = file.Write(key)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, err
	}
	return key, os.Rename(half, name)
}
