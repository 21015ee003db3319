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

// approval is whether what is planned for several znodes becomes a proposal.
type approval struct {
	guard   *guard.Guard
	may     bool             // some of it may need approval
	needed  bool             // some of it does
	changes int              // and what is left out, all of which whoever decides looks at
	left    []proposals.Left // as many as a proposal may have
}

// approvalBelow returns that of a plan for what is at and below znodes, of which nothing is
// planned yet.
func approvalBelow(g *guard.Guard, roots ...znode.Path) *approval {
	return &approval{guard: g, may: slices.ContainsFunc(roots, g.MayNeedApproval)}
}

// plan notes that a znode is to be changed.
func (a *approval) plan(path znode.Path) {
	if a.may {
		a.changes++
		a.needed = a.needed || a.guard.NeedsApproval(path)
	}
}

// leave notes that a znode is left out, and why.
func (a *approval) leave(path znode.Path, err error) {
	if a.may {
		if a.changes++; len(a.left) < proposals.MaxOps {
			a.left = append(a.left, proposals.LeftOut(path, err))
		}
	}
}

// refusal returns why what is planned, which writes so many bytes, can be neither made nor
// proposed: it is more than a proposal holds, or not all of it is known.
func (a *approval) refusal(complete bool, bytes int64) error {
	switch {
	case a.needed && a.changes > proposals.MaxOps, a.may && !complete:
		return errManyToApprove
	case a.needed && bytes > session.MaxData:
		return errLargeToApprove
	}
	return nil
}

// propose proposes changes, with what they leave out: the error is site.Proposed. ACLs are set
// each by itself.
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
