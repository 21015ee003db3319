package guard

import (
	"context"
	"time"

	"zkweb/zkconn/znode"
)

const (
	// lateTime is how long an answer is awaited after the caller has given up. The connection
	// usually ends before.
	lateTime = 30 * time.Second
	// giveUpTime is how long it takes a change that was not sent yet to report that.
	giveUpTime = 50 * time.Millisecond
)

// applied is the result of ops.
type applied struct {
	results []znode.Result
	err     error
}

// sending is a change in progress.
type sending struct {
	cancel context.CancelFunc
	done   chan applied // receives one value
}

func (g *Guard) start(ctx context.Context, ops []znode.Op) sending {
	ctx, cancel := context.WithTimeout(ctx, lateTime)
	s := sending{cancel, make(chan applied, 1)}
	answered := g.rules.recent.sending(g.entry.Cluster, g.Person.User, ops)
	go func() {
		defer cancel()
		results, err := g.session.Apply(ctx, ops...)
		answered(results) // at once, since others may see the change already
		s.done <- applied{results, err}
	}()
	return s
}

// giveUp ends the wait. If the change was not sent yet, it is not made, and done says so. If it was
// sent, its outcome is unknown, and late receives the answer if it still comes.
func (s sending) giveUp() (done applied, late <-chan applied) {
	s.cancel()
	select {
	case done := <-s.done:
		return done, nil
	case <-time.After(giveUpTime):
		return applied{err: &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome, Cause: context.DeadlineExceeded}}, s.done
	}
}
