package session

import (
	"cmp"
	"errors"
	"maps"
	"net"
	"slices"
	"sync"
	"syscall"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// attempts remembers what became of the last try of each server since the last
// connection, for the person who waits.
type attempts struct {
	mu   sync.Mutex
	last map[string]znode.Code // what each server did that was tried, by its name
}

func newAttempts() *attempts { return &attempts{last: map[string]znode.Code{}} }

// clear forgets all tries: there is a connection.
func (a *attempts) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.last)
}

// keep forgets the tries of servers that are not among these any more.
func (a *attempts) keep(servers []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.last, func(server string, _ znode.Code) bool { return !slices.Contains(servers, server) })
}

// begun notes that a server is being tried. What it did before stands until it
// has answered.
func (a *attempts) begun(server string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last[server] = cmp.Or(a.last[server], znode.CodeServerUntold)
}

// failed notes what a server did.
func (a *attempts) failed(server string, what znode.Code) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last[server] = what
}

func (a *attempts) of(server string) znode.Code {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last[server]
}

// args returns what each server did that was tried: its code by its name.
func (a *attempts) args() znode.Args {
	a.mu.Lock()
	defer a.mu.Unlock()
	args := znode.Args{}
	for server, code := range a.last {
		args[server] = string(code)
	}
	return args
}

// describe returns why a server could not be used, or why the connection to it ended
// where there was a session.
func describe(err error, hadSession bool) znode.Code {
	var name *net.DNSError
	var timeout net.Error
	if code := cluster.DescribeTLS(err); code != "" {
		return code
	}
	switch {
	case errors.As(err, &name):
		return znode.CodeServerNoAddress
	case errors.Is(err, syscall.ECONNREFUSED):
		return znode.CodeServerRefused
	case errors.Is(err, wire.ErrNotZooKeeper):
		return znode.CodeServerForeign
	case errors.As(err, &timeout) && timeout.Timeout() && hadSession:
		return znode.CodeServerStopped
	case errors.As(err, &timeout) && timeout.Timeout():
		return znode.CodeServerSilent
	case hadSession:
		return znode.CodeServerClosed
	case cluster.HungUp(err):
		return znode.CodeServerHungUp
	}
	return znode.CodeServerUnreachable
}
