package zkconn

import (
	"math/rand/v2"
	"slices"
	"sync"
)

// hosts picks the server to try next for the library: in shuffled order, so
// that clients spread over the ensemble. Names are resolved anew at every
// dial, never here.
type hosts struct {
	mu      sync.Mutex
	servers []string
	current int // index of the server in use or last tried; -1 at first
	round   int // where this round of tries began; -1 at first
}

func newHosts(servers []string) *hosts {
	shuffled := slices.Clone(servers)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	return &hosts{servers: shuffled, current: -1, round: -1}
}

// Init does nothing: the servers are known already.
func (h *hosts) Init([]string) error { return nil }

// Len is the number of servers.
func (h *hosts) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.servers)
}

// Next is the server to try; true when all have been tried since the last
// connection, which makes the library wait a second.
func (h *hosts) Next() (string, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.current = (h.current + 1) % len(h.servers)
	again := h.current == h.round
	if h.round == -1 {
		h.round = 0
	}
	return h.servers[h.current], again
}

// Connected tells that the last server given was a good one.
func (h *hosts) Connected() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.round = h.current
}
