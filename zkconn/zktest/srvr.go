package zktest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const srvrTimeout = time.Second

// Mode asks the server for its mode with the four-letter word srvr:
// "standalone", "leader", "follower" or "observer". It waits at most 1 s.
func (s *Server) Mode() (string, error) {
	answer, err := srvr(s.Addr())
	if err != nil {
		return "", fmt.Errorf("%s does not answer srvr: %w", s.Addr(), err)
	}
	for line := range strings.Lines(answer) {
		if mode, ok := strings.CutPrefix(line, "Mode: "); ok {
			return strings.TrimSpace(mode), nil
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
