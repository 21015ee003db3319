package format

import (
	"bytes"
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
	pkcs12Store struct {
		Version int
		Content struct {
			Kind asn1.ObjectIdentifier
			Data asn1.RawValue
		}
		Integrity asn1.RawValue `asn1:"optional"`
	}
)

// javaStores are how keystores of Java begin, JKS and JCEKS.
var javaStores = [][]byte{{0xfe, 0xed, 0xfe, 0xed, 0, 0, 0}, {0xce, 0xce, 0xce, 0xce, 0, 0, 0}}

// passwordBased is where the names of ciphers with a password begin: PKCS #5 and
// PKCS #12.
var passwordBased = []asn1.ObjectIdentifier{{1, 2, 840, 113549, 1, 5}, {1, 2, 840, 113549, 1, 12, 1}}

// IsPrivateKey reports whether data is a private key in DER, as a whole: of PKCS #8,
// encrypted or not, of PKCS #1 or of SEC 1; or a store of keys, of PKCS #12 or of Java.
func IsPrivateKey(data []byte) bool {
	const sequence = 0x30
	if len(data) < minBase64 {
		return false
	}
	if data[0] != sequence {
		return slices.ContainsFunc(javaStores, func(start []byte) bool { return bytes.HasPrefix(data, start) })
	}
	var encrypted pkcs8Encrypted
	if isDER(data, &encrypted) {
		return slices.ContainsFunc(passwordBased, func(id asn1.ObjectIdentifier) bool {
			name := encrypted.Algorithm.Algorithm
			return len(name) > len(id) && id.Equal(name[:len(id)])
		})
	}
	return isDER(data, new(pkcs8Key)) || isDER(data, new(pkcs1Key)) || isDER(data, new(sec1Key)) || isDER(data, new(pkcs12Store))
}

func isDER(data []byte, value any) bool {
	rest, err := asn1.Unmarshal(data, value)
	return err == nil && len(rest) == 0
}
