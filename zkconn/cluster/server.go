package cluster

import (
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"

	"zkweb/zkconn/znode"
)

// Role is what a server does in its ensemble, as srvr names it.
type Role string

// The roles, and what a server has that does not tell one.
const (
	Leader      Role = "leader"
	Follower    Role = "follower"
	Observer    Role = "observer"
	Standalone  Role = "standalone"
	ReadOnly    Role = "read-only"   // cut off from the others (readonlymode.enabled)
	Unreachable Role = "unreachable" // it serves nobody, as far as can be seen
	Untold      Role = ""            // it is there and does not say (4lw.commands.whitelist)
)

// Server is what a server said of itself when it was last asked.
type Server struct {
	Address string // as the cluster has it
	Reached string // the same, by the number that its name stood for; "" where no word was answered
	Role    Role
	Why     znode.Code // why it is Unreachable or Untold, or told by AdminServer alone; else ""
	Since   time.Time  // when it was first seen like this
	Asked   time.Time

	Version     Version
	Zxid        string  // "0x100000005"
	Latency     Latency // of its requests since it started
	Connections int
	Outstanding int // requests that wait
	Znodes      int
}

// Latency is in milliseconds.
type Latency struct{ Min, Avg, Max float64 }

// Serves reports whether the server takes part in serving clients.
func (s Server) Serves() bool { return s.Told() && s.Role != ReadOnly }

// Told reports whether the server answered srvr: of others the rest is unknown, not zero,
// but for a Version that it told before.
func (s Server) Told() bool { return s.Role != Unreachable && s.Role != Untold }

// KeepsOut reports whether the server does not talk to the console, for a reason that need not be
// one for others: they do not trust each other, one of them speaks TLS and the other does not, or
// it hangs up, as a server does that has too many connections from the console's address, and a
// proxy that has no server behind it.
func (s Server) KeepsOut() bool {
	switch s.Why {
	case znode.CodeServerRefusesTLS, znode.CodeServerAuthority, znode.CodeServerOtherName, znode.CodeServerCertificate,
		znode.CodeServerTLS, znode.CodeServerNoTLS, znode.CodeServerHangsUp:
		return s.Role == Unreachable
	}
	return false
}

// read takes what srvr answers.
func (s *Server) read(reply string) {
	switch {
	case strings.Contains(reply, "not currently serving requests"):
		s.Why = znode.CodeServerNoQuorum
		return
	case (Answer{Text: reply}).Refused():
		s.Role, s.Why = Untold, znode.CodeServerSilentOnSrvr
		return
	}
	s.Version = parseVersion(reply)
	for line := range strings.Lines(reply) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "Mode":
			s.Role = parseRole(value)
		case "Zxid":
			s.Zxid = value
		case "Connections":
			s.Connections = number(value)
		case "Outstanding":
			s.Outstanding = number(value)
		case "Node count":
			s.Znodes = number(value)
		case "Latency min/avg/max":
			s.Latency = parseLatency(value)
		}
	}
	if s.Role == Unreachable {
		s.Why = znode.CodeServerForeign
	}
}

// parseRole takes what is no role as a server that does not answer as ZooKeeper does.
func parseRole(text string) Role {
	switch role := Role(text); role {
	case Leader, Follower, Observer, Standalone, ReadOnly:
		return role
	}
	return Unreachable
}

func parseLatency(text string) Latency {
	parts := strings.Split(text, "/")
	if len(parts) != 3 {
		return Latency{}
	}
	at := func(i int) float64 {
		ms, _ := strconv.ParseFloat(parts[i], 64) // 0 for what is none
		return plausible(ms)
	}
	return Latency{at(0), at(1), at(2)}
}

// plausible returns milliseconds, 0 for those that nothing took: below 0, over 30 years, or
// no number.
func plausible(ms float64) float64 {
	if ms >= 0 && ms < 1e12 {
		return ms
	}
	return 0
}

// number returns the number in a text, 0 for none.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// HungUp reports whether err, of reading from a connection or of writing to it, means that the
// server has closed it.
func HungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// DescribeDial returns why a server could not be asked.
func DescribeDial(err error) znode.Code {
	var name *net.DNSError
	var timeout net.Error
	if code := DescribeTLS(err); code != "" {
		return code
	}
	switch {
	case errors.As(err, &name):
		return znode.CodeServerNoAddress
	case errors.Is(err, syscall.ECONNREFUSED):
		return znode.CodeServerRefused
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return znode.CodeServerSilent
	case HungUp(err):
		return znode.CodeServerHungUp
	}
	return znode.CodeServerUnreachable
}
