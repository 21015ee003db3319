package cluster

import (
	"context"
	"crypto/tls"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"zkweb/zkconn/znode"
)

// A server is asked for its connections at most once in consEvery. If it does not tell them, it is
// asked again after consRetry, its AdminServer after adminRetry. At most maxConnections are kept of
// each server.
const (
	consEvery      = 5 * time.Second
	consRetry      = 10 * time.Minute
	adminRetry     = time.Minute
	maxConnections = 50_000
)

// Clients knows the clients of clusters, as far as servers tell them by the four-letter words cons,
// dump, wchs and wchp. Newer servers answer only the words in 4lw.commands.whitelist; if a word is
// refused, Clients asks AdminServer. It asks only when a method is called, over connections of its
// own, and keeps one answer of each kind.
type Clients struct {
	asker    Asker
	asking   singleflight.Group
	census   kept[Census]
	watchers kept[Watchers]

	mu     sync.Mutex
	last   map[string]clientsOf // by name of the cluster and address of the server
	silent map[string]silent    // AdminServers that did not answer, by name of the cluster and address of the server
}

// silent is an AdminServer that is not asked until a time, with its last answer.
type silent struct {
	answer AdminAnswer
	until  time.Time
}

// clientsOf is the answer of a server to cons.
type clientsOf struct {
	connections []Connection // those that have a session
	missing     Missing      // what it did not tell; Why is "" if nothing is missing
	next        time.Time    // when it may be asked again
}

// NewClients returns a Clients that has asked no server yet. config is passed to Cluster.Dial.
func NewClients(config *tls.Config) *Clients {
	return &Clients{asker: NewAsker(config), last: map[string]clientsOf{}, silent: map[string]silent{}}
}

// Of returns the address (host:port) of the client of each session, as far as the cluster's servers
// have told them by the time that ctx ends.
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

// refresh asks a server by cons, if it may be asked now, and waits until it has answered or ctx
// ends. Concurrent calls share one answer.
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

// known returns the last answer of a server, and whether it need not be asked now.
func (k *Clients) known(c Cluster, address string) (told clientsOf, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	told = k.last[key(c, address)]
	return told, time.Now().Before(told.next)
}

func (k *Clients) ask(c Cluster, address string) {
	if _, fresh := k.known(c, address); fresh { // it was asked in the meantime
		return
	}
	told := k.readConnections(c, address)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last[key(c, address)] = told
}

// readConnections asks by cons, or AdminServer if that is refused.
func (k *Clients) readConnections(c Cluster, address string) clientsOf {
	ctx, cancel := context.WithTimeout(context.Background(), 2*wordTimeout)
	defer cancel()
	all, why := k.asker.Connections(ctx, c, address)
	told := clientsOf{missing: Missing{Server: address, Word: "cons", Why: why}, next: time.Now().Add(consEvery)}
	if asksAdmin(why) {
		answer, err := k.askAdmin(c, address, func() (answer AdminAnswer, err error) {
			all, answer, err = k.asker.AdminConnections(ctx, c, address)
			return answer, err
		})
		switch {
		case err != nil && c.AdminPort < 0:
			told.next = time.Now().Add(consRetry)
		case err != nil:
			told.next = time.Now().Add(adminRetry)
		}
		told.missing.ask(answer, err)
	}
	told.connections = slices.DeleteFunc(all, func(connection Connection) bool { return connection.Session == 0 })
	return told
}

// asksAdmin reports whether AdminServer is asked instead: the word is not allowed, or the server
// has too many connections.
func asksAdmin(why znode.Code) bool {
	return why == znode.CodeWordRefused || why == znode.CodeServerHangsUp
}

// askAdmin asks a server's AdminServer, unless it lately did not answer.
func (k *Clients) askAdmin(c Cluster, address string, ask func() (AdminAnswer, error)) (AdminAnswer, error) {
	k.mu.Lock()
	known := k.silent[key(c, address)]
	k.mu.Unlock()
	if time.Now().Before(known.until) {
		return known.answer, errNotAdmin
	}
	answer, err := ask()
	if err != nil && !answer.Cut {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.silent[key(c, address)] = silent{answer, time.Now().Add(adminRetry)}
	}
	return answer, err
}

func key(c Cluster, address string) string { return c.Name + " " + address }
