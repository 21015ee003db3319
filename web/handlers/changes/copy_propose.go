package changes

import (
	"context"

	"zkweb/auth/proposals"
	"zkweb/zkconn/session"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// approval returns the approval of a copy or move; its plan is still empty.
func (cp copying) approval() *approval {
	needs := approvalBelow(cp.there.Guard, cp.there.Path)
	needs.may = needs.may || cp.move && cp.Guard.MayNeedApproval(cp.Path)
	return needs
}

// plan records that a znode will be copied or moved.
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

// propose proposes a copy, or a move within one cluster. If that succeeds, the error is a
// site.Proposed. It returns nil if the copy does not need approval any more.
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
