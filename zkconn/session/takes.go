package session

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"zkweb/zkconn/wire"
)

// smallRequest is how many bytes every server takes in a request.
const smallRequest = 1 << 10

// limits are what is known of the requests that the servers take.
type limits struct {
	asking  sync.Mutex   // held while a server is asked
	refused atomic.Int64 // the smallest that is known to be too large; 0 for none
}

// mostRead returns how many bytes of reads are asked for together. Far less than what was
// refused is most likely taken.
func (l *limits) mostRead() int {
	if refused := int(l.refused.Load()); refused != 0 {
		return min(batchPaths, max(smallRequest, refused/8))
	}
	return batchPaths
}

// takes reports whether the server takes a request of so many bytes, as far as is known,
// after one was lost with its connection: a server tells nobody its jute.maxbuffer, and
// hangs up on whatever is larger. It is asked something small, to see that it answers, and
// then whether a znode exists whose path is that long, which changes nothing.
func (s *Session) takes(ctx context.Context, bytes int) bool {
	if bytes <= smallRequest {
		return true
	}
	s.limits.asking.Lock()
	defer s.limits.asking.Unlock()
	if refused := int(s.limits.refused.Load()); refused != 0 && bytes >= refused {
		return false
	}
	l, err := s.connected(ctx)
	if err != nil || isDroppedAt(ctx, l, smallRequest) || !isDroppedAt(ctx, l, bytes) {
		return true
	}
	s.limits.refused.Store(int64(bytes))
	return false
}

// isDroppedAt reports whether a question of so many bytes is lost with the connection.
func isDroppedAt(ctx context.Context, l *wire.Link, bytes int) bool {
	const beside = 18 // the path, but for its slash
	c, err := l.Start(wire.OpExists, pathBody(wire.OpExists, "/"+strings.Repeat("x", bytes-beside)))
	if err == nil {
		_, err = l.Wait(ctx, c)
	}
	return errors.Is(err, wire.ErrDropped)
}
