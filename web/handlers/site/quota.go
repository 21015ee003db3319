package site

import (
	"context"
	"sync"

	"zkweb/auth"
	"zkweb/zkconn/znode"
)

// Quota bounds how many of something are open at the same time: in all, and for
// each console session.
type Quota struct {
	PerConsole int // most for one console session

	max           int
	full, tooMany string // what a person is told at each of the bounds

	mu        sync.Mutex
	all       int
	byConsole map[*auth.Session]int
	closed    chan struct{} // closed, and made anew, when one is
}

// NewQuota returns a quota of max in all, and perConsole for one console session.
// full and tooMany are what a person is told at these bounds.
func NewQuota(max, perConsole int, full, tooMany string) *Quota {
	return &Quota{
		max: max, PerConsole: perConsole, full: full, tooMany: tooMany,
		byConsole: make(map[*auth.Session]int), closed: make(chan struct{}),
	}
}

// Count is how many are open.
func (q *Quota) Count() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.all
}

// Open counts one more for a console session, until the func is called. It
// fails with Unavailable.
func (q *Quota) Open(console *auth.Session) (func(), error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.byConsole[console] >= q.PerConsole:
		return nil, &znode.Error{Kind: znode.Unavailable, Message: q.tooMany}
	case q.all >= q.max:
		return nil, &znode.Error{Kind: znode.Unavailable, Message: q.full}
	}
	q.all++
	q.byConsole[console]++
	return func() { q.close(console) }, nil
}

// Wait is Open for who can wait, until ctx ends.
func (q *Quota) Wait(ctx context.Context, console *auth.Session) (func(), error) {
	for {
		closed := q.nextClosed()
		done, err := q.Open(console)
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

func (q *Quota) close(console *auth.Session) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all--
	q.byConsole[console]--
	if q.byConsole[console] == 0 {
		delete(q.byConsole, console)
	}
	close(q.closed)
	q.closed = make(chan struct{})
}
