package jobs

import (
	"cmp"
	"context"
	"maps"
	"strconv"

	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

// othersWere reports whether an op was refused because the znode has changed a moment ago.
func othersWere(op znode.Op, err error) bool {
	kind := znode.KindOf(err)
	return kind == znode.Conflict || kind == znode.NotFound && op.Kind != znode.OpCreate
}

// notTaken reports for a whole change, at its first znode, why it cannot be undone, and how many
// znodes it was about. It returns err if that ends the work.
func (u *undoing) notTaken(ctx context.Context, c change, err error) error {
	switch kind := znode.KindOf(err); {
	case znode.CodeOf(err) == znode.CodeUndoNotMade:
		return nil
	case kind != znode.NotFound && kind != znode.Conflict && kind != znode.Denied && kind != znode.TooLarge || ctx.Err() != nil:
		return err
	}
	why := why(err)
	line := Line{Path: c.Path, Outcome: NotChanged, Code: why.Code, Args: why.Args}
	if line.Code == znode.CodeUndoEphemeral { // as announced in the plan
		line.Outcome = Skipped
	}
	if c.Batch != nil {
		line.Path = cmp.Or(c.Batch.First, c.Path) // other changes have the same common ancestor
		line.Args = znode.Args{"znodes": strconv.Itoa(c.Znodes())}
		maps.Copy(line.Args, why.Args)
	}
	return u.tell(ctx, c, line)
}

// report reports on the znodes of a change. If the outcome of one is unknown, it fails with that
// after reporting the others.
func (u *undoing) report(ctx context.Context, c change, taken takenBack) error {
	var lines []Line
	var unknown error
	for i, step := range taken.plan.Steps {
		line := Line{Path: step.Op.Path.String(), Outcome: Changed}
		switch {
		case i >= len(taken.each) || taken.each[i] == nil:
		case again(taken.each[i]):
			unknown = taken.each[i]
			continue
		default:
			step.Err = taken.each[i]
			line = leftLine(step)
		}
		lines = append(lines, line)
	}
	for _, step := range taken.left {
		lines = append(lines, leftLine(step))
	}
	for _, path := range taken.plan.Lost {
		lines = append(lines, Line{Path: path.String(), Outcome: Skipped, Code: znode.CodeUndoEphemeral})
	}
	if err := u.tell(ctx, c, lines...); err != nil {
		return err
	}
	return unknown
}

// leftLine returns the line for a step that was not made.
func leftLine(step guard.UndoStep) Line {
	line := Line{Path: step.Op.Path.String(), Outcome: Same}
	if step.Err != nil {
		line.Outcome = NotChanged
		if znode.KindOf(step.Err) == znode.Conflict {
			line.Outcome = Left
		}
		line.Code, line.Args = why(step.Err).Code, why(step.Err).Args
	}
	return line
}

// tell reports those lines about a change that are not in the report yet, from an earlier attempt
// of this work or of the job's.
func (u *undoing) tell(ctx context.Context, c change, lines ...Line) error {
	var fresh []Line
	for _, line := range lines {
		line.Cluster = c.other
		if u.told[line.place()] {
			u.run.job.begun.reported(line)
			continue
		}
		fresh, u.told[line.place()] = append(fresh, line), true
	}
	return u.run.Report(ctx, fresh...)
}
