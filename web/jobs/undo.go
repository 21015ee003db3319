package jobs

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/znode"
)

// KindUndo is the kind of jobs that undo what another job has changed.
const KindUndo = "undo"

// KindUndoTransaction is the kind of jobs that undo a transaction of the history.
const KindUndoTransaction = "undo_transaction"

// UndoParams are the parameters of such a job.
type UndoParams struct {
	Zxid  int64     `json:"zxid,omitempty"`  // of the transaction; else 0
	Below string    `json:"below,omitempty"` // the znode below which the person has found the transaction
	Job   string    `json:"job"`             // ID of the job whose changes are undone
	From  time.Time `json:"from"`            // when that job worked
	To    time.Time `json:"to"`
}

// undoJob is the Work of KindUndo. It undoes the newest change first, each as far as its znodes are
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

// undoTransaction is the Work of KindUndoTransaction. It makes as many steps at a time as fit into
// one request.
func undoTransaction(ctx context.Context, run *Run) error {
	var params UndoParams
	if err := run.Params(&params); err != nil {
		return err
	}
	below, err := znode.ParsePath(cmp.Or(params.Below, "/"))
	if err != nil {
		return err
	}
	status := run.job.Status()
	u := &undoing{run: run, told: run.reported()}
	return u.takeBack(ctx, &change{Way: run.Way, below: below, Entry: audit.Entry{Zxid: params.Zxid, Path: status.Path, Batch: &audit.Batch{Count: status.Total}}}, nil)
}

type undoing struct {
	run    *Run
	told   map[place]bool // in the report already
	flight flight.Batches

	planned <-chan struct{}      // closed when the last change that was begun has been planned; nil for none
	deleted map[znode.Path]int32 // number of children, by parent, that planned steps delete
}

// change is a change of the job, with the way to its znodes.
type change struct {
	*Way
	audit.Entry
	of    *guard.JobChanges // nil for a transaction of the history
	other string            // the cluster, if it is Plan.Other; else ""
	below znode.Path        // for a transaction: the znode below which the person has found it
	left  *guard.Undo       // for a transaction: what is not undone yet; nil before it is planned
}

// changes returns the job's changes in all of its clusters, the newest first.
func (u *undoing) changes(ctx context.Context, params UndoParams) (all []change, err error) {
	var lists [][]change
	ways := []*Way{u.run.Way}
	if u.run.There != u.run.Way {
		ways = append(ways, u.run.There)
	}
	for i, way := range ways {
		other := ""
		if i > 0 {
			other = u.run.job.Status().Other
		}
		changes, err := way.changes(ctx, params)
		if err != nil {
			return nil, err
		}
		var list []change
		for _, entry := range changes.Entries {
			list = append(list, change{Way: way, Entry: entry, of: changes, other: other})
		}
		lists = append(lists, list)
	}
	return merged(lists), nil
}

// changes returns the job's changes in the way's cluster. It is not bounded by batchTime, since it
// takes as long as the trail is, and would begin anew forever.
func (w *Way) changes(ctx context.Context, params UndoParams) (changes *guard.JobChanges, err error) {
	now, err := w.Guard(ctx)
	if err != nil {
		return nil, err
	}
	err = w.insist(ctx, func() (err error) {
		changes, err = now.JobChanges(ctx, params.Job, params.From, params.To)
		return err
	})
	return changes, ended(err)
}

// merged merges changes in several clusters, the newest first; each cluster's keep their order.
func merged(lists [][]change) (all []change) {
	for {
		var newest *[]change
		for i := range lists {
			if list := &lists[i]; len(*list) > 0 && (newest == nil || (*list)[0].Seq > (*newest)[0].Seq) {
				newest = list
			}
		}
		if newest == nil {
			return all
		}
		all = append(all, (*newest)[0])
		*newest = (*newest)[1:]
	}
}

// begin undoes one change while those before it are still being undone, if all of it can be undone
// as far as is known by then. Otherwise the parts that can be undone are, in their turn.
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
			return u.land(ctx, &c, ahead)
		case znode.KindOf(tried) == znode.UnknownOutcome || znode.KindOf(tried) == znode.Unauthenticated || ctx.Err() != nil:
			return tried
		case ahead.plan == nil && znode.KindOf(tried) != znode.Unavailable:
			return u.notTaken(ctx, c, tried)
		}
		return u.takeBack(ctx, &c, nil)
	})
}

// land reports what was undone ahead. If something was refused because others have changed it, it
// looks at the present state.
func (u *undoing) land(ctx context.Context, c *change, ahead takenBack) error {
	if len(ahead.each) == 0 {
		return u.report(ctx, *c, ahead)
	}
	steps, each := ahead.plan.Steps, ahead.each
	dealt := map[znode.Path]bool{}
	ahead.plan.Steps, ahead.each = nil, nil
	for i, step := range steps {
		if each[i] == nil || !othersWere(step.Op, each[i]) {
			dealt[step.Op.Path] = true
			ahead.plan.Steps, ahead.each = append(ahead.plan.Steps, step), append(ahead.each, each[i])
		}
	}
	if err := u.report(ctx, *c, ahead); err != nil || len(dealt) == len(steps) {
		return err
	}
	return u.takeBack(ctx, c, dealt)
}

// takenBack is the result of undoing a change.
type takenBack struct {
	plan *guard.Undo      // what is made; nil for nothing
	each []error          // results of the steps, if they are independent
	left []guard.UndoStep // steps that are not made
	more bool             // there are further steps
}

