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

// Census holds the clients of a cluster, as its servers tell them.
type Census struct {
	Asked   time.Time
	Clients []Client  // ordered by session
	Missing []Missing // what servers did not tell
	Watches []Watches // one for each server that told them

	Ephemerals bool     // whether a server told who holds which ephemeral znodes
	From       Standing // the server that told the ephemeral znodes
	whole      bool     // whether all servers told their connections
}

// Standing tells how current a server's view of the znodes is.
type Standing struct {
	Server  string
	Known   bool          // whether it is known how far the server is behind the leader; the leader itself is not behind
	Changes int64         // how many changes it is behind
	Behind  time.Duration // how long it is behind
}

// UpToDate reports whether the server is known to be less than a second behind.
func (s Standing) UpToDate() bool { return s.Known && s.Behind < time.Second }

// Client is a session of a cluster.
type Client struct {
	Connection          // zero except for Session if no server told a connection
	Ephemerals []string // paths as servers have them, with any chroot; sorted
}

// Connected reports whether a server told a connection of the session.
func (c Client) Connected() bool { return c.Server != "" }

// Watches counts the watches of a server, those on data and on the existence of znodes.
type Watches struct {
	Server                      string
	Connections, Paths, Watches int
}

// Missing is a four-letter word that a server did not answer, or not completely.
type Missing struct {
	Server string // "" for all servers
	Word   string
	Why    znode.Code
	Admin  AdminState // the state of AdminServer, which was asked instead if the word was refused
}

// ask records AdminServer's answer to what the word asks for.
func (m *Missing) ask(answer AdminAnswer, err error) {
	switch {
	case answer.Cut:
		m.Why = znode.CodeWordCut
	case err == nil:
		m.Why = ""
	default:
		m.Admin = answer.State
	}
}

// Complete reports whether the servers told all sessions that exist now.
func (c *Census) Complete() bool {
	return c.whole && c.Ephemerals && c.From.UpToDate() && !slices.ContainsFunc(c.Missing, func(m Missing) bool { return m.Word == "dump" })
}

// Client returns the client with the session, false if no server told it.
func (c *Census) Client(session int64) (Client, bool) {
	at, found := slices.BinarySearchFunc(c.Clients, session, func(client Client, session int64) int { return cmp.Compare(client.Session, session) })
	if !found {
		return Client{}, false
	}
	return c.Clients[at], true
}

// Unconnected reports whether a session is known to have no connection. It expires unless its
// client returns.
func (c *Census) Unconnected(client Client) bool { return c.whole && !client.Connected() }

// Census asks all servers for their clients, at most once in censusEvery. It asks the servers in
// the order of standings, until one answers, which session holds which ephemeral znodes. It returns
// nil if ctx ends before the answers are there.
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
		asking.Go(func() { k.refresh(context.Background(), c, address) }) // independent of ctx: without this answer the census would look complete
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

// readDump asks one server after another, until one answers: each knows all ephemeral znodes, as of
// its standing. If none answers, it returns nil and the reason of each.
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

// readWatches asks by wchs how many watches a server has. The answer has the lines "1 connections
// watching 2 paths" and "Total watches:2".
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

// told returns missing without the entries for which nothing is missing.
func told(missing []Missing) []Missing {
	return slices.DeleteFunc(missing, func(m Missing) bool { return m.Why == "" })
}
