package handlers

import (
	"context"
	"sync"

	"zkweb/auth"
	"zkweb/zkconn/znode"
)

// The bounds of open event streams.
const (
	maxStreams           = 10_000
	maxStreamsPerConsole = 2500 // a browser has a few; dashboards and scripts share one sign-in among many
)

// The bounds of forms with a znode's data that are read at the same time: each
// can take several times maxChangeBytes of memory, and uploadPatience.
const (
	maxUploads           = 16
	maxUploadsPerConsole = 4
)

// quota bounds how many of something are open at the same time: in all, and for
// each console session.
type quota struct {
	max, perConsole int
	full, tooMany   string // what a person is told at each of the bounds

	mu        sync.Mutex
	all       int
	byConsole map[*auth.Session]int
	closed    chan struct{} // closed, and made anew, when one is
}

func newQuota(max, perConsole int, full, tooMany string) *quota {
	return &quota{
		max: max, perConsole: perConsole, full: full, tooMany: tooMany,
		byConsole: make(map[*auth.Session]int), closed: make(chan struct{}),
	}
}

func newStreams() *quota {
	return newQuota(maxStreams, maxStreamsPerConsole,
		"The console has as many event streams open as it can hold. Try again later.",
		"This browser has too many event streams open. Close some tabs.")
}

func newUploads() *quota {
	return newQuota(maxUploads, maxUploadsPerConsole,
		"Nothing was changed: the console takes as much data at the same time as it can hold. Try again.",
		"Nothing was changed: this browser is sending other data still. Wait for it and try again.")
}

func (q *quota) count() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.all
}

// open counts one more for a console session, until the func is called. It
// fails with Unavailable.
func (q *quota) open(console *auth.Session) (func(), error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.byConsole[console] >= q.perConsole:
		return nil, &znode.Error{Kind: znode.Unavailable, Message: q.tooMany}
	case q.all >= q.max:
		return nil, &znode.Error{Kind: znode.Unavailable, Message: q.full}
	}
	q.all++
	q.byConsole[console]++
	return func() { q.close(console) }, nil
}

// wait is open for who can wait, until ctx ends.
func (q *quota) wait(ctx context.Context, console *auth.Session) (func(), error) {
	for {
		closed := q.nextClosed()
		done, err := q.open(console)
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

func (q *quota) nextClosed() <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

func (q *quota) close(console *auth.Session) {
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
