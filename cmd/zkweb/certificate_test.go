package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCertificate makes a self-signed certificate of this name, as of then.
func writeCertificate(t *testing.T, dir, name string, then time.Time) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	encodedKey, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeAsOf(t, certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), then)
	writeAsOf(t, keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encodedKey}), then)
	return certFile, keyFile
}

func writeAsOf(t *testing.T, file string, content []byte, then time.Time) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file, then, then); err != nil {
		t.Fatal(err)
	}
}

func TestTheCertificateIsReadAgainWhenItChanges(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	certFile, keyFile := writeCertificate(t, dir, "one", now.Add(-3*time.Hour))
	loaded, err := loadCertificate(certFile, keyFile, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	wantName := func(want string) {
		t.Helper()
		loaded.looked = time.Time{} // as if it was long ago
		pair, err := loaded.get(nil)
		if err != nil || pair.Leaf.Subject.CommonName != want {
			t.Fatalf("the certificate is of %v, %v; want %s", pair.Leaf.Subject, err, want)
		}
	}
	wantName("one")
	writeCertificate(t, dir, "two", now.Add(-2*time.Hour))
	wantName("two")
	writeAsOf(t, certFile, []byte("half a file"), now.Add(-time.Hour))
	wantName("two")
	writeCertificate(t, dir, "three", now)
	wantName("three")
}

func TestFrontSettings(t *testing.T) {
	for _, c := range []struct {
		arguments []string
		says      string
	}{
		{[]string{"--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "::1"}, ""},
		{[]string{"--trusted-proxy", "everybody"}, "--trusted-proxy \"everybody\" cannot be used"},
		{[]string{"--trusted-proxy", "10.0.0.0/33"}, "cannot be used"},
	} {
		got, err := readSettings(c.arguments)
		if c.says != "" {
			wantSays(t, err, c.says)
			continue
		}
		if err != nil || len(got.front.trustedProxies) != 2 || got.front.trustedProxies[0].String() != "10.0.0.0/8" || got.front.trustedProxies[1].String() != "::1/128" {
			t.Errorf("%q gave %v, %v", c.arguments, got.front.trustedProxies, err)
		}
	}
	for _, front := range []frontSettings{
		{certFile: "only.pem"},
		{keyFile: "only.pem"},
		{certFile: "none.pem", keyFile: "none.pem"},
	} {
		_, err := front.certificate(nil)
		wantSays(t, err, "--tls-cert")
	}
}

// wantSays wants a usage error that says this.
func wantSays(t *testing.T, err error, says string) {
	t.Helper()
	var usage usageError
	if !errors.As(err, &usage) || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want a usage error that says %q", err, says)
	}
}
