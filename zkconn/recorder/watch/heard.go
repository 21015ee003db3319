package watch

import (
	"sync"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// event is an event that was heard.
type event struct {
	kind session.EventType
	path znode.Path
	zxid int64 // 0 if the server does not tell it
	at   int64 // in milliseconds since 1970
	turn int   // number of the event in the order in which they came
}

// heard has the events that wait to be handled. The goroutine that reads from the server adds them.
type heard struct {
	more chan struct{} // holds a value if there may be events

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

// take returns the waiting events, in the order in which they came.
func (h *heard) take() []event {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := h.events
	h.events = nil
	return taken
}

// failed returns why events are missing; nil if none are.
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
