package jobs

import (
	"context"

	"zkweb/auth/guard"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// KindCopy and KindMove are the kinds of jobs that copy or move all at and below a znode: from
// Plan.Path in Plan.Cluster to Plan.Other, if that is set, or within Plan.Cluster.
const (
	KindCopy = "copy"
	KindMove = "move"
)

// CopyParams are the parameters of such a job.
type CopyParams struct {
	To        string `json:"to"` // the path of the copy
	Overwrite bool   `json:"overwrite,omitempty"`
	Leave     bool   `json:"leave,omitempty"` // for a move: ephemeral znodes and their ancestors stay
}

// copyBelow is the Work of KindCopy.
func copyBelow(ctx context.Context, run *Run) error {
	copying, err := run.copying(ctx)
	if err != nil {
		return err
	}
	return tree.Copy(ctx, copying)
}

// moveBelow is the Work of KindMove. Each znode has two lines in its report.
func moveBelow(ctx context.Context, run *Run) error {
	copying, err := run.copying(ctx)
	if err == nil {
		err = run.ReportDeleted(ctx)
	}
	if err != nil {
		return err
	}
	return tree.Move(ctx, copying, run, func(fates []tree.Fate) error {
		lines := make([]Line, len(fates))
		for i, fate := range fates {
			lines[i] = DeletedLine(fate)
			if code := lines[i].Code; copying.Leave && (code == znode.CodeCopyEphemeral || code == znode.CodeHasUndeleted) {
				lines[i].Outcome = Skipped
			}
		}
		return run.Report(ctx, lines...)
	})
}

func (r *Run) copying(ctx context.Context) (tree.Copying, error) {
	var params CopyParams
	if err := r.Params(&params); err != nil {
		return tree.Copying{}, err
	}
	plan := r.job.Status().Plan
	from, err := znode.ParsePath(plan.Path)
	if err != nil {
		return tree.Copying{}, err
	}
	to, err := znode.ParsePath(params.To)
	if err != nil {
		return tree.Copying{}, err
	}
	r.There.place = func(path znode.Path) place { // the line of a copy is that of its original
		below, copied := path.Below(to)
		if original, err := from.Join(below); copied && err == nil {
			path = original
		}
		return place{path: path.String()}
	}
	raw := func(g *guard.Guard) walk.Reader { return guard.Raw{Guard: g} }
	told := r.told()
	return tree.Copying{
		From: from, To: to, Overwrite: params.Overwrite, Leave: params.Leave,
		Source: r.As(raw), Target: r.There.As(raw), Writer: r.There,
		May: func(from, to znode.Path, data []byte) error {
			here, err := r.Reading(ctx)
			if err != nil {
				return err
			}
			there, err := r.There.Reading(ctx)
			if err != nil {
				return err
			}
			return here.MayCopy(ctx, from, there, to, data)
		},
		Report: func(all []tree.Copied) error {
			var lines []Line
			for _, copied := range all {
				if line := copiedLine(copied, plan.Kind == KindMove, params.Leave); line.Outcome != Same || !told(copied.From) {
					lines = append(lines, line)
				}
			}
			return r.Report(ctx, lines...)
		},
	}, nil
}

// told returns a function that reports whether an original that is unchanged has a line in the
// report already, from an earlier attempt.
func (r *Run) told() func(znode.Path) bool {
	last, ok := r.Last()
	until, err := znode.ParsePath(last.Path)
	switch {
	case !ok || err != nil:
		return func(znode.Path) bool { return false }
	case r.job.Status().Kind == KindMove && (last.Outcome == Changed || last.Outcome == Gone): // a line of its second half
		return func(znode.Path) bool { return true }
	}
	return func(path znode.Path) bool { return path == until || path.Before(until) }
}

// copiedLine returns the line for a znode that was copied. move says whether the original will be
// deleted, leave whether ephemeral znodes stay.
func copiedLine(copied tree.Copied, move, leave bool) Line {
	line := Line{Path: copied.From.String(), Outcome: Changed}
	switch {
	case copied.Same:
		line.Outcome = Same
	case copied.Gone:
		line.Outcome = Gone
	case copied.Err != nil:
		line.Outcome = NotChanged
		if why := why(copied.Err); why != nil {
			line.Code, line.Args = why.Code, why.Args
		}
		switch {
		case line.Code == znode.CodeCopyEphemeral && (leave || !move):
			line.Outcome = Skipped
		case line.Code == znode.CodeCopyAbove, line.Code == znode.CodeCopyEphemeral:
			line.Outcome = Left
		}
	case move:
		line.Outcome = Copied
	}
	return line
}
