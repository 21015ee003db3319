package jobs

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/znode"
)

// KindUndo is the kind of jobs that take back what another job has changed.
const KindUndo = "undo"

// KindUndoTransaction is the kind of jobs that take back a transaction of the history.
const KindUndoTransaction = "undo_transaction"

// undoBytes and undoSteps bound what such a job takes back in one request.
const (
	undoBytes = 512 << 10
	undoSteps = 500
)

// UndoParams are what such a job is told.
type UndoParams struct {
	Zxid int64     `json:"zxid,omitempty"` // of the transaction; else 0
	Job  string    `json:"job"`            // whose changes are taken back
	From time.Time `json:"from"`           // when it was at work
	To   time.Time `json:"to"`
}

// undoJob is the Work of KindUndo: the newest change first, each as far as its znodes are
// as the change left them.
func undoJob(ctx context.Context, run *Run) error {
	var params UndoParams
	if err := run.Params(&params); err != nil {
		return err
	}
	if other := run.job.Status().Other; other != "" {
		run.There.place = func(path znode.Path) place { return place{other, path.String()} }
	}
	u := &undoing{run: run, told: run.reported(), deleted: map[znode.Path]int32{}}
	changes, err := u.changes(ctx, params)
	for i := 0; err == nil && i < len(changes); i++ {
		err = u.begin(ctx, changes[i])
	}
	if last := u.flight.Wait(); err == nil {
		err = last
	}
	return err
}

// undoTransaction is the Work of KindUndoTransaction: some steps at a time.
func undoTransaction(ctx context.Context, run *Run) error {
	var params UndoParams
	if err := run.Params(&params); err != nil {
		return err
	}
	u := &undoing{run: run, told: run.reported()}
	return u.takeBack(ctx, change{Way: run.Way, Entry: audit.Entry{Zxid: params.Zxid, Path: run.job.Status().Path}})
}

type undoing struct {
	run    *Run
	told   map[place]bool // in the report
	flight flight.Batches

	planned <-chan struct{}      // closed when what was begun last has been planned; nil for nothing
	deleted map[znode.Path]int32 // children, by their parents, of what has been planned
}

// change is a change of the job, and the way to its znodes.
type change struct {
	*Way
	audit.Entry
	of    *guard.JobChanges
	other string // the cluster, where it is Plan.Other; else ""
}

