package session

import (
	"context"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

const (
	// manyStats is the number of stats from which a request is heavy. A session makes heavyAtOnce
	// heavy requests at a time.
	manyStats   = 1000
	heavyAtOnce = 2
	// statsStep and existsStep are how many stats are asked for before the answers are awaited.
	// Other requests on the connection wait no longer than that.
	statsStep  = largestBatch
	existsStep = 200
	// unknownStep is like statsStep for znodes of unknown size. Even if they are as large as
	// jute.maxbuffer allows, the answer is no larger than what the console reads at once.
	unknownStep = 64
	// statsBytes is the largest amount of data that may come with the stats of one request.
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

// readStats reads stats of znodes of unknown size. It uses multi-reads while the data that comes
// with them is small, and otherwise exists. First it reads a few by exists, to estimate the size of
// the others.
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

// probes is how many stats of one list are read by exists to estimate the size of the others.
const probes = 2

// probe reads a few of the stats by exists, and removes them from all. It returns how many to ask
// for next, and whether their data is probably small.
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

// averageData returns the average amount of data of the znodes whose stats arrived.
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

// StatsSeen is like Stats for znodes that were seen before, on a page or by an earlier call, so
// that those with much data are known and read by exists. It also returns the cost: one for each
// request, and one for each 16 KiB of data that comes with the stats.
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

// seenBytes is the amount of data with stats that costs as much as one request.
const seenBytes = 16 << 10
