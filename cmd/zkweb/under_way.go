package main

import (
	"net"
	"net/http"
	"sync"
)

// underWay counts the connections of a server with a request in progress. A shutdown that timed out
// does not tell: it checks only twice a second, and also waits for new connections without a
// request, which browsers open in advance.
type underWay struct {
	mu          sync.Mutex
	connections map[net.Conn]struct{}
}

// note is the server's ConnState hook.
func (u *underWay) note(connection net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if state != http.StateActive {
		delete(u.connections, connection)
		return
	}
	if u.connections == nil {
		u.connections = make(map[net.Conn]struct{})
	}
	u.connections[connection] = struct{}{}
}

// count returns the number of connections with a request in progress.
func (u *underWay) count() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.connections)
}
