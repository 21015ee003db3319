package guard

import (
	"context"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// IsAlso reports whether a znode is the same as the one at a path in another guard's cluster, as
// far as the person may see that; see session.IsSame.
func (g *Guard) IsAlso(ctx context.Context, path znode.Path, there *Guard, at znode.Path) (bool, error) {
	return session.IsSame(ctx, g.session, path, there.session, at)
}
