package jobs

import (
	"context"
	"errors"
	"time"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/znode"
)

// within runs something that may read the history, for at most so long. It fails with TooLarge if
// that was too short for the history.
func within(ctx context.Context, most time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err := history.Explain(do(ctx))
	if znode.CodeOf(err) == znode.CodeHistorySlow {
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeHistorySlow, Cause: err}
	}
	return err
}

// ended returns err, turned into Unauthenticated if the policy refuses: what was begun with a
// permission ends with it.
func ended(err error) error {
	if errors.Is(err, people.ErrPolicy) {
		return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeOf(err), Args: why(err).Args, Cause: err}
	}
	return err
}

// ApplyEach is the guard's ApplyEach, called as by With. It also fails if one of the changes is
// Unavailable or UnknownOutcome; errs then has the results of the others.
func (r *Run) ApplyEach(ctx context.Context, settings map[string]string, ops []znode.Op) (errs []error, err error) {
	if len(ops) == 0 {
		return nil, nil
	}
	err = r.With(ctx, func(ctx context.Context, g *guard.Guard) (err error) {
		if err := r.begins(ops); err != nil {
			return err
		}
		errs, _, err = g.Ahead(&r.recording).ApplyEach(ctx, settings, ops)
		return err
	})
	return errs, firstEnding(errs, err)
}

// ApplyEachInTurn is like ApplyEach, once, for flight.Writer.
func (r *Run) ApplyEachInTurn(ctx context.Context, turn flight.Turn, settings map[string]string, ops []znode.Op) (errs []error, err error) {
	err = r.once(ctx, turn, func(ctx context.Context, g *guard.Guard) (err error) {
		if err := r.begins(ops); err != nil {
			return err
		}
		errs, _, err = g.ApplyEach(ctx, settings, ops)
		return err
	})
	return errs, firstEnding(errs, err)
}

// firstEnding returns err, or the first of errs that ends the work or requires it to be repeated.
func firstEnding(errs []error, err error) error {
	for i := 0; err == nil && i < len(errs); i++ {
		if again(errs[i]) || errors.Is(errs[i], people.ErrPolicy) {
			err = ended(errs[i])
		}
	}
	return err
}

// reported returns the places of the lines in the report.
func (r *Run) reported() map[place]bool {
	places := map[place]bool{}
	r.job.Lines(func(line Line) bool {
		places[line.place()] = true
		return true
	})
	return places
}
