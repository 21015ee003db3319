package session

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"
)

const (
	hungUpOnTLS = "broke off the TLS handshake: it may not speak TLS on this port (then write the cluster without tls://)"
	speaksTLS   = "speaks TLS on this port: write the cluster with tls://"

	tlsProbeTimeout = 500 * time.Millisecond
)

// offersTLS reports whether a server that hung up on the plain protocol answers a
// TLS handshake. Nothing is sent over the connection, so nobody need be trusted.
func offersTLS(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, tlsProbeTimeout)
	defer cancel()
	dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return describeTLS(err) != "" && describeTLS(err) != hungUpOnTLS
	}
	_ = conn.Close()
	return true
}

// describeTLS says in a person's words why TLS failed; "" when it was not TLS.
func describeTLS(err error) string {
	var notTLS tls.RecordHeaderError
	var operation *net.OpError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &notTLS):
		return hungUpOnTLS
	case errors.As(err, &authority):
		return "has a certificate of an authority that the console does not trust (--zk-ca)"
	case errors.As(err, &host):
		return "has a certificate for another name"
	case errors.As(err, &invalid):
		return "has a certificate that is not valid, or not any more"
	case errors.As(err, &operation) && operation.Op == "remote error": // how crypto/tls reports an alert
		return "refused the console's TLS: it may ask for a client certificate (--zk-cert, --zk-key)"
	}
	return ""
}
