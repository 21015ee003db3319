package guard

import (
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// errNeedsApproval refuses changes that another person has to apply.
var errNeedsApproval = &znode.Error{Kind: znode.Denied, Code: znode.CodeNeedsApproval, Cause: people.ErrPolicy}

// approval returns where changes in the guard's cluster need approval.
func (g *Guard) approval() people.Approval { return g.rules.Approvals[g.entry.Cluster] }

// NeedsApproval reports whether this person's changes to a znode need the approval of another
// person; then the person must Propose them.
func (g *Guard) NeedsApproval(path znode.Path) bool {
	return g.Person.Role.NeedsApproval() && g.approval().Covers(path)
}

// NeedApproval is like NeedsApproval, for several changes at once.
func (g *Guard) NeedApproval(ops ...znode.Op) bool { return g.unapproved(ops) != nil }

// unapproved refuses changes that need approval. Every change passes through it.
func (g *Guard) unapproved(ops []znode.Op) error {
	for i, op := range ops {
		if op.Kind != znode.OpCheck && g.NeedsApproval(op.Path) {
			return blame(i, ops, errNeedsApproval)
		}
	}
	return nil
}

// MayNeedApproval is like NeedsApproval, for everything that exists or may exist at and below a
// znode.
func (g *Guard) MayNeedApproval(root znode.Path) bool {
	return g.Person.Role.NeedsApproval() && g.approval().Meets(root)
}
