package audit

import (
	"errors"
	"testing"
	"time"
)

func quickRemoval() pace {
	pace := usualPace
	pace.remove, pace.slack = 5*time.Millisecond, 0
	return pace
}

func TestOldEntriesAreRemovedAndTheChainStaysSound(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, Config{Dir: dir}, usualPace)
	insertAll(t, trail, make([]Entry, 2*removeBatch+500))
	oldest := all(t, trail)[0]
	closeTrail(t, trail)

	age := time.Since(oldest.Time) + 500*time.Millisecond
	log := &logged{}
	trail = openTrail(t, Config{Dir: dir, MaxAge: age, Log: log}, quickRemoval())
	var first Verified
	var err error
	await(t, "all that is old is removed, with appends in between", func() bool {
		appendAll(t, trail, full())
		first, err = Verify(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return first.First > 2*removeBatch+500
	})
	closeTrail(t, trail)
	removed := 0
	last := int64(0)
	trail = openTrail(t, Config{Dir: dir}, usualPace)
	for _, entry := range all(t, trail) {
		if entry.Event == AuditRemove {
			removed++
			if entry.Outcome != OK || entry.Removed == nil || entry.Removed.Seq <= last {
				t.Fatalf("got %+v after %d", entry, last)
			}
			last = entry.Removed.Seq
		}
	}
	if removed < 3 || last+1 < first.First {
		t.Errorf("%d entries say that others were removed, up to %d; the oldest is %d", removed, last, first.First)
	}
	closeTrail(t, trail)

	// What retention removed is not an excuse for more.
	change(t, dir, "DELETE FROM entries WHERE seq = (SELECT min(seq) FROM entries)")
	var bad *BadEntry
	if _, err := Verify(t.Context(), dir); !errors.As(err, &bad) || bad.Seq != last+1 {
		t.Errorf("got %v, want entry %d", err, last+1)
	}
	change(t, dir, "UPDATE chain SET seq = seq + 1 WHERE name = 'anchor'")
	if _, err := Verify(t.Context(), dir); !errors.As(err, &bad) || bad.Seq != last+1 {
		t.Errorf("got %v, want entry %d", err, last+1)
	}
}

func TestTooManyEntriesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, Config{Dir: dir, MaxBytes: 1}, quickRemoval())
	entries := make([]Entry, 3*removeBatch)
	for i := range entries {
		entries[i] = full()
	}
	insertAll(t, trail, entries)
	await(t, "entries are removed down to the last thousand", func() bool {
		verified, err := Verify(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return verified.Entries < removeBatch && verified.Head.Seq > 3*removeBatch
	})
	appendAll(t, trail, full())
	left := all(t, trail)
	if newest := left[len(left)-1]; newest.Event != NodeSet || newest.User != "alice" {
		t.Errorf("got %+v", newest)
	}
}

func TestWhatIsWithinTheLimitsStays(t *testing.T) {
	trail := openTrail(t, Config{Dir: t.TempDir(), MaxAge: time.Hour, MaxBytes: 1 << 30}, usualPace)
	insertAll(t, trail, make([]Entry, removeBatch))
	if trail.removeOldest() || trail.Err() != nil {
		t.Errorf("there is more to remove, or %v", trail.Err())
	}
	if left := all(t, trail); len(left) != removeBatch {
		t.Errorf("got %d entries", len(left))
	}
	trail.config.MaxAge, trail.pace.slack = time.Nanosecond, time.Hour
	if trail.removeOldest() {
		t.Error("entries are removed before the slack is over")
	}
	if left := all(t, trail); len(left) != removeBatch {
		t.Errorf("got %d entries", len(left))
	}
}
