package watch

import (
	"sync"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// event is one that was heard.
type event struct {
	kind session.EventType
	path znode.Path
	zxid int64 // 0 where the server does not tell it
	at   int64 // milliseconds since 1970
	turn int   // which one it was
}

// heard are the events that wait. They come from the goroutine that reads from the server.
type heard struct {
	more chan struct{} // holds one while there may be some

	mu     sync.Mutex
	events []event
	turn   int
	err    error
}

func newHeard() *heard { return &heard{more: make(chan struct{}, 1)} }

func (h *heard) hear(e session.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.err != nil:
	case e.Type == session.Resumed:
		h.err = errInterrupted
	case len(h.events) >= maxEvents:
		h.err, h.events = errFlood, nil
	default:
		h.turn++
		h.events = append(h.events, event{e.Type, e.Path, e.Zxid, time.Now().UnixMilli(), h.turn})
	}
	select {
	case h.more <- struct{}{}:
	default:
	}
}

// take returns what waits, in the order in which it came.
func (h *heard) take() []event {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := h.events
	h.events = nil
	return taken
}

// failed returns why events are missing.
func (h *heard) failed() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

func (h *heard) reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events, h.err = nil, nil
}
