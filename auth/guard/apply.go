package guard

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// applyTime is how long the answer to a change is awaited if the request has no deadline.
const applyTime = 2500 * time.Millisecond

// actions has the action that the policy is asked about for each kind of op; other kinds are
// forbidden. A check changes nothing, but it is a transaction of the ensemble, so it needs the
// permission to set data.
var actions = map[znode.OpKind]people.Action{
	znode.OpCreate: people.Create, znode.OpSet: people.Set, znode.OpDelete: people.Delete,
	znode.OpSetACL: people.SetACL, znode.OpCheck: people.Set,
}

// Apply implements znode.Writer. It asks the policy, records the intent, makes the change and records
// the outcome, each once for all ops together. It changes nothing and fails, besides ZooKeeper's own
// errors,
//
//   - with Denied if the policy forbids one of the ops, and with CodeNeedsApproval if another person
//     has to approve it (see Propose);
//   - with Invalid for data that contains a mask, which would replace a secret, and for an ACL with a
//     digest that the server has hidden;
//   - with Conflict if Op.Mzxid is set and the data is different, or if Op.Czxid is set and the znode
//     is different;
//   - with Unavailable if the intent cannot be recorded, or if what is replaced cannot be kept although
//     it should be, and with TooLarge if that is too much.
//
// After the intent is recorded, the change is made even if the caller's request ends. An answer that
// comes later is recorded when it comes.
func (g *Guard) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	entry := g.intent(ops)
	if err := g.refusal(ops); err != nil {
		g.conclude(ctx, entry, ops, applied{err: err})
		return nil, err
	}
	before, err := g.befores(ctx, ops)
	if len(ops) == 1 {
		entry.Before = before[0].known
	}
	if err == nil && len(ops) == 1 && ops[0].Kind == znode.OpSetACL {
		err = g.beforeACL(ctx, ops[0], &entry)
	}
	if err != nil {
		g.conclude(ctx, entry, ops, applied{err: err})
		return nil, err
	}
	seq, err := g.keepAndIntend(ctx, &entry, ops, before)
	if err != nil {
		return nil, err
	}
	results, err := g.send(ctx, entry, ops)
	for i := range results {
		results[i].Recorded = seq
	}
	return results, err
}

// refusal returns why ops are refused before ZooKeeper is asked; nil if they are not.
func (g *Guard) refusal(ops []znode.Op) error {
	if err := g.mayApply(ops); err != nil {
		return err
	}
	return g.unapproved(ops)
}

// mayApply asks the policy about each op, and looks for masks in data and ACLs.
func (g *Guard) mayApply(ops []znode.Op) error {
	for i, op := range ops {
		err := g.Decide(actions[op.Kind], op.Path).Refusal(g.Person.Role)
		if err == nil && slices.ContainsFunc(op.ACL, znode.ACL.Hidden) {
			err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeACLHidden}
		}
		if err == nil && len(op.Data) > 0 && mask.Holds(op.Path, op.Data) {
			err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeHoldsMask, Args: znode.Args{"mask": mask.Text}}
		}
		if err != nil {
			return blame(i, ops, err)
		}
	}
	return nil
}

// befores returns, for each op, the znode that it is about to change. It is the zero previous for
// creates and checks, and if there is no such znode or ZooKeeper does not tell. For several ops
// whose previous znodes are not kept, that also holds for ops without an Mzxid. It fails with
// Conflict if an op is about other data than the present one.
func (g *Guard) befores(ctx context.Context, ops []znode.Op) ([]previous, error) {
	all, errs, err := g.readBefores(ctx, ops)
	if err != nil {
		return make([]previous, len(ops)), err
	}
	for i, op := range ops {
		if znode.KindOf(errs[i]) == znode.Denied && op.Mzxid == 0 {
			errs[i] = nil // the change may only need WRITE, or DELETE on the parent
		}
		if errs[i] == nil {
			errs[i] = sameData(op, all[i].known)
		}
		if errs[i] != nil {
			return all, blame(i, ops, errs[i])
		}
	}
	return all, nil
}

