package live

import (
	"context"
	"sync/atomic"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// RowsView is what was seen of several znodes at one moment. It does not change.
type RowsView struct {
	Rows []RowView // one for each path, in that order
	At   time.Time // when the look began
}

// RowView is what was seen of one of several znodes. The zero value is one that the
// session may not see.
type RowView struct {
	Gone bool // there is no such znode
	Stat znode.Stat
}

// Pace keeps what all of a kind ask for within a bound: the more there are, the longer
// each waits. The zero value is ready.
type Pace struct {
	cost atomic.Int64 // of one look of each
}

const (
	// rowsInterval is the least time between two looks at the same znodes.
	rowsInterval = 2 * time.Second
	// rowsPerCost is how much longer it is for each request of a look, so that all of a
	// console send ten a second at most.
	rowsPerCost = 100 * time.Millisecond
)

func (p *Pace) interval(least, perCost time.Duration) time.Duration {
	return max(least, time.Duration(p.cost.Load())*perCost)
}

// Rows tells of znodes that a page has just shown, such as a list of children, what each
// look sees of them, until ctx ends. It sets no watch, and asks for as many at once as the
// server lets it.
func Rows(ctx context.Context, s *session.Session, paths []znode.Path, pace *Pace, tell func(RowsView)) {
	cost := 1
	pace.cost.Add(1)
	defer func() { pace.cost.Add(-int64(cost)) }()
	for wait := pace.interval(rowsInterval, rowsPerCost); ; wait = pace.interval(rowsInterval, rowsPerCost) {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		if status, _ := s.Status(); status.State != znode.Connected {
			continue
		}
		began := time.Now()
		rows, took, ok := lookAtRows(ctx, s, paths)
		pace.cost.Add(int64(took - cost))
		cost = took
		if ok {
			tell(RowsView{rows, began})
		}
	}
}

// lookAtRows reports whether ZooKeeper could tell of all.
func lookAtRows(ctx context.Context, s *session.Session, paths []znode.Path) (rows []RowView, cost int, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	results, cost := s.StatsSeen(ctx, paths)
	rows = make([]RowView, len(results))
	for i, result := range results {
		switch znode.KindOf(result.Err) {
		case "":
			rows[i].Stat = result.Stat
		case znode.NotFound:
			rows[i].Gone = true
		case znode.Denied:
		default:
			return nil, cost, false
		}
	}
	return rows, cost, true
}
