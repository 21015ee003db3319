package guard

import (
	"context"
	"slices"

	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// lives remembers the earlier znodes at some paths, as far as the person may know of them.
type lives struct {
	before map[znode.Path]livesBefore
	size   int // number of czxids in it
}

// livesBefore has the czxids of the znodes that were at a znode's path before it.
type livesBefore struct {
	czxid int64 // of the znode itself
	known []int64
}

// maxLives bounds the czxids in lives.
const maxLives = 100_000

func (l *lives) put(path znode.Path, before livesBefore) {
	if l.size += 1 + len(before.known); l.before == nil || l.size > maxLives {
		l.before, l.size = map[znode.Path]livesBefore{}, 1+len(before.known)
	}
	l.before[path] = before
}

// LifeNumber returns the number, from 1, of a version's znode among those at its path that the
// person may know of, because they could list the parent while it existed.
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
		all, err := p.store.LivesBefore(ctx, real, v.Life, parent, p.lets)
		if err != nil {
			return 0, err
		}
		before = livesBefore{czxid: v.Life}
		if before.known, err = p.listedAtEnd(ctx, v.Path.Parent(), all); err != nil {
			return 0, err
		}
		p.lives.put(v.Path, before)
	}
	number, _ := slices.BinarySearch(before.known, v.Life)
	return number + 1, nil
}

// listedAtEnd returns the czxids of the znodes whose parent let the person list it until its end,
// or still exists.
func (p *Past) listedAtEnd(ctx context.Context, parent znode.Path, all []history.Earlier) (known []int64, err error) {
	present, err := p.askNow(ctx, []znode.Path{parent})
	if err != nil {
		return nil, err
	}
	refused := map[int64]bool{} // by czxid of a parent
	for _, earlier := range all {
		above := earlier.Whose.Czxid
		if _, asked := refused[above]; !asked {
			if refused[above], err = p.refusedAtEnd(ctx, present[parent], earlier.Whose); err != nil {
				return nil, err
			}
		}
		ok := !refused[above]
		if ok && above != present[parent].czxid {
			ok, err = p.knew(ctx, earlier.Whose.Path, earlier.Czxid, func(path znode.Path) (history.InForce, error) { return p.store.ACLAt(ctx, path, earlier.Czxid) })
			if err != nil {
				return nil, err
			}
		}
		if ok {
			known = append(known, earlier.Czxid)
		}
	}
	return known, nil
}
