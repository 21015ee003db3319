package audit_test

import (
	"sync/atomic"
	"testing"
	"time"

	. "zkweb/auth/audit"
)

// A clock is one that the trail's own goroutine may read while the test sets it.
type clock struct{ nanoseconds atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.nanoseconds.Store(time.Now().UnixNano())
	return c
}

func (c *clock) now() time.Time { return time.Unix(0, c.nanoseconds.Load()) }

func (c *clock) pass(d time.Duration) { c.nanoseconds.Add(int64(d)) }

func TestAViewIsAppendedOnceAMinute(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	clock := newClock()
	trail.SeenAt(clock.now)
	read := Entry{Event: NodeRead, Outcome: OK, User: "alice", Verified: true, Address: "192.0.2.1", Cluster: "main", Path: "/a"}
	with := func(change func(*Entry)) Entry {
		changed := read
		change(&changed)
		return changed
	}
	for i, of := range []struct {
		entry Entry
		after time.Duration
		count int // entries in all then
	}{
		{read, 0, 1},
		{read, 59 * time.Second, 1},
		{with(func(e *Entry) { e.Address = "192.0.2.2" }), 0, 1},
		{with(func(e *Entry) { e.Path = "/b" }), 0, 2},
		{with(func(e *Entry) { e.Cluster = "other" }), 0, 3},
		{with(func(e *Entry) { e.User = "bob" }), 0, 4},
		{with(func(e *Entry) { e.Outcome = Denied }), 0, 5},
		{with(func(e *Entry) { e.Event = NodeRaw }), 0, 6},
		{with(func(e *Entry) { e.Verified = false }), 0, 7},
		{with(func(e *Entry) { e.Verified, e.Address = false, "192.0.2.2" }), 0, 8},
		{read, 0, 8},
		{read, time.Second, 9},
		{read, 0, 9},
	} {
		clock.pass(of.after)
		trail.AppendRead(of.entry)
		if got := all(t, trail); len(got) != of.count {
			t.Errorf("step %d: got %d entries, want %d", i, len(got), of.count)
		}
	}
}
