package guard

import (
	"context"
	"errors"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// events are the trail's names of the actions that Check and Permit take.
var events = map[people.Action]audit.Event{
	people.Create: audit.NodeCreate, people.Set: audit.NodeSet, people.Delete: audit.NodeDelete, people.SetACL: audit.NodeACL, people.SetQuota: audit.NodeQuota,
	people.SeeTrail: audit.AuditRead, people.Share: audit.ShareMake, people.SeeSessions: audit.SessionRead, people.SeeClients: audit.SessionRead, people.EndSession: audit.SessionEnd,
	people.Silence: audit.FindingSilence,
}

// Check fails as the change itself would when the policy forbids it, and puts
// the refusal on record. It is for whoever has something to read or to show
// before the change.
func (g *Guard) Check(ctx context.Context, change people.Action, path znode.Path) error {
	return g.CheckAs(ctx, change, path, path)
}

// CheckAs is like Check, for a change of whose znode the policy needs to know no
// more than path tells; the record names asked, which is what the person has named.
func (g *Guard) CheckAs(ctx context.Context, change people.Action, path, asked znode.Path) error {
	err := g.Decide(change, path).Refusal(g.Person.Role)
	if err != nil {
		g.record(ctx, g.Entry(events[change], asked, audit.Denied), err)
	}
	return err
}

// Would returns why Apply would refuse a change before it asks ZooKeeper: the policy, a
// mask in the data, or that the change is another person's to apply. It records nothing.
func (g *Guard) Would(op znode.Op) error { return g.refusal([]znode.Op{op}) }

// May is like Would, for a change that may also be proposed.
func (g *Guard) May(op znode.Op) error { return g.mayApply([]znode.Op{op}) }

// NotTried records that a change was asked for and not tried because of err, and
// returns err. What Check refused is on record already.
func (g *Guard) NotTried(ctx context.Context, change people.Action, path znode.Path, err error) error {
	if !errors.Is(err, people.ErrPolicy) {
		g.record(ctx, g.Entry(events[change], path, audit.Failed), err)
	}
	return err
}

// Permit is like Check, for an action on no znode.
func (g *Guard) Permit(ctx context.Context, action people.Action) error {
	err := g.Decide(action, znode.Root).Refusal(g.Person.Role)
	if err != nil {
		entry := g.entry
		entry.Event = events[action]
		g.record(ctx, entry, err)
	}
	return err
}

// TrailExported records that part of the trail was downloaded, and which.
func (g *Guard) TrailExported(ctx context.Context, filter map[string]string) {
	entry := g.entry
	entry.Event, entry.Settings = audit.AuditExport, filter
	g.record(ctx, entry, nil)
}
