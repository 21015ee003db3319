package main

import (
	"net"
	"net/http"
	"sync"
)

// underWay knows on which of a server's connections a request is under way. A shutdown that
// did not end in time does not tell: it looks twice a second only, and waits for connections
// on which nothing was asked yet, which browsers open ahead.
type underWay struct {
	mu          sync.Mutex
	connections map[net.Conn]struct{}
}

// note is a server's ConnState.
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

// count returns on how many connections a request is under way.
func (u *underWay) count() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.connections)
}
