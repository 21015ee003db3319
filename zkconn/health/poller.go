package health

import (
	"context"
	"crypto/tls"
	"maps"
	"slices"
	"sync"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// Every is how long a server is left alone between two rounds of questions.
const Every = 5 * time.Second

// Options are what a Poller needs beside its clusters.
type Options struct {
	TLS        *tls.Config // as cluster.Dial's
	Every      time.Duration
	Thresholds Thresholds // those that are left out are DefaultThresholds
	// Changed is called with the findings that have opened and closed, unless it is nil.
	// It must not wait.
	Changed func(cluster string, opened, closed []Finding)
}

// Poller asks the servers of clusters how they are, each by itself: one that hangs holds
// up nobody. It sends a server two commands within a second at most, each with a second
// to be answered.
type Poller struct {
	options  Options
	asker    cluster.Asker
	clusters map[string]*polled
	file     string // where samples, and what is high of znodes, are kept; "" for nowhere
}

// polled is a cluster. Its mutex guards what is below it and in its servers.
type polled struct {
	cluster cluster.Cluster
	servers []*watched

	mu       sync.Mutex
	findings []Finding
	changed  chan struct{} // closed with the next answer of a server
	leader   marks
	running  bool
	judged   bool // once all servers were asked
	noted    noted
}

// State is how a cluster is, as its servers were last asked.
type State struct {
	Servers  []Server
	Members  []Member // of the ensemble, as it knows them; nil where it does not tell
	Quorum   Quorum
	Findings []Finding // the gravest first
}

// Plain returns the servers by what each said with srvr alone. Of one that was not asked yet
// nothing is known: it is Unreachable.
func (s State) Plain() []cluster.Server {
	plain := make([]cluster.Server, len(s.Servers))
	for i, server := range s.Servers {
		plain[i] = server.Server
		if server.Asked.IsZero() {
			plain[i].Role, plain[i].Why = cluster.Unreachable, znode.CodeServerUntold
		}
	}
	return plain
}

// New returns a poller that has asked nobody.
func New(clusters []cluster.Cluster, options Options) *Poller {
	if options.Every == 0 {
		options.Every = Every
	}
	thresholds := DefaultThresholds()
	maps.Copy(thresholds, options.Thresholds)
	options.Thresholds = thresholds
	p := &Poller{options: options, asker: cluster.NewAsker(options.TLS), clusters: map[string]*polled{}}
	for _, c := range clusters {
		one := &polled{cluster: c, changed: make(chan struct{})}
		for i, address := range c.Servers {
			first := Server{Server: cluster.Server{Address: address}, RecentReads: -1, RecentWrites: -1, RecentFsync: -1}
			one.servers = append(one.servers, &watched{poller: p, of: one, index: i, now: first, due: map[string]time.Time{}, refused: map[string]bool{}})
		}
		p.clusters[c.Name] = one
	}
	return p
}

// Run asks all servers until ctx ends, and returns when the last question has.
func (p *Poller) Run(ctx context.Context) {
	var asking sync.WaitGroup
	for _, c := range p.clusters {
		c.setRunning(true)
		defer c.setRunning(false)
		for _, server := range c.servers {
			asking.Go(func() { server.watch(ctx) })
		}
	}
	if p.file != "" {
		asking.Go(func() { p.keepSamples(ctx) })
	}
	asking.Wait()
}

func (c *polled) setRunning(running bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = running
}

// Look returns how a cluster is, and a channel that is closed when that has changed.
// Servers that nobody has asked yet it waits for until ctx ends; where Run does not
// run, it asks all that were not asked lately.
func (p *Poller) Look(ctx context.Context, name string) (State, <-chan struct{}) {
	c := p.clusters[name]
	if c == nil {
		return State{}, nil
	}
	c.await(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state(), c.changed
}

// Findings returns what is known to be wrong with a cluster, without asking.
func (p *Poller) Findings(name string) []Finding {
	c := p.clusters[name]
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.findings)
}

// Judged reports whether it is known what is wrong with a cluster.
func (p *Poller) Judged(name string) bool {
	c := p.clusters[name]
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.judged
}

// Knows reports whether the poller has looked, since it is there, at what a finding is judged
// by, of a server or, with "", of the cluster. Until then what it has not found may still be so.
func (p *Poller) Knows(name string, code Code, server string) bool {
	c := p.clusters[name]
	if c == nil { // the console's no more
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch code {
	case QuotaNear:
		return c.noted.surveyed || !c.cluster.Chroot.IsRoot() // then they are not looked at
	case Certificate, ConfigDiffers, Versions, Hole, AdminOpenTo, PortsOpen, Clocks: // what a server has while it is away, too
		return !slices.ContainsFunc(c.servers, func(w *watched) bool {
			return (server == "" || server == w.now.Address) && !w.known
		})
	}
	return c.judged
}

// History returns the samples of each server of a cluster, the oldest first.
func (p *Poller) History(name string) [][]Sample {
	c := p.clusters[name]
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make([][]Sample, len(c.servers))
	for i, server := range c.servers {
		all[i] = server.history.all()
	}
	return all
}

// state returns how the cluster is. The mutex is held.
func (c *polled) state() State {
	state := State{Findings: slices.Clone(c.findings)}
	for _, server := range c.servers {
		state.Servers = append(state.Servers, server.now)
	}
	c.compareZxids(state.Servers)
	state.Members = membersOf(state.Servers)
	if state.Members == nil {
		state.Members = c.noted.members
	}
	state.Quorum = quorumOf(state.Servers, state.Members)
	return state
}

// compareZxids sets how far servers are behind the leader. The mutex is held.
func (c *polled) compareZxids(servers []Server) {
	leader := slices.IndexFunc(servers, func(s Server) bool { return s.Role == cluster.Leader })
	if leader < 0 {
		return
	}
	newest := zxid(servers[leader].Zxid)
	for i := range servers {
		server := &servers[i]
		if own := zxid(server.Zxid); (server.Role == cluster.Follower || server.Role == cluster.Observer) && own < newest {
			server.Lag = lag(newest, own)
			server.Behind = server.Asked.Sub(c.leader.after(own, server.Asked))
		}
	}
}

// await asks the servers that nobody else asks, and waits for the first answer of each.
func (c *polled) await(ctx context.Context) {
	var answers []<-chan struct{}
	for _, server := range c.servers {
		if answer := server.needed(); answer != nil {
			answers = append(answers, answer)
		}
	}
	for _, answer := range answers {
		select {
		case <-answer:
		case <-ctx.Done():
			return
		}
	}
}

// publish judges the cluster anew, and tells who waits. The mutex is held.
func (c *polled) publish(p *Poller) {
	state := c.state()
	if slices.ContainsFunc(state.Servers, func(s Server) bool { return s.Asked.IsZero() }) {
		return // too early to judge
	}
	now := time.Now()
	found := judge(state.Servers, state.Quorum, c.noted, p.options.Thresholds, now)
	found = append(found, untold(c.findings, found, state.Servers, now)...)
	found = append(found, notYetOver(c.findings, found, now, p.options.Every)...)
	gravestFirst(found)
	c.judged = true
	opened, closed := since(found, c.findings)
	c.findings = found
	if p.options.Changed != nil && len(opened)+len(closed) > 0 {
		p.options.Changed(c.cluster.Name, opened, closed)
	}
	close(c.changed)
	c.changed = make(chan struct{})
}
