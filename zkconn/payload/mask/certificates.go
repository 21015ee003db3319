package mask

import (
	"crypto/x509"
	"encoding/pem"
	"strings"
)

const (
	certificateBegins = "-----BEGIN CERTIFICATE-----"
	certificateEnds   = "-----END CERTIFICATE-----"
	maxCertificates   = 64 // that are looked at in one text
)

// findCertificates finds the certificates in PEM that can be read. They are public, and the
// letters of some spell the name of a secret by chance.
func findCertificates(text string) (spans []span) {
	at := 0
	for range maxCertificates {
		begin := strings.Index(text[at:], certificateBegins)
		if begin < 0 {
			break
		}
		begin += at
		at = begin + len(certificateBegins)
		length := strings.Index(text[at:], certificateEnds)
		if length < 0 {
			break
		}
		if end := at + length + len(certificateEnds); isCertificate(text[begin:end]) {
			spans = append(spans, span{begin, end})
			at = end
		}
	}
	return spans
}

// isCertificate reports whether PEM is one certificate and nothing else.
func isCertificate(text string) bool {
	block, behind := pem.Decode([]byte(text))
	if block == nil || len(block.Headers) > 0 || len(behind) > 0 {
		return false
	}
	_, err := x509.ParseCertificate(block.Bytes)
	return err == nil
}

// isWithin reports whether a part of a text is within one of the spans.
func isWithin(part span, spans []span) bool {
	for _, s := range spans {
		if s.start <= part.start && part.end <= s.end {
			return true
		}
	}
	return false
}
