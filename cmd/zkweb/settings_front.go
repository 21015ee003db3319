package main

import (
	"errors"
	"log/slog"
	"net/netip"
)

// frontSettings are of what stands between browsers and the console.
type frontSettings struct {
	trustedProxies    []netip.Prefix
	certFile, keyFile string // of the console's own TLS; "" is plain HTTP
}

func (s *frontSettings) list() []setting {
	return []setting{
		{"trusted-proxy", "CIDR", "", "network whose X-Forwarded-For and X-Forwarded-Proto are believed; repeatable",
			"a network such as 10.0.0.0/8 or one address", s.addTrustedProxy},
		{"tls-cert", "FILE", "", "certificate to serve HTTPS with; read again when it changes",
			"the name of a PEM file, with --tls-key", text(&s.certFile)},
		{"tls-key", "FILE", "", "key of that certificate",
			"the name of a PEM file, with --tls-cert", text(&s.keyFile)},
	}
}

func (s *frontSettings) addTrustedProxy(value string) error {
	if value == "" {
		return nil
	}
	if address, err := netip.ParseAddr(value); err == nil {
		s.trustedProxies = append(s.trustedProxies, netip.PrefixFrom(address, address.BitLen()))
		return nil
	}
	prefix, err := netip.ParsePrefix(value)
	if err != nil {
		return errors.New("it is no network")
	}
	s.trustedProxies = append(s.trustedProxies, prefix)
	return nil
}

// scheme is that of the console's own address.
func (s *frontSettings) scheme() string {
	if s.certFile == "" {
		return "http"
	}
	return "https"
}

// certificate is what HTTPS is served with; nil for plain HTTP. The error is a
// usageError.
func (s *frontSettings) certificate(logger *slog.Logger) (*certificate, error) {
	if s.certFile == "" && s.keyFile == "" {
		return nil, nil
	}
	if s.certFile == "" || s.keyFile == "" {
		return nil, usageError{errors.New("--tls-cert and --tls-key go together")}
	}
	loaded, err := loadCertificate(s.certFile, s.keyFile, logger)
	if err != nil {
		return nil, usageError{refuse("tls-cert", s.certFile, "a PEM file of a certificate whose key --tls-key names", err)}
	}
	return loaded, nil
}
