package guard

import (
	"context"

	"zkweb/zkconn/znode"
)

// sameTries is how often two zxids are compared: a leader may tell the one before the
// last for a moment.
const sameTries = 3

// IsAlso reports whether a znode is the one that another guard's cluster has at a path:
// two names may be of one ensemble. The stats of both must be the same, where the person
// may see them, and the zxids of both clusters: a clone of an ensemble has the same stats
// and goes its own way since.
func (g *Guard) IsAlso(ctx context.Context, path znode.Path, there *Guard, at znode.Path) (bool, error) {
	first, err := g.session.Synced(ctx, path)
	if err != nil {
		return false, err
	}
	for range sameTries {
		between, err := there.session.Synced(ctx, at)
		if err != nil {
			return false, err
		}
		last, err := g.session.Synced(ctx, path)
		if err != nil {
			return false, err
		}
		if first <= between && between <= last {
			return g.looksAs(ctx, path, there, at)
		}
		first = last
	}
	return false, nil
}

// looksAs reports whether two znodes have the same stat, as far as it is told.
func (g *Guard) looksAs(ctx context.Context, path znode.Path, there *Guard, at znode.Path) (bool, error) {
	here, err := g.session.Exists(ctx, path)
	if err != nil {
		return isUntold(err), ignoreUntold(err)
	}
	other, err := there.session.Exists(ctx, at)
	switch {
	case znode.KindOf(err) == znode.NotFound:
		return false, nil
	case err != nil:
		return isUntold(err), ignoreUntold(err)
	}
	return here.Czxid == other.Czxid && here.Ctime == other.Ctime && here.Mzxid == other.Mzxid && here.Pzxid == other.Pzxid && here.Version == other.Version, nil
}

// isUntold reports whether ZooKeeper does not tell the person what it was asked.
func isUntold(err error) bool { return znode.KindOf(err) == znode.Denied }

func ignoreUntold(err error) error {
	if isUntold(err) {
		return nil
	}
	return err
}
