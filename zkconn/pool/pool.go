// Package pool opens one ZooKeeper session for each cluster and exact set of credentials, which is
// shared by the sign-ins with these credentials.
package pool

import (
	"crypto/sha256"
	"strconv"
	"sync"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// Defaults of Options.
const (
	DefaultMaxSessions = 50
	DefaultIdleTimeout = 15 * time.Minute
)

// Options configure a pool.
type Options struct {
	Session     session.Options // options of every session
	MaxSessions int             // most sessions that are open at once; DefaultMaxSessions if 0
	IdleTimeout time.Duration   // how long an unused session stays open; DefaultIdleTimeout if 0
}

// Pool opens one ZooKeeper session for each cluster and exact set of credentials. Sign-ins with the
// same credentials share it. Different credentials never do, because a connection has the rights of
// all credentials that were added to it.
type Pool struct {
	options Options
	stop    chan struct{}
	closing sync.WaitGroup // goroutines that Close waits for

	mu     sync.Mutex
	shares map[shareKey]*share
	alone  uint64 // how many leases of Alone there have been
	open   int    // number of open sessions
	closed bool
}

type shareKey struct {
	cluster     string
	credentials [sha256.Size]byte
	alone       uint64 // number of the lease if it shares with no other; 0 otherwise
}

// share is the session of the sign-ins with the same credentials. The pool's mutex guards it.
type share struct {
	cluster     cluster.Cluster
	credentials session.Credentials
	leases      int
	session     *session.Session // nil before the first use, and after it was closed
	streams     int
	used        time.Time
}

// New returns a pool. The caller must Close it.
func New(options Options) *Pool {
	options.Session = options.Session.WithDefaults()
	if options.MaxSessions == 0 {
		options.MaxSessions = DefaultMaxSessions
	}
	if options.IdleTimeout == 0 {
		options.IdleTimeout = DefaultIdleTimeout
	}
	p := &Pool{options: options, stop: make(chan struct{}), shares: map[shareKey]*share{}}
	p.closing.Go(p.sweep)
	return p
}

// Hold returns a lease on the session of these credentials with this cluster. The session begins
// when it is first used, and ends when the last lease is released. The error is Unavailable if the
// console is stopping.
func (p *Pool) Hold(cluster cluster.Cluster, credentials session.Credentials) (*Lease, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, unavailable(znode.CodeConsoleStopping, nil)
	}
	key := shareKey{cluster: cluster.Name, credentials: credentials.Key()}
	held := p.shares[key]
	if held == nil {
		held = &share{cluster: cluster, credentials: credentials}
		p.shares[key] = held
	}
	held.leases++
	return &Lease{pool: p, key: key, share: held}, nil
}

// SessionOptions returns the options of every session.
func (p *Pool) SessionOptions() session.Options { return p.options.Session }

// Sessions returns the number of open ZooKeeper sessions in each state.
func (p *Pool) Sessions() map[znode.State]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	count := map[znode.State]int{znode.Connected: 0, znode.Suspended: 0, znode.Lost: 0}
	for _, held := range p.shares {
		if held.session != nil {
			status, _ := held.session.Status()
			count[status.State]++
		}
	}
	return count
}

// Users returns the open ZooKeeper sessions with a cluster, by ID, each with the user name of its
// credentials, "" for none.
func (p *Pool) Users(cluster string) map[int64]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	users := map[int64]string{}
	for key, held := range p.shares {
		if key.cluster != cluster || held.session == nil {
			continue
		}
		for _, id := range held.session.IDs() {
			users[id] = held.session.User()
		}
	}
	return users
}

// Close closes all sessions and waits, for a few seconds at most, until they have ended.
func (p *Pool) Close() {
	p.mu.Lock()
	again := p.closed
	p.closed = true
	var last []*session.Session
	for _, held := range p.shares {
		if held.session != nil {
			last = append(last, p.detach(held))
		}
	}
	p.mu.Unlock()
	if !again {
		close(p.stop)
	}
	closeAll(last)
	p.closing.Wait()
}

func closeAll(sessions []*session.Session) {
	var closing sync.WaitGroup
	for _, session := range sessions {
		closing.Go(session.Close)
	}
	closing.Wait()
}

// sweep closes sessions that were unused for the idle timeout.
func (p *Pool) sweep() {
	ticker := time.NewTicker(max(p.options.IdleTimeout/10, time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-ticker.C:
			closeAll(p.idle(time.Now().Add(-p.options.IdleTimeout)))
		}
	}
}

func (p *Pool) idle(since time.Time) []*session.Session {
	p.mu.Lock()
	defer p.mu.Unlock()
	var idle []*session.Session
	for _, held := range p.shares {
		if held.session != nil && held.streams == 0 && held.used.Before(since) {
			idle = append(idle, p.detach(held))
		}
	}
	return idle
}

// use returns the share's session, and opens one if there is none. The caller holds the mutex.
func (p *Pool) use(held *share) (*session.Session, error) {
	if p.closed {
		return nil, unavailable(znode.CodeConsoleStopping, nil)
	}
	if held.session != nil && held.session.Ended() {
		p.closing.Go(p.detach(held).Close)
	}
	if held.session == nil {
		if p.open >= p.options.MaxSessions {
			return nil, unavailable(znode.CodePoolFull, znode.Args{"limit": strconv.Itoa(p.options.MaxSessions)})
		}
		held.session = session.Open(held.cluster, held.credentials, p.options.Session)
		p.open++
	}
	held.used = time.Now()
	return held.session, nil
}

// detach removes the session from its share and returns it for the caller to close. The caller
// holds the mutex.
func (p *Pool) detach(held *share) *session.Session {
	session := held.session
	held.session = nil
	p.open--
	return session
}

func unavailable(code znode.Code, args znode.Args) error {
	return &znode.Error{Kind: znode.Unavailable, Code: code, Args: args}
}