func (g *Guard) readBefores(ctx context.Context, ops []znode.Op) (all []previous, errs []error, err error) {
	read := &readings{guard: g, keep: g.rules.Previous != nil}
	if len(ops) > 1 && read.keep {
		return g.beforeAll(ctx, ops)
	}
	all, errs = make([]previous, len(ops)), make([]error, len(ops))
	var reading sync.WaitGroup
	for i, op := range ops {
		switch {
		case (op.Kind == znode.OpSet || op.Kind == znode.OpDelete) && (len(ops) == 1 || op.Mzxid != 0):
			reading.Go(func() { all[i], errs[i] = read.before(ctx, op.Path) })
		case op.Kind == znode.OpSetACL && read.keep:
			reading.Go(func() { all[i], errs[i] = read.beforeACL(ctx, op.Path) })
		}
	}
	reading.Wait()
	return all, errs, nil
}

// sameData fails with Conflict if an op is about other data than the present one, and ZooKeeper
// would not notice by the version: if a znode was deleted and made anew, that begins at 0 again.
func sameData(op znode.Op, now *audit.Data) error {
	switch {
	case op.Mzxid == 0 || now == nil || now.Mzxid == op.Mzxid:
		return nil
	case op.Version == now.Version:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeMadeAnew}
	case op.Version == znode.AnyVersion:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeBadVersion}
	}
	return nil
}

// blame adds to an error which of several ops it is about.
func blame(i int, ops []znode.Op, err error) error {
	if len(ops) == 1 {
		return err
	}
	return &znode.OpError{Index: i, Err: err}
}

// send makes the changes and records the outcome. It waits for the answer until ctx's deadline,
// even if ctx is cancelled earlier.
func (g *Guard) send(ctx context.Context, entry audit.Entry, ops []znode.Op) ([]znode.Result, error) {
	if g.turn != nil {
		if err := g.turn(ctx); err != nil {
			g.conclude(ctx, entry, ops, applied{err: err})
			return nil, err
		}
	}
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(applyTime)
	}
	if time.Until(deadline) <= 0 { // the intent took all of the time
		err := &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: context.DeadlineExceeded}
		g.record(ctx, entry, err)
		return nil, err
	}
	sent := g.start(context.WithoutCancel(ctx), ops)
	select {
	case done := <-sent.done:
		g.conclude(ctx, entry, ops, done)
		return done.results, done.err
	case <-time.After(time.Until(deadline)):
	}
	done, late := sent.giveUp()
	g.conclude(ctx, entry, ops, done)
	if late != nil {
		alone := g.Ahead(nil) // nobody waits for it any more
		go func() {
			if done := <-late; znode.KindOf(done.err) != znode.UnknownOutcome {
				alone.conclude(context.Background(), entry, ops, done)
			}
		}()
	}
	return done.results, done.err
}

// conclude records the outcome of ops.
func (g *Guard) conclude(ctx context.Context, entry audit.Entry, ops []znode.Op, done applied) {
	blamed, _ := errors.AsType[*znode.OpError](done.err)
	switch {
	case blamed != nil:
		batch := *entry.Batch
		batch.Blamed = ops[blamed.Index].Path.String()
		entry.Batch = &batch
	case done.err == nil && entry.Batch == nil:
		g.describe(&entry, ops[0], done.results[0])
	}
	if done.err == nil {
		entry.Zxid = done.results[0].Zxid
	}
	g.recordLater(ctx, entry, done.err)
}

// recordLater is like record, but with the guard of Ahead it does not wait.
func (g *Guard) recordLater(ctx context.Context, entry audit.Entry, err error) {
	if g.later == nil {
		g.record(ctx, entry, err)
		return
	}
	entry.Outcome = OutcomeOf(err)
	ctx, cancel := Recording(ctx)
	g.later.Go(func() {
		defer cancel()
		_ = g.rules.Trail.AppendSoon(ctx, entry.Because(err)) // see record
	})
}
