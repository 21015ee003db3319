package session

import (
	"context"
	"errors"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// statsWindow is how many calls of exists are under way at once.
const statsWindow = 1000

// Stats implements znode.Reader: by multi-reads where the server knows them and
// the data is small, by many calls of exists at once for the rest and for what
// may not be read.
func (s *Session) Stats(ctx context.Context, paths []znode.Path) []znode.StatResult {
	results := make([]znode.StatResult, len(paths))
	for i := range results {
		results[i].Err = errNotAsked
	}
	s.multiStats(ctx, paths, results)
	var rest []int
	for i, result := range results {
		if errors.Is(result.Err, errNotAsked) || znode.KindOf(result.Err) == znode.Denied {
			rest = append(rest, i)
		}
	}
	for len(rest) > 0 {
		window := rest[:min(statsWindow, len(rest))]
		s.existsAll(ctx, paths, results, window)
		rest = rest[len(window):]
	}
	return results
}

// existsAll asks exists for the paths at these indexes: all requests are written
// before the first answer is awaited.
func (s *Session) existsAll(ctx context.Context, paths []znode.Path, results []znode.StatResult, indexes []int) {
	l, err := s.connected(ctx)
	calls := make([]*wire.Call, len(indexes))
	for n, i := range indexes {
		results[i] = znode.StatResult{Err: err}
		if err == nil {
			calls[n], results[i].Err = s.startExists(l, paths[i])
		}
	}
	for n, i := range indexes {
		if results[i].Err == nil {
			results[i] = existsResult(l.Wait(ctx, calls[n]))
		}
	}
}

func (s *Session) startExists(l *wire.Link, path znode.Path) (*wire.Call, error) {
	full, err := s.full(path)
	if err != nil {
		return nil, err
	}
	c, err := l.Start(wire.OpExists, func(e *jute.Encoder) {
		e.Text(full)
		e.Bool(false)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func existsResult(reply *wire.Reply, err error) znode.StatResult {
	if err != nil {
		return znode.StatResult{Err: err}
	}
	stat := reply.Stat()
	return znode.StatResult{Stat: stat, Err: reply.Finish()}
}
