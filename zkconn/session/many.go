package session

import (
	"context"
	"slices"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	// manyAtOnce is how many calls of ReadMany a session makes at a time. The others wait in turn,
	// so that several walks share the connection.
	manyAtOnce = 4
	// laneTimeout is how long ReadMany waits for a new lane before it uses the first connection.
	laneTimeout = 500 * time.Millisecond
	// laneSyncs is how many syncs are sent to a lane that is behind the first connection.
	laneSyncs = 3
)

// kinds are the kinds of readings for Reads.
var kinds = [...]kind{
	znode.ReadStat: statOf, znode.ReadData: dataOf, znode.ReadNames: compact, znode.ReadACL: aclOf,
}

// manyReadings is memory of earlier calls of ReadMany, for reuse.
var manyReadings = sync.Pool{New: func() any { return new(manyMemory) }}

type manyMemory struct {
	readings []reading
	names    []znode.Names
}

// ReadMany implements znode.Reader. It reads over the lane, so that pages do not wait for it, and
// returns nothing that is older than what the session has seen.
func (s *Session) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	memory := manyReadings.Get().(*manyMemory)
	defer manyReadings.Put(memory)
	all, names := slices.Grow(memory.readings, len(reads))[:len(reads)], slices.Grow(memory.names, len(reads))[:len(reads)]
	memory.readings, memory.names = all[:0], names[:0]
	defer clear(all)
	defer clear(names)
	pointers := make([]*reading, len(reads))
	for i, read := range reads {
		all[i] = reading{kind: kinds[read.Kind], path: read.Path, list: &names[i]}
		if read.Kind == znode.ReadStat && read.Small {
			all[i].kind = smallStat
		}
		pointers[i] = &all[i]
	}
	select {
	case s.many <- struct{}{}:
		s.readBeside(ctx, pointers)
		<-s.many
	case <-ctx.Done():
		fail(pointers, unavailable(znode.CodeNoAnswer, znode.Args{"server": s.serverName()}, ctx.Err()))
	}
	results := make([]znode.ReadResult, len(reads))
	for i := range all {
		r := &all[i]
		results[i] = znode.ReadResult{Stat: r.Stat, Data: r.data, Names: names[i], ACL: r.acl, Err: r.Err}
	}
	return results
}

// readBeside makes readings over the lane if it is ready, otherwise over the session.
func (s *Session) readBeside(ctx context.Context, all []*reading) {
	lane := s.enterLane()
	if lane == nil {
		s.readAll(ctx, all)
		return
	}
	defer s.leaveLane()
	if !s.laneReady(ctx, lane) {
		lane = s
	}
	lane.readAll(ctx, all)
}

// laneReady reports whether the lane is connected to a server that has seen what the session has
// seen. It waits a little for a lane that was just opened.
func (s *Session) laneReady(ctx context.Context, lane *Session) bool {
	s.lane.mu.Lock()
	until := s.lane.opened.Add(laneTimeout)
	s.lane.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, laneTimeout)
	defer cancel()
	if status, _ := lane.Status(); status.State != znode.Connected {
		waiting, cancel := context.WithDeadline(ctx, until)
		defer cancel()
		if lane.AwaitConnected(waiting) != nil {
			return false
		}
	}
	seen := s.lastZxid.Load()
	// A leader may answer a sync before it has applied the last changes that it committed.
	for tries := 0; lane.lastZxid.Load() < seen; tries++ {
		if tries == laneSyncs || lane.Sync(ctx, znode.Root) != nil {
			return false
		}
	}
	return true
}
