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

// Every is the pause between two rounds of questions to a server.
const Every = 5 * time.Second

// Options are the settings of a Poller.
type Options struct {
	TLS        *tls.Config // as for cluster.Dial
	Every      time.Duration
	Thresholds Thresholds // a missing one has its value in DefaultThresholds
	// Changed, unless nil, is called with the findings that were opened or say something else now,
	// and with those that were closed. It must not block.
	Changed func(cluster string, opened, closed []Finding)
}

// Poller polls the servers of clusters, each independently of the others, so that a server that
// hangs does not delay the rest. It sends a server at most two commands within a second, and waits
// a second for each answer.
type Poller struct {
	options  Options
	asker    cluster.Asker
	clusters map[string]*polled
	file     string // where samples, counters and lists are kept; "" for nowhere
}

// polled is a cluster. Its mutex guards the fields below it, and those of its servers.
type polled struct {
	cluster cluster.Cluster
	servers []*watched

	mu       sync.Mutex
	findings []Finding
	changed  chan struct{} // closed at the next answer of a server
	leader   marks
	running  bool
	judged   bool // true once all servers have been asked
	noted    noted
}

// State is the state of a cluster, as its servers last told it.
type State struct {
	Servers  []Server
	Members  []Member // of the ensemble; nil if no server tells
	Quorum   Quorum
	Findings []Finding // the most serious first
}

// Plain returns the servers as srvr alone describes them. One that was not asked yet is
// Unreachable.
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

// New returns a Poller. It asks no server before Run or Look.
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
			one.servers = append(one.servers, &watched{poller: p, of: one, index: i, first: make(chan struct{}), now: first, due: map[string]time.Time{}, refused: map[string]bool{}})
		}
		p.clusters[c.Name] = one
	}
	return p
}

// Run polls all servers until ctx is done, and returns when the last question has ended.
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

// Look returns the state of a cluster, and a channel that is closed when it changes. It waits,
// until ctx is done, for servers that were never asked. If Run is not running, it asks all that
// were not asked lately.
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

// Findings returns the known findings about a cluster, without asking its servers.
func (p *Poller) Findings(name string) []Finding {
	c := p.clusters[name]
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.findings)
}

// Judged reports whether all servers of a cluster have been asked at least once, so that its
// findings are known.
func (p *Poller) Judged(name string) bool {
	c := p.clusters[name]
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.judged
}

// Knows reports whether the poller has looked, since it was made, at what a finding is judged by:
// of a server or, if server is "", of the cluster. Until then, a finding that is missing may still
// hold.
func (p *Poller) Knows(name string, code Code, server string) bool {
	c := p.clusters[name]
	if c == nil { // no longer a cluster of the console
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch code {
	case QuotaNear:
		return c.noted.surveyed || !c.cluster.Chroot.IsRoot() // below a chroot, nobody looks at quotas
	case Certificate, ConfigDiffers, Versions, Hole, AdminOpenTo, PortsOpen, Clocks: // known also while the server is away
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

// state returns the state of the cluster. The mutex must be held.
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

// compareZxids sets how far the servers are behind the leader. The mutex must be held.
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

// await asks the servers that nobody else is asking, and waits for the first answer of each.
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

// publish judges the cluster anew and wakes those who wait. The mutex must be held.
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
