package tree

import (
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// CopyPlan is what a copy of the znodes that were visited makes, in the order of a walk.
type CopyPlan struct {
	Znodes     int   // all, those that are left out too
	Bytes      int64 // of data
	Denied     int   // of which something may not be read
	Ephemerals int   // which are left out
	Counters   []Counter

	above []sequence
}

// Counter is the parent of sequential znodes whose copy begins to count below their
// numbers: new ones would come before those, or meet them.
type Counter struct {
	At            znode.Path // the original
	Next, Highest int64      // the number of the next one below the copy, the highest that is copied
}

// maxCounters bounds Counters.
const maxCounters = 20

// sequence is a znode above the walk.
type sequence struct {
	path    znode.Path
	made    int64 // children that are copied
	highest int64 // of their numbers; -1 for none
}

// Visit adds a znode.
func (p *CopyPlan) Visit(v walk.Visited) {
	p.leave(&v.Path)
	if len(p.above) > 0 && v.Stat.CreateKind() != znode.Ephemeral {
		parent := &p.above[len(p.above)-1]
		parent.made++
		if number, _, ok := znode.SequenceOf(v.Path.Name()); ok {
			parent.highest = max(parent.highest, number.Rank())
		}
	}
	p.above = append(p.above, sequence{path: v.Path, highest: -1})
	p.Znodes++
	switch {
	case whyUnread(v) != nil:
		p.Denied++
	case v.Stat.CreateKind() == znode.Ephemeral:
		p.Ephemerals++
	default:
		p.Bytes += int64(v.Stat.DataLength)
	}
}

// End is called when all were visited.
func (p *CopyPlan) End() { p.leave(nil) }

// leave goes on to what is next.
func (p *CopyPlan) leave(next *znode.Path) {
	for len(p.above) > 0 {
		last := p.above[len(p.above)-1]
		if next != nil {
			if _, below := next.Below(last.path); below {
				return
			}
		}
		p.above = p.above[:len(p.above)-1]
		if last.highest >= last.made && len(p.Counters) < maxCounters {
			p.Counters = append(p.Counters, Counter{last.path, last.made, last.highest})
		}
	}
}
