package mask_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// TestCertificatesAreShown checks that certificates are shown even if their letters look like a
// secret after its name, but that secrets next to them are masked.
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

// TestPublicKeysAreShown is like TestCertificatesAreShown, for public keys, certificate requests
// and revocation lists.
func TestPublicKeysAreShown(t *testing.T) {
	masker := defaultMasker(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	random := func(length int) []byte {
		data := make([]byte, length)
		rand.Read(data)
		return data
	}
	rsaKey := func() *rsa.PublicKey { // as long as a key of 16,384 bits, whose primes nobody knows
		return &rsa.PublicKey{N: new(big.Int).SetBytes(append([]byte{0xff}, random(2047)...)), E: 65537}
	}
	request := func(attribute asn1.ObjectIdentifier) ([]byte, error) {
		return x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{ExtraExtensions: []pkix.Extension{{Id: attribute, Value: random(1200)}}}, key)
	}
	for label, der := range map[string]func() ([]byte, error){
		"PUBLIC KEY":          func() ([]byte, error) { return x509.MarshalPKIXPublicKey(rsaKey()) },
		"RSA PUBLIC KEY":      func() ([]byte, error) { return x509.MarshalPKCS1PublicKey(rsaKey()), nil },
		"CERTIFICATE REQUEST": func() ([]byte, error) { return request(asn1.ObjectIdentifier{1, 2, 3}) },
		"X509 CRL": func() ([]byte, error) {
			issuer := &x509.Certificate{KeyUsage: x509.KeyUsageCRLSign, SubjectKeyId: random(1200)}
			return x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1)}, issuer, key)
		},
	} {
		text := suspect(t, label, der)
		for form, text := range map[string]string{"alone": text, "twice, behind words": "the keys\n" + text + text} {
			if masked := masker.Mask(znode.Root, []byte(text)); masked.Count > 0 || string(masked.Data) != text {
				t.Errorf("%s, %s: %d masked: %s", label, form, masked.Count, masked.Data)
			}
		}
		if masked := masker.Mask(znode.Root, []byte(text+"password=tr0ub4dor\n")); strings.Contains(string(masked.Data), "tr0ub4dor") {
			t.Errorf("a secret after %s: %s", label, masked.Data)
		}
		if masked := masker.Mask(znode.Root, []byte(strings.ReplaceAll(text, label, "SOMETHING"))); masked.Count == 0 {
			t.Errorf("%s called something is not masked", label)
		}
	}
	withPassword := suspect(t, "CERTIFICATE REQUEST", func() ([]byte, error) { return request(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 7}) })
	if masked := masker.Mask(znode.Root, []byte(withPassword)); masked.Count == 0 {
		t.Error("a request with a password is shown as public")
	}
}

// suspectCertificate returns a certificate that would be masked without its PEM lines.
func suspectCertificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return suspect(t, "CERTIFICATE", func() ([]byte, error) {
		id := make([]byte, 1200)
		rand.Read(id)
		template := &x509.Certificate{SerialNumber: big.NewInt(1), SubjectKeyId: id}
		return x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	})
}

// suspect returns the first PEM block from made that would be masked without its PEM lines.
func suspect(t *testing.T, label string, made func() ([]byte, error)) string {
	t.Helper()
	masker := defaultMasker(t)
	for {
		der, err := made()
		if err != nil {
			t.Fatal(err)
		}
		text := string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
		if masker.Mask(znode.Root, []byte(strings.ReplaceAll(text, "-----", ""))).Count > 0 {
			return text
		}
	}
}
