package auth

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// changeEvents are what the trail calls the changes.
var changeEvents = map[Action]audit.Event{Create: audit.NodeCreate, Set: audit.NodeSet, Delete: audit.NodeDelete}

// Check fails as the change itself would when the policy forbids it, and puts
// the refusal on record. It is for whoever has something to read or to show
// before the change.
func (g *Guard) Check(ctx context.Context, change Action, path znode.Path) error {
	err := g.Decide(change, path).Refusal(g.Person.Role)
	if err != nil {
		g.record(ctx, g.Entry(changeEvents[change], path, audit.Denied), err)
	}
	return err
}
