package audit

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"time"
)

const (
	seenFor = time.Minute
	maxSeen = 100_000 // views; at more, all are dropped, and recorded again
)

// view is a hash of who looks at what.
type view [sha256.Size]byte

func viewOf(entry Entry) view {
	address := entry.Address
	if entry.Verified {
		address = ""
	}
	return sha256.Sum256(fmt.Appendf(nil, "%q %t %q %q %q %q %q %q",
		entry.User, entry.Verified, address, entry.Cluster, entry.Path, entry.Event, entry.Outcome, entry.Settings))
}

// seen remembers views for a minute.
type seen struct {
	now func() time.Time

	mu    sync.Mutex
	views map[view]time.Time
	swept time.Time
}

func newSeen() *seen { return &seen{now: time.Now, views: make(map[view]time.Time)} }

// first remembers a view, and reports whether it is the first of its kind in the last minute.
func (s *seen) first(v view) bool {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.views[v]; ok && now.Sub(at) < seenFor {
		return false
	}
	s.sweep(now)
	s.views[v] = now
	return true
}

func (s *seen) forget(v view) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.views, v)
}

func (s *seen) sweep(now time.Time) {
	if now.Sub(s.swept) >= seenFor {
		s.swept = now
		for v, at := range s.views {
			if now.Sub(at) >= seenFor {
				delete(s.views, v)
			}
		}
	}
	if len(s.views) >= maxSeen {
		clear(s.views)
	}
}