// apply makes the steps of the plan.
func (t *takenBack) apply(ctx context.Context, c change) error {
	if len(t.plan.Steps) == 0 {
		return nil
	}
	err := c.begins(t.plan.Ops())
	switch {
	case err != nil:
	case t.plan.Each():
		t.each, err = t.plan.ApplyEach(ctx)
	default:
		_, err = t.plan.Apply(ctx)
	}
	return err
}

// takeAhead undoes a whole change in its turn. It plans when before is closed, and then, even if it
// does not plan, closes planned: plans are made one after the other, since each records what it
// deletes.
func (u *undoing) takeAhead(ctx context.Context, turn flight.Turn, c change, before <-chan struct{}, planned chan<- struct{}) (taken takenBack, err error) {
	await := func() {
		if before != nil {
			<-before
		}
	}
	release := sync.OnceFunc(func() { await(); close(planned) })
	defer release()
	err = c.once(ctx, turn, func(ctx context.Context, g *guard.Guard) error {
		await()
		plan, err := g.UndoAhead(ctx, c.of, c.Entry, u.deleted)
		release()
		if err != nil {
			return err
		}
		taken.plan = plan
		switch {
		case len(plan.Steps) == 0:
			return turn(ctx)
		case !plan.CanAll() || !plan.Fits():
			return errNotAhead
		}
		return taken.apply(ctx, c)
	})
	return taken, err
}

// errNotAhead means that a change cannot be undone completely by one request before the earlier
// ones are, or at all.
var errNotAhead = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: errors.New("it is looked at in its turn")}

// plan plans how to undo the next part of the change: from the present state or, for a transaction,
// from the state when it was last looked at.
func (c *change) plan(ctx context.Context, g *guard.Guard) (*guard.Undo, error) {
	if c.of == nil {
		return c.left.Next(ctx, g)
	}
	return g.UndoOf(ctx, c.of, c.Entry, map[znode.Path]int32{})
}

// look plans what is left of a transaction, except what is dealt with: once, for many requests.
func (c *change) look(ctx context.Context, dealt map[znode.Path]bool) error {
	if c.of != nil || c.left != nil {
		return nil
	}
	now, err := c.Guard(ctx)
	if err != nil {
		return err
	}
	var left *guard.Undo
	err = within(ctx, lookTime, func(ctx context.Context) (err error) {
		left, err = now.UndoTransaction(ctx, c.Zxid, c.below)
		return err
	})
	if err != nil {
		return ended(err)
	}
	left.Steps = slices.DeleteFunc(left.Steps, func(step guard.UndoStep) bool { return dealt[step.Op.Path] })
	c.left = left
	return nil
}

// takeBack undoes one change as far as possible, except what is done already, and reports on its
// znodes.
func (u *undoing) takeBack(ctx context.Context, c *change, done map[znode.Path]bool) error {
	refused, dealt := refusals{}, map[znode.Path]bool{}
	maps.Copy(dealt, done)
	for look := 0; ; look++ {
		var taken takenBack
		err := c.look(ctx, dealt)
		if err == nil {
			taken, err = c.take(ctx, &refused, dealt)
		}
		blamed, isOp := errors.AsType[*znode.OpError](err)
		switch {
		case err == nil:
			if err := u.report(ctx, *c, taken); err != nil || !taken.more {
				return err
			}
			for _, step := range slices.Concat(taken.plan.Steps, taken.left) {
				dealt[step.Op.Path] = true
			}
			look = 0 // at what is left of it
		case taken.plan == nil || len(taken.plan.Steps) == 0:
			return u.notTaken(ctx, *c, err)
		case again(err) || znode.KindOf(err) == znode.Unauthenticated || ctx.Err() != nil:
			return err
		case isOp && look < tries && othersWere(taken.plan.Steps[blamed.Index].Op, blamed.Err):
			c.left = nil // plan again
		case isOp:
			refused.add(taken.plan.Steps[blamed.Index].Op, blamed.Err)
		case len(taken.plan.Steps) == 1:
			refused.add(taken.plan.Steps[0].Op, err)
		default:
			return err
		}
	}
}

// take undoes as much of the change as fits into one request, except what is refused and what is
// dealt with.
func (c *change) take(ctx context.Context, refused *refusals, dealt map[znode.Path]bool) (taken takenBack, err error) {
	err = c.With(ctx, func(ctx context.Context, g *guard.Guard) error {
		taken = takenBack{}
		plan, err := c.plan(ctx, g)
		if err != nil {
			return err
		}
		taken.plan = plan
		plan.Steps = slices.DeleteFunc(plan.Steps, func(step guard.UndoStep) bool { return dealt[step.Op.Path] })
		refused.mark(plan.Steps)
		if taken.left, err = plan.Part(ctx); err != nil {
			return err
		}
		taken.more = plan.Cut()
		return taken.apply(ctx, *c)
	})
	if c.left != nil && err == nil {
		of := len(taken.plan.Steps) + len(taken.left)
		c.left.Steps, c.left.Lost = c.left.Steps[of:], nil // they are in the report
		taken.more = len(c.left.Steps) > 0
	}
	return taken, err
}

// lookTime bounds the time for looking at everything that a transaction has changed.
const lookTime = time.Minute

// tries is how often to look again when others make changes meanwhile.
const tries = 5
