package zkconn

import (
	"context"

	"zkweb/zkconn/znode"
)

// statsWindow is how many requests of one Stats are under way at once.
const statsWindow = 1000

// Stats implements znode.Reader: all requests are written before the first
// answer is awaited.
func (s *Session) Stats(ctx context.Context, paths []znode.Path) []znode.StatResult {
	results := make([]znode.StatResult, len(paths))
	for begin := 0; begin < len(paths); begin += statsWindow {
		end := min(begin+statsWindow, len(paths))
		s.statWindow(ctx, paths[begin:end], results[begin:end])
	}
	return results
}

func (s *Session) statWindow(ctx context.Context, paths []znode.Path, results []znode.StatResult) {
	l, err := s.connected(ctx)
	calls := make([]*call, len(paths))
	for i, path := range paths {
		if err != nil {
			results[i].Err = err
			continue
		}
		calls[i], results[i].Err = s.startExists(l, path)
	}
	for i, c := range calls {
		if results[i].Err != nil {
			continue
		}
		reply, err := l.wait(ctx, c)
		if err == nil {
			results[i].Stat, err = reply.stat(), finish(reply)
		}
		results[i].Err = err
	}
}

func (s *Session) startExists(l *link, path znode.Path) (*call, error) {
	full, err := s.full(path)
	if err != nil {
		return nil, err
	}
	c, err := l.start(operationExists, func(e *encoder) {
		e.string(full)
		e.bool(false)
	})
	if err != nil {
		return nil, notSent(err)
	}
	return c, nil
}
