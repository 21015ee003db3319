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
	// batchTime bounds a batch of changes, and enterTime finding out who the person is.
	batchTime = 10 * time.Second
	enterTime = 5 * time.Second
	// guardTime is how long a guard is used for reading.
	guardTime = 5 * time.Second
)

// Access is a person's access to one cluster, which outlives their page. It is an *auth.Outlasting.
type Access interface {
	// Guard asks who the person is now. It fails with Unauthenticated if the person is no longer
	// let in.
	Guard(ctx context.Context, entry audit.Entry) (*guard.Guard, error)
	// Still fails if a new guard would be for another person, role or paths than was; with
	// Unavailable if there would be one.
	Still(ctx context.Context, was people.Person) error
	// Ready fails with Unavailable while ZooKeeper is away.
	Ready() error
	Close()
}

// Way is a job's way to the znodes of one cluster. It is a flight.Writer and a walk.Reader. It
// waits while the job is paused, and while ZooKeeper or the trail is away.
type Way struct {
	job    *Job
	access Access
	entry  audit.Entry

	recording sync.WaitGroup         // of the outcomes of changes
	place     func(znode.Path) place // returns the place of a znode in the report; nil for its path

	mu    sync.Mutex
	guard *guard.Guard // for reading, until then
	until time.Time
}

// Guard returns the person's present guard. It fails with Unauthenticated if the person is no
// longer let in, and if ctx is done.
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

// With runs one batch of work with the person's present guard, within batchTime; the person is
// checked again when a change is sent. do is called again while it is Unavailable. A refusal by the
// policy is returned as Unauthenticated, so that it ends the work; if the history does not answer
// in time, the error is TooLarge.
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

// Apply implements znode.Writer. It asks anew who the person is, and applies the ops by their
// guard. It is never Unavailable unless ctx is done. A refusal by the policy is returned as
// Unauthenticated, so that it ends the work.
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

// ApplyInTurn implements flight.Writer. While the earlier changes are made, it asks who the person
// is and records the intent. A refusal by the policy is Unauthenticated, as in Apply.
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

// still returns a turn that lets changes be sent if the person is still who they were when the
// guard was made.
func (w *Way) still(g *guard.Guard) flight.Turn {
	return func(ctx context.Context) error { return w.access.Still(ctx, g.Person) }
}

// once runs one batch of changes with the person's present guard, which sends them in their turn.
// It fails with Unavailable where With would wait.
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
	if history.IsSlow(err) { // the history was slow, or waiting for the turn took too long
		err = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: err}
	}
	return ended(err)
}

// begins records in the job's folder what is about to be changed.
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

// ReadMany implements walk.Reader, with a guard that is at most guardTime old.
func (w *Way) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return w.As(func(g *guard.Guard) walk.Reader { return g }).ReadMany(ctx, reads)
}

// As returns a walk.Reader that reads by what reader makes of the person's guard, which is at most
// guardTime old.
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

// Reading returns the person's guard, at most guardTime old.
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
