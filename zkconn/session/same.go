package session

import (
	"context"

	"zkweb/zkconn/znode"
)

// sameTries is how often two zxids are compared: a leader may tell the one before the
// last for a moment.
const sameTries = 3

// Looker is what IsSame asks: *Session.
type Looker interface {
	Synced(ctx context.Context, path znode.Path) (zxid int64, err error)
	Exists(ctx context.Context, path znode.Path) (znode.Stat, error)
}

// IsSame reports whether a znode is the one that another cluster has at a path: two names
// may be of one ensemble. The stats of both must be the same, where they are told, and the
// zxids of both clusters: a clone of an ensemble has the same stats and goes its own way
// since.
func IsSame(ctx context.Context, here Looker, path znode.Path, there Looker, at znode.Path) (bool, error) {
	first, err := here.Synced(ctx, path)
	if err != nil {
		return false, err
	}
	for range sameTries {
		between, err := there.Synced(ctx, at)
		if err != nil {
			return false, err
		}
		last, err := here.Synced(ctx, path)
		if err != nil {
			return false, err
		}
		if first <= between && between <= last {
			return looksSame(ctx, here, path, there, at)
		}
		first = last
	}
	return false, nil
}

// looksSame reports whether two znodes have the same stat, as far as it is told.
func looksSame(ctx context.Context, here Looker, path znode.Path, there Looker, at znode.Path) (bool, error) {
	one, err := here.Exists(ctx, path)
	if err != nil {
		return isUntold(err), ignoreUntold(err)
	}
	other, err := there.Exists(ctx, at)
	switch {
	case znode.KindOf(err) == znode.NotFound:
		return false, nil
	case err != nil:
		return isUntold(err), ignoreUntold(err)
	}
	return one.Czxid == other.Czxid && one.Ctime == other.Ctime && one.Mzxid == other.Mzxid && one.Pzxid == other.Pzxid && one.Version == other.Version, nil
}

// isUntold reports whether ZooKeeper does not tell what it was asked.
func isUntold(err error) bool { return znode.KindOf(err) == znode.Denied }

func ignoreUntold(err error) error {
	if isUntold(err) {
		return nil
	}
	return err
}
