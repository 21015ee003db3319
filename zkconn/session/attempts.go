package session

import (
	"errors"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"

	"zkweb/zkconn/wire"
)

// hungUp is what a server does that takes the connection and grants no session:
// it says nothing of why.
const hungUp = "closed the connection before granting a session: it may have too many connections from this address (maxClientCnxns), no quorum, or less data than this session has seen"

// attempts remembers what became of the last try of each server, for the person
// who waits.
type attempts struct {
	mu      sync.Mutex
	servers []string
	last    map[string]string
}

func newAttempts(servers []string) *attempts {
	return &attempts{servers: servers, last: map[string]string{}}
}

// about sets the servers that are told of.
func (a *attempts) about(servers []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.servers = servers
	maps.DeleteFunc(a.last, func(server, _ string) bool { return !slices.Contains(servers, server) })
}

func (a *attempts) failed(server, what string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last[server] = what
}

func (a *attempts) of(server string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last[server]
}

func (a *attempts) succeeded(server string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.last, server)
}

// String tells each server and what it did: "zk1:2181 refused the connection,
// zk2:2181 has not answered yet".
func (a *attempts) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	told := make([]string, 0, len(a.servers))
	for _, server := range a.servers {
		what := a.last[server]
		if what == "" {
			what = "has not answered yet"
		}
		told = append(told, server+" "+what)
	}
	return strings.Join(told, ", ")
}

// describe says in a person's words why a server could not be used.
func describe(err error, hadSession bool) string {
	var name *net.DNSError
	var timeout net.Error
	if said := describeTLS(err); said != "" {
		return said
	}
	switch {
	case errors.As(err, &name):
		return "has a host name that could not be resolved"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused the connection"
	case errors.Is(err, wire.ErrNotZooKeeper):
		return "answered, but not as a ZooKeeper does"
	case errors.As(err, &timeout) && timeout.Timeout() && hadSession:
		return "stopped answering"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "did not answer in time"
	case hadSession:
		return "closed the connection"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return hungUp
	}
	return "could not be reached"
}
