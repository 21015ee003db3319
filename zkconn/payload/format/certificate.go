package format

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

const (
	certificateArmor = "-----BEGIN CERTIFICATE-----"
	maxCertificates  = 64 // in one text; the output is larger than the input
)

// unwrapCertificate describes the certificates in PEM within a text of at most MaxShown bytes, or
// the one in DER. It writes their fields under the names of X.509, as YAML. It leaves out keys
// between them.
func unwrapCertificate(r *Reading) *Content {
	var all []*x509.Certificate
	switch {
	case len(r.Data) > MaxShown:
	case r.Readable():
		if strings.Contains(r.Text, certificateArmor) {
			all = certificatesIn(r.Text)
		}
	case len(r.Data) > 4 && r.Data[0] == 0x30 && r.Data[1] == 0x82:
		if one, err := x509.ParseCertificate(r.Data); err == nil {
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return nil
	}
	var out strings.Builder
	content := &Content{Until: all[0].NotAfter}
	for _, one := range all {
		writeCertificate(&out, one)
		if one.NotAfter.Before(content.Until) {
			content.Until = one.NotAfter
		}
	}
	content.Reading = Read(r.Path, []byte(out.String()))
	return content
}

func mayBeCertificate(_ znode.Path, text string) bool {
	return strings.Contains(text, certificateArmor)
}

// certificatesIn returns the certificates in a text that can be parsed.
func certificatesIn(text string) []*x509.Certificate {
	var all []*x509.Certificate
	for rest := text; len(all) < maxCertificates; {
		at := strings.Index(rest, certificateArmor)
		if at < 0 {
			return all
		}
		block, behind := pem.Decode([]byte(rest[at:]))
		if block == nil {
			rest = rest[at+len(certificateArmor):]
			continue
		}
		if one, err := x509.ParseCertificate(block.Bytes); err == nil {
			all = append(all, one)
		}
		rest = string(behind)
	}
	return all
}

func writeCertificate(out *strings.Builder, c *x509.Certificate) {
	fmt.Fprintf(out, "- subject: %s\n", QuoteJSON(c.Subject.String()))
	fmt.Fprintf(out, "  issuer: %s\n", QuoteJSON(c.Issuer.String()))
	var names []string
	for _, name := range c.DNSNames {
		names = append(names, QuoteJSON(name))
	}
	for _, address := range c.IPAddresses {
		names = append(names, QuoteJSON(address.String()))
	}
	for _, address := range c.EmailAddresses {
		names = append(names, QuoteJSON(address))
	}
	for _, link := range c.URIs {
		names = append(names, QuoteJSON(link.String()))
	}
	if len(names) > 0 {
		fmt.Fprintf(out, "  subjectAltName: [%s]\n", strings.Join(names, ", "))
	}
	fmt.Fprintf(out, "  notBefore: %s\n", c.NotBefore.UTC().Format(time.RFC3339))
	fmt.Fprintf(out, "  notAfter: %s\n", c.NotAfter.UTC().Format(time.RFC3339))
	fmt.Fprintf(out, "  serialNumber: \"%x\"\n", c.SerialNumber)
	fmt.Fprintf(out, "  publicKey: %s\n", publicKey(c))
	fmt.Fprintf(out, "  signatureAlgorithm: %s\n", c.SignatureAlgorithm)
	if c.IsCA {
		out.WriteString("  cA: true\n")
	}
}

func publicKey(c *x509.Certificate) string {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return c.PublicKeyAlgorithm.String()
}
