package guard

import (
	"bytes"
	"context"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// JobChanges returns what a job has changed, the newest first: an entry of the trail for
// each change, which says what became of it as far as that is known. Of changes that
// were not made there is none. from and to are when the job began and ended.
func (g *Guard) JobChanges(ctx context.Context, job string, from, to time.Time) ([]audit.Entry, error) {
	var changes []audit.Entry
	outcomes := map[string]audit.Entry{}
	about := audit.Filter{Cluster: g.entry.Cluster, From: from, To: to.Add(lateTime + time.Minute)}
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
	return changes, nil
}

// UndoWithin is Undo for a change that is taken back together with later ones: deleted
// counts, by their parents, the znodes that taking those back deletes before. It adds
// those of this one.
func (g *Guard) UndoWithin(ctx context.Context, entry audit.Entry, deleted map[znode.Path]int32) (*Undo, error) {
	return g.undo(ctx, entry, deleted)
}

// Part leaves in an Undo the steps that can be made, and returns the others: those that
// cannot be, and without an Err those whose znode is already as it was before the change.
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

// settle takes the Err from the steps whose znode is as it was before the change.
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

// is reports whether a znode is what it was before the change.
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
