package guard

import (
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// errNeedsApproval refuses what is for another person to apply.
var errNeedsApproval = &znode.Error{Kind: znode.Denied, Code: znode.CodeNeedsApproval, Cause: people.ErrPolicy}

// approval returns where changes in the guard's cluster need approval.
func (g *Guard) approval() people.Approval { return g.rules.Approvals[g.entry.Cluster] }

// NeedsApproval reports whether what this person changes at a znode is for another to
// apply: they Propose it.
func (g *Guard) NeedsApproval(path znode.Path) bool {
	return g.Person.Role.NeedsApproval() && g.approval().Covers(path)
}

// NeedApproval is like NeedsApproval, for changes that are made together.
func (g *Guard) NeedApproval(ops ...znode.Op) bool { return g.unapproved(ops) != nil }

// unapproved refuses changes that need approval, whatever way they came.
func (g *Guard) unapproved(ops []znode.Op) error {
	for i, op := range ops {
		if op.Kind != znode.OpCheck && g.NeedsApproval(op.Path) {
			return blame(i, ops, errNeedsApproval)
		}
	}
	return nil
}

// MayNeedApproval is like NeedsApproval, of all that there is or may be at and below a znode.
func (g *Guard) MayNeedApproval(root znode.Path) bool {
	return g.Person.Role.NeedsApproval() && g.approval().Meets(root)
}
