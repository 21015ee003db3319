package guard

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/znode"
)

// Quota returns the quota of a znode that the person may read. ZooKeeper keeps it in
// znodes of its own below /zookeeper, which are read for nothing else here.
func (g *Guard) Quota(ctx context.Context, path znode.Path) (quota.State, error) {
	if err := g.mayRead(ctx, path); err != nil {
		return quota.State{}, err
	}
	return quota.Read(ctx, g.session, path)
}

// SetQuota gives a znode other limits, as state.Ops has it: the policy is asked about
// the znode, and nothing is written but the znodes that hold its quota. Intent and
// outcome are recorded as those of one change. It fails as Apply and State.Ops.
func (g *Guard) SetQuota(ctx context.Context, state quota.State, limits quota.Limits) error {
	entry := g.quotaEntry(state, limits)
	ops, err := state.Ops(limits)
	if refusal := g.Decide(people.SetQuota, state.Path).Refusal(g.Person.Role); refusal != nil {
		err = refusal
	} else if err == nil && g.NeedsApproval(state.Path) {
		err = errNeedsApproval
	}
	if err != nil || len(ops) == 0 {
		g.record(ctx, entry, err)
		return err
	}
	entry.Batch = g.batch(ops).Batch
	if _, err := g.intend(ctx, entry, znode.CodeChangeUnrecorded); err != nil {
		return err
	}
	_, err = g.send(ctx, entry, ops)
	return err
}

func (g *Guard) quotaEntry(state quota.State, limits quota.Limits) audit.Entry {
	entry := g.Entry(audit.NodeQuota, state.Path, audit.Intent)
	entry.Settings = withSettings(entry.Settings, map[string]string{"limits": limits.String(), "limits_before": state.Limits.String()})
	return entry
}
