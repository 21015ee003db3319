package audit_test

import (
	"testing"
	"time"

	. "zkweb/auth/audit"
)

// TestWhatIsNotUrgentIsWrittenWithWhatComesNext, in one commit, whose entries have one time.
func TestWhatIsNotUrgentIsWrittenWithWhatComesNext(t *testing.T) {
	pace := UsualPace
	pace.Soon = time.Hour
	trail := openTrail(t, t.TempDir(), Config{}, pace)
	written := make(chan error, 1)
	go func() { written <- trail.AppendSoon(t.Context(), Entry{Event: NodeBatch, Outcome: OK}) }()
	for waits := true; waits; {
		appendAll(t, trail, Entry{Event: NodeBatch, Outcome: Intent})
		select {
		case err := <-written:
			if err != nil {
				t.Fatal(err)
			}
			waits = false
		default:
		}
	}
	entries := all(t, trail)
	for i, entry := range entries {
		if entry.Outcome == OK && (i+1 == len(entries) || !entries[i+1].Time.Equal(entry.Time)) && (i == 0 || !entries[i-1].Time.Equal(entry.Time)) {
			t.Errorf("it was written alone: entry %d of %d", i+1, len(entries))
		}
	}
	pace.Soon = time.Millisecond
	if err := openTrail(t, t.TempDir(), Config{}, pace).AppendSoon(t.Context(), Entry{Event: NodeBatch, Outcome: OK}); err != nil {
		t.Errorf("with nothing to come: %v", err)
	}
}

// TestWhatIsNotUrgentIsNotPutOff by others that are not urgent either.
func TestWhatIsNotUrgentIsNotPutOff(t *testing.T) {
	pace := UsualPace
	pace.Soon = 50 * time.Millisecond
	trail := openTrail(t, t.TempDir(), Config{}, pace)
	written := make(chan error, 10_000)
	for sent := 0; sent < cap(written); sent++ { // for longer than a busy machine may take
		go func() { written <- trail.AppendSoon(t.Context(), Entry{Event: NodeBatch, Outcome: OK}) }()
		select {
		case err := <-written:
			if err != nil {
				t.Error(err)
			}
			return
		case <-time.After(pace.Soon / 10):
		}
	}
	t.Error("nothing was written while more came")
}
