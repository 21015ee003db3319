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
	// The pause before a round doubles from shortestPause to longestPause, as kazoo's does
	// (kazoo.retry.KazooRetry).
	shortestPause = 100 * time.Millisecond
	longestPause  = time.Second
	lookupTimeout = time.Second
	// lookupBeside is how long a name may take after another one is known. Later results are for
	// the next round.
	lookupBeside = 100 * time.Millisecond
)

// errLookup is the error of a name that was not resolved in time.
var errLookup = &net.DNSError{Err: "the name was not resolved in time", IsTimeout: true}

// lookupFunc resolves a host name to IP addresses, like net.Resolver.LookupHost.
type lookupFunc func(ctx context.Context, host string) ([]string, error)

// target is one address of a server.
type target struct {
	server  string // host:port, as given or as in the ensemble's configuration
	address string // IP:port
	name    string // name for people: server, and the IP address if there are several
}

// host returns the name that the server's certificate must have.
func (t target) host() string {
	host, _, _ := net.SplitHostPort(t.server)
	return host
}

// hosts knows the servers to try. A name stands for all of its addresses, which are looked up again
// for each round (as in kazoo._expand_client_hosts).
type hosts struct {
	lookup     lookupFunc
	background *tasks // look-ups that take longer than their round

	mu       sync.Mutex
	given    []string            // host:port, as given to the console
	members  []string            // as in the ensemble's own configuration; nil if that is not followed
	known    map[string][]string // the last addresses of each name
	bad      map[string]bool     // addresses whose last attempt failed
	last     string              // address of the newest connection
	failures int                 // successive rounds in which no server answered a call
}

func newHosts(servers []string, lookup lookupFunc, background *tasks) *hosts {
	return &hosts{lookup: lookup, background: background, given: servers, known: map[string][]string{}, bad: map[string]bool{}}
}

// follow sets the servers to try first; nil for none.
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
	return pause/2 + rand.N(pause) // random, so that clients that lost the same server do not return at once
}

// connected records that an address granted a session.
func (h *hosts) connected(address string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = address
	delete(h.bad, address)
}

// failed records that an address could not be used.
func (h *hosts) failed(address string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bad[address] = true
}

// roundEnded records whether a round led to a server that answered.
func (h *hosts) roundEnded(ofUse bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ofUse {
		h.failures = 0
	} else {
		h.failures++
	}
}

// round returns the addresses to try, in order: those that failed last come after the others, the
// ensemble's members before the given servers, and the address that was used last after others.
// Otherwise the order is random, so that clients are spread over the ensemble. It also returns the
// errors of servers without an address.
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

// resolve returns the addresses (IP:port) of servers (host:port), and the errors of those that have
// none. It takes at most lookupTimeout. A name that is not resolved in that time keeps its last
// addresses.
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

// lookedUp is the result of looking up a server's name; err is nil if it has an address.
type lookedUp struct {
	server string
	err    error
}

// resolveOne looks up the addresses of a server's name and stores them. It may outlast its round,
// for the benefit of the next one.
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

// awaitNames stores the errors of so many look-ups in failures. It waits for the first name for the
// time first, and for further names for lookupBeside after each.
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
