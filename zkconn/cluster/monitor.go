package cluster

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// The bounds of a Monitor's questions: a server is asked at most once in askEvery,
// and has askTimeout to answer.
const (
	askEvery   = time.Second
	askTimeout = time.Second
)

// Monitor asks the servers of clusters how they are, with srvr over connections of its
// own: it needs no session, and tells of a cluster that nobody can connect to. It asks
// when somebody looks; what it heard last is kept, so that a server's Since reaches
// back to the first look. It keeps one answer for each server.
type Monitor struct {
	asker  Asker
	asking singleflight.Group

	mu   sync.Mutex
	last map[string]Server // by the cluster's name and the server's address
}

// dialer connects to a server of a cluster.
type dialer func(ctx context.Context, c Cluster, address string) (net.Conn, error)

// NewMonitor returns a monitor that has asked nobody. config is as Cluster.Dial's.
func NewMonitor(config *tls.Config) *Monitor {
	return &Monitor{asker: NewAsker(config), last: map[string]Server{}}
}

// byName dials a server by the name that the cluster has for it.
func byName(config *tls.Config) dialer {
	return func(ctx context.Context, c Cluster, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		return c.Dial(ctx, address, host, config)
	}
}

// Look returns how the cluster's servers are, in the cluster's order. It takes a
// second at most, whatever the servers do: who does not answer is Unreachable.
func (m *Monitor) Look(c Cluster) []Server {
	servers := make([]Server, len(c.Servers))
	var waiting sync.WaitGroup
	for i, address := range c.Servers {
		if known, ok := m.known(c, address); ok {
			servers[i] = known
			continue
		}
		waiting.Go(func() { servers[i] = m.ask(c, address) })
	}
	waiting.Wait()
	return servers
}

// known is the last answer of a server that need not be asked now.
func (m *Monitor) known(c Cluster, address string) (Server, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	server, ok := m.last[key(c, address)]
	return server, ok && time.Since(server.Asked) < askEvery
}

// ask asks a server; those who ask at the same time share the answer.
func (m *Monitor) ask(c Cluster, address string) Server {
	answer, _, _ := m.asking.Do(key(c, address), func() (any, error) {
		if known, ok := m.known(c, address); ok { // since whoever asks looked
			return known, nil
		}
		ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
		defer cancel()
		server, _ := m.asker.Server(ctx, c, address)
		return m.keep(c, server), nil
	})
	return answer.(Server)
}

// keep remembers an answer, with the time since which it is like that.
func (m *Monitor) keep(c Cluster, server Server) Server {
	m.mu.Lock()
	defer m.mu.Unlock()
	server.Asked = time.Now()
	server.Since = server.Asked
	if before, ok := m.last[key(c, server.Address)]; ok && before.Role == server.Role {
		server.Since = before.Since
	}
	m.last[key(c, server.Address)] = server
	return server
}

func key(c Cluster, address string) string { return c.Name + " " + address }
