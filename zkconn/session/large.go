package session

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// largeIdle is how long the session for large values stays open unused.
const largeIdle = time.Minute

// largeLane is a second ZooKeeper session with the same credentials, for reading large values and
// many znodes, for which everything else would have to wait on the first connection. It is opened
// when it is first needed, and closed when it has not been used for a while.
type largeLane struct {
	mu      sync.Mutex
	session *Session // nil while it is closed
	opened  time.Time
	readers int
	idle    *time.Timer
	ended   bool
}

// readLarge reads a large value of a znode that is at least as new as the stat known.
func (s *Session) readLarge(ctx context.Context, r *reading, known znode.Stat) {
	if lane := s.enterLane(); lane != nil {
		lane.readAll(ctx, []*reading{r})
		s.leaveLane()
		if r.Err == nil && r.Stat.Mzxid >= known.Mzxid || ctx.Err() != nil {
			return
		}
	}
	// There is no second connection, or its server is behind.
	s.readAll(ctx, []*reading{r})
}

// enterLane returns the session for large values, for use until leaveLane. It returns nil if s is
// one itself or has ended.
func (s *Session) enterLane() *Session {
	l := &s.lane
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.isLane || l.ended {
		return nil
	}
	if l.idle != nil {
		l.idle.Stop()
	}
	if l.session == nil {
		options := s.options
		options.Logger = slog.New(slog.DiscardHandler) // only the first session logs its states
		l.session, l.opened = openLane(s.cluster, s.credentials, options), time.Now()
	}
	l.readers++
	return l.session
}

func (s *Session) leaveLane() {
	l := &s.lane
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.readers--; l.readers == 0 && !l.ended {
		l.idle = time.AfterFunc(largeIdle, func() { s.closeLane(false) })
	}
}

// closeLane closes the session for large values if nobody uses it. If forGood, it always closes it,
// and it is not opened again.
func (s *Session) closeLane(forGood bool) {
	l := &s.lane
	l.mu.Lock()
	l.ended = l.ended || forGood
	if l.readers > 0 && !forGood {
		l.mu.Unlock()
		return
	}
	if l.idle != nil {
		l.idle.Stop()
	}
	closing := l.session
	l.session = nil
	l.mu.Unlock()
	if closing != nil {
		closing.Close()
	}
}

// IDs returns the IDs of the open ZooKeeper sessions: the session's own, and that for large values.
func (s *Session) IDs() []int64 {
	status, _ := s.Status()
	ids := []int64{status.Session}
	s.lane.mu.Lock()
	defer s.lane.mu.Unlock()
	if s.lane.session != nil {
		status, _ := s.lane.session.Status()
		ids = append(ids, status.Session)
	}
	return slices.DeleteFunc(ids, func(id int64) bool { return id == 0 })
}
