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

// The bounds of asking for connections: a server is asked at most once in consEvery, and
// one that does not tell in consRetry, its AdminServer in adminRetry; maxConnections are
// kept of each.
const (
	consEvery      = 5 * time.Second
	consRetry      = 10 * time.Minute
	adminRetry     = time.Minute
	maxConnections = 50_000
)

// Clients knows who the clients of clusters are, as far as servers tell that with the
// four-letter words cons, dump, wchs and wchp: newer ones only what
// 4lw.commands.whitelist has; where that has not, AdminServer is asked. It asks when
// somebody looks, over connections of its own, and keeps one answer of each kind.
type Clients struct {
	asker    Asker
	asking   singleflight.Group
	census   kept[Census]
	watchers kept[Watchers]

	mu     sync.Mutex
	last   map[string]clientsOf // by the cluster's name and the server's address
	silent map[string]silent    // AdminServers that did not answer, likewise
}

// silent is an AdminServer that is not asked for a while.
type silent struct {
	answer AdminAnswer
	until  time.Time
}

// clientsOf is what a server told with cons.
type clientsOf struct {
	connections []Connection // that have a session
	missing     Missing      // what it did not tell; Why is "" for nothing
	next        time.Time    // when it may be asked again
}

// NewClients returns a Clients that has asked nobody. config is as Cluster.Dial's.
func NewClients(config *tls.Config) *Clients {
	return &Clients{asker: NewAsker(config), last: map[string]clientsOf{}, silent: map[string]silent{}}
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

// known returns what a server told last, and whether it need not be asked now.
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
	told := k.readConnections(c, address)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last[key(c, address)] = told
}

// readConnections asks with cons, and AdminServer where that is not answered.
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

// asksAdmin reports whether AdminServer is asked instead of a word that was not answered: it is
// not allowed, or the server has as many clients as it takes.
func asksAdmin(why znode.Code) bool {
	return why == znode.CodeWordRefused || why == znode.CodeServerHangsUp
}

// askAdmin asks a server's AdminServer, unless it did not answer lately.
func (k *Clients) askAdmin(c Cluster, address string, ask func() (AdminAnswer, error)) (AdminAnswer, error) {
	k.mu.Lock()
	known := k.silent[key(c, address)]
	k.mu.Unlock()
	if time.Now().Before(known.until) {
		return known.answer, errNotAdmin
	}
	answer, err := ask()
	if err != nil && !answer.cut {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.silent[key(c, address)] = silent{answer, time.Now().Add(adminRetry)}
	}
	return answer, err
}

func key(c Cluster, address string) string { return c.Name + " " + address }
