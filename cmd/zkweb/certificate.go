package main

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateInterval is the shortest time between two checks of the files.
const certificateInterval = time.Second

// certificate is the console's own certificate. It is read again when its files change, as they do
// when it is renewed while the console runs. If a new pair is not usable, the old one stays.
type certificate struct {
	certFile, keyFile string
	logger            *slog.Logger

	mu      sync.Mutex
	pair    *tls.Certificate
	version [2]time.Time // times of the files that were last read, successfully or not
	looked  time.Time
}

func loadCertificate(certFile, keyFile string, logger *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, logger: logger, looked: time.Now()}
	c.version = c.written() // before reading, so that a later write counts as a change
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	c.pair = &pair
	return c, nil
}

// config returns the TLS settings of the web server: version 1.2 or newer.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) >= certificateInterval {
		c.looked = time.Now()
		c.renew()
	}
	return c.pair, nil
}

func (c *certificate) renew() {
	version := c.written()
	if version == c.version {
		return
	}
	c.version = version
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		c.logger.Error("the changed certificate cannot be used; the old one stays", "error", err)
		return
	}
	c.pair = &pair
	c.logger.Info("the certificate was renewed")
}

// written returns when the files were last written; zero for a missing file.
func (c *certificate) written() (times [2]time.Time) {
	for i, file := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(file); err == nil {
			times[i] = info.ModTime()
		}
	}
	return times
}
