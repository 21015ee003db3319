package session

import (
	"context"
	"errors"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// A multi-read (ZOOKEEPER-3402, 3.6 and newer) answers many reads in one frame
// and is by far the fastest way to many stats, but brings the data along. So the
// first batch is small, and the next ones grow only while the answers stay small.
const (
	firstBatch  = 4
	batchGrowth = 4
	// largestBatch keeps an answer within DefaultMaxReply even when small data is
	// followed by the largest that jute.maxbuffer lets in.
	largestBatch = 31
	// batchesAhead are under way at once, after the first was answered.
	batchesAhead = 2
	// batchPaths keeps a request far below jute.maxbuffer, in bytes.
	batchPaths = 256 << 10
	// largeData is how many bytes a znode must bring on average for exists, which
	// brings none, to be the better way.
	largeData = 4 << 10
)

// errNotAsked marks what multi-reads have left for exists.
var errNotAsked = errors.New("not asked yet")

// batch is a multi-read under way.
type batch struct {
	paths   []znode.Path
	results []znode.StatResult
	session *Session
	link    *wire.Link
	call    *wire.Call
}

// multiStats gets stats by multi-reads as long as that pays. All results must be
// errNotAsked before; those that still are, are for exists.
func (s *Session) multiStats(ctx context.Context, paths []znode.Path, results []znode.StatResult) {
	var waiting []batch
	size, ahead := firstBatch, 1
	for len(paths) > 0 || len(waiting) > 0 {
		for len(paths) > 0 && len(waiting) < ahead {
			n := batchSize(paths, size)
			started, ok := s.startBatch(ctx, paths[:n], results[:n])
			if !ok {
				paths = nil // no more; what is under way may still come
				break
			}
			waiting = append(waiting, started)
			paths, results = paths[n:], results[n:]
		}
		if len(waiting) == 0 {
			return
		}
		if brought, ok := waiting[0].finish(ctx); !ok || brought > largeData*len(waiting[0].paths) {
			paths = nil
		}
		waiting = waiting[1:]
		size, ahead = min(size*batchGrowth, largestBatch), batchesAhead
	}
}

// batchSize is how many of the paths go into one request, at most most.
func batchSize(paths []znode.Path, most int) int {
	bytes := 0
	for i, path := range paths[:min(most, len(paths))] {
		if bytes += len(path.String()); bytes > batchPaths {
			return i
		}
	}
	return min(most, len(paths))
}

// startBatch asks for some paths in one request, where the server knows how.
func (s *Session) startBatch(ctx context.Context, paths []znode.Path, results []znode.StatResult) (batch, bool) {
	l, err := s.connected(ctx)
	if err != nil || !s.options.versions.Of(l.Server()).AtLeast(3, 6) {
		return batch{}, false
	}
	c, err := l.Start(wire.OpMultiRead, func(e *jute.Encoder) {
		for _, path := range paths {
			full, err := s.full(path)
			if err != nil {
				full = "/" // keeps the answers in the paths' order; exists will tell the error
			}
			wire.MultiHeader(e, wire.OpGetData)
			e.Text(full)
			e.Bool(false)
		}
		wire.MultiEnd(e)
	})
	return batch{paths, results, s, l, c}, err == nil
}

// finish waits for the answer and tells its size in bytes; false when nothing
// can be made of it.
func (b batch) finish(ctx context.Context) (brought int, ok bool) {
	reply, err := b.link.Wait(ctx, b.call)
	if err != nil {
		return 0, false
	}
	brought = len(reply.Rest)
	for i := range b.results {
		stat, failed := multiStat(&reply.Decoder)
		if reply.Err != nil {
			return brought, false
		}
		if _, err := b.session.full(b.paths[i]); err == nil {
			b.results[i] = znode.StatResult{Stat: stat, Err: failed.Meaning()}
		}
	}
	return brought, true
}

// multiStat reads one result of a multi-read of data: the stat, or why there is
// none.
func multiStat(d *jute.Decoder) (znode.Stat, wire.Code) {
	switch operation, failed := wire.MultiResult(d); operation {
	case wire.OpGetData:
		_ = d.Buffer()
		return d.Stat(), 0
	case wire.OpError:
		return znode.Stat{}, failed
	}
	d.Err = jute.ErrShort
	return znode.Stat{}, 0
}
