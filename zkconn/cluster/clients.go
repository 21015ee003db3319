package cluster

import (
	"cmp"
	"context"
	"crypto/tls"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"zkweb/zkconn/znode"
)

// The bounds of asking for connections: a server is asked at most once in consEvery, and
// one that does not tell in consRetry; maxConnections are kept of each.
const (
	consEvery      = 5 * time.Second
	consRetry      = 10 * time.Minute
	maxConnections = 50_000
)

// Clients knows who the clients of clusters are, as far as servers tell that with the
// four-letter words cons, dump, wchs and wchp: newer ones only what
// 4lw.commands.whitelist has. It asks when somebody looks, over connections of its own,
// and keeps one answer of each kind.
type Clients struct {
	dial     dialer
	asking   singleflight.Group
	census   kept[Census]
	watchers kept[Watchers]

	mu   sync.Mutex
	last map[string]clientsOf // by the cluster's name and the server's address
}

// clientsOf is what a server told with cons.
type clientsOf struct {
	connections []Connection // that have a session
	why         znode.Code   // it did not tell, or not all; "" for all
	next        time.Time    // when it may be asked again
}

// NewClients returns a Clients that has asked nobody. config is as Cluster.Dial's.
func NewClients(config *tls.Config) *Clients {
	return &Clients{dial: byName(config), last: map[string]clientsOf{}}
}

// Of returns the address, host:port, of each session that the cluster's servers have
// told of by the time that ctx ends.
func (k *Clients) Of(ctx context.Context, c Cluster) map[int64]string {
	var asking sync.WaitGroup
	for _, address := range c.Servers {
		asking.Go(func() { k.refresh(ctx, c, address) })
	}
	asking.Wait()
	all := map[int64]string{}
	for _, address := range c.Servers {
		told, _ := k.known(c, address)
		for _, connection := range told.connections {
			all[connection.Session] = connection.Address
		}
	}
	return all
}

// refresh asks a server with cons, if it may be asked now, and returns when it has
// answered or ctx ends; those who ask at the same time share the answer.
func (k *Clients) refresh(ctx context.Context, c Cluster, address string) {
	if _, fresh := k.known(c, address); fresh {
		return
	}
	answer := k.asking.DoChan(key(c, address), func() (any, error) {
		k.ask(c, address)
		return nil, nil
	})
	select {
	case <-answer:
	case <-ctx.Done():
	}
}

// known is what a server told last, and whether it need not be asked now.
func (k *Clients) known(c Cluster, address string) (told clientsOf, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	told = k.last[key(c, address)]
	return told, time.Now().Before(told.next)
}

func (k *Clients) ask(c Cluster, address string) {
	if _, fresh := k.known(c, address); fresh { // since whoever asks looked
		return
	}
	reply := ask(context.Background(), k.dial, c, address, "cons")
	var told clientsOf
	for line := range reply.lines {
		connection, ok := parseConsLine(line)
		if len(told.connections) == maxConnections {
			told.why = znode.CodeWordCut
			break
		}
		if ok {
			connection.Server = address
			told.connections = append(told.connections, connection)
		}
	}
	now := time.Now()
	tellLastSeen(told.connections, now)
	told.why, told.next = cmp.Or(told.why, reply.why), now.Add(consEvery)
	if told.why == znode.CodeWordRefused {
		told.next = now.Add(consRetry)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last[key(c, address)] = told
}
