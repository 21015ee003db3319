package mask_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// TestCertificatesAreShown also where their letters look like a secret behind its name, but
// not what stands beside them.
func TestCertificatesAreShown(t *testing.T) {
	masker := defaultMasker(t)
	certificate := suspectCertificate(t)
	escaped, err := json.Marshal(certificate)
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{
		"alone":        certificate,
		"a chain":      certificate + certificate,
		"CR and LF":    strings.ReplaceAll(certificate, "\n", "\r\n"),
		"behind words": "the CA of the brokers\n" + certificate + "and so on\n",
		"in JSON":      `{"ca":` + string(escaped) + `}`,
		"in YAML":      "ca: |\n  " + strings.ReplaceAll(strings.TrimSpace(certificate), "\n", "\n  ") + "\nport: 1\n",
	} {
		if masked := masker.Mask(znode.Root, []byte(text)); masked.Count > 0 || string(masked.Data) != text {
			t.Errorf("%s: %d masked: %s", form, masked.Count, masked.Data)
		}
	}
	for form, text := range map[string]string{
		"behind it":          certificate + "password=tr0ub4dor\n",
		"on its last line":   strings.TrimSpace(certificate) + " password=tr0ub4dor\n",
		"among its headers":  strings.Replace(certificate, "\n", "\npassword: tr0ub4dor\n\n", 1),
		"in what is not one": certificateLike("password=tr0ub4dor"),
	} {
		if masked := masker.Mask(znode.Root, []byte(text)); masked.Count == 0 || strings.Contains(string(masked.Data), "tr0ub4dor") {
			t.Errorf("a secret %s: %s", form, masked.Data)
		}
	}
}

func certificateLike(body string) string {
	return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n"
}

// suspectCertificate returns one whose letters alone would be masked.
func suspectCertificate(t *testing.T) string {
	t.Helper()
	masker := defaultMasker(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for {
		id := make([]byte, 1200)
		rand.Read(id)
		template := &x509.Certificate{SerialNumber: big.NewInt(1), SubjectKeyId: id}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
		if masker.Mask(znode.Root, []byte(strings.ReplaceAll(text, "-----", ""))).Count > 0 {
			return text
		}
	}
}
