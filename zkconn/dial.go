package zkconn

import (
	"net"
	"time"
)

// dial is the library's way to a server. The name is resolved here, anew each
// time; timeout covers that too.
func (s *Session) dial(network, server string, timeout time.Duration) (net.Conn, error) {
	dialer := net.Dialer{Timeout: timeout, KeepAlive: 15 * time.Second}
	conn, err := dialer.DialContext(s.dialing, network, server)
	if err != nil {
		s.attempts.failed(server, describe(err, false))
		return nil, err
	}
	return s.adopt(newLink(conn, server, s))
}

// adopt makes l the session's link and closes the one before, which the library
// leaves open when a session expires.
func (s *Session) adopt(l *link) (net.Conn, error) {
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
