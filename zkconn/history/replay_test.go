package history

import (
	"errors"
	"testing"
	"time"

	"zkweb/zkconn/txnlog"
)

// What is replayed into another store, at once or bit by bit, gives the same answers and
// the same hashes.
func TestReplay(t *testing.T) {
	for _, each := range []int{1000, 1} {
		from, to := t.TempDir(), t.TempDir()
		options := Options{SegmentTransactions: 4}
		w := newWriter(t, from, options)
		copied, copier := emptyWriter(t, to, options), newStore(t, from, Key{})
		all := day().all
		for len(all) > 0 {
			next := all[:min(each, len(all))]
			all = all[len(next):]
			must(t, w.Append(t.Context(), next, "a", txnlog.ProofDigest))
			_, _, err := copier.Replay(t.Context(), copied.Last(), copied.segment != nil, copied)
			must(t, err)
		}
		if copied.Last() != w.Last() {
			t.Fatalf("the copy ends at %#x, not %#x", copied.Last(), w.Last())
		}
		a, err := Verify(t.Context(), from, Key{})
		must(t, err)
		b, err := Verify(t.Context(), to, Key{})
		must(t, err)
		if a.Transactions != b.Transactions || a.First != b.First || a.Last != b.Last {
			t.Errorf("the copy is %+v, not %+v", b, a)
		}
		same(t, "the copy's changes", summaries(t, newStore(t, to, Key{}).Changes(t.Context(), path(t, "/"), Window{})),
			summaries(t, copier.Changes(t.Context(), path(t, "/"), Window{})))
	}
}

// What is missing is missing in the copy too, also what the copier itself dropped.
func TestReplayOfGaps(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	w := newWriter(t, from, Options{SegmentTransactions: 4})
	all := day().all
	must(t, w.Append(t.Context(), all[:3], "a", txnlog.ProofSeen))
	must(t, w.Gap(t.Context(), txnlog.Gap{After: all[2].Zxid, Before: all[4].Zxid, Cause: txnlog.GapDamaged}))
	must(t, w.Append(t.Context(), all[4:], "a", txnlog.ProofSeen))
	copied, copier := emptyWriter(t, to, Options{}), newStore(t, from, Key{})
	_, _, err := copier.Replay(t.Context(), 0, false, copied)
	must(t, err)
	complete, err := newStore(t, to, Key{}).Complete(t.Context(), 0, 0)
	must(t, err)
	if len(complete.Gaps) != 1 || complete.Gaps[0].Cause != txnlog.GapDamaged || complete.Gaps[0].After != all[2].Zxid {
		t.Errorf("the copy has %+v", complete)
	}

	_, err = w.Retain(t.Context(), Retention{MaxBytes: 1}, time.Now())
	must(t, err)
	late := newWriter(t, t.TempDir(), Options{})
	must(t, late.Append(t.Context(), all[:1], "a", txnlog.ProofSeen))
	if _, _, err = copier.Replay(t.Context(), late.Last(), true, late); err != nil || late.Last() != w.Last() {
		t.Errorf("a copy that lags behind what was dropped ends at %#x, not %#x: %v", late.Last(), w.Last(), err)
	}
}

func TestReplayOfSkipped(t *testing.T) {
	from := t.TempDir()
	w := newWriter(t, from, Options{Skip: func(string) bool { return true }})
	must(t, w.Append(t.Context(), day().all, "a", txnlog.ProofSeen))
	if _, _, err := newStore(t, from, Key{}).Replay(t.Context(), 0, false, emptyWriter(t, t.TempDir(), Options{})); !errors.Is(err, ErrSkipped) {
		t.Errorf("replaying what was skipped: %v", err)
	}
}

// emptyWriter is of a store that nothing has begun.
func emptyWriter(t *testing.T, dir string, options Options) *Writer {
	t.Helper()
	w, err := OpenWriter(dir, options)
	must(t, err)
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
