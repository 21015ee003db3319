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

// KeyedHash is HMAC-SHA256 of a value under the data directory's own key, in
// hexadecimal: equal values have equal hashes, and nobody without the key finds
// a short value by trying. The key is made with the trail; where it was lost, a
// new one is made, and hashes from before and after do not compare.
func (t *Trail) KeyedHash(value []byte) string {
	hash := hmac.New(sha256.New, t.key)
	hash.Write(value)
	return hex.EncodeToString(hash.Sum(nil))
}

// readKey reads the key, made if there is none.
func readKey(dir string) ([]byte, error) {
	name := filepath.Join(dir, keyFile)
	key, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(name)
	}
	if err == nil && len(key) != keyBytes {
		err = fmt.Errorf("%s has %d bytes, not %d", name, len(key), keyBytes)
	}
	return key, err
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
