package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

const (
	// batchTime is how long a batch of changes may take, and enterTime how long it may
	// take to find out who the person is.
	batchTime = 10 * time.Second
	enterTime = 5 * time.Second
	// guardTime is how long what a person may read is taken to hold.
	guardTime = 5 * time.Second
	// waitTime is the time between two tries of what cannot be done now.
	waitTime = 500 * time.Millisecond
)

// Access is a person's way into one cluster, which outlives their page:
// *auth.Access.
type Access interface {
	// Guard asks who the person is now. It fails with Unauthenticated when they are
	// let in no more.
	Guard(ctx context.Context, entry audit.Entry) (*guard.Guard, error)
	// Ready fails with Unavailable while ZooKeeper is away.
	Ready() error
	Close()
}

// Work is what the jobs of a kind do. It is called once more from its beginning when
// it has failed with Unavailable or UnknownOutcome, and when a job is resumed that a
// restart of the console interrupted: it looks at ZooKeeper for what is left to do.
// ctx ends when the job is cancelled.
type Work func(ctx context.Context, run *Run) error

// Run is a job at work: its way to znodes, a znode.Writer and a walk.Reader, and its
// report. All of it waits while the job is paused, and while ZooKeeper or the trail
// is away.
type Run struct {
	job    *Job
	access Access
	entry  audit.Entry

	mu    sync.Mutex
	guard *guard.Guard // for reading, until then
	until time.Time
}

// Guard returns the person's guard as of now. It fails with Unauthenticated when they
// are let in no more, and when ctx ends.
func (r *Run) Guard(ctx context.Context) (*guard.Guard, error) {
	var fresh *guard.Guard
	err := r.insist(ctx, func() (err error) {
		ctx, cancel := context.WithTimeout(ctx, enterTime)
		defer cancel()
		fresh, err = r.access.Guard(ctx, r.entry)
		return err
	})
	return fresh, err
}

// Apply implements znode.Writer: it asks anew who the person is, and applies the ops
// by their guard. It is never Unavailable, unless ctx ends. What the policy refuses
// is Unauthenticated, so that it ends the work.
func (r *Run) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	var results []znode.Result
	err := r.With(ctx, func(ctx context.Context, now *guard.Guard) (err error) {
		results, err = now.Apply(ctx, ops...)
		return err
	})
	return results, err
}

// ReadMany implements walk.Reader, by a guard that is seconds old at most.
func (r *Run) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	var results []znode.ReadResult
	err := r.insist(ctx, func() error {
		now, err := r.reading(ctx)
		if err != nil {
			return err
		}
		results = now.ReadMany(ctx, reads)
		for i := range results {
			if znode.KindOf(results[i].Err) == znode.Unavailable {
				return results[i].Err
			}
		}
		return nil
	})
	if err == nil {
		return results
	}
	results = make([]znode.ReadResult, len(reads))
	for i := range results {
		results[i].Err = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeOf(err), Cause: err}
	}
	return results
}

func (r *Run) reading(ctx context.Context) (*guard.Guard, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.guard != nil && time.Now().Before(r.until) {
		return r.guard, nil
	}
	fresh, err := r.access.Guard(ctx, r.entry)
	if err != nil {
		return nil, err
	}
	r.guard, r.until = fresh, time.Now().Add(guardTime)
	return fresh, nil
}

// Report adds lines to the job's report and counts them as done.
func (r *Run) Report(ctx context.Context, lines ...Line) error {
	return r.insist(ctx, func() error {
		if err := r.job.report(lines); err != nil {
			return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeJobUnreported, Cause: err}
		}
		return nil
	})
}

// insist does something once the job is not paused, again and again while it is
// Unavailable. The job says why it waits.
func (r *Run) insist(ctx context.Context, do func() error) error {
	for {
		if err := r.job.enter(ctx); err != nil {
			return err
		}
		err := r.access.Ready()
		if err == nil {
			err = do()
		}
		if ctx.Err() != nil && err != nil {
			return context.Cause(ctx)
		}
		if znode.KindOf(err) != znode.Unavailable {
			r.job.wait(nil)
			return err
		}
		r.job.wait(err)
		select {
		case <-time.After(waitTime):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// again reports whether work that failed is to be called once more.
func again(err error) bool {
	kind := znode.KindOf(err)
	return kind == znode.Unavailable || kind == znode.UnknownOutcome
}

// why is an error as a status keeps it.
func why(err error) *Why {
	var known *znode.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return &Why{known.Code, known.Args}
	}
	return &Why{Code: znode.CodeInternalFault}
}
