package site

import (
	"context"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	// maxReading is what the files that are read at the same time may take in memory, in bytes.
	maxReading = 1280 << 20
	// readingWait is how long one waits for others to be read.
	readingWait = 10 * time.Second
)

// Memory bounds what is in memory at the same time of files that people send. Of the zero
// Memory nothing is taken.
type Memory struct {
	mu    sync.Mutex
	taken int64
	freed chan struct{} // closed when some is; nil while nobody waits
}

// Take waits until there is room for so many bytes, which are taken until the func is called.
// It fails with Unavailable where others take too long.
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

// try takes bytes where there is room, alone whatever they are.
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
