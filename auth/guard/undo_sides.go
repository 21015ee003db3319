package guard

import (
	"context"

	"zkweb/zkconn/znode"
)

// UndoSides are a znode as it is and as it would be, as far as the person may see it.
type UndoSides struct {
	Now, Then       Lines // the zero Lines where there is no znode, and of an OpSetACL
	NowACL, ThenACL []znode.ACL
}

// Sides returns both sides of a step. It is a look, and goes on record as one.
func (u *Undo) Sides(ctx context.Context, step UndoStep) (sides UndoSides, err error) {
	path := step.Op.Path
	if step.Now != nil && step.Op.Kind != znode.OpSetACL {
		if sides.Now, _, err = u.guard.GetLines(ctx, path); err != nil && znode.KindOf(err) != znode.NotFound {
			return sides, err
		}
	}
	if step.Op.Kind == znode.OpSetACL && step.Now != nil {
		if sides.NowACL, _, err = u.guard.GetACLs(ctx, path); err != nil && znode.KindOf(err) != znode.NotFound {
			return sides, err
		}
	}
	sides.ThenACL = step.Op.ACL
	if step.Op.Kind == znode.OpSet || step.Op.Kind == znode.OpCreate {
		sides.Then, err = u.guard.lines(ctx, path, step.Op.Data)
	}
	u.guard.Looked(path, err)
	return sides, err
}
