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

// Role is the role of a server in its ensemble, as srvr names it.
type Role string

// The roles, and the values for servers that do not tell theirs.
const (
	Leader      Role = "leader"
	Follower    Role = "follower"
	Observer    Role = "observer"
	Standalone  Role = "standalone"
	ReadOnly    Role = "read-only"   // separated from the others (readonlymode.enabled)
	Unreachable Role = "unreachable" // serves nobody, as far as the console can see
	Untold      Role = ""            // is there, but refuses to tell (4lw.commands.whitelist)
)

// Server is the status of a server when it was last asked.
type Server struct {
	Address string // address as the cluster has it
	Reached string // the IP address and port at which it was reached; "" if it did not answer a word
	Role    Role
	Why     znode.Code // why it is Unreachable or Untold, or only AdminServer tells its status; otherwise ""
	Since   time.Time  // when it first had this state
	Asked   time.Time

	Version     Version
	Zxid        string  // such as "0x100000005"
	Latency     Latency // of the requests since it started
	Connections int
	Outstanding int // number of requests that wait
	Znodes      int
}

// Latency is the latency of requests, in milliseconds.
type Latency struct{ Min, Avg, Max float64 }

// Serves reports whether the server serves clients as a member of the quorum.
func (s Server) Serves() bool { return s.Told() && s.Role != ReadOnly }

// Told reports whether the server told its status. If not, the other fields are unknown rather than
// zero, except that Version may be known from before.
func (s Server) Told() bool { return s.Role != Unreachable && s.Role != Untold }

// KeepsOut reports whether the server refuses the console for a reason that may not apply to
// others: the two do not trust each other, only one of them speaks TLS, or the server hangs up. A
// server hangs up if it has too many connections from the console's address, and so does a proxy
// without a server behind it.
func (s Server) KeepsOut() bool {
	switch s.Why {
	case znode.CodeServerRefusesTLS, znode.CodeServerAuthority, znode.CodeServerOtherName, znode.CodeServerCertificate,
		znode.CodeServerTLS, znode.CodeServerNoTLS, znode.CodeServerHangsUp:
		return s.Role == Unreachable
	}
	return false
}

// read sets the fields from an answer to srvr.
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

// parseRole returns Unreachable for a text that is not a role, because ZooKeeper does not answer
// so.
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
		ms, _ := strconv.ParseFloat(parts[i], 64) // 0 if it is not a number
		return plausible(ms)
	}
	return Latency{at(0), at(1), at(2)}
}

// plausible returns milliseconds as they are, or 0 if they are negative, more than 30 years, or not
// a number.
func plausible(ms float64) float64 {
	if ms >= 0 && ms < 1e12 {
		return ms
	}
	return 0
}

// number returns the number in a text, 0 if it is not a number or negative.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// HungUp reports whether err, from reading or writing a connection, means that the server closed
// it.
func HungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// DescribeDial returns the code for why a server could not be asked.
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
