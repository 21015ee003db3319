package audit_test

import (
	"testing"
	"time"

	. "zkweb/auth/audit"
)

func TestAViewIsAppendedOnceAMinute(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	now := time.Now()
	trail.SeenAt(func() time.Time { return now })
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
		now = now.Add(of.after)
		trail.AppendRead(of.entry)
		if got := all(t, trail); len(got) != of.count {
			t.Errorf("step %d: got %d entries, want %d", i, len(got), of.count)
		}
	}
}
