package auth

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxAddresses bounds the addresses a Limiter remembers; the one that was
// quiet the longest is forgotten first.
const maxAddresses = 10_000

// Limiter bounds sign-in attempts by the address they come from.
type Limiter struct {
	perMinute int

	mu        sync.Mutex
	byAddress map[netip.Prefix]*list.Element
	recent    *list.List // of *bucket, the latest first
}

type bucket struct {
	address netip.Prefix
	limiter *rate.Limiter
}

// NewLimiter allows perMinute attempts for each address and minute; 0 is no
// limit.
func NewLimiter(perMinute int) *Limiter {
	return &Limiter{perMinute: perMinute, byAddress: make(map[netip.Prefix]*list.Element), recent: list.New()}
}

// Take counts one attempt from an IP address and gives how long to wait if it
// is one too many; 0 lets it pass. An attempt that was refused does not count.
func (l *Limiter) Take(address string) time.Duration {
	if l.perMinute == 0 {
		return 0
	}
	reservation := l.bucket(network(address)).Reserve()
	wait := reservation.Delay()
	if wait > 0 {
		reservation.Cancel()
	}
	return wait
}

func (l *Limiter) bucket(address netip.Prefix) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.byAddress[address]; known != nil {
		l.recent.MoveToFront(known)
		return known.Value.(*bucket).limiter
	}
	if l.recent.Len() >= maxAddresses {
		oldest := l.recent.Remove(l.recent.Back()).(*bucket)
		delete(l.byAddress, oldest.address)
	}
	made := &bucket{address, rate.NewLimiter(rate.Every(time.Minute/time.Duration(l.perMinute)), l.perMinute)}
	l.byAddress[address] = l.recent.PushFront(made)
	return made.limiter
}

// network is what counts as one address: one of IPv4, or the /64 of IPv6 that
// a single host is usually given whole. What is no address shares one bucket.
func network(address string) netip.Prefix {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	parsed = parsed.Unmap()
	bits := 32
	if parsed.Is6() {
		bits = 64
	}
	prefix, _ := parsed.WithZone("").Prefix(bits)
	return prefix
}
