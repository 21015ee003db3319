package cluster

import (
	"context"
	"crypto/tls"
	"time"

	"zkweb/zkconn/znode"
)

const tlsProbeTimeout = 500 * time.Millisecond

// Mismatch returns whether TLS is why a server takes connections and does not answer: CodeServerTLS
// if it speaks TLS and the cluster is written without, CodeServerNoTLS if it answers in plain text
// and the cluster is written with TLS, otherwise "".
func (c Cluster) Mismatch(ctx context.Context, address string) znode.Code {
	switch {
	case c.TLS && answersPlain(ctx, c, address):
		return znode.CodeServerNoTLS
	case !c.TLS && offersTLS(ctx, address):
		return znode.CodeServerTLS
	}
	return ""
}

// offersTLS reports whether a server answers a TLS handshake. Nothing is sent over the connection,
// so nobody need be trusted.
func offersTLS(ctx context.Context, address string) bool {
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

// answersPlain reports whether a server answers srvr without TLS.
func answersPlain(ctx context.Context, c Cluster, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, tlsTimeout)
	defer cancel()
	c.TLS = false
	_, err := NewAsker(nil).Ask(ctx, c, address, "srvr", maxSrvrReply)
	return err == nil
}
