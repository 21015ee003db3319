package jobs

import (
	"context"
	"errors"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// ended is err, Unauthenticated where the policy refuses: what was begun by a right ends
// with it.
func ended(err error) error {
	if errors.Is(err, people.ErrPolicy) {
		return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeOf(err), Args: why(err).Args, Cause: err}
	}
	return err
}

// ApplyEach is the guard's, as With has it. It fails beside with what is Unavailable or
// UnknownOutcome of one of the changes, once errs says what became of the others.
func (r *Run) ApplyEach(ctx context.Context, settings map[string]string, ops []znode.Op) (errs []error, err error) {
	if len(ops) == 0 {
		return nil, nil
	}
	err = r.With(ctx, func(ctx context.Context, g *guard.Guard) (err error) {
		if err := r.begins(ops); err != nil {
			return err
		}
		errs, err = g.ApplyEach(ctx, settings, ops)
		return err
	})
	for i := 0; err == nil && i < len(errs); i++ {
		if again(errs[i]) || errors.Is(errs[i], people.ErrPolicy) {
			err = ended(errs[i])
		}
	}
	return errs, err
}

// reported returns the places of the lines that are in the report.
func (r *Run) reported() map[string]bool {
	places := map[string]bool{}
	r.job.Lines(func(line Line) bool {
		places[line.place()] = true
		return true
	})
	return places
}
