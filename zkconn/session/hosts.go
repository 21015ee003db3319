package session

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// hosts picks the server to try next for the library: in shuffled order, so
// that clients spread over the ensemble. Names are resolved anew at every
// dial, never here.
type hosts struct {
	mu      sync.Mutex
	given   []string // as the console was told
	members []string // as the ensemble's own configuration has them; nil when not followed
	servers []string // the list in use: one of the two
	current int      // index of the server in use or last tried; -1 at first
	round   int      // where this round of tries began; -1 at first
	pause   time.Duration
	ended   <-chan struct{} // closed when no server is to be tried any more
}

// The pause between two rounds doubles from the first to the second, as kazoo's
// does (kazoo.retry.KazooRetry).
const (
	shortestPause = 100 * time.Millisecond
	longestPause  = time.Second
)

func newHosts(servers []string, ended <-chan struct{}) *hosts {
	given := shuffled(servers)
	return &hosts{given: given, servers: given, current: -1, round: -1, pause: shortestPause, ended: ended}
}

func shuffled(servers []string) []string {
	all := slices.Clone(servers)
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// follow makes these the servers to try; the ones given are for when none of
// them answers. The server in use stays in use.
func (h *hosts) follow(members []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	inUse := ""
	if h.current >= 0 {
		inUse = h.servers[h.current]
	}
	h.members = shuffled(members)
	h.servers = h.members
	h.current = slices.Index(h.servers, inUse)
	h.round = max(h.current, 0)
}

// Init does nothing: the servers are known already.
func (h *hosts) Init([]string) error { return nil }

// Len is the number of servers.
func (h *hosts) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.servers)
}

// Next is the server to try, after a pause when all have been tried since the
// last connection. True tells the library to look whether it should end; it
// would pause a whole second each time, so it is told only then.
func (h *hosts) Next() (string, bool) {
	server, pause := h.advance()
	if pause > 0 {
		select {
		case <-time.After(pause):
		case <-h.ended:
		}
	}
	select {
	case <-h.ended:
		return server, true
	default:
		return server, false
	}
}

// advance goes on to the next server and tells how long to wait before it.
func (h *hosts) advance() (string, time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.current = (h.current + 1) % len(h.servers)
	again := h.current == h.round
	if again && h.members != nil {
		h.turn()
	}
	if h.round == -1 {
		h.round = 0
	}
	if !again {
		return h.servers[h.current], 0
	}
	pause := h.pause
	h.pause = min(2*pause, longestPause)
	return h.servers[h.current], pause/2 + rand.N(pause) // clients that lost the same server spread
}

// turn changes between the members and the servers given, after a round of
// either in which none answered. The mutex is held.
func (h *hosts) turn() {
	if slices.Equal(h.servers, h.members) {
		h.servers = h.given
	} else {
		h.servers = h.members
	}
	h.current, h.round = 0, 0
}

// Connected tells that the last server given was a good one.
func (h *hosts) Connected() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.round = h.current
	h.pause = shortestPause
}
