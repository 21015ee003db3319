package tree

import (
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// CopyPlan tells what a copy of the visited znodes makes. They must be visited in the order of a
// walk.
type CopyPlan struct {
	Znodes     int   // number of visited znodes, including those that are left out
	Bytes      int64 // size of the data
	Denied     int   // number of znodes that cannot be read in full
	Ephemerals int   // number of ephemeral znodes, which are left out
	Counters   []Counter

	above []sequence
}

// Counter is a parent of sequential znodes whose copy starts to count below their numbers. The
// names of new children would sort before theirs or be equal.
type Counter struct {
	At            znode.Path // the original
	Next, Highest int64      // the number of the next child of the copy, and the highest number that is copied
}

// maxCounters is the maximum length of CopyPlan.Counters.
const maxCounters = 20

// sequence is a visited znode that may be an ancestor of the next.
type sequence struct {
	path    znode.Path
	made    int64 // number of children that are copied
	highest int64 // highest number in their names; -1 if there is none
}

// Visit adds a znode to the plan.
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

// End completes the plan after the last Visit.
func (p *CopyPlan) End() { p.leave(nil) }

// leave removes the znodes that are not ancestors of next, or all if next is nil.
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
