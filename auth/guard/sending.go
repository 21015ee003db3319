package guard

import (
	"context"
	"time"

	"zkweb/zkconn/znode"
)

const (
	// lateTime is how long an answer is waited for that comes too late for
	// whoever asked. The connection usually ends before.
	lateTime = 30 * time.Second
	// giveUpTime is how long a change that was not sent yet takes to say so.
	giveUpTime = 50 * time.Millisecond
)

// applied is what became of ops.
type applied struct {
	results []znode.Result
	err     error
}

// sending is a change under way.
type sending struct {
	cancel context.CancelFunc
	done   chan applied // gets one value
}

func (g *Guard) start(ctx context.Context, ops []znode.Op) sending {
	ctx, cancel := context.WithTimeout(ctx, lateTime)
	s := sending{cancel, make(chan applied, 1)}
	answered := g.rules.recent.sending(g.entry.Cluster, g.Person.User, ops)
	go func() {
		defer cancel()
		results, err := g.session.Apply(ctx, ops...)
		answered(results) // at once: others may see it already
		s.done <- applied{results, err}
	}()
	return s
}

// giveUp ends the wait. A change that was not sent yet is not made: what became of
// it is known at once. Of one that was sent it is not known, and late gets the
// answer if it comes after all.
func (s sending) giveUp() (done applied, late <-chan applied) {
	s.cancel()
	select {
	case done := <-s.done:
		return done, nil
	case <-time.After(giveUpTime):
		return applied{err: &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome, Cause: context.DeadlineExceeded}}, s.done
	}
}
