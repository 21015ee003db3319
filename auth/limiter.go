package auth

import (
	"container/list"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxBuckets bounds the addresses and names that a Limiter remembers; the one that was quiet the
// longest is dropped first.
const maxBuckets = 10_000

// Limiter bounds sign-in attempts by their address and by the name that they are for.
type Limiter struct {
	perMinute int

	mu     sync.Mutex
	byKey  map[bucketKey]*list.Element
	recent *list.List // of *bucket, the latest first
}

// pairPerMinute is how many attempts a minute at a name are always allowed from one address,
// whatever comes from elsewhere, so that somebody who guesses passwords cannot lock out people at
// other addresses.
const pairPerMinute = 2

// bucketKey is an address, a hash of a name and its cluster, or both.
type bucketKey struct {
	address netip.Prefix
	name    [sha256.Size]byte
	proved  bool // the name was verified from the address
}

type bucket struct {
	key     bucketKey
	limiter *rate.Limiter
}

// NewLimiter allows perMinute attempts a minute for each address, and as many for each name; 0
// means no limit.
func NewLimiter(perMinute int) *Limiter {
	return &Limiter{perMinute: perMinute, byKey: make(map[bucketKey]*list.Element), recent: list.New()}
}

// Take counts an attempt from an IP address. If it is one too many, it returns how long to wait,
// and does not count it; otherwise 0.
func (l *Limiter) Take(address string) time.Duration {
	return l.take(bucketKey{address: Network(address)})
}

// TakeName is like Take for an attempt to sign in to a cluster as user, from any address. It always
// allows an address from which the name was verified since the console started, and two a minute
// from every other address.
func (l *Limiter) TakeName(address, cluster, user string) time.Duration {
	pair := bucketKey{address: Network(address), name: nameHash(cluster, user)}
	known := pair
	known.proved = true
	if l.knows(known) || l.take(pair) == 0 {
		return 0
	}
	return l.take(bucketKey{name: pair.name})
}

// Proved records that user's name was verified from an address.
func (l *Limiter) Proved(address, cluster, user string) {
	if l.perMinute > 0 {
		l.bucket(bucketKey{Network(address), nameHash(cluster, user), true})
	}
}

func nameHash(cluster, user string) [sha256.Size]byte {
	return sha256.Sum256([]byte(cluster + "/" + user)) // the name of a cluster has no slash
}

func (l *Limiter) knows(key bucketKey) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.byKey[key] != nil
}

func (l *Limiter) take(key bucketKey) time.Duration {
	if l.perMinute == 0 {
		return 0
	}
	reservation := l.bucket(key).Reserve()
	wait := reservation.Delay()
	if wait > 0 {
		reservation.Cancel()
	}
	return wait
}

func (l *Limiter) bucket(key bucketKey) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.byKey[key]; known != nil {
		l.recent.MoveToFront(known)
		return known.Value.(*bucket).limiter
	}
	if l.recent.Len() >= maxBuckets {
		oldest := l.recent.Remove(l.recent.Back()).(*bucket)
		delete(l.byKey, oldest.key)
	}
	allowed := l.perMinute
	if key.address.IsValid() && key.name != [sha256.Size]byte{} {
		allowed = min(allowed, pairPerMinute)
	}
	made := &bucket{key, rate.NewLimiter(rate.Every(time.Minute/time.Duration(allowed)), allowed)}
	l.byKey[key] = l.recent.PushFront(made)
	return made.limiter
}

// Network returns what counts as one address: an IPv4 address, or a /64 of IPv6, which a single
// host is usually given. Anything that is no address shares one bucket.
func Network(address string) netip.Prefix {
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
