package guard

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/zkconn/znode"
)

// Undo is a plan for undoing a change of the trail in the present state.
type Undo struct {
	Entry audit.Entry  // the outcome of the change, as far as it is known
	Steps []UndoStep   // in the order in which they are made, together unless Each
	Quota *UndoQuota   // for a change of a quota, instead of Steps; else nil
	Lost  []znode.Path // deleted ephemeral znodes, which are not brought back

	FromHistory bool // what the change replaced was not kept, but comes from the history

	guard *Guard // its entries name the change that they undo
}

// UndoStep undoes what a change did to one znode.
type UndoStep struct {
	Op     znode.Op
	Now    *znode.Stat // nil if the znode does not exist
	OwnACL bool        // for an OpCreate: the ACL was not fully visible, so the new znode is open to its creator only
	Err    error       // why the step is not made; nil if it can be. Usually somebody has changed the znode since, and would lose that change

	was kept
}

// Err returns why the change cannot be undone, or nil if it can. If the steps are independent, one
// that can be made is enough.
func (u *Undo) Err() (err error) {
	if u.Quota != nil {
		return u.Quota.err
	}
	if len(u.Steps) == 0 {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoEphemeral}
	}
	for i, step := range u.Steps {
		switch {
		case step.Err == nil && u.Each():
			return nil
		case step.Err != nil && err == nil:
			err = blame(i, u.Ops(), step.Err)
		}
	}
	return err
}

// Ops returns the ops of the steps.
func (u *Undo) Ops() []znode.Op {
	ops := make([]znode.Op, len(u.Steps))
	for i, step := range u.Steps {
		ops[i] = step.Op
	}
	return ops
}

// Apply undoes the change, as a change of its own. It makes all steps or none, and each only if its
// znode is as the change left it. Independent steps are made one by one, without those that have an
// Err; after trying all, Apply fails with an *znode.OpError about the first that was not made.
func (u *Undo) Apply(ctx context.Context) ([]znode.Result, error) {
	if u.Quota != nil {
		return u.applyQuota(ctx)
	}
	ops := u.Ops()
	if err := u.Err(); err != nil {
		if len(ops) > 0 {
			u.guard.conclude(ctx, u.guard.intent(ops), ops, applied{err: err})
		}
		return nil, err
	}
	if u.Each() {
		return u.applyEach(ctx)
	}
	return u.guard.Apply(ctx, ops...)
}

// Each reports whether the steps are independent of each other.
func (u *Undo) Each() bool { return u.Entry.Batch != nil && u.Entry.Batch.Each }

// ApplyEach makes independent steps, and returns the result of each.
func (u *Undo) ApplyEach(ctx context.Context) ([]error, error) {
	errs, _, err := u.guard.ApplyEach(ctx, nil, u.Ops())
	return errs, err
}

// applyEach makes the steps without an Err, and returns the results of those that were made.
func (u *Undo) applyEach(ctx context.Context) ([]znode.Result, error) {
	var ops []znode.Op
	var stepOf []int
	for i, step := range u.Steps {
		if step.Err == nil {
			ops, stepOf = append(ops, step.Op), append(stepOf, i)
		}
	}
	errs, seq, err := u.guard.ApplyEach(ctx, nil, ops)
	if err != nil {
		return nil, err
	}
	var results []znode.Result
	for i := range ops {
		switch {
		case errs[i] == nil:
			results = append(results, znode.Result{Path: ops[i].Path, Recorded: seq})
		case err == nil:
			err = &znode.OpError{Index: stepOf[i], Err: errs[i]}
		}
	}
	return results, err
}

// NeedsApproval reports whether undoing the change needs the approval of another person.
func (u *Undo) NeedsApproval() bool {
	if u.Quota != nil {
		return u.guard.NeedsApproval(u.Quota.Path)
	}
	return u.guard.NeedApproval(u.Ops()...)
}

// Propose proposes what Apply would do, like Guard.Propose. It fails if the steps are independent,
// since a proposal is made as one transaction.
func (u *Undo) Propose(ctx context.Context, comment string) (proposals.Proposal, error) {
	err := u.Err()
	if u.Each() {
		err = errNeedsApproval
	}
	if err != nil {
		ops := u.Ops()
		if len(ops) > 0 {
			u.guard.conclude(ctx, u.guard.intent(ops), ops, applied{err: err})
		}
		return proposals.Proposal{}, err
	}
	if u.Quota != nil {
		return u.guard.ProposeQuota(ctx, u.Quota.state, u.Quota.Then, comment)
	}
	return u.guard.Propose(ctx, u.Ops(), comment)
}

