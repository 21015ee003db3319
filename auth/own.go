package auth

import (
	"context"
	"fmt"
	"sync"

	"zkweb/auth/guard"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// ownSession is a ZooKeeper session that a sign-in shares with no other, so that its ephemeral
// znodes live as long as the sign-in. It is opened when it is first needed.
type ownSession struct {
	mu    sync.Mutex
	lease *pool.Lease
	ended bool
}

// Own returns a guard like g over a ZooKeeper session that ends with the sign-in, and with it the
// ephemeral znodes that are created there. It fails with Unavailable.
func (s *SignIn) Own(ctx context.Context, g *guard.Guard) (*guard.Guard, error) {
	own, err := s.own.open(s.access.lease)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.access.auth.ConnectTime)
	defer cancel()
	if err := own.AwaitConnected(ctx); err != nil {
		return nil, err
	}
	status, _ := own.Status()
	return g.Over(own, fmt.Sprintf("%#x", uint64(status.Session))), nil
}

// Owns reports whether a ZooKeeper session is the sign-in's own, or the one that it shares.
func (s *SignIn) Owns(id int64) bool {
	shared, _ := s.Status()
	return id == shared.Session || id == s.own.id()
}

// id returns the ID of the ZooKeeper session; 0 while there is none.
func (o *ownSession) id() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lease == nil || o.ended {
		return 0
	}
	own, err := o.lease.Session()
	if err != nil {
		return 0
	}
	status, _ := own.Status()
	return status.Session
}

func (o *ownSession) open(like *pool.Lease) (*session.Session, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ended {
		return nil, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignedOut}
	}
	if o.lease == nil {
		lease, err := like.Alone()
		if err != nil {
			return nil, err
		}
		own, _, err := lease.Stream() // keeps it from becoming idle
		if err != nil {
			lease.Release()
			return nil, err
		}
		o.lease = lease
		return own, nil
	}
	return o.lease.Session()
}

func (o *ownSession) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	if o.lease != nil {
		o.lease.Release()
	}
}
