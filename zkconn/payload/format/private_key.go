package format

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
)

// The beginnings of private keys in DER. What follows is ignored.
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

// javaStores are the first bytes of Java key stores, JKS and JCEKS.
var javaStores = [][]byte{{0xfe, 0xed, 0xfe, 0xed, 0, 0, 0}, {0xce, 0xce, 0xce, 0xce, 0, 0, 0}}

// passwordBased are the prefixes of the object identifiers of password-based ciphers in PKCS #5 and
// PKCS #12.
var passwordBased = []asn1.ObjectIdentifier{{1, 2, 840, 113549, 1, 5}, {1, 2, 840, 113549, 1, 12, 1}}

// IsPrivateKey reports whether data as a whole is a private key in DER (PKCS #8, encrypted or not,
// PKCS #1 or SEC 1) or a key store (PKCS #12 or Java's).
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

// beginsPrivateKey reports whether data begins like a private key or a key store. Certificates,
// requests for these and public keys begin differently.
func beginsPrivateKey(data []byte) bool {
	beginsWith := func(start []byte) bool { return bytes.HasPrefix(data, start) }
	if slices.ContainsFunc(javaStores, beginsWith) {
		return true
	}
	const sequence, long, algorithm = 0x30, 0x80, 4
	if len(data) < 2 || data[0] != sequence {
		return false
	}
	length := 2
	if data[1] > long {
		length += int(data[1] - long)
	}
	data = data[min(length, len(data)):]
	if slices.ContainsFunc(keyStarts, beginsWith) {
		return true
	}
	data = data[min(algorithm, len(data)):]
	return slices.ContainsFunc(cipherStarts, beginsWith)
}

var (
	// keyStarts are the version and the tag of the next element in the sequence of PKCS #12, #8, #1
	// and SEC 1.
	keyStarts = [][]byte{{2, 1, 3, 0x30}, {2, 1, 0, 0x30}, {2, 1, 1, 0x30}, {2, 1, 0, 2}, {2, 1, 1, 4}}
	// cipherStarts are passwordBased in DER.
	cipherStarts = [][]byte{{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5}, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1}}
)

func isDER(data []byte, value any) bool {
	rest, err := asn1.Unmarshal(data, value)
	return err == nil && len(rest) == 0
}
