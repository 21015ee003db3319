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

// attempts remembers the result of the last attempt with each server since the last connection.
// They are part of the error for a person who waits.
type attempts struct {
	mu   sync.Mutex
	last map[string]znode.Code // result of the last attempt, by name of the server; only servers that were tried
}

func newAttempts() *attempts { return &attempts{last: map[string]znode.Code{}} }

// clear forgets all attempts. It is called when there is a connection.
func (a *attempts) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.last)
}

// keep forgets the attempts with all other servers.
func (a *attempts) keep(servers []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.last, func(server string, _ znode.Code) bool { return !slices.Contains(servers, server) })
}

// begun records that a server is being tried. Its last result stays until there is a new one.
func (a *attempts) begun(server string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last[server] = cmp.Or(a.last[server], znode.CodeServerUntold)
}

// failed records the result of an attempt.
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

// args returns the codes of the servers that were tried, by name.
func (a *attempts) args() znode.Args {
	a.mu.Lock()
	defer a.mu.Unlock()
	args := znode.Args{}
	for server, code := range a.last {
		args[server] = string(code)
	}
	return args
}

// describe returns the code for why a server could not be used or, if hadSession is true, why the
// connection to it ended.
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
