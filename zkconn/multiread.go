package zkconn

import (
	"context"

	"zkweb/zkconn/znode"
)

// A multi-read (ZOOKEEPER-3402, 3.6 and newer) answers many reads in one frame
// and is by far the fastest way to many stats, but brings the data along. So the
// first batch is small, and the next ones grow only while the answers stay small.
const (
	firstBatch   = 4
	batchGrowth  = 4
	largestBatch = 1024
	batchBytes   = 512 << 10 // what a batch may be expected to bring
	// largeData is how many bytes a znode must bring on average for exists, which
	// brings none, to be the better way.
	largeData = 4 << 10
)

// multiStats gets stats by multi-reads as long as that pays, and tells how many
// paths it has done. The rest, and what may not be read, is for exists.
func (s *Session) multiStats(ctx context.Context, paths []znode.Path, results []znode.StatResult) (done int) {
	batch := firstBatch
	for done < len(paths) {
		l, err := s.connected(ctx)
		if err != nil || !s.options.versions.of(l.server).AtLeast(3, 6) {
			return done
		}
		end := min(done+batch, len(paths))
		size, ok := s.multiRead(ctx, l, paths[done:end], results[done:end])
		if !ok {
			return done
		}
		each := size/(end-done) + 1
		done = end
		if each > largeData {
			return done
		}
		batch = max(1, min(batch*batchGrowth, largestBatch, batchBytes/each))
	}
	return done
}

// multiRead does one batch; size is the bytes of the answer.
func (s *Session) multiRead(ctx context.Context, l *link, paths []znode.Path, results []znode.StatResult) (size int, ok bool) {
	c, err := l.start(operationMultiRead, func(e *encoder) {
		for i, path := range paths {
			full, err := s.full(path)
			if results[i].Err = err; err != nil {
				full = "/" // keeps the answers in the paths' order
			}
			e.multiHeader(operationGetData)
			e.string(full)
			e.bool(false)
		}
		e.multiEnd()
	})
	if err != nil {
		return 0, false
	}
	reply, err := l.wait(ctx, c)
	if err != nil {
		return 0, false
	}
	size = len(reply.rest)
	for i := range results {
		stat, failed := reply.multiStat()
		if results[i].Err == nil {
			results[i] = znode.StatResult{Stat: stat, Err: failed.meaning()}
		}
	}
	return size, reply.err == nil
}

// multiHeader begins one operation of a multi-request (MultiHeader of
// zookeeper.jute: type, done, err).
func (e *encoder) multiHeader(operation int32) {
	e.int32(operation)
	e.bool(false)
	e.int32(-1)
}

func (e *encoder) multiEnd() {
	e.int32(-1)
	e.bool(true)
	e.int32(-1)
}

// multiStat reads one result of a multi-read of data: the stat, or why there is
// none.
func (d *decoder) multiStat() (znode.Stat, code) {
	operation, last := d.int32(), d.bool()
	_ = d.int32() // the code again
	switch {
	case d.err == nil && !last && operation == operationGetData:
		_ = d.buffer()
		return d.stat(), 0
	case d.err == nil && !last && operation == operationError:
		return znode.Stat{}, code(d.int32())
	}
	d.err = errShortReply
	return znode.Stat{}, 0
}
