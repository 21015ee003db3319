package format

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
)

// The beginnings of private keys in DER. Whatever follows is read over.
type (
	pkcs8Key struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}
	pkcs8Encrypted struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	pkcs1Key struct {
		Version                           int
		Modulus, Public, Private, P, Q, R *big.Int
	}
	sec1Key struct {
		Version int
		Key     []byte
		Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
	}
)

// passwordBased is where the names of ciphers with a password begin: PKCS #5 and
// PKCS #12.
var passwordBased = []asn1.ObjectIdentifier{{1, 2, 840, 113549, 1, 5}, {1, 2, 840, 113549, 1, 12, 1}}

// IsPrivateKey reports whether data is a private key in DER, as a whole: of PKCS #8,
// encrypted or not, of PKCS #1 or of SEC 1.
func IsPrivateKey(data []byte) bool {
	const sequence = 0x30
	if len(data) < minBase64 || data[0] != sequence {
		return false
	}
	var encrypted pkcs8Encrypted
	if isDER(data, &encrypted) {
		return slices.ContainsFunc(passwordBased, func(id asn1.ObjectIdentifier) bool {
			name := encrypted.Algorithm.Algorithm
			return len(name) > len(id) && id.Equal(name[:len(id)])
		})
	}
	return isDER(data, new(pkcs8Key)) || isDER(data, new(pkcs1Key)) || isDER(data, new(sec1Key))
}

func isDER(data []byte, value any) bool {
	rest, err := asn1.Unmarshal(data, value)
	return err == nil && len(rest) == 0
}
