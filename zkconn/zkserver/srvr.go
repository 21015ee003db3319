package zkserver

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const (
	srvrTimeout  = time.Second
	modeAttempts = 10 // how often a server that does not answer in time is asked
)

// Mode asks the server for its mode by srvr: "standalone", "leader", "follower" or "observer". It
// waits at most 1 s.
func (s *Server) Mode() (string, error) { return s.srvrLine("Mode: ") }

// Version asks the server for its version, such as "3.8.0", with any suffix of the packager. It
// waits at most 1 s.
func (s *Server) Version() (string, error) {
	line, err := s.srvrLine("Zookeeper version: ")
	version, _, _ := strings.Cut(line, ",")
	return version, err
}

func (s *Server) srvrLine(prefix string) (string, error) {
	answer, err := srvr(s.Addr())
	if err != nil {
		return "", fmt.Errorf("%s does not answer srvr: %w", s.Addr(), err)
	}
	for line := range strings.Lines(answer) {
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			return strings.TrimSpace(rest), nil
		}
	}
	return "", fmt.Errorf("%s answers srvr: %s", s.Addr(), strings.TrimSpace(answer))
}

func srvr(address string) (string, error) {
	conn, err := net.DialTimeout("tcp", address, srvrTimeout)
	if err != nil {
		return "", err
	}
	deadline := conn.SetDeadline(time.Now().Add(srvrTimeout))
	_, sent := io.WriteString(conn, "srvr")
	answer, received := io.ReadAll(io.LimitReader(conn, 1<<16))
	return string(answer), errors.Join(deadline, sent, received, conn.Close())
}
