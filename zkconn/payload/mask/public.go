package mask

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"strings"
)

const (
	blockBegins     = "-----BEGIN "
	blockEnds       = "-----END "
	blockDashes     = "-----"
	maxPublicBlocks = 64 // maximum number of blocks examined in one text
)

// publicBlocks has a function for each label of public data in PEM. It reports whether the data can
// be parsed.
var publicBlocks = map[string]func(der []byte) bool{
	"CERTIFICATE":             isCertificate,
	"CERTIFICATE REQUEST":     isRequest,
	"NEW CERTIFICATE REQUEST": isRequest,
	"PUBLIC KEY":              isPublicKey,
	"RSA PUBLIC KEY":          isRSAPublicKey,
	"X509 CRL":                isRevocationList,
}

// findPublic finds certificates, public keys and the like in PEM that can be parsed. Some contain
// the name of a secret by chance.
func findPublic(text string) (spans []span) {
	at := 0
	for range maxPublicBlocks {
		begin := strings.Index(text[at:], blockBegins)
		if begin < 0 {
			break
		}
		begin += at
		at = begin + len(blockBegins)
		label, _, _ := strings.Cut(text[at:min(len(text), at+64)], blockDashes)
		reads := publicBlocks[label]
		if reads == nil {
			continue
		}
		ends := blockEnds + label + blockDashes
		length := strings.Index(text[at:], ends)
		if length < 0 {
			continue
		}
		if end := at + length + len(ends); isOneBlock(text[begin:end], reads) {
			spans = append(spans, span{begin, end})
			at = end
		}
	}
	return spans
}

// isOneBlock reports whether a text is one PEM block that reads accepts, and nothing else.
func isOneBlock(text string, reads func([]byte) bool) bool {
	block, behind := pem.Decode([]byte(text))
	return block != nil && len(block.Headers) == 0 && len(behind) == 0 && reads(block.Bytes)
}

func isCertificate(der []byte) bool {
	_, err := x509.ParseCertificate(der)
	return err == nil
}

// challengePassword is the object identifier of the attribute for a password in a certificate
// request.
var challengePassword = []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x07")

func isRequest(der []byte) bool {
	_, err := x509.ParseCertificateRequest(der)
	return err == nil && !bytes.Contains(der, challengePassword)
}

func isPublicKey(der []byte) bool {
	_, err := x509.ParsePKIXPublicKey(der)
	return err == nil
}

func isRSAPublicKey(der []byte) bool {
	_, err := x509.ParsePKCS1PublicKey(der)
	return err == nil
}

func isRevocationList(der []byte) bool {
	_, err := x509.ParseRevocationList(der)
	return err == nil
}

// isWithin reports whether part is within one of the spans.
func isWithin(part span, spans []span) bool {
	for _, s := range spans {
		if s.start <= part.start && part.end <= s.end {
			return true
		}
	}
	return false
}
