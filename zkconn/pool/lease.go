package pool

import (
	"sync"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// Lease is one sign-in's part in a shared ZooKeeper session.
type Lease struct {
	pool     *Pool
	key      shareKey
	share    *share
	released bool // guarded by the pool's mutex
}

// Cluster is the cluster that the lease is for.
func (l *Lease) Cluster() cluster.Cluster { return l.share.cluster }

// Session is the shared session, opened if this is its first use or it has
// idled out. Ask for it once a request. The error is Unavailable: the console
// is full, or stopping.
func (l *Lease) Session() (*session.Session, error) {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	return l.use()
}

func (l *Lease) use() (*session.Session, error) {
	if l.released {
		return nil, &znode.Error{Kind: znode.Unauthenticated, Message: "You are signed out of this cluster. Sign in again."}
	}
	return l.pool.use(l.share)
}

// Stream is Session, and keeps it from idling out until done is called.
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

// Release gives the part back. The ZooKeeper session ends when it was the last;
// Release does not wait for that.
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
		session := l.pool.detach(l.share)
		l.pool.swept.Go(session.Close)
	}
}
