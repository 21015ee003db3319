package session_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"zkweb/zkconn/znode"
)

type states []znode.State

func (s states) count(state znode.State) int {
	n := 0
	for _, each := range s {
		if each == state {
			n++
		}
	}
	return n
}

// history is the states that a client has gone through, in order. The zero value is ready for use.
type history struct {
	mu       sync.Mutex
	states   states
	sessions map[string]bool // sessions of the CONNECTED states
	seen     int             // how many states await has passed
	changed  chan struct{}   // closed by the next change; nil if nobody waits
}

func (h *history) add(state znode.State, session string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.states = append(h.states, state)
	if state == connected {
		if h.sessions == nil {
			h.sessions = map[string]bool{}
		}
		h.sessions[session] = true
	}
	if h.changed != nil {
		close(h.changed)
		h.changed = nil
	}
}

// await waits until the state follows the one that await returned for last.
func (h *history) await(t *testing.T, who string, state znode.State) {
	t.Helper()
	h.awaitThat(t, who, state, func() bool {
		n := slices.Index(h.states[h.seen:], state)
		h.seen += n + 1
		return n >= 0
	})
}

// awaitNow waits until the client is in the state.
func (h *history) awaitNow(t *testing.T, who string, state znode.State) {
	t.Helper()
	h.awaitThat(t, who, state, func() bool {
		return h.states[len(h.states)-1] == state
	})
}

func (h *history) awaitThat(t *testing.T, who string, state znode.State, holds func() bool) {
	t.Helper()
	ctx := testContext(t)
	for {
		h.mu.Lock()
		held, all := holds(), slices.Clone(h.states)
		if h.changed == nil {
			h.changed = make(chan struct{})
		}
		changed := h.changed
		h.mu.Unlock()
		if held {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("%s went through %v and did not become %s", who, all, state)
		}
	}
}

// get returns the states. If repeats is true, it leaves out repeated SUSPENDED and CONNECTED.
func (h *history) get(repeats bool) states {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all states
	for i, state := range h.states {
		again := i >= 3 && state == h.states[i-2] && state != lost && h.states[i-1] != lost
		if !repeats || !again {
			all = append(all, state)
		}
	}
	return all
}

// stateHandler is a log handler that records the states that are logged.
type stateHandler struct {
	slog.Handler
	history *history
}

func (h stateHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

func (h stateHandler) Handle(_ context.Context, record slog.Record) error {
	said := map[string]string{}
	record.Attrs(func(attr slog.Attr) bool {
		said[attr.Key] = attr.Value.String()
		return true
	})
	if state, ok := said["state"]; ok {
		h.history.add(znode.State(state), said["session"])
	}
	return nil
}
