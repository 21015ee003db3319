package guard

import (
	"strconv"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	maxReveals   = 60 // of one person in a cluster, in revealTime
	revealTime   = time.Minute
	maxRevealers = 10_000 // beyond, people share one count
)

// revealer is a person in a cluster, or an address where nobody vouches for the name.
type revealer struct{ user, address, cluster string }

// reveals bounds how fast people take secrets out: each reveal is on record, so that
// more are refused and not folded as looks are.
type reveals struct {
	mu      sync.Mutex
	counted map[revealer]*revealCount
}

// revealCount is how many reveals there were since a time.
type revealCount struct {
	since time.Time
	count int
}

// take counts a reveal of this request's person; the error of one too many is of kind
// RateLimited.
func (g *Guard) take() error {
	if g.rules.reveals == nil {
		return nil
	}
	who := revealer{g.entry.User, g.entry.Address, g.entry.Cluster}
	if g.entry.Verified {
		who.address = ""
	}
	wait := g.rules.reveals.take(who, time.Now())
	if wait == 0 {
		return nil
	}
	return znode.RetryError{
		Err:   &znode.Error{Kind: znode.RateLimited, Code: znode.CodeTooManyReveals, Args: znode.Args{"max": strconv.Itoa(maxReveals)}},
		After: wait,
	}
}

// take returns how long to wait with a reveal; it counts the one that need not.
func (r *reveals) take(who revealer, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counted == nil {
		r.counted = map[revealer]*revealCount{}
	}
	if r.counted[who] == nil && len(r.counted) >= maxRevealers {
		r.forget(now)
	}
	if r.counted[who] == nil && len(r.counted) >= maxRevealers {
		who = revealer{}
	}
	counted := r.counted[who]
	if counted == nil || now.Sub(counted.since) >= revealTime {
		counted = &revealCount{since: now}
		r.counted[who] = counted
	}
	if counted.count >= maxReveals {
		return counted.since.Add(revealTime).Sub(now)
	}
	counted.count++
	return 0
}

// forget removes the counts whose time is over.
func (r *reveals) forget(now time.Time) {
	for who, counted := range r.counted {
		if now.Sub(counted.since) >= revealTime {
			delete(r.counted, who)
		}
	}
}
