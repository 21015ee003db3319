package guard

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// JobChanges are the changes that a job has made in a cluster: an entry of the trail for each, the
// newest first, with the outcome as far as it is known. Changes that were not made are left out.
type JobChanges struct {
	Entries []audit.Entry
	Cut     bool           // the trail begins later than the job: retention may have removed entries
	zxids   map[int64]bool // of those that were answered
}

// JobChanges finds out what a job has changed between its beginning and its end.
func (g *Guard) JobChanges(ctx context.Context, job string, from, to time.Time) (*JobChanges, error) {
	entries, err := g.jobEntries(ctx, job, from, to)
	if err != nil {
		return nil, err
	}
	before, err := g.rules.Trail.Query(ctx, audit.Filter{To: from, Limit: 1})
	changes := &JobChanges{entries, len(before.Entries) == 0 && before.Next == "", map[int64]bool{}}
	for _, entry := range entries {
		if entry.Zxid != 0 {
			changes.zxids[entry.Zxid] = true
		}
	}
	return changes, err
}

// IsKept reports whether what the change of an entry replaced is still kept, or may be in the
// history. Undo finds out.
func (g *Guard) IsKept(ctx context.Context, entry audit.Entry) (bool, error) {
	if g.rules.HasHistory(g.Cluster()) {
		return true, nil
	}
	if entry.Change == "" || g.rules.Previous == nil {
		return false, nil
	}
	return g.rules.Previous.Has(ctx, entry.Change)
}

// changeEvents are the events about changes of znodes.
var changeEvents = []audit.Event{audit.NodeBatch, audit.NodeCreate, audit.NodeSet, audit.NodeDelete, audit.NodeACL, audit.NodeQuota}

func (g *Guard) jobEntries(ctx context.Context, job string, from, to time.Time) ([]audit.Entry, error) {
	var changes []audit.Entry
	outcomes := map[string]audit.Entry{}
	about := audit.Filter{Events: changeEvents, Cluster: g.entry.Cluster, From: from, To: to.Add(lateTime + time.Minute)}
	for entry, err := range g.rules.Trail.Entries(ctx, about) {
		switch {
		case err != nil:
			return nil, err
		case entry.Settings["job"] != job:
		case entry.Change == "": // nothing was kept
			if entry.Outcome != audit.Intent && entry.WasMade() {
				changes = append(changes, entry)
			}
		case entry.Outcome != audit.Intent:
			if _, known := outcomes[entry.Change]; !known {
				outcomes[entry.Change] = entry
			}
		default:
			if outcome, known := outcomes[entry.Change]; known {
				entry = outcome
			}
			if entry.WasMade() {
				changes = append(changes, entry)
			}
		}
	}
	return newestFirst(changes), nil
}

// newestFirst sorts changes in the order in which they were made, the newest first. It goes by
// zxid, since those that are prepared together have their intents in any order, and sometimes their
// outcomes as well. A change whose answer was lost is placed after those before it.
func newestFirst(changes []audit.Entry) []audit.Entry {
	slices.SortFunc(changes, func(a, b audit.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
	made, last := map[int64]int64{}, int64(0) // zxids by sequence
	for _, change := range changes {
		made[change.Seq] = cmp.Or(change.Zxid, last)
		last = max(last, change.Zxid)
	}
	slices.SortFunc(changes, func(a, b audit.Entry) int {
		return cmp.Or(cmp.Compare(made[b.Seq], made[a.Seq]), cmp.Compare(b.Seq, a.Seq))
	})
	return changes
}

// UndoOf is like Undo for one of the changes of a job, which are undone together, the newest first.
// deleted counts, by their parents, the znodes that undoing newer ones deletes first; UndoOf adds
// those of this one. If the answer to a change was lost and it was tried again, what the other
// attempt did is not counted as this one's.
func (g *Guard) UndoOf(ctx context.Context, job *JobChanges, entry audit.Entry, deleted map[znode.Path]int32) (*Undo, error) {
	return job.own(g.undo(ctx, entry, later{deleted: deleted}))
}

// UndoAhead is like UndoOf, while newer changes are still being undone. deleted counts what that
// deletes, whether or not it has done so yet; a znode without more children counts as the change
// left it, since ZooKeeper deletes none that has children. UndoAhead does not check whether what is
// created anew exists or, if each step is made by itself, whether an ACL is as it was left.
func (g *Guard) UndoAhead(ctx context.Context, job *JobChanges, entry audit.Entry, deleted map[znode.Path]int32) (*Undo, error) {
	return job.own(g.undo(ctx, entry, later{deleted: deleted, underWay: true}))
}

// own reduces an Undo to what the change of its entry has done. A refusal for lack of approval is
// kept.
func (job *JobChanges) own(undo *Undo, err error) (*Undo, error) {
	if err != nil {
		return undo, err
	}
	for i := range undo.Steps {
		if step := &undo.Steps[i]; step.Err == nil && undo.guard.NeedsApproval(step.Op.Path) {
			step.Err = errNeedsApproval
		}
	}
	if undo.Entry.Zxid == 0 {
		undo.Steps = slices.DeleteFunc(undo.Steps, func(step UndoStep) bool {
			return step.Now != nil && (step.was.Op == znode.OpCreate && job.zxids[step.Now.Czxid] || step.was.Op == znode.OpSet && job.zxids[step.Now.Mzxid])
		})
	}
	return undo, err
}

// CanAll reports whether each step can be made.
func (u *Undo) CanAll() bool {
	return !slices.ContainsFunc(u.Steps, func(step UndoStep) bool { return step.Err != nil })
}

// Part reduces an Undo to the steps that can be made, and returns the others: those that cannot,
// with their Err, and, without one, those whose znode already is as it was before the change.
func (u *Undo) Part(ctx context.Context) (left []UndoStep, err error) {
	var steps []UndoStep
	for _, step := range u.Steps {
		if step.Err == nil {
			steps = append(steps, step)
		} else {
			left = append(left, step)
		}
	}
	u.Steps = steps
	return left, u.settle(ctx, left)
}

// settle clears the Err of steps whose znode is as it was before the change.
func (u *Undo) settle(ctx context.Context, steps []UndoStep) error {
	var reads []znode.Read
	for _, step := range steps {
		reads = append(reads, znode.Read{Path: step.Op.Path, Kind: znode.ReadData}, znode.Read{Path: step.Op.Path, Kind: znode.ReadACL})
	}
	if len(reads) == 0 {
		return nil
	}
	results := u.guard.session.ReadMany(ctx, reads)
	for i := range steps {
		data, acl := results[2*i], results[2*i+1]
		if kind := znode.KindOf(data.Err); kind == znode.Unavailable {
			return data.Err
		}
		if !steps[i].was.Unknown && steps[i].was.is(data, acl) {
			steps[i].Err = nil
		}
	}
	return nil
}

// is reports whether a znode is as it was before the change.
func (k kept) is(data, acl znode.ReadResult) bool {
	sameData := data.Err == nil && bytes.Equal(data.Data, k.Data) && (data.Data == nil) == (k.Data == nil)
	switch k.Op {
	case znode.OpCreate:
		return znode.KindOf(data.Err) == znode.NotFound
	case znode.OpSet:
		return sameData
	case znode.OpDelete:
		return sameData && data.Stat.CreateKind() != znode.Ephemeral
	}
	return acl.Err == nil && acl.Stat.Czxid == k.Stat.Czxid && slices.Equal(acl.ACL, k.acl())
}
