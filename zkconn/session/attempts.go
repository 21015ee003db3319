package session

import (
	"cmp"
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

// attempts remembers what became of the last try of each server since the last
// connection, for the person who waits.
type attempts struct {
	mu    sync.Mutex
	tried []string          // servers' names, in the order they were first tried
	last  map[string]string // what each did; "" while it has not answered yet
}

func newAttempts() *attempts { return &attempts{last: map[string]string{}} }

// clear forgets all tries: there is a connection.
func (a *attempts) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tried = nil
	clear(a.last)
}

// keep forgets the tries of servers that are not among these any more.
func (a *attempts) keep(servers []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	gone := func(server string) bool { return !slices.Contains(servers, server) }
	a.tried = slices.DeleteFunc(a.tried, gone)
	maps.DeleteFunc(a.last, func(server, _ string) bool { return gone(server) })
}

// begun notes that a server is being tried. What it did before stands until it
// has answered.
func (a *attempts) begun(server string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.note(server, a.last[server])
}

// failed notes what a server did.
func (a *attempts) failed(server, what string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.note(server, what)
}

// note is called with the mutex held.
func (a *attempts) note(server, what string) {
	if _, again := a.last[server]; !again {
		a.tried = append(a.tried, server)
	}
	a.last[server] = what
}

func (a *attempts) of(server string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last[server]
}

// String says what each server did: "zk1:2181 refused the connection, zk2:2181
// has not answered yet". It names only those that were tried.
func (a *attempts) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tried) == 0 {
		return "no server has been tried yet"
	}
	all := make([]string, len(a.tried))
	for i, server := range a.tried {
		all[i] = server + " " + cmp.Or(a.last[server], "has not answered yet")
	}
	return strings.Join(all, ", ")
}

// describe says in a person's words why a server could not be used, or why the
// connection to it ended where there was a session.
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
