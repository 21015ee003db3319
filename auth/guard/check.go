package guard

import (
	"context"
	"errors"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// events has the trail's events for the actions that Check and Permit take.
var events = map[people.Action]audit.Event{
	people.Create: audit.NodeCreate, people.Set: audit.NodeSet, people.Delete: audit.NodeDelete, people.SetACL: audit.NodeACL, people.SetQuota: audit.NodeQuota,
	people.SeeTrail: audit.AuditRead, people.Share: audit.ShareMake, people.SeeSessions: audit.SessionRead, people.SeeClients: audit.SessionRead, people.EndSession: audit.SessionEnd,
	people.Silence: audit.FindingSilence,
}

// Check fails as the change itself would if the policy forbids it, and records the refusal. It is
// for callers that read or show something before the change.
func (g *Guard) Check(ctx context.Context, change people.Action, path znode.Path) error {
	return g.CheckAs(ctx, change, path, path)
}

// CheckAs is like Check for a change about whose znode the policy only needs to know path. The
// trail names asked, which is what the person has named.
func (g *Guard) CheckAs(ctx context.Context, change people.Action, path, asked znode.Path) error {
	err := g.Decide(change, path).Refusal(g.Person.Role)
	if err != nil {
		g.record(ctx, g.Entry(events[change], asked, audit.Denied), err)
	}
	return err
}

// Would returns why Apply would refuse a change before asking ZooKeeper: because of the policy, a
// mask in the data, or a missing approval. It records nothing.
func (g *Guard) Would(op znode.Op) error { return g.refusal([]znode.Op{op}) }

// May is like Would, for a change that may also be proposed.
func (g *Guard) May(op znode.Op) error { return g.mayApply([]znode.Op{op}) }

// NotTried records that a change was not tried because of err, and returns err. What Check refused
// is recorded already.
func (g *Guard) NotTried(ctx context.Context, change people.Action, path znode.Path, err error) error {
	if !errors.Is(err, people.ErrPolicy) {
		g.record(ctx, g.Entry(events[change], path, audit.Failed), err)
	}
	return err
}

// Permit is like Check, for an action that is about no znode.
func (g *Guard) Permit(ctx context.Context, action people.Action) error {
	err := g.Decide(action, znode.Root).Refusal(g.Person.Role)
	if err != nil {
		entry := g.entry
		entry.Event = events[action]
		g.record(ctx, entry, err)
	}
	return err
}

// TrailExported records that a part of the trail was exported, and which part.
func (g *Guard) TrailExported(ctx context.Context, filter map[string]string) {
	entry := g.entry
	entry.Event, entry.Settings = audit.AuditExport, filter
	g.record(ctx, entry, nil)
}
