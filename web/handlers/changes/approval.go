package changes

import (
	"context"
	"slices"
	"strconv"

	"zkweb/auth/guard"
	"zkweb/auth/proposals"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// approval tracks whether planned changes of several znodes become a proposal.
type approval struct {
	guard   *guard.Guard
	may     bool             // some znodes may need approval
	needed  bool             // some planned changes need approval
	changes int              // number of changes and of znodes that are left out, all of which the approver looks at
	left    []proposals.Left // at most proposals.MaxOps
}

// approvalBelow returns the approval of a plan, which is still empty, for the znodes at and below
// roots.
func approvalBelow(g *guard.Guard, roots ...znode.Path) *approval {
	return &approval{guard: g, may: slices.ContainsFunc(roots, g.MayNeedApproval)}
}

// plan records that a znode will be changed.
func (a *approval) plan(path znode.Path) {
	if a.may {
		a.changes++
		a.needed = a.needed || a.guard.NeedsApproval(path)
	}
}

// leave records that a znode is left out, and why.
func (a *approval) leave(path znode.Path, err error) {
	if a.may {
		if a.changes++; len(a.left) < proposals.MaxOps {
			a.left = append(a.left, proposals.LeftOut(path, err))
		}
	}
}

// refusal returns why the planned changes, which write that many bytes, can be neither made nor
// proposed: they exceed a proposal, or the plan is not complete.
func (a *approval) refusal(complete bool, bytes int64) error {
	switch {
	case a.needed && a.changes > proposals.MaxOps, a.may && !complete:
		return errManyToApprove
	case a.needed && bytes > session.MaxData:
		return errLargeToApprove
	}
	return nil
}

// propose proposes changes together with what they leave out. If that succeeds, the error is a
// site.Proposed. ACLs cannot be mixed with other changes: each is set by itself.
func propose(ctx context.Context, g *guard.Guard, ops []znode.Op, comment string, left []proposals.Left) error {
	acls := 0
	for _, op := range ops {
		if op.Kind == znode.OpSetACL {
			acls++
		}
	}
	switch acls {
	case 0:
		return site.ProposedAs(g.Propose(ctx, ops, comment, left...))
	case len(ops):
		return site.ProposedAs(g.ProposeEach(ctx, ops, comment, left...))
	}
	return errACLsToApprove
}

var (
	errACLsToApprove  = &znode.Error{Kind: znode.Invalid, Code: znode.CodeProposalACLs}
	errManyToApprove  = &znode.Error{Kind: znode.TooLarge, Code: znode.CodeProposalTooLarge, Args: znode.Args{"max": strconv.Itoa(proposals.MaxOps)}}
	errLargeToApprove = &znode.Error{Kind: znode.TooLarge, Code: znode.CodeMultiTooLarge, Args: znode.Args{"bytes": strconv.Itoa(session.MaxData)}}
)
