package vault

import (
	"crypto/aes"
	"crypto/cipher"

	"zkweb/zkconn/secretfile"
)

// Key seals values. It prints as [redacted].
type Key struct{ aead cipher.AEAD }

// String implements fmt.Stringer.
func (Key) String() string { return "[redacted]" }

// GoString implements fmt.GoStringer.
func (Key) GoString() string { return "[redacted]" }

// ReadKey reads a key from a file as secretfile.ReadKey does.
func ReadKey(file string) (Key, error) {
	secret, err := secretfile.ReadKey(file)
	if err != nil {
		return Key{}, err
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

// seal returns a value that open opens only with the same place.
func (k Key) seal(place string, value []byte) []byte {
	return k.aead.Seal(nil, nil, value, []byte(place))
}

func (k Key) open(place string, sealed []byte) ([]byte, error) {
	return k.aead.Open(nil, nil, sealed, []byte(place))
}
