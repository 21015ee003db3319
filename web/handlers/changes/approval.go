package changes

import (
	"slices"
	"strconv"

	"zkweb/auth/guard"
	"zkweb/auth/proposals"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// approval is whether what is planned for several znodes becomes a proposal.
type approval struct {
	guard   *guard.Guard
	may     bool // some of it may need approval
	needed  bool // some of it does
	changes int
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

var (
	errManyToApprove  = &znode.Error{Kind: znode.TooLarge, Code: znode.CodeProposalTooLarge, Args: znode.Args{"max": strconv.Itoa(proposals.MaxOps)}}
	errLargeToApprove = &znode.Error{Kind: znode.TooLarge, Code: znode.CodeMultiTooLarge, Args: znode.Args{"bytes": strconv.Itoa(session.MaxData)}}
)
