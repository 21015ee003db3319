package show_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// certificate returns a certificate in DER that expires at end.
func certificate(t *testing.T, name string, end time.Time) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(0xabc), Subject: pkix.Name{CommonName: name, Organization: []string{"数据"}}, NotBefore: end.AddDate(-1, 0, 0), NotAfter: end,
		DNSNames: []string{name}, IPAddresses: []net.IP{net.IPv4(10, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func inPEM(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// Certificates are shown by their fields, and a note says when one expires soon.
func TestCertificate(t *testing.T) {
	end := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	der := certificate(t, "zk1.example.com", end)
	later := inPEM(certificate(t, "zk2.example.com", end.AddDate(1, 0, 0)))
	fields := []string{
		`- subject: "CN=zk1.example.com,O=数据"`, `  issuer: "CN=zk1.example.com,O=数据"`, `  subjectAltName: ["zk1.example.com", "10.0.0.1"]`,
		"  notBefore: 2026-03-01T12:00:00Z", "  notAfter: 2027-03-01T12:00:00Z", `  serialNumber: "abc"`, "  publicKey: ECDSA P-256", "  signatureAlgorithm: ECDSA-SHA256", "",
	}
	for name, data := range map[string]string{
		"PEM": inPEM(der), "DER": string(der), "beside others": "# chain\n" + later + "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n" + inPEM(der),
	} {
		result := show.Decode(format.Read(znode.Root, []byte(data)), show.Best)
		if result.Current != format.Certificate || !slices.Contains(result.Views, show.Hex) {
			t.Errorf("%s: shown as %s, among %v", name, result.Current, result.Views)
			continue
		}
		if text := textOf(t, result); !strings.HasSuffix(text, strings.Join(fields, "\n")) {
			t.Errorf("%s: the fields are\n%s\nwant\n%s", name, text, strings.Join(fields, "\n"))
		}
		if len(result.Notes) > 0 && name != "beside others" {
			t.Errorf("%s: the notes are %q", name, notes(result))
		}
	}
	for _, test := range []struct {
		now  time.Time
		want []string
	}{
		{end.AddDate(0, 0, -31), nil},
		{end.AddDate(0, 0, -3), []string{"certificate_ends at=2027-03-01T12:00:00Z days=3"}},
		{end, []string{"certificate_ended at=2027-03-01T12:00:00Z days=0"}},
		{end.AddDate(0, 0, 40), []string{"certificate_ended at=2027-03-01T12:00:00Z days=40"}},
	} {
		result := show.Decode(format.Read(znode.Root, []byte(later+inPEM(der))), show.Best)
		result.NoteEnd(test.now)
		if got := notes(result); !slices.Equal(got, test.want) {
			t.Errorf("at %v: %q, want %q", test.now, got, test.want)
		}
	}
	broken := show.Decode(format.Read(znode.Root, []byte(inPEM(der[:len(der)/2]))), show.Best)
	if broken.NoteEnd(end); broken.Current != format.Text || len(broken.Notes) > 0 {
		t.Errorf("a broken certificate is shown as %s with %q", broken.Current, notes(broken))
	}
}
