package main

import (
	"errors"
	"log/slog"
	"net/netip"

	"zkweb/cmd/zkweb/settings"
)

// frontSettings are about browsers and what is between them and the console.
type frontSettings struct {
	trustedProxies    []netip.Prefix
	hsts              bool
	certFile, keyFile string // of the console's own certificate; "" for plain HTTP
}

func (s *frontSettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "trusted-proxy", Form: "CIDR", Does: "network whose X-Forwarded-For, -Proto and -Host are believed; repeatable",
			Takes: "a network such as 10.0.0.0/8 or one address", Set: s.addTrustedProxy, Many: true,
		}, {
			Name: "tls-cert", Form: "FILE", Does: "certificate to serve HTTPS with; read again when it changes",
			Takes: "the name of a PEM file, with --tls-key", Set: settings.Text(&s.certFile),
		}, {
			Name: "tls-key", Form: "FILE", Does: "key of that certificate",
			Takes: "the name of a PEM file, with --tls-cert", Set: settings.Text(&s.keyFile),
		}, {
			Name: "hsts", Default: "false", Does: "tell browsers to use only HTTPS for a year, for everything on this host, at all ports",
			Takes: "true or false", Set: settings.Switch(&s.hsts),
		},
	}
}

func (s *frontSettings) addTrustedProxy(value string) error {
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

// scheme returns the scheme of the console's own URL.
func (s *frontSettings) scheme() string {
	if s.certFile == "" {
		return "http"
	}
	return "https"
}

// certificate returns the certificate for HTTPS; nil for plain HTTP. The error is a usageError.
func (s *frontSettings) certificate(logger *slog.Logger) (*certificate, error) {
	if s.certFile == "" && s.keyFile == "" {
		return nil, nil
	}
	if s.certFile == "" || s.keyFile == "" {
		return nil, usageError{errors.New("--tls-cert and --tls-key go together")}
	}
	loaded, err := loadCertificate(s.certFile, s.keyFile, logger)
	if err != nil {
		flag, file := tlsFiles{cert: s.certFile, key: s.keyFile}.unusable()
		return nil, usageError{settings.Refuse("tls-"+flag, file, "a PEM file, --tls-cert that of a certificate and --tls-key that of its key", err)}
	}
	return loaded, nil
}
