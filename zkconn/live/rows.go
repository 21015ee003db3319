package live

import (
	"context"
	"sync/atomic"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// RowsView is the state of several znodes at one moment. It is immutable.
type RowsView struct {
	Rows []RowView // one for each path, in the same order
	At   time.Time // when the look began
}

// RowView is the state of one znode. The zero value means that the session may not see it.
type RowView struct {
	Gone bool // whether there is no such znode
	Stat znode.Stat
}

// Pace limits the requests of all callers that share it: the more there are, the longer each waits
// between two looks. The zero value is ready for use.
type Pace struct {
	cost atomic.Int64 // requests that one look of each caller takes
}

const (
	// rowsInterval is the least time between two looks at the same znodes.
	rowsInterval = 2 * time.Second
	// rowsPerCost is the time between two looks for each request that a look of all callers takes,
	// so that the whole console sends at most ten requests a second.
	rowsPerCost = 100 * time.Millisecond
)

func (p *Pace) interval(least, perCost time.Duration) time.Duration {
	return max(least, time.Duration(p.cost.Load())*perCost)
}

// Rows calls tell with the state of the znodes at each look, until ctx ends. It is for znodes that
// a page has just shown, such as a list of children. It sets no watch, and asks for as many at once
// as the server allows.
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

// lookAtRows looks once. ok is false if ZooKeeper could not tell all of them.
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
