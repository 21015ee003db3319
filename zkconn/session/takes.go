package session

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// smallRequest is the size of a request that every server accepts, in bytes.
const smallRequest = 1 << 10

// besidePath is the size of a request about one path without the path, in bytes.
const besidePath = 17

// limits are the known limits of the servers for requests.
type limits struct {
	asking  sync.Mutex   // held while a server is asked
	refused atomic.Int64 // the smallest size known to be too large; 0 if there is none
}

// refuse reports whether a size is known to be too large.
func (l *limits) refuse(bytes int) bool {
	refused := int(l.refused.Load())
	return refused != 0 && bytes >= refused
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
	if s.limits.refuse(bytes) {
		return false
	}
	l, err := s.connected(ctx)
	if err != nil || isDroppedAt(ctx, l, smallRequest) || !isDroppedAt(ctx, l, bytes) {
		return true
	}
	s.limits.refused.Store(int64(bytes))
	return false
}

// untaken returns the error of a read of this size that ended with err. If the connection was
// lost and the server does not accept the size, it returns TooLarge.
func (s *Session) untaken(ctx context.Context, bytes int, err error) error {
	if !errors.Is(err, wire.ErrDropped) || s.takes(ctx, bytes) {
		return err
	}
	return readDropped(bytes)
}

func readDropped(bytes int) error {
	return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeReadDropped, Args: znode.Args{"bytes": strconv.Itoa(bytes)}}
}

// takeable returns the readings without those that are known to be too large by themselves, and
// fails these.
func (s *Session) takeable(all []*reading) []*reading {
	return slices.DeleteFunc(all, func(r *reading) bool {
		full, _ := s.full(r.path) // sendable has seen to it
		bytes := len(full) + besidePath
		if !errors.Is(r.Err, wire.ErrDropped) || !s.limits.refuse(bytes) {
			return false
		}
		r.Err = readDropped(bytes)
		return true
	})
}

// isDroppedAt reports whether the connection is lost by a request of this size.
func isDroppedAt(ctx context.Context, l *wire.Link, bytes int) bool {
	c, err := l.Start(wire.OpExists, pathBody(wire.OpExists, "/"+strings.Repeat("x", bytes-besidePath-1)))
	if err == nil {
		_, err = l.Wait(ctx, c)
	}
	return errors.Is(err, wire.ErrDropped)
}
