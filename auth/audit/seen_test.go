package audit

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func TestAViewIsAppendedOnceAMinute(t *testing.T) {
	trail := openTrail(t, Config{Dir: t.TempDir()}, usualPace)
	now := time.Now()
	trail.seen.now = func() time.Time { return now }
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
		if err := trail.AppendRead(t.Context(), of.entry); err != nil {
			t.Fatal(err)
		}
		if got := all(t, trail); len(got) != of.count {
			t.Errorf("step %d: got %d entries, want %d", i, len(got), of.count)
		}
	}
}

func TestAViewThatCouldNotBeAppendedIsTriedAgain(t *testing.T) {
	trail := openTrail(t, Config{Dir: t.TempDir()}, usualPace)
	read := Entry{Event: NodeRead, Outcome: OK, User: "alice", Path: "/a"}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	checkUnavailable(t, trail.AppendRead(ended, read))
	if err := trail.AppendRead(t.Context(), read); err != nil {
		t.Fatal(err)
	}
	if got := all(t, trail); len(got) != 1 {
		t.Errorf("got %d entries", len(got))
	}
}

func TestViewsAreBounded(t *testing.T) {
	s := newSeen()
	now := time.Now()
	s.now = func() time.Time { return now }
	for i := range maxSeen + 10 {
		if !s.first(viewOf(Entry{Path: fmt.Sprint(i)})) {
			t.Fatalf("view %d was seen before", i)
		}
	}
	if len(s.views) > maxSeen {
		t.Errorf("%d views are remembered", len(s.views))
	}
	now = now.Add(2 * seenFor)
	s.first(viewOf(Entry{Path: "new"}))
	if len(s.views) != 1 {
		t.Errorf("%d views are remembered after two minutes", len(s.views))
	}
}
