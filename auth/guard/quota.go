package guard

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/znode"
)

// Quota returns the quota of a znode that the person may read. ZooKeeper keeps quotas in znodes
// below /zookeeper, which nobody needs to be allowed to read for that.
func (g *Guard) Quota(ctx context.Context, path znode.Path) (quota.State, error) {
	if err := g.mayRead(ctx, path); err != nil {
		return quota.State{}, err
	}
	return quota.Read(ctx, g.session, path)
}

// SetQuota sets other limits for a znode, as state.Ops does. The policy is asked about the znode,
// and only the znodes that hold its quota are written. Intent and outcome are recorded as for one
// change; it returns the sequence of the entry, 0 if there was nothing to change. It fails like
// Apply and State.Ops.
func (g *Guard) SetQuota(ctx context.Context, state quota.State, limits quota.Limits) (seq int64, err error) {
	entry := g.quotaEntry(state, limits)
	ops, err := state.Ops(limits)
	if refusal := g.Decide(people.SetQuota, state.Path).Refusal(g.Person.Role); refusal != nil {
		err = refusal
	} else if err == nil && len(ops) > 0 && g.NeedsApproval(state.Path) {
		err = errNeedsApproval
	}
	if err != nil || len(ops) == 0 {
		g.record(ctx, entry, err)
		return 0, err
	}
	entry.Batch = g.batch(ops).Batch
	if seq, err = g.intend(ctx, entry, znode.CodeChangeUnrecorded); err != nil {
		return 0, err
	}
	_, err = g.send(ctx, entry, ops)
	return seq, err
}

// UndoQuota describes how a znode gets back the quota from before a change.
type UndoQuota struct {
	Path      znode.Path
	Now, Then quota.Limits

	state quota.State
	err   error // why the quota is not as the change left it
}

// undoQuota finds out how a change of a quota can be undone. The entry has the limits from before
// and after it.
func (g *Guard) undoQuota(ctx context.Context, entry audit.Entry) (*Undo, error) {
	undoing := *g
	undoing.entry.Undoes = entry.Seq
	entry, err := g.outcomeFor(ctx, entry)
	if err != nil {
		return nil, err
	}
	path, err := znode.ParsePath(entry.Path)
	if err != nil {
		return nil, err
	}
	left, err := quota.Parse([]byte(entry.Settings["limits"]))
	if err != nil {
		return nil, err
	}
	step := &UndoQuota{Path: path}
	if step.Then, err = quota.Parse([]byte(entry.Settings["limits_before"])); err != nil {
		return nil, err
	}
	if err := g.Check(ctx, people.SetQuota, path); err != nil {
		return nil, err
	}
	if step.state, err = g.Quota(ctx, path); err != nil {
		return nil, err
	}
	step.Now = step.state.Limits
	if step.Now != left || step.state.There && entry.Zxid != 0 && step.state.Mzxid != entry.Zxid {
		step.err = &znode.Error{Kind: znode.Conflict, Code: znode.CodeQuotaChanged}
	}
	return &Undo{Entry: entry, Quota: step, guard: &undoing}, nil
}

func (u *Undo) applyQuota(ctx context.Context) ([]znode.Result, error) {
	if u.Quota.err != nil {
		return nil, u.Quota.err
	}
	seq, err := u.guard.SetQuota(ctx, u.Quota.state, u.Quota.Then)
	return []znode.Result{{Path: u.Quota.Path, Recorded: seq}}, err
}

func (g *Guard) quotaEntry(state quota.State, limits quota.Limits) audit.Entry {
	entry := g.Entry(audit.NodeQuota, state.Path, audit.Intent)
	entry.Settings = withSettings(entry.Settings, map[string]string{"limits": limits.String(), "limits_before": state.Limits.String()})
	return entry
}
