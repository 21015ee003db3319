package session

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"zkweb/zkconn/wire"
)

// dial is the library's way to a server; timeout covers the name's resolution
// too.
func (s *Session) dial(network, server string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(s.dialing, timeout)
	defer cancel()
	conn, err := s.connect(ctx, network, server)
	if err != nil {
		what := describe(err, false)
		if what == hungUp && s.cluster.TLS {
			what = hungUpOnTLS
		}
		s.attempts.failed(server, what)
		return nil, err
	}
	return s.adopt(wire.New(conn, server, wire.Options{
		Owner: (*linkOwner)(s), LastZxid: &s.lastZxid,
		HandshakeTimeout: s.options.handshakePatience(), MaxReply: s.options.MaxReply,
		User: s.credentials.User(),
	}))
}

// connect opens a connection to a server. The name is resolved here, anew each
// time; a TLS server must prove to have that name, whatever it resolved to.
func (s *Session) connect(ctx context.Context, network, server string) (net.Conn, error) {
	dialer := net.Dialer{KeepAlive: 15 * time.Second}
	if !s.cluster.TLS {
		return dialer.DialContext(ctx, network, server)
	}
	secure := tls.Dialer{NetDialer: &dialer, Config: s.options.TLS}
	return secure.DialContext(ctx, network, server) // takes the server's name from the address
}

// adopt makes l the session's link and closes the one before, which the library
// leaves open when a session expires.
func (s *Session) adopt(l *wire.Link) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link != nil {
		_ = s.link.Close()
	}
	s.link = l
	if s.ended != nil {
		_ = l.Close()
	}
	return l, nil
}