// Undo finds out how to undo the change of an entry of the trail. Besides ZooKeeper's own errors, it
// fails
//
//   - with NotFound if what the change replaced is not kept, or no longer, and the history does not
//     have it either;
//   - with Denied if the policy forbids one of the steps, or if the person may not read what the change
//     replaced;
//   - with Conflict if the change was not made, or if its outcome is unknown.
func (g *Guard) Undo(ctx context.Context, entry audit.Entry) (*Undo, error) {
	return g.undo(ctx, entry, later{deleted: map[znode.Path]int32{}})
}

// later are newer changes that are undone first.
type later struct {
	deleted  map[znode.Path]int32 // by parent: the number of children that undoing them deletes
	underWay bool                 // they may be undone already, or not yet
}

// left reports whether a znode has the number of children that is left until the later changes are
// undone.
func (l later) left(path znode.Path, children int32) bool {
	return children == l.deleted[path] || l.underWay && children < l.deleted[path]
}

// undo is like Undo, for a change after which the changes in before are undone first. It adds to
// before what its own steps delete.
func (g *Guard) undo(ctx context.Context, entry audit.Entry, before later) (*Undo, error) {
	if entry.Event == audit.NodeQuota && g.rules.CanUndo(g.Cluster()) {
		return g.undoQuota(ctx, entry)
	}
	undoing := *g
	undoing.entry.Undoes = entry.Seq
	undo := &Undo{guard: &undoing}
	all, err := g.keptFor(ctx, entry)
	past := g.Past()
	undo.FromHistory = past != nil && isUnkept(err)
	if err != nil && !undo.FromHistory {
		return nil, err
	}
	if undo.Entry, err = g.outcomeFor(ctx, entry); err != nil {
		return nil, err
	}
	if undo.FromHistory {
		all, err = past.replaced(ctx, undo.Entry)
		if undoing.recordUnseen(ctx, undo.Entry, err); err != nil {
			return nil, err
		}
	}
	if err := undo.plan(all); err != nil {
		return nil, err
	}
	if err := undoing.mayUndo(ctx, undo); err != nil {
		return nil, err
	}
	return undo, undo.look(ctx, before)
}

// recordUnseen records that somebody who wanted to undo a change may not read what it replaced.
func (g *Guard) recordUnseen(ctx context.Context, entry audit.Entry, err error) {
	if znode.KindOf(err) == znode.Denied {
		denied := g.entry
		denied.Event, denied.Path = entry.Event, entry.Path
		g.record(ctx, denied, err)
	}
}

// isUnkept reports whether what a change replaced is not kept, or cannot be read.
func isUnkept(err error) bool {
	switch znode.CodeOf(err) {
	case znode.CodeUndoOff, znode.CodeUndoUnkept, znode.CodeKeptNoLonger, znode.CodeVaultKey, znode.CodeVaultUnread:
		return true
	}
	return false
}

func (g *Guard) keptFor(ctx context.Context, entry audit.Entry) (all []kept, err error) {
	if g.rules.Previous == nil {
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoOff}
	}
	if entry.Change == "" {
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoUnkept}
	}
	value, err := g.rules.Previous.Get(ctx, entry.Change)
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal(value, &all)
}

// outcomeFor returns the entry with the latest outcome of a change, since the answer may have come
// after the wait for it had ended.
func (g *Guard) outcomeFor(ctx context.Context, entry audit.Entry) (audit.Entry, error) {
	if entry.Outcome == audit.Intent || entry.Outcome == audit.Unknown {
		written := entry.Time.Add(lateTime + time.Minute) // by then the outcome is recorded
		outcome := entry
		about := audit.Filter{Event: entry.Event, Cluster: entry.Cluster, User: entry.User, From: entry.Time, To: written}
		for found, err := range g.rules.Trail.Entries(ctx, about) {
			if err != nil {
				return entry, err
			}
			if !isOutcome(entry, found) {
				continue
			}
			if outcome = found; entry.Change != "" {
				break
			}
		}
		entry = outcome
	}
	if entry.WasMade() {
		return entry, nil
	}
	return entry, &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoNotMade}
}

