package jobs

import (
	"context"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	// batchTime is how long a batch of changes may take, and enterTime how long it may
	// take to find out who the person is.
	batchTime = 10 * time.Second
	enterTime = 5 * time.Second
	// guardTime is how long what a person may read is taken to hold.
	guardTime = 5 * time.Second
)

// Access is a person's way into one cluster, which outlives their page:
// *auth.Outlasting.
type Access interface {
	// Guard asks who the person is now. It fails with Unauthenticated when they are
	// let in no more.
	Guard(ctx context.Context, entry audit.Entry) (*guard.Guard, error)
	// Still fails where a guard of now would be of somebody else than that person, or let
	// in to do something else: with Unavailable where there is one.
	Still(ctx context.Context, was people.Person) error
	// Ready fails with Unavailable while ZooKeeper is away.
	Ready() error
	Close()
}

// Way is a job's way to the znodes of one cluster: a flight.Writer and a walk.Reader. It
// waits while the job is paused, and while ZooKeeper or the trail is away.
type Way struct {
	job    *Job
	access Access
	entry  audit.Entry

	recording sync.WaitGroup         // of outcomes of changes
	place     func(znode.Path) place // where the report has a znode; nil for its path alone

	mu    sync.Mutex
	guard *guard.Guard // for reading, until then
	until time.Time
}

// Guard returns the person's guard as of now. It fails with Unauthenticated when they
// are let in no more, and when ctx ends.
func (w *Way) Guard(ctx context.Context) (*guard.Guard, error) {
	var fresh *guard.Guard
	err := w.insist(ctx, func() (err error) {
		ctx, cancel := context.WithTimeout(ctx, enterTime)
		defer cancel()
		fresh, err = w.access.Guard(ctx, w.entry)
		return err
	})
	return fresh, err
}

// With does one batch of work by the guard of the person as of now, within batchTime:
// who they are is asked again when a change is sent. do is called again while it is
// Unavailable. What the policy refuses is Unauthenticated, so that it ends the work;
// what the history does not answer in time is TooLarge.
func (w *Way) With(ctx context.Context, do func(context.Context, *guard.Guard) error) error {
	err := w.insist(ctx, func() error {
		return within(ctx, batchTime, func(ctx context.Context) error {
			now, err := w.access.Guard(ctx, w.entry)
			if err == nil {
				err = do(ctx, now.InTurn(w.still(now)))
			}
			return err
		})
	})
	return ended(err)
}

// Apply implements znode.Writer: it asks anew who the person is, and applies the ops
// by their guard. It is never Unavailable, unless ctx ends. What the policy refuses
// is Unauthenticated, so that it ends the work.
func (w *Way) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	var results []znode.Result
	err := w.With(ctx, func(ctx context.Context, now *guard.Guard) (err error) {
		if err := w.begins(ops); err != nil {
			return err
		}
		results, err = now.Ahead(&w.recording).Apply(ctx, ops...)
		return err
	})
	return results, err
}

// ApplyInTurn implements flight.Writer: while the changes before are made it asks who the
// person is, and puts the intent on record. What the policy refuses is Unauthenticated, as
// Apply has it.
func (w *Way) ApplyInTurn(ctx context.Context, turn flight.Turn, ops ...znode.Op) ([]znode.Result, error) {
	var results []znode.Result
	err := w.once(ctx, turn, func(ctx context.Context, now *guard.Guard) (err error) {
		if err := w.begins(ops); err != nil {
			return err
		}
		results, err = now.Apply(ctx, ops...)
		return err
	})
	return results, err
}

// still returns the turn that lets changes be sent while the person is still who they
// were when the guard was made.
func (w *Way) still(g *guard.Guard) flight.Turn {
	return func(ctx context.Context) error { return w.access.Still(ctx, g.Person) }
}

// once does one batch of changes by the guard of the person as of now, which sends them in
// their turn. It fails with Unavailable where With would wait.
func (w *Way) once(ctx context.Context, turn flight.Turn, do func(context.Context, *guard.Guard) error) error {
	err := w.job.enter(ctx)
	if err == nil {
		err = w.access.Ready()
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, batchTime)
	defer cancel()
	now, err := w.access.Guard(ctx, w.entry)
	if err == nil {
		err = do(ctx, now.Ahead(&w.recording).InTurn(turn.But(w.job.isPaused).Then(w.still(now))))
	}
	if history.IsSlow(err) { // or it has waited for its turn
		err = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: err}
	}
	return ended(err)
}

// begins notes in the job's folder what is about to be changed.
func (w *Way) begins(ops []znode.Op) error {
	where := w.place
	if where == nil {
		where = func(path znode.Path) place { return place{path: path.String()} }
	}
	if err := w.job.begun.add(ops, where); err != nil {
		return unreported(err)
	}
	return nil
}

// ReadMany implements walk.Reader, by a guard that is seconds old at most.
func (w *Way) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return w.As(func(g *guard.Guard) walk.Reader { return g }).ReadMany(ctx, reads)
}

// As returns a walk.Reader that reads by what reader makes of the person's guard, which
// is seconds old at most.
func (w *Way) As(reader func(*guard.Guard) walk.Reader) walk.Reader { return wayAs{w, reader} }

type wayAs struct {
	*Way
	reader func(*guard.Guard) walk.Reader
}

// ReadMany implements walk.Reader.
func (w wayAs) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	var results []znode.ReadResult
	err := w.insist(ctx, func() error {
		now, err := w.reading(ctx)
		if err != nil {
			return err
		}
		results = w.reader(now).ReadMany(ctx, reads)
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

// Reading returns the person's guard, which is seconds old at most.
func (w *Way) Reading(ctx context.Context) (*guard.Guard, error) {
	var now *guard.Guard
	err := w.insist(ctx, func() (err error) {
		now, err = w.reading(ctx)
		return err
	})
	return now, err
}

func (w *Way) reading(ctx context.Context) (*guard.Guard, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.guard != nil && time.Now().Before(w.until) {
		return w.guard, nil
	}
	fresh, err := w.access.Guard(ctx, w.entry)
	if err != nil {
		return nil, err
	}
	w.guard, w.until = fresh, time.Now().Add(guardTime)
	return fresh, nil
}

func (w *Way) insist(ctx context.Context, do func() error) error {
	return w.job.insist(ctx, w.access.Ready, do)
}