// changes are those of the job in its clusters, the newest first.
func (u *undoing) changes(ctx context.Context, params UndoParams) (all []change, err error) {
	ways := []*Way{u.run.Way}
	if u.run.There != u.run.Way {
		ways = append(ways, u.run.There)
	}
	for i, way := range ways {
		other := ""
		if i > 0 {
			other = u.run.job.Status().Other
		}
		err := way.With(ctx, func(ctx context.Context, g *guard.Guard) error {
			changes, err := g.JobChanges(ctx, params.Job, params.From, params.To)
			if err != nil {
				return err
			}
			for _, entry := range changes.Entries {
				all = append(all, change{way, entry, changes, other})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b change) int { return cmp.Compare(b.Seq, a.Seq) })
	return all, nil
}

// begin takes one change back while those before are taken back: where all of it can be,
// as far as that is known by then. Else it is taken back as far as that goes, in its turn.
func (u *undoing) begin(ctx context.Context, c change) error {
	var ahead takenBack
	before, planned := u.planned, make(chan struct{})
	u.planned = planned
	return u.flight.Begin(func(turn flight.Turn) (err error) {
		ahead, err = u.takeAhead(ctx, turn, c, before, planned)
		return err
	}, func(tried error) error {
		switch {
		case tried == nil:
			return u.report(ctx, c, ahead.plan, ahead.each, nil)
		case znode.KindOf(tried) == znode.UnknownOutcome || znode.KindOf(tried) == znode.Unauthenticated || ctx.Err() != nil:
			return tried
		case ahead.plan == nil && znode.KindOf(tried) != znode.Unavailable:
			return u.notTaken(ctx, c, tried)
		}
		return u.takeBack(ctx, c)
	})
}

// takenBack is what became of a change that is taken back.
type takenBack struct {
	plan *guard.Undo // nil where there is none
	each []error
}

// takeAhead takes all of a change back in its turn. It is planned when before is closed,
// and then closes planned.
func (u *undoing) takeAhead(ctx context.Context, turn flight.Turn, c change, before <-chan struct{}, planned chan<- struct{}) (taken takenBack, err error) {
	release := sync.OnceFunc(func() { close(planned) })
	defer release()
	err = c.once(ctx, turn, func(ctx context.Context, g *guard.Guard) error {
		if before != nil {
			<-before
		}
		plan, err := g.UndoAhead(ctx, c.of, c.Entry, u.deleted)
		release()
		if err != nil {
			return err
		}
		taken.plan = plan
		switch ops := plan.Ops(); {
		case len(ops) == 0:
			return turn(ctx)
		case !plan.CanAll():
			return errNotAhead
		default:
			err = c.begins(ops)
		}
		switch {
		case err != nil:
		case plan.Each():
			taken.each, err = plan.ApplyEach(ctx)
		default:
			_, err = plan.Apply(ctx)
		}
		return err
	})
	return taken, err
}

// errNotAhead says that not all of a change can be taken back before those are that come
// before, or at all.
var errNotAhead = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: errors.New("it is looked at in its turn")}

// plan is how the change is taken back as things are now.
func (c change) plan(ctx context.Context, g *guard.Guard) (*guard.Undo, error) {
	if c.of == nil {
		return g.UndoTransaction(ctx, c.Zxid)
	}
	return g.UndoOf(ctx, c.of, c.Entry, map[znode.Path]int32{})
}

// takeBack takes one change back as far as that goes, and reports what became of its
// znodes.
func (u *undoing) takeBack(ctx context.Context, c change) error {
	refused := refusals{}
	for look := 0; ; look++ {
		var plan *guard.Undo
		var left []guard.UndoStep
		var each []error
		more := false
		err := c.With(ctx, func(ctx context.Context, g *guard.Guard) (err error) {
			if plan, err = c.plan(ctx, g); err != nil {
				plan = nil
				return err
			}
			refused.mark(plan.Steps)
			if left, err = plan.Part(ctx); err == nil {
				more = c.of == nil && plan.Cut(undoSteps, undoBytes)
				err = c.begins(plan.Ops())
			}
			switch {
			case err != nil || len(plan.Steps) == 0:
			case plan.Each():
				each, err = plan.ApplyEach(ctx)
			default:
				_, err = plan.Apply(ctx)
			}
			return err
		})
		blamed, isOp := errors.AsType[*znode.OpError](err)
		switch {
		case err == nil:
			if err := u.report(ctx, c, plan, each, left); err != nil || !more {
				return err
			}
			look = 0 // at what is left of it
		case plan == nil || len(plan.Steps) == 0:
			return u.notTaken(ctx, c, err)
		case again(err) || znode.KindOf(err) == znode.Unauthenticated || ctx.Err() != nil:
			return err
		case isOp && look < tries && othersWere(plan.Steps[blamed.Index].Op, blamed.Err): // looks again
		case isOp:
			refused.add(plan.Steps[blamed.Index].Op, blamed.Err)
		case len(plan.Steps) == 1:
			refused.add(plan.Steps[0].Op, err)
		default:
			return err
		}
	}
}

// tries is how often it is looked again at what others change meanwhile.
const tries = 5

// othersWere reports whether an op was refused since the znode is no longer as it was a
// moment before.
func othersWere(op znode.Op, err error) bool {
	kind := znode.KindOf(err)
	return kind == znode.Conflict || kind == znode.NotFound && op.Kind != znode.OpCreate
}

// notTaken reports of a whole change why it cannot be taken back; it returns err where
// that ends the work.
func (u *undoing) notTaken(ctx context.Context, c change, err error) error {
	kind := znode.KindOf(err)
	switch {
	case znode.CodeOf(err) == znode.CodeUndoNotMade:
		return nil
	case kind != znode.NotFound && kind != znode.Conflict && kind != znode.Denied || ctx.Err() != nil:
		return err
	}
	return u.tell(ctx, c, Line{Path: c.Path, Outcome: NotChanged, Code: znode.CodeOf(err), Args: why(err).Args})
}

// report tells what became of the znodes of a change. It fails with what is not known of
// one, once it has told the others.
func (u *undoing) report(ctx context.Context, c change, plan *guard.Undo, each []error, left []guard.UndoStep) error {
	var lines []Line
	var unknown error
	for i, step := range plan.Steps {
		line := Line{Path: step.Op.Path.String(), Outcome: Changed}
		switch {
		case i >= len(each) || each[i] == nil:
		case again(each[i]):
			unknown = each[i]
			continue
		default:
			step.Err = each[i]
			line = leftLine(step)
		}
		lines = append(lines, line)
	}
	for _, step := range left {
		lines = append(lines, leftLine(step))
	}
	for _, path := range plan.Lost {
		lines = append(lines, Line{Path: path.String(), Outcome: Left, Code: znode.CodeUndoEphemeral})
	}
	if err := u.tell(ctx, c, lines...); err != nil {
		return err
	}
	return unknown
}

// leftLine is what became of a step that was not made.
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

// tell reports the lines about a change of what is not in the report: from an earlier
// attempt of this work, or of the job's.
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

// refusals are what ZooKeeper has refused of one change, by the znode.
type refusals struct {
	at     map[znode.Path]error // each
	below  map[znode.Path]error // and all below it: it is not there
	beside map[znode.Path]error // all children of it: nobody may create or delete one
}

func (r *refusals) add(op znode.Op, err error) {
	put := func(into *map[znode.Path]error, path znode.Path) {
		if *into == nil {
			*into = map[znode.Path]error{}
		}
		(*into)[path] = err
	}
	put(&r.at, op.Path)
	switch kind := znode.KindOf(err); {
	case op.Path.IsRoot():
	case kind == znode.NotFound && op.Kind == znode.OpCreate:
		put(&r.below, op.Path.Parent())
	case kind == znode.Denied && (op.Kind == znode.OpCreate || op.Kind == znode.OpDelete):
		put(&r.beside, op.Path.Parent())
	}
}

// mark gives steps that were refused the error.
func (r *refusals) mark(steps []guard.UndoStep) {
	for i := range steps {
		if step := &steps[i]; step.Err == nil {
			step.Err = r.of(step.Op)
		}
	}
}

func (r *refusals) of(op znode.Op) error {
	if err := r.at[op.Path]; err != nil || op.Path.IsRoot() {
		return err
	}
	if err := r.beside[op.Path.Parent()]; err != nil && op.Kind != znode.OpSet && op.Kind != znode.OpSetACL {
		return err
	}
	for above := op.Path; len(r.below) > 0 && !above.IsRoot(); {
		above = above.Parent()
		if err := r.below[above]; err != nil {
			return err
		}
	}
	return nil
}
