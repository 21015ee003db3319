package guard

import (
	"strconv"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	maxReveals   = 60 // by one person in a cluster within revealTime
	revealTime   = time.Minute
	maxRevealers = 10_000 // beyond that, people share one count
)

// revealer is a person in a cluster, or an address if nobody has verified the name.
type revealer struct{ user, address, cluster string }

// reveals bounds how fast people reveal secrets. Since each reveal is recorded, what is beyond the
// bound is refused and not only counted, as looks are.
type reveals struct {
	mu      sync.Mutex
	counted map[revealer]*revealCount
}

// revealCount is the number of reveals since a time.
type revealCount struct {
	since time.Time
	count int
}

// take counts a reveal of this request's person. It fails with RateLimited if it is one too many.
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

// take returns how long to wait before a reveal, or counts it and returns 0.
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

// forget drops the counts whose time is over.
func (r *reveals) forget(now time.Time) {
	for who, counted := range r.counted {
		if now.Sub(counted.since) >= revealTime {
			delete(r.counted, who)
		}
	}
}
