package cluster

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// Census is who the clients of a cluster are, as its servers tell of them.
type Census struct {
	Asked   time.Time
	Clients []Client  // by session
	Missing []Missing // what servers did not tell
	Watches []Watches // of the servers that told

	Ephemerals bool     // a server told who holds which
	From       Standing // that server
	whole      bool     // all servers told of their connections
}

// Standing is how new what a server has of the ensemble's znodes is.
type Standing struct {
	Server  string
	Known   bool          // how far it is behind the leader, which it may be itself
	Changes int64         // behind
	Behind  time.Duration // likewise
}

// UpToDate reports whether the server is known to be no second behind.
func (s Standing) UpToDate() bool { return s.Known && s.Behind < time.Second }

// Client is a session of a cluster.
type Client struct {
	Connection          // zero but for Session where no server told of one
	Ephemerals []string // paths as servers have them, above any chroot; sorted
}

// Connected reports whether a server has told of the session's connection.
func (c Client) Connected() bool { return c.Server != "" }

// Watches are how many watches a server keeps, on data and on whether znodes are there.
type Watches struct {
	Server                      string
	Connections, Paths, Watches int
}

// Missing is a four-letter word that a server did not answer, or not to the end.
type Missing struct {
	Server string // "" for all
	Word   string
	Why    znode.Code
	Admin  AdminState // what became of asking AdminServer instead, where the word is refused
}

// ask notes how AdminServer answered what the word is about.
func (m *Missing) ask(answer AdminAnswer, err error) {
	switch {
	case err == nil:
		m.Why = ""
	case answer.cut:
		m.Why = znode.CodeWordCut
	default:
		m.Admin = answer.State
	}
}

// Complete reports whether the servers told of all sessions that there are now.
func (c *Census) Complete() bool {
	return c.whole && c.Ephemerals && c.From.UpToDate() && !slices.ContainsFunc(c.Missing, func(m Missing) bool { return m.Word == "dump" })
}

// Client finds a session; false where no server told of it.
func (c *Census) Client(session int64) (Client, bool) {
	at, found := slices.BinarySearchFunc(c.Clients, session, func(client Client, session int64) int { return cmp.Compare(client.Session, session) })
	if !found {
		return Client{}, false
	}
	return c.Clients[at], true
}

// Unconnected reports whether a session is known to have no connection: it expires, unless
// its client comes back.
func (c *Census) Unconnected(client Client) bool { return c.whole && !client.Connected() }

// Census asks all servers for their clients, at most once in censusEvery, and for who holds
// what the first that tells, in the order of standings. It returns nil when ctx ends before
// they have answered.
func (k *Clients) Census(ctx context.Context, c Cluster, standings []Standing) *Census {
	return k.census.get(ctx, c, func(c Cluster) *Census { return k.readCensus(c, standings) })
}

func (k *Clients) readCensus(c Cluster, standings []Standing) *Census {
	ctx, cancel := context.WithTimeout(context.Background(), 2*wordTimeout)
	defer cancel()
	census := &Census{Asked: time.Now()}
	watches, missing := make([]Watches, len(c.Servers)), make([]Missing, len(c.Servers))
	var held *dump
	var notHeld []Missing
	var asking sync.WaitGroup
	for i, address := range c.Servers {
		asking.Go(func() { k.refresh(context.Background(), c, address) }) // ends by itself: without an answer the census would look whole
		asking.Go(func() { watches[i], missing[i] = k.readWatches(ctx, c, address) })
	}
	asking.Go(func() { held, census.From, notHeld = k.readDump(ctx, c, standings) })
	asking.Wait()
	clients := map[int64]*Client{}
	census.whole = true
	for _, address := range c.Servers {
		told, _ := k.known(c, address)
		if told.missing.Why != "" {
			census.Missing = append(census.Missing, told.missing)
			census.whole = false
		}
		for _, connection := range told.connections {
			if had := clients[connection.Session]; had == nil || had.Since.Before(connection.Since) {
				clients[connection.Session] = &Client{Connection: connection}
			}
		}
	}
	if held != nil {
		census.Ephemerals = true
		for session := range held.sessions {
			if clients[session] == nil {
				clients[session] = &Client{Connection: Connection{Session: session}}
			}
			paths := held.ephemerals[session]
			slices.Sort(paths)
			clients[session].Ephemerals = paths
		}
	}
	census.Missing = append(append(census.Missing, notHeld...), told(missing)...)
	for _, client := range clients {
		census.Clients = append(census.Clients, *client)
	}
	slices.SortFunc(census.Clients, func(a, b Client) int { return cmp.Compare(a.Session, b.Session) })
	census.Watches = slices.DeleteFunc(watches, func(w Watches) bool { return w.Server == "" })
	return census
}

// readDump asks one server after another: each has all ephemeral znodes, as of when it is. It
// returns nil, and what each said, when none told.
func (k *Clients) readDump(ctx context.Context, c Cluster, standings []Standing) (*dump, Standing, []Missing) {
	var missing []Missing
	for _, standing := range standings {
		told, lacks := k.readDumpOf(ctx, c, standing.Server)
		if lacks.Why == "" {
			return told, standing, nil
		}
		if lacks.Why == znode.CodeWordCut {
			return told, standing, []Missing{lacks}
		}
		missing = append(missing, lacks)
	}
	return nil, Standing{}, missing
}

func (k *Clients) readDumpOf(ctx context.Context, c Cluster, address string) (*dump, Missing) {
	told := newDump()
	reply := k.asker.lines(ctx, c, address, "dump")
	for line := range reply.lines {
		told.line(line)
	}
	missing := Missing{Server: address, Word: "dump", Why: reply.why}
	if asksAdmin(reply.why) {
		var held adminDump
		missing.ask(k.askAdmin(c, address, func() (AdminAnswer, error) {
			return k.asker.Admin(ctx, c, address, "dump", maxWordReply, &held)
		}))
		told = held.read()
	}
	if told.cut {
		missing.Why = znode.CodeWordCut
	}
	return told, missing
}

// readWatches asks with wchs how many watches a server has: "1 connections watching 2
// paths", "Total watches:2".
func (k *Clients) readWatches(ctx context.Context, c Cluster, address string) (Watches, Missing) {
	watches := Watches{}
	reply := k.asker.lines(ctx, c, address, "wchs")
	for line := range reply.lines {
		if total, ok := strings.CutPrefix(line, "Total watches:"); ok {
			watches.Watches = number(total)
			continue
		}
		if fields := strings.Fields(line); len(fields) == 5 && fields[1] == "connections" && fields[4] == "paths" {
			watches.Server, watches.Connections, watches.Paths = address, number(fields[0]), number(fields[3])
		}
	}
	missing := Missing{Server: address, Word: "wchs", Why: reply.why}
	if asksAdmin(reply.why) {
		var told adminWatches
		answer, err := k.askAdmin(c, address, func() (AdminAnswer, error) {
			return k.asker.Admin(ctx, c, address, "watch_summary", maxWordReply, &told)
		})
		if missing.ask(answer, err); err == nil {
			watches = Watches{address, max(told.Connections, 0), max(told.Paths, 0), max(told.Watches, 0)}
		}
	}
	return watches, missing
}

// told leaves out what is not missing.
func told(missing []Missing) []Missing {
	return slices.DeleteFunc(missing, func(m Missing) bool { return m.Why == "" })
}
