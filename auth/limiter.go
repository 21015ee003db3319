package auth

import (
	"container/list"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxBuckets bounds the addresses and names a Limiter remembers; the one that
// was quiet the longest is forgotten first.
const maxBuckets = 10_000

// Limiter bounds sign-in attempts by the address they come from and by the name
// they are for.
type Limiter struct {
	perMinute int

	mu     sync.Mutex
	byKey  map[bucketKey]*list.Element
	recent *list.List // of *bucket, the latest first
}

// pairPerMinute is how many attempts at a name from one address pass, each
// minute, whatever comes from elsewhere: guesses cannot keep somebody out who
// comes from another place than the guesser.
const pairPerMinute = 2

// bucketKey is an address, a hash of a name and its cluster, or both.
type bucketKey struct {
	address netip.Prefix
	name    [sha256.Size]byte
	proved  bool // the name was proved from the address
}

type bucket struct {
	key     bucketKey
	limiter *rate.Limiter
}

// NewLimiter allows perMinute attempts for each address and minute, and as many
// for each name and minute; 0 is no limit.
func NewLimiter(perMinute int) *Limiter {
	return &Limiter{perMinute: perMinute, byKey: make(map[bucketKey]*list.Element), recent: list.New()}
}

// Take counts one attempt from an IP address and returns how long to wait if it
// is one too many; 0 lets it pass. An attempt that was refused does not count.
func (l *Limiter) Take(address string) time.Duration {
	return l.take(bucketKey{address: Network(address)})
}

// TakeName is like Take, for an attempt to sign in to a cluster as user, from
// wherever it comes. It passes from an address from which the name was proved,
// since the console started, and twice a minute from every other.
func (l *Limiter) TakeName(address, cluster, user string) time.Duration {
	pair := bucketKey{address: Network(address), name: nameHash(cluster, user)}
	known := pair
	known.proved = true
	if l.knows(known) || l.take(pair) == 0 {
		return 0
	}
	return l.take(bucketKey{name: pair.name})
}

// Proved remembers that user's name was proved from an address.
func (l *Limiter) Proved(address, cluster, user string) {
	if l.perMinute > 0 {
		l.bucket(bucketKey{Network(address), nameHash(cluster, user), true})
	}
}

func nameHash(cluster, user string) [sha256.Size]byte {
	return sha256.Sum256([]byte(cluster + "/" + user)) // a cluster's name has no slash
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

// Network returns what counts as one address: one of IPv4, or the /64 of IPv6 that
// a single host is usually given whole. What is no address shares one bucket.
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