// isOutcome reports whether found has an outcome of the change of entry. If nothing is kept of the
// change, later changes of the same request may match, too; the earliest match is its own.
func isOutcome(entry, found audit.Entry) bool {
	if found.Outcome == audit.Intent || found.Change != entry.Change {
		return false
	}
	same := entry.Batch == found.Batch || entry.Batch != nil && found.Batch != nil && entry.Batch.Paths == found.Batch.Paths
	return entry.Change != "" || found.Seq > entry.Seq && found.RequestID == entry.RequestID && found.ConsoleSession == entry.ConsoleSession &&
		(found.Path == entry.Path || entry.Event == audit.NodeCreate) && same
}

// plan makes the steps, in reverse order of the ops.
func (u *Undo) plan(all []kept) error {
	seen := map[string]bool{}
	for _, was := range slices.Backward(all) {
		if was.Sequential && len(all) == 1 && u.Entry.Outcome == audit.OK {
			was.Path = u.Entry.Path
		} else if was.Sequential {
			return &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoRepeated}
		}
		path, err := znode.ParsePath(was.Path)
		if err != nil {
			return err
		}
		if seen[was.Path] {
			return &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoRepeated}
		}
		seen[was.Path] = true
		if was.Op == znode.OpDelete && was.Stat.CreateKind() == znode.Ephemeral {
			u.Lost = append(u.Lost, path)
			continue
		}
		u.Steps = append(u.Steps, stepBack(was, path))
	}
	return nil
}

// stepBack returns the step that undoes one op. Its Mzxid is not known yet.
func stepBack(was kept, path znode.Path) UndoStep {
	step := UndoStep{was: was, Op: znode.Op{Path: path}}
	if was.Unknown {
		step.Err = &znode.Error{Kind: znode.Conflict, Code: cmp.Or(was.Why, znode.CodeUndoUnread)}
	}
	switch op := &step.Op; was.Op {
	case znode.OpCreate:
		op.Kind = znode.OpDelete
	case znode.OpSet:
		op.Kind, op.Data, op.Version = znode.OpSet, was.Data, was.Stat.Version+1
	case znode.OpSetACL:
		op.Kind, op.ACL, op.Version, op.Czxid = znode.OpSetACL, was.acl(), was.Stat.Aversion+1, was.Stat.Czxid
		if wrote := readACL(was.Wrote); len(wrote) > 0 && !slices.ContainsFunc(wrote, func(entry znode.ACL) bool { return entry.Scheme == "auth" }) {
			op.Was = wrote
		}
	case znode.OpDelete:
		op.Kind, op.Data, op.ACL = znode.OpCreate, was.Data, was.acl()
		switch {
		case was.TTL > 0:
			op.Mode, op.TTL = znode.ModeTTL, was.TTL
		case was.Stat.CreateKind() == znode.Container:
			op.Mode = znode.ModeContainer
		}
		if slices.ContainsFunc(op.ACL, znode.ACL.Hidden) {
			op.ACL, step.OwnACL = []znode.ACL{{Scheme: "auth", Perms: znode.PermAll}}, true
		}
	}
	return step
}

// mayUndo fails if the policy forbids one of the steps, or if the person may not read what the
// change replaced, since they would see it or get it with the znode. It records a refusal.
func (g *Guard) mayUndo(ctx context.Context, u *Undo) error {
	ops := u.Ops()
	for i, step := range u.Steps {
		err := g.Decide(actions[step.Op.Kind], step.Op.Path).Refusal(g.Person.Role)
		if err == nil {
			err = g.Decide(people.Read, step.Op.Path).Refusal(g.Person.Role)
		}
		if err == nil && len(step.was.ACL) > 0 && !u.FromHistory && !g.couldRead(u.Entry, step.was.acl()) {
			err = &znode.Error{Kind: znode.Denied, Code: znode.CodeUndoUnseen}
		}
		if err != nil {
			g.conclude(ctx, g.intent(ops), ops, applied{err: blame(i, ops, err)})
			return err
		}
	}
	return nil
}

// couldRead reports whether the person may read what had an ACL when the change of an entry was
// made. They may if it was their own change, since they read it then, or if the ACL lets them.
func (g *Guard) couldRead(entry audit.Entry, acl []znode.ACL) bool {
	sameUser := entry.User == g.Person.User && entry.Verified && g.Person.Verified
	sameSignIn := entry.ConsoleSession != "" && entry.ConsoleSession == g.entry.ConsoleSession
	if sameUser || sameSignIn {
		return true
	}
	return g.grantsRead(acl)
}
