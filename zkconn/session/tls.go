package session

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"

	"zkweb/zkconn/znode"
)

const tlsProbeTimeout = 500 * time.Millisecond

// offersTLS reports whether a server that hung up on the plain protocol answers a
// TLS handshake. Nothing is sent over the connection, so nobody need be trusted.
func offersTLS(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, tlsProbeTimeout)
	defer cancel()
	dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return describeTLS(err) != "" && describeTLS(err) != znode.CodeServerNoTLS
	}
	_ = conn.Close()
	return true
}

// describeTLS returns why TLS failed; "" when it was not TLS.
func describeTLS(err error) znode.Code {
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
	case errors.As(err, &operation) && operation.Op == "remote error": // how crypto/tls reports an alert
		return znode.CodeServerRefusesTLS
	}
	return ""
}
