package session

import (
	"context"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

const (
	// manyStats is how many stats make a heavy question, of which one session asks
	// heavyAtOnce at a time.
	manyStats   = 1000
	heavyAtOnce = 2
	// statsStep and existsStep are how many stats are asked for before the answers
	// are looked at: others' requests on the connection wait no longer than that.
	statsStep  = largestBatch
	existsStep = 200
	// unknownStep is as statsStep for znodes that may be large for all that is known:
	// at the most that jute.maxbuffer lets in, they bring no more than the console
	// reads at once.
	unknownStep = 64
	// statsBytes is how much data one question may bring along with its stats.
	statsBytes = 8 << 20
)

// Stats implements znode.Reader.
func (s *Session) Stats(ctx context.Context, paths []znode.Path) []znode.StatResult {
	all := make([]*reading, len(paths))
	for i, path := range paths {
		all[i] = &reading{kind: smallStat, path: path}
	}
	s.readStats(ctx, all)
	results := make([]znode.StatResult, len(paths))
	for i, r := range all {
		results[i] = znode.StatResult{Stat: r.Stat, Err: r.Err}
	}
	return results
}

// readStats makes readings of stats of which nothing is known: by multi-reads while
// the data that they bring along is small, and by calls of exists else. Of a few, one
// is asked by itself to see what the others may be like.
func (s *Session) readStats(ctx context.Context, all []*reading) {
	if len(all) >= manyStats {
		select {
		case s.heavy <- struct{}{}:
			defer func() { <-s.heavy }()
		case <-ctx.Done():
			fail(all, wire.NoAnswer(ctx, s.serverName()))
			return
		}
	}
	allowed := min(smallBytes, statsBytes/max(1, len(all)))
	step, small := s.probe(ctx, &all, allowed)
	for len(all) > 0 {
		if !small {
			step = existsStep
		}
		now := all[:min(step, len(all))]
		for _, r := range now {
			if !small {
				r.kind = statOf
			}
		}
		s.readAll(ctx, now)
		small = small && averageData(now) <= allowed
		all, step = all[len(now):], statsStep
	}
}

// probes is how many of the stats of one list are asked for by themselves.
const probes = 2

// probe asks for a few of the stats by themselves and takes them out of all. It
// returns how many to ask for next, and whether their data is small.
func (s *Session) probe(ctx context.Context, all *[]*reading, allowed int) (step int, small bool) {
	if len(*all) <= probes {
		return unknownStep, false
	}
	chosen := (*all)[:probes]
	*all = (*all)[probes:]
	for _, r := range chosen {
		r.kind = statOf
	}
	s.readAll(ctx, chosen)
	return unknownStep, averageData(chosen) <= allowed
}

// averageData returns how much data the znodes hold on average whose stats came.
func averageData(all []*reading) int {
	bytes := 0
	for _, r := range all {
		bytes += int(r.Stat.DataLength)
	}
	return bytes / max(1, len(all))
}

func (s *Session) serverName() string {
	status, _ := s.Status()
	return status.Server
}

// StatsSeen is like Stats, of znodes that were seen before, on a page or by an earlier call,
// so that it is known which of them hold much data: those are asked by exists. It also
// returns what that cost: a request each, and one for each 16 KiB that come along.
func (s *Session) StatsSeen(ctx context.Context, paths []znode.Path) (results []znode.StatResult, cost int) {
	all := make([]*reading, len(paths))
	for i, path := range paths {
		all[i] = &reading{kind: statKind(s.shapes().sizesOf(path)), path: path}
	}
	cost = len(s.grouped(all, s.serverName()))
	s.readAll(ctx, all)
	results = make([]znode.StatResult, len(paths))
	bytes := 0
	for i, r := range all {
		results[i] = znode.StatResult{Stat: r.Stat, Err: r.Err}
		if r.kind == smallStat {
			bytes += int(r.Stat.DataLength)
		}
		if r.Err == nil {
			s.shapes().rememberOwn(r.path, sizesOf(r.Stat))
		}
	}
	return results, cost + bytes/seenBytes
}

// seenBytes is how much data that comes along with stats costs as much as a request.
const seenBytes = 16 << 10
