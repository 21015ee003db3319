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

// within does something that may ask the history, for so long at most. It fails with
// TooLarge where that was too short for the history.
func within(ctx context.Context, most time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err := history.Explain(do(ctx))
	if znode.CodeOf(err) == znode.CodeHistorySlow {
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeHistorySlow, Cause: err}
	}
	return err
}

// ended returns err, as Unauthenticated where the policy refuses: what was begun by a right ends
// with it.
func ended(err error) error {
	if errors.Is(err, people.ErrPolicy) {
		return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeOf(err), Args: why(err).Args, Cause: err}
	}
	return err
}

// ApplyEach is the guard's ApplyEach, called as With does it. It fails beside with what is
// Unavailable or UnknownOutcome of one of the changes, once errs says what became of the
// others.
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

// ApplyEachInTurn is like ApplyEach, once, as flight.Writer has it.
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

// firstEnding returns err, or the first of errs that ends the work or has it done again.
func firstEnding(errs []error, err error) error {
	for i := 0; err == nil && i < len(errs); i++ {
		if again(errs[i]) || errors.Is(errs[i], people.ErrPolicy) {
			err = ended(errs[i])
		}
	}
	return err
}

// reported returns the places of the lines that are in the report.
func (r *Run) reported() map[place]bool {
	places := map[place]bool{}
	r.job.Lines(func(line Line) bool {
		places[line.place()] = true
		return true
	})
	return places
}
