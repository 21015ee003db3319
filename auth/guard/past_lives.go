package guard

import (
	"context"
	"slices"

	"zkweb/zkconn/znode"
)

// lives remembers which znodes were at paths before others, of those that the person may
// know of.
type lives struct {
	before map[znode.Path]livesBefore
	size   int // of what is remembered
}

// livesBefore are the czxids of those that were there before a znode.
type livesBefore struct {
	czxid int64 // of that
	known []int64
}

// maxLives bounds what is remembered, in czxids.
const maxLives = 100_000

func (l *lives) put(path znode.Path, before livesBefore) {
	if l.size += 1 + len(before.known); l.before == nil || l.size > maxLives {
		l.before, l.size = map[znode.Path]livesBefore{}, 1+len(before.known)
	}
	l.before[path] = before
}

// LifeNumber returns which of the znodes at its path a version is of, from 1: of those
// that the person may know of, since they could list the parent while it was there.
func (p *Past) LifeNumber(ctx context.Context, v Version) (int, error) {
	before, asked := p.lives.before[v.Path]
	if !asked || before.czxid < v.Life {
		real, err := p.inStore(v.Path)
		if err != nil {
			return 0, err
		}
		parent := real.Parent()
		if v.Path.IsRoot() {
			parent = real
		}
		before.czxid = v.Life
		if before.known, err = p.store.LivesBefore(ctx, real, v.Life, parent, p.lets); err != nil {
			return 0, err
		}
		p.lives.put(v.Path, before)
	}
	number, _ := slices.BinarySearch(before.known, v.Life)
	return number + 1, nil
}
