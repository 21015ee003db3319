package cluster

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"

	"zkweb/zkconn/znode"
)

const (
	dialTimeout = 2 * time.Second
	tlsTimeout  = 2 * time.Second
)

// Dial connects to an address of one of the cluster's servers. If the cluster speaks TLS, the
// server must prove that it has the name. config holds the trusted authorities and the client
// certificate for that, and is nil for the system's roots; the cluster's own TLSConfig takes
// precedence.
func (c Cluster) Dial(ctx context.Context, address, name string, config *tls.Config) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil || !c.TLS {
		return conn, err
	}
	ctx, cancel := context.WithTimeout(ctx, tlsTimeout)
	defer cancel()
	if c.TLSConfig != nil {
		config = c.TLSConfig
	}
	if config == nil {
		config = &tls.Config{}
	}
	config = config.Clone()
	config.ServerName = name
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return secure, nil
}

// DescribeTLS returns the code for why TLS failed; "" if err is not about TLS.
func DescribeTLS(err error) znode.Code {
	var notTLS tls.RecordHeaderError
	var operation *net.OpError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &notTLS):
		return znode.CodeServerNoTLS
	case errors.As(err, &authority):
		return znode.CodeServerAuthority
	case errors.As(err, &host):
		return znode.CodeServerOtherName
	case errors.As(err, &invalid):
		return znode.CodeServerCertificate
	case errors.As(err, &operation) && operation.Op == "remote error": // crypto/tls reports alerts of the server like this
		return znode.CodeServerRefusesTLS
	}
	return ""
}
