package tree

import (
	"cmp"
	"container/heap"
	"slices"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Order is what a Ranking sorts znodes by.
type Order string

// The orders. The largest comes first.
const (
	ByMzxid    Order = "mzxid"    // last change of the data
	ByBytes    Order = "bytes"    // size of the data
	ByChildren Order = "children" // number of children
	ByFamily   Order = "family"   // size of the answer that lists the children, which clients limit by jute.maxbuffer
)

// maxSessions limits the number of sessions whose ephemeral znodes are counted.
const maxSessions = 100_000

// Ranked is a znode in a Ranking.
type Ranked struct {
	Path   znode.Path
	Stat   znode.Stat
	Family int // as in walk.Visited
	rank   int64
}

// before reports whether r comes before other: by rank, and if that is equal by path.
func (r Ranked) before(other Ranked) bool {
	if r.rank != other.rank {
		return r.rank > other.rank
	}
	return r.Path.String() < other.Path.String()
}

// Totals are sums over all znodes that a Ranking has visited.
type Totals struct {
	Znodes     int
	Bytes      int64 // size of the data
	Ephemerals int
	Sessions   []Owner // the sessions of the ephemeral znodes, those with the most first
}

// Owner is a session and the number of its ephemeral znodes.
type Owner struct {
	Session    int64
	Ephemerals int
}

// Ranking keeps the first of all znodes that it visits, and the totals.
type Ranking struct {
	order  Order
	limit  int
	kept   last
	totals Totals
	owners map[int64]int
}

// NewRanking returns a ranking that keeps at most limit znodes. limit must be at least 1.
func NewRanking(order Order, limit int) *Ranking {
	return &Ranking{order: order, limit: limit, owners: map[int64]int{}}
}

// Want returns walk.Stat. It is for walk.Options.Want.
func (r *Ranking) Want(znode.Path) walk.Want { return walk.Stat }

// Visit adds a znode to the ranking.
func (r *Ranking) Visit(v walk.Visited) {
	if v.Err != nil {
		return
	}
	r.count(v.Stat)
	ranked := Ranked{Path: v.Path, Stat: v.Stat, Family: v.Family, rank: r.rank(v)}
	switch {
	case ranked.rank == 0:
	case len(r.kept) < r.limit:
		heap.Push(&r.kept, ranked)
	case ranked.before(r.kept[0]):
		r.kept[0] = ranked
		heap.Fix(&r.kept, 0)
	}
}

func (r *Ranking) rank(v walk.Visited) int64 {
	switch r.order {
	case ByBytes:
		return int64(v.Stat.DataLength)
	case ByChildren:
		return int64(v.Stat.NumChildren)
	case ByFamily:
		return int64(v.Family)
	}
	return v.Stat.Mzxid
}

func (r *Ranking) count(stat znode.Stat) {
	r.totals.Znodes++
	r.totals.Bytes += int64(stat.DataLength)
	if stat.CreateKind() != znode.Ephemeral {
		return
	}
	r.totals.Ephemerals++
	if r.owners[stat.EphemeralOwner] > 0 || len(r.owners) < maxSessions {
		r.owners[stat.EphemeralOwner]++
	}
}

// First returns the kept znodes, in order.
func (r *Ranking) First() []Ranked {
	first := slices.Clone(r.kept)
	slices.SortFunc(first, func(a, b Ranked) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	return first
}

// Totals returns the totals, with at most the given number of sessions.
func (r *Ranking) Totals(sessions int) Totals {
	totals := r.totals
	for session, ephemerals := range r.owners {
		totals.Sessions = append(totals.Sessions, Owner{session, ephemerals})
	}
	slices.SortFunc(totals.Sessions, func(a, b Owner) int {
		return cmp.Or(cmp.Compare(b.Ephemerals, a.Ephemerals), cmp.Compare(a.Session, b.Session))
	})
	totals.Sessions = totals.Sessions[:min(sessions, len(totals.Sessions))]
	return totals
}

// last is a heap (container/heap) whose top is the znode that is dropped first.
type last []Ranked

func (l last) Len() int           { return len(l) }
func (l last) Less(i, j int) bool { return l[j].before(l[i]) }
func (l last) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

// Push implements heap.Interface.
func (l *last) Push(ranked any) { *l = append(*l, ranked.(Ranked)) }

// Pop implements heap.Interface.
func (l *last) Pop() any {
	end := len(*l) - 1
	ranked := (*l)[end]
	*l = (*l)[:end]
	return ranked
}
