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

// Undo is how a change of the trail would be taken back, as things are now.
type Undo struct {
	Entry audit.Entry  // of the trail: what became of the change, as far as it is known
	Steps []UndoStep   // in the order in which they are made, together
	Quota *UndoQuota   // in the place of Steps, of a change of a quota; else nil
	Lost  []znode.Path // ephemeral znodes that were deleted: they do not come back

	FromHistory bool // what was there before is the history's word: nothing is kept of it

	guard *Guard // whose entries say what they take back
}

// UndoStep takes back what a change did to one znode.
type UndoStep struct {
	Op     znode.Op
	Now    *znode.Stat // nil where there is no such znode
	OwnACL bool        // of an OpCreate: the ACL was not seen in full, and the znode becomes its creator's alone
	Err    error       // why it is not made, most often since the znode is not as the change left it: taking it back would undo somebody's later work; nil when it can be

	was kept
}

// Err returns why the change cannot be taken back; nil when it can, and where one of the steps
// can that do not depend on each other.
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

// Ops returns the changes that take it back.
func (u *Undo) Ops() []znode.Op {
	ops := make([]znode.Op, len(u.Steps))
	for i, step := range u.Steps {
		ops[i] = step.Op
	}
	return ops
}

// Apply takes the change back, as a change of its own: all steps or none, and each
// only while its znode is what the change left. Steps of which each was made by itself
// are taken back so, but those with an Err: it fails with the first that was not, as an
// *znode.OpError, once it has tried all.
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

// Each reports whether the steps do not depend on each other.
func (u *Undo) Each() bool { return u.Entry.Batch != nil && u.Entry.Batch.Each }

// ApplyEach takes back steps that do not depend on each other, and returns what became of
// each.
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

// NeedsApproval reports whether taking the change back is for another person to apply.
func (u *Undo) NeedsApproval() bool {
	if u.Quota != nil {
		return u.guard.NeedsApproval(u.Quota.Path)
	}
	return u.guard.NeedApproval(u.Ops()...)
}

// Propose proposes what Apply would do, as Guard.Propose does: not where each step is made
// by itself, of which a proposal holds one.
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

// Undo finds out how the change of an entry of the trail can be taken back. Beside
// what ZooKeeper answers, it fails
//
//   - with NotFound where nothing is kept of what the change replaced, or no longer, and
//     the history does not have it either;
//   - with Denied where the policy forbids the person one of the steps, or they may
//     not read what was there;
//   - with Conflict where the change was not made, or nobody knows.
func (g *Guard) Undo(ctx context.Context, entry audit.Entry) (*Undo, error) {
	return g.undo(ctx, entry, later{deleted: map[znode.Path]int32{}})
}

// later are changes that are taken back before.
type later struct {
	deleted  map[znode.Path]int32 // how many children that deletes, by their parents
	underWay bool                 // they may be by now
}

// left reports whether a znode has as many children as later changes leave it when they
// are taken back.
func (l later) left(path znode.Path, children int32) bool {
	return children == l.deleted[path] || l.underWay && children < l.deleted[path]
}

// undo is like Undo, where later changes are taken back before; it adds to them what its
// steps delete.
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

// recordUnseen has it on record where somebody who would take a change back was refused to read
// what was there.
func (g *Guard) recordUnseen(ctx context.Context, entry audit.Entry, err error) {
	if znode.KindOf(err) == znode.Denied {
		denied := g.entry
		denied.Event, denied.Path = entry.Event, entry.Path
		g.record(ctx, denied, err)
	}
}

// isUnkept reports whether nothing can be read of what a change replaced.
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

// outcomeFor returns the entry that says what became of a change: the latest, for an
// answer may have come after the wait for it had ended.
func (g *Guard) outcomeFor(ctx context.Context, entry audit.Entry) (audit.Entry, error) {
	if entry.Outcome == audit.Intent || entry.Outcome == audit.Unknown {
		written := entry.Time.Add(lateTime + time.Minute) // by then an outcome is
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

// isOutcome reports whether an entry says what became of the change that another is about.
// Where nothing is kept of it the earliest of the same request is its.
func isOutcome(entry, found audit.Entry) bool {
	if found.Outcome == audit.Intent || found.Change != entry.Change {
		return false
	}
	same := entry.Batch == found.Batch || entry.Batch != nil && found.Batch != nil && entry.Batch.Paths == found.Batch.Paths
	return entry.Change != "" || found.Seq > entry.Seq && found.RequestID == entry.RequestID && found.ConsoleSession == entry.ConsoleSession &&
		(found.Path == entry.Path || entry.Event == audit.NodeCreate) && same
}

// plan makes the steps, the last op's first.
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

// stepBack returns the op that takes back what one did. Its Mzxid is not known yet.
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

// mayUndo refuses what the policy does, and those who may not read what was there:
// they would be shown it, or be given it with the znode. A refusal goes on record.
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

// couldRead reports whether the person may read what lay under an ACL when the change
// of an entry was made: it was theirs, and they read it then; or the ACL lets them.
func (g *Guard) couldRead(entry audit.Entry, acl []znode.ACL) bool {
	sameUser := entry.User == g.Person.User && entry.Verified && g.Person.Verified
	sameSignIn := entry.ConsoleSession != "" && entry.ConsoleSession == g.entry.ConsoleSession
	if sameUser || sameSignIn {
		return true
	}
	return g.grantsRead(acl)
}
