package pool

import (
	"sync"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

var errReleased = &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignedOut}

// Lease is a sign-in's share of a ZooKeeper session.
type Lease struct {
	pool     *Pool
	key      shareKey
	share    *share
	released bool // guarded by the pool's mutex
}

// Cluster returns the cluster of the lease.
func (l *Lease) Cluster() cluster.Cluster { return l.share.cluster }

// Alone returns another lease for the same credentials, with a session that no other lease shares.
// The error is Unavailable if the console is stopping.
func (l *Lease) Alone() (*Lease, error) { return l.aloneIn(l.share.cluster) }

// At is like Alone, with a session on one server of the cluster.
func (l *Lease) At(server string) (*Lease, error) {
	there := l.share.cluster
	there.Servers = []string{server}
	return l.aloneIn(there)
}

func (l *Lease) aloneIn(there cluster.Cluster) (*Lease, error) {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	if l.pool.closed {
		return nil, unavailable(znode.CodeConsoleStopping, nil)
	}
	l.pool.alone++
	key := l.key
	key.alone = l.pool.alone
	held := &share{cluster: there, credentials: l.share.credentials, leases: 1}
	l.pool.shares[key] = held
	return &Lease{pool: l.pool, key: key, share: held}, nil
}

// Session returns the shared session. It opens a new one if there is none yet, or if the last one
// was closed because it was idle, or ended by itself, as after a server has refused the
// credentials. Callers should get it anew for each request. The error is Unavailable if there are
// too many sessions, or if the console is stopping.
func (l *Lease) Session() (*session.Session, error) {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	return l.use()
}

func (l *Lease) use() (*session.Session, error) {
	if l.released {
		return nil, errReleased
	}
	return l.pool.use(l.share)
}

// Another returns one more lease on the same session, which may outlive this one. It fails with
// Unauthenticated if this one is released.
func (l *Lease) Another() (*Lease, error) {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	if l.released {
		return nil, errReleased
	}
	l.share.leases++
	return &Lease{pool: l.pool, key: l.key, share: l.share}, nil
}

// Key identifies the credentials without revealing them.
func (l *Lease) Key() []byte { return l.key.credentials[:] }

// Stream is like Session, and keeps the session from being closed as idle until done is called.
func (l *Lease) Stream() (session *session.Session, done func(), err error) {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	session, err = l.use()
	if err != nil {
		return nil, nil, err
	}
	l.share.streams++
	return session, sync.OnceFunc(l.endStream), nil
}

func (l *Lease) endStream() {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	l.share.streams--
	l.share.used = time.Now()
}

// Release ends the lease. With the last lease the ZooKeeper session ends; Release does not wait for
// that.
func (l *Lease) Release() {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	if l.released {
		return
	}
	l.released = true
	l.share.leases--
	if l.share.leases > 0 {
		return
	}
	delete(l.pool.shares, l.key)
	if l.share.session != nil {
		l.pool.closing.Go(l.pool.detach(l.share).Close)
	}
}
