package guard

import (
	"context"

	"zkweb/zkconn/znode"
)

// Sides are a znode as it is now and as an op would leave it, as far as the person may see it.
type Sides struct {
	Now, Then       Lines // zero if there is no znode, and for an OpSetACL or OpCheck
	NowACL, ThenACL []znode.ACL
}

// sides returns both sides of an op about a znode, which may or may not exist.
func (g *Guard) sides(ctx context.Context, op znode.Op, there bool) (sides Sides, err error) {
	gone := func(err error) bool { return znode.KindOf(err) == znode.NotFound }
	switch {
	case !there || op.Kind == znode.OpCheck:
	case op.Kind == znode.OpSetACL:
		if sides.NowACL, _, err = g.GetACLs(ctx, op.Path); err != nil && !gone(err) {
			return sides, err
		}
	default:
		if sides.Now, _, err = g.GetLines(ctx, op.Path); err != nil && !gone(err) {
			return sides, err
		}
	}
	sides.ThenACL = op.ACL
	if op.Kind == znode.OpSet || op.Kind == znode.OpCreate {
		sides.Then, err = g.lines(ctx, op.Path, op.Data)
		return sides, err
	}
	return sides, nil
}

// Sides returns both sides of a step. The look is recorded.
func (u *Undo) Sides(ctx context.Context, step UndoStep) (Sides, error) {
	sides, err := u.guard.sides(ctx, step.Op, step.Now != nil)
	u.guard.Looked(step.Op.Path, err)
	return sides, err
}
