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

	"zkweb/zkconn/znode"
)

const (
	keyFile  = "audit.key"
	keyBytes = 32
)

// Key is the secret of keyed hashes. It prints as [redacted].
type Key struct {
	secret []byte
	Made   bool // whether it was just made, because there was none
}

// String implements fmt.Stringer.
func (Key) String() string { return "[redacted]" }

// GoString implements fmt.GoStringer.
func (Key) GoString() string { return "[redacted]" }

// hashVersion is the prefix of hashes that are made now. Hashes without it are older, and of the
// data alone: equal data at two znodes had equal hashes, so that somebody who could write one of
// them could guess the other.
const hashVersion = "2:"

// KeyedHash returns the hash of what a znode holds: an HMAC-SHA256 under the data directory's key
// over the name of the cluster, the path and the data, in hexadecimal, after the prefix
// hashVersion. Equal data at the same znode has equal hashes, and without the key nobody can find a
// short value by guessing. The key is made with the trail; if it is lost, a new one is made, and
// hashes from before and after cannot be compared.
func (t *Trail) KeyedHash(cluster string, path znode.Path, data []byte) string {
	return hashVersion + t.config.Key.hash([]byte(cluster), []byte(path.String()), data)
}

// KeyedName returns what the trail has in place of an unknown name, since somebody may have typed a
// password there. It contains a colon, which no user name does.
func (t *Trail) KeyedName(name string) string {
	return "hash:" + t.config.Key.hash([]byte("user name"), []byte(name))[:32]
}

// Fingerprint identifies a key without disclosing it.
func (k Key) Fingerprint() string { return k.hash([]byte("fingerprint"))[:32] }

// KeyFingerprint returns the fingerprint of the trail's key, for KeySetting.
func (t *Trail) KeyFingerprint() string { return t.config.Key.Fingerprint() }

// hash returns an HMAC over parts; only the last part may contain zero bytes.
func (k Key) hash(parts ...[]byte) string {
	hash := hmac.New(sha256.New, k.secret)
	for i, part := range parts {
		if i > 0 {
			hash.Write([]byte{0})
		}
		hash.Write(part)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// ReadKey reads the key in a data directory, audit.key, and makes it if there is none.
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

// makeKey writes the key to another file first, so that a console that is killed meanwhile leaves
// no half of a key.
func makeKey(name string) ([]byte, error) {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails
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
