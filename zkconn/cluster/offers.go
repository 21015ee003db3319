package cluster

import (
	"context"
	"crypto/tls"
	"time"

	"zkweb/zkconn/znode"
)

const tlsProbeTimeout = 500 * time.Millisecond

// OffersTLS reports whether a server that does not answer the plain protocol answers a TLS
// handshake. It sends no data, so the certificate is not verified.
func OffersTLS(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, tlsProbeTimeout)
	defer cancel()
	dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return DescribeTLS(err) != "" && DescribeTLS(err) != znode.CodeServerNoTLS
	}
	_ = conn.Close()
	return true
}
