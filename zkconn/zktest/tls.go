package zktest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zkweb/zkconn/zkserver"
)

// TLSServer is a server that also speaks TLS and asks clients for a certificate. The files are PEM.
type TLSServer struct {
	*Server
	Name        string // host name in the server's certificate, which resolves to loopback
	SecurePort  int
	CA          string // file with the certificate of the authority that signed both certificates
	Certificate string // file with the client's certificate
	Key         string // file with the client's key
}

// SecureAddr returns the host:port of the TLS port, with the host name in the certificate.
func (s *TLSServer) SecureAddr() string { return fmt.Sprintf("%s:%d", s.Name, s.SecurePort) }

// RunTLS starts a server with a TLS port for the duration of a test. Its certificate is valid for a
// day.
func RunTLS(t testing.TB) *TLSServer {
	t.Helper()
	return RunTLSWith(t, time.Now().Add(24*time.Hour))
}

// RunTLSWith is like RunTLS, with a certificate that is valid until the given time, and with more
// lines in zoo.cfg.
func RunTLSWith(t testing.TB, until time.Time, zooCfg ...string) *TLSServer {
	t.Helper()
	const name = "localhost"
	dir := t.TempDir()
	port, err := zkserver.FreePort()
	if err == nil {
		err = writeCertificates(dir, name, until)
	}
	if err != nil {
		t.Fatal(err)
	}
	server := Run(t, Config{
		ZooCfg: append([]string{
			"serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
			fmt.Sprintf("secureClientPort=%d", port),
			"secureClientPortAddress=127.0.0.1",
		}, zooCfg...),
		JavaProperties: map[string]string{
			"zookeeper.ssl.keyStore.location":   filepath.Join(dir, "server.pem"),
			"zookeeper.ssl.keyStore.type":       "PEM",
			"zookeeper.ssl.trustStore.location": filepath.Join(dir, "ca.pem"),
			"zookeeper.ssl.trustStore.type":     "PEM",
		},
	})
	return &TLSServer{
		Server: server, Name: name, SecurePort: port,
		CA:          filepath.Join(dir, "ca.pem"),
		Certificate: filepath.Join(dir, "client.pem"),
		Key:         filepath.Join(dir, "client.pem"),
	}
}

// writeCertificates writes the certificate of an authority, and certificates with keys for a server
// of this name and for a client.
func writeCertificates(dir, name string, until time.Time) error {
	authority := certificate("zktest authority")
	authority.IsCA, authority.BasicConstraintsValid = true, true
	authority.KeyUsage = x509.KeyUsageCertSign
	authorityKey, err := writeSigned(filepath.Join(dir, "ca.pem"), authority, authority, nil)
	if err != nil {
		return err
	}
	server := certificate(name)
	server.DNSNames, server.NotAfter = []string{name}, until
	_, serverErr := writeSigned(filepath.Join(dir, "server.pem"), server, authority, authorityKey)
	_, clientErr := writeSigned(filepath.Join(dir, "client.pem"), certificate("zktest client"), authority, authorityKey)
	return errors.Join(serverErr, clientErr)
}

func certificate(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
}

// writeSigned makes a key for a certificate and writes both. If signedBy is nil, the certificate
// signs itself and the file does not get the key.
func writeSigned(file string, subject, authority *x509.Certificate, signedBy *ecdsa.PrivateKey) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	encodedKey, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encodedKey})
	if signedBy == nil {
		text, signedBy = nil, key
	}
	signed, err := x509.CreateCertificate(rand.Reader, subject, authority, &key.PublicKey, signedBy)
	if err != nil {
		return nil, err
	}
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})...)
	return key, os.WriteFile(file, text, 0o600)
}
