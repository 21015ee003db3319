package session

import (
	"context"

	"zkweb/zkconn/znode"
)

// sameTries is how often two zxids are compared, because a leader may for a moment tell the zxid
// before the last.
const sameTries = 3

// Looker is what IsSame needs of a *Session.
type Looker interface {
	Synced(ctx context.Context, path znode.Path) (zxid int64, err error)
	Exists(ctx context.Context, path znode.Path) (znode.Stat, error)
}

// IsSame reports whether two clusters are the same ensemble, by a znode in each: path in here and
// at in there. The stats of the znodes must be equal, if they may be read, and so must be the zxids
// of the clusters: a clone of an ensemble has the same stats, but other zxids once it runs.
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

// looksSame reports whether two znodes have equal stats. It also returns true if a stat may not be
// read.
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

// isUntold reports whether err means that ZooKeeper refused the answer.
func isUntold(err error) bool { return znode.KindOf(err) == znode.Denied }

func ignoreUntold(err error) error {
	if isUntold(err) {
		return nil
	}
	return err
}
