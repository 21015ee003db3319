package session

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"zkweb/zkconn/wire"
)

// smallRequest is the size of a request that every server accepts, in bytes.
const smallRequest = 1 << 10

// limits are the known limits of the servers for requests.
type limits struct {
	asking  sync.Mutex   // held while a server is asked
	refused atomic.Int64 // the smallest size known to be too large; 0 if there is none
}

// mostRead returns how many bytes of reads are sent together. A server most likely accepts far less
// than the size that it refused.
func (l *limits) mostRead() int {
	if refused := int(l.refused.Load()); refused != 0 {
		return min(batchPaths, max(smallRequest, refused/8))
	}
	return batchPaths
}

// takes reports whether the server accepts a request of this size, as far as is known. It is called
// after a request was lost with its connection, because a server does not tell its jute.maxbuffer
// and hangs up on larger requests. It sends a small request, to see that the server answers, and
// then asks for the existence of a znode with a path of that size, which changes nothing.
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

// isDroppedAt reports whether the connection is lost by a request of this size.
func isDroppedAt(ctx context.Context, l *wire.Link, bytes int) bool {
	const beside = 18 // size of the request without the path, but with its slash
	c, err := l.Start(wire.OpExists, pathBody(wire.OpExists, "/"+strings.Repeat("x", bytes-beside)))
	if err == nil {
		_, err = l.Wait(ctx, c)
	}
	return errors.Is(err, wire.ErrDropped)
}
