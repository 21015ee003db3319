package session

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

const (
	// The pause before a round doubles from the first to the second, as kazoo's
	// does (kazoo.retry.KazooRetry).
	shortestPause = 100 * time.Millisecond
	longestPause  = time.Second
	lookupTimeout = time.Second
	// How long a name may take once another is known. What comes later is for the
	// next round.
	lookupBeside = 100 * time.Millisecond
)

// errLookup is why a name that has not been resolved in time has no address.
var errLookup = &net.DNSError{Err: "the name was not resolved in time", IsTimeout: true}

// lookupFunc resolves a host's name to IP addresses, as net.Resolver.LookupHost.
type lookupFunc func(ctx context.Context, host string) ([]string, error)

// target is one address of one server.
type target struct {
	server  string // host:port, as it was given or as the ensemble's configuration has it
	address string // IP:port
	name    string // what people are told: server, and the IP address where the name has several
}

// host returns what the server's certificate must be for.
func (t target) host() string {
	host, _, _ := net.SplitHostPort(t.server)
	return host
}

// hosts knows the servers to try. A name stands for all its addresses, which are
// looked up anew for each round (as kazoo._expand_client_hosts does).
type hosts struct {
	lookup     lookupFunc
	background *tasks // of look-ups that outlast their round

	mu       sync.Mutex
	given    []string            // host:port, as the console was told
	members  []string            // as the ensemble's own configuration has them; nil when it is not followed
	known    map[string][]string // the addresses that each name had last
	bad      map[string]bool     // addresses that failed when they were last tried
	last     string              // the address of the newest connection
	failures int                 // rounds in a row that led to no answer of a server to a call
}

func newHosts(servers []string, lookup lookupFunc, background *tasks) *hosts {
	return &hosts{lookup: lookup, background: background, given: servers, known: map[string][]string{}, bad: map[string]bool{}}
}

// follow makes these the servers to try first; nil for none.
func (h *hosts) follow(members []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.members = members
}

// pause returns how long to wait before the next round.
func (h *hosts) pause() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failures == 0 {
		return 0
	}
	pause := longestPause
	if doublings := h.failures - 1; doublings < 4 {
		pause = min(shortestPause<<doublings, longestPause)
	}
	return pause/2 + rand.N(pause) // clients that lost the same server spread
}

// connected notes that an address granted a session.
func (h *hosts) connected(address string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = address
	delete(h.bad, address)
}

// failed notes that an address could not be used.
func (h *hosts) failed(address string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bad[address] = true
}

// roundEnded notes what came of a round: whether a server was of use.
func (h *hosts) roundEnded(ofUse bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ofUse {
		h.failures = 0
	} else {
		h.failures++
	}
}

// round returns the addresses to try, in order: those that failed last come after
// those that did not, the ensemble's members before the servers given, the
// address that was in use last after others; else at random, so that clients
// spread over the ensemble. The error of each server without an address is beside.
func (h *hosts) round(ctx context.Context) ([]target, map[string]error) {
	h.mu.Lock()
	members := h.members
	servers := slices.Compact(slices.Sorted(slices.Values(slices.Concat(members, h.given))))
	h.mu.Unlock()
	addresses, failures := h.resolve(ctx, servers)

	h.mu.Lock()
	defer h.mu.Unlock()
	var targets []target
	taken := map[string]bool{}
	for _, server := range slices.Concat(shuffled(members), shuffled(h.given)) {
		for _, address := range shuffled(addresses[server]) {
			if !taken[address] {
				taken[address] = true
				targets = append(targets, newTarget(server, address, len(addresses[server]) > 1))
			}
		}
	}
	maps.DeleteFunc(h.bad, func(address string, _ bool) bool { return !taken[address] })
	rank := func(t target) (rank int) {
		if h.bad[t.address] {
			rank += 4
		}
		if members != nil && !slices.Contains(members, t.server) {
			rank += 2
		}
		if t.address == h.last {
			rank++
		}
		return rank
	}
	slices.SortStableFunc(targets, func(a, b target) int { return cmp.Compare(rank(a), rank(b)) })
	return targets, failures
}

func newTarget(server, address string, oneOfSeveral bool) target {
	t := target{server: server, address: address, name: server}
	if oneOfSeveral {
		ip, _, _ := net.SplitHostPort(address)
		t.name += " (" + ip + ")"
	}
	return t
}

func shuffled(all []string) []string {
	all = slices.Clone(all)
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// resolve returns the addresses (IP:port) of servers (host:port), and why each
// of the others has none. It takes at most lookupTimeout. A name that is not
// resolved now has the addresses that it had last.
func (h *hosts) resolve(ctx context.Context, servers []string) (map[string][]string, map[string]error) {
	answers := make(chan lookedUp, len(servers))
	failures := map[string]error{}
	names := 0
	for _, server := range servers {
		failures[server] = errLookup
		host, port, _ := net.SplitHostPort(server)
		if _, err := netip.ParseAddr(host); err == nil {
			h.learn(server, []string{server})
			continue
		}
		names++
		h.background.Go(func() { answers <- lookedUp{server, h.resolveOne(ctx, server, host, port)} })
	}
	first := lookupTimeout
	if names < len(servers) {
		first = lookupBeside
	}
	awaitNames(ctx, answers, names, first, failures)
	return h.lastKnown(servers, failures)
}

// lookedUp says why a server's name has no address; err is nil where it has one.
type lookedUp struct {
	server string
	err    error
}

// resolveOne asks for the addresses of a server's name and learns them. It goes on beyond the
// round that began it: the next one may profit.
func (h *hosts) resolveOne(ctx context.Context, server, host, port string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*lookupTimeout)
	defer cancel()
	found, err := h.lookup(ctx, host)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return errors.New("the name has no address")
	}
	for i, ip := range found {
		found[i] = net.JoinHostPort(ip, port)
	}
	h.learn(server, found)
	return nil
}

// awaitNames notes in failures the answers to so many lookups. It waits for the time first,
// and after each name that is known for lookupBeside.
func awaitNames(ctx context.Context, answers <-chan lookedUp, names int, first time.Duration, failures map[string]error) {
	timeout := time.NewTimer(first)
	defer timeout.Stop()
	for range names {
		select {
		case got := <-answers:
			failures[got.server] = got.err
			if got.err == nil {
				timeout.Reset(min(lookupBeside, lookupTimeout))
			}
		case <-timeout.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (h *hosts) learn(server string, addresses []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.known[server] = addresses
}

func (h *hosts) lastKnown(servers []string, failures map[string]error) (map[string][]string, map[string]error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	addresses := map[string][]string{}
	for _, server := range servers {
		if known := h.known[server]; known != nil {
			addresses[server] = known
			delete(failures, server)
		}
	}
	return addresses, failures
}
