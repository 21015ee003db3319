package history

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"zkweb/zkconn/secretfile"
)

const keyBytes = secretfile.KeyBytes // the length of a salt, too

// Key seals the values of a store. The zero Key seals nothing. It prints as [redacted].
type Key struct{ secret []byte }

// String implements fmt.Stringer.
func (Key) String() string { return "[redacted]" }

// GoString implements fmt.GoStringer.
func (Key) GoString() string { return "[redacted]" }

// ReadKey reads a key from a file as secretfile.ReadKey does.
func ReadKey(file string) (Key, error) {
	secret, err := secretfile.ReadKey(file)
	return Key{secret}, err
}

func (k Key) isZero() bool { return len(k.secret) == 0 }

// cipherOf returns the cipher for the values of a segment. Since no other segment has its salt, the
// number of a value, which is unique in a segment, can be the nonce.
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

// nonceOf returns the nonce for a segment's value.
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
