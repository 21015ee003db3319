package site

import (
	"context"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	// maxReading is how much memory, in bytes, the files that are read at the same time may take.
	maxReading = 1280 << 20
	// readingWait is how long a request waits until other files have been read.
	readingWait = 10 * time.Second
)

// Memory limits the memory that uploaded files take at the same time. The zero Memory is ready to
// use.
type Memory struct {
	mu    sync.Mutex
	taken int64
	freed chan struct{} // closed when some is released; nil if nobody waits
}

// Take waits until there is room for bytes, and takes it until release is called. It fails with
// Unavailable if it takes longer than readingWait.
func (m *Memory) Take(ctx context.Context, bytes int64) (release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, readingWait)
	defer cancel()
	for {
		freed, ok := m.try(bytes)
		if ok {
			return func() { m.give(bytes) }, nil
		}
		select {
		case <-freed:
		case <-ctx.Done():
			return nil, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeFilesBusy}
		}
	}
}

// try takes bytes if there is room. If nothing else is taken, any number fits.
func (m *Memory) try(bytes int64) (freed <-chan struct{}, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.taken > 0 && m.taken+bytes > maxReading {
		if m.freed == nil {
			m.freed = make(chan struct{})
		}
		return m.freed, false
	}
	m.taken += bytes
	return nil, true
}

func (m *Memory) give(bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.taken -= bytes; m.freed != nil {
		close(m.freed)
		m.freed = nil
	}
}
