package site

import (
	"context"
	"sync"

	"zkweb/zkconn/znode"
)

// Quota limits how many of something are open at the same time, in total and for each owner.
type Quota struct {
	PerOwner int

	max           int
	full, tooMany znode.Code

	mu      sync.Mutex
	all     int
	byOwner map[Owner]int
	closed  chan struct{} // closed and replaced when one is closed
}

// NewQuota returns a quota of max in total, beyond which it fails with full, and of perOwner for
// each owner, beyond which it fails with tooMany.
func NewQuota(max, perOwner int, full, tooMany znode.Code) *Quota {
	return &Quota{
		PerOwner: perOwner, max: max, full: full, tooMany: tooMany,
		byOwner: make(map[Owner]int), closed: make(chan struct{}),
	}
}

// Count returns how many are open.
func (q *Quota) Count() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.all
}

// Open counts one more for an owner until the returned function is called. It fails with
// Unavailable.
func (q *Quota) Open(owner Owner) (func(), error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.byOwner[owner] >= q.PerOwner:
		return nil, &znode.Error{Kind: znode.Unavailable, Code: q.tooMany}
	case q.all >= q.max:
		return nil, &znode.Error{Kind: znode.Unavailable, Code: q.full}
	}
	q.all++
	q.byOwner[owner]++
	return func() { q.close(owner) }, nil
}

// Wait is like Open, but waits for room until ctx is done.
func (q *Quota) Wait(ctx context.Context, owner Owner) (func(), error) {
	for {
		closed := q.nextClosed()
		done, err := q.Open(owner)
		if err == nil {
			return done, nil
		}
		select {
		case <-closed:
		case <-ctx.Done():
			return nil, err
		}
	}
}

func (q *Quota) nextClosed() <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

func (q *Quota) close(owner Owner) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all--
	q.byOwner[owner]--
	if q.byOwner[owner] == 0 {
		delete(q.byOwner, owner)
	}
	close(q.closed)
	q.closed = make(chan struct{})
}
