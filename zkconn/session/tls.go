package session

import (
	"context"
	"crypto/tls"
	"time"

	"zkweb/zkconn/cluster"
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
		return cluster.DescribeTLS(err) != "" && cluster.DescribeTLS(err) != znode.CodeServerNoTLS
	}
	_ = conn.Close()
	return true
}
