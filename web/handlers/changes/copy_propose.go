package changes

import (
	"context"

	"zkweb/auth/proposals"
	"zkweb/zkconn/session"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// approval returns whether a copy or a move becomes a proposal, of which nothing is planned yet.
func (cp copying) approval() *approval {
	needs := approvalBelow(cp.there.Guard, cp.there.Path)
	needs.may = needs.may || cp.move && cp.Guard.MayNeedApproval(cp.Path)
	return needs
}

// plan notes that a znode is to be copied, or moved.
func (cp copying) plan(needs *approval, from znode.Path) {
	below, _ := from.Below(cp.Path)
	if to, err := cp.there.Path.Join(below); err == nil {
		needs.plan(to)
	}
	if needs.may && cp.move {
		needs.changes++
		needs.needed = needs.needed || cp.Guard.NeedsApproval(from)
	}
}

// propose proposes a copy, or a move within its cluster: the error is site.Proposed, unless
// none of what there is to do needs that by now.
func (cp copying) propose(ctx context.Context) error {
	var left []proposals.Left
	report := func(all []tree.Copied) error {
		for _, out := range all {
			left = append(left, proposals.LeftOut(out.To, out.Err))
		}
		return nil
	}
	ops, stopped, err := cp.copying(ctx, report).Ops(ctx, cp.move, proposals.MaxOps, session.MaxData)
	switch {
	case err != nil:
		return err
	case stopped == walk.AtBytes:
		return errLargeToApprove
	case stopped != walk.AtEnd:
		return errManyToApprove
	case !cp.there.Guard.NeedApproval(ops...):
		return nil
	}
	return propose(ctx, cp.there.Guard, ops, cp.comment, left)
}
