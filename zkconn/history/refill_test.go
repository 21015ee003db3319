package history

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zkweb/zkconn/txnlog"
)

// A store that lacks data is left as it is.
func TestRefillOfSkipped(t *testing.T) {
	dir, options := t.TempDir(), Options{SegmentTransactions: 4, Skip: func(path string) bool { return path == "/config/b" }}
	w := newWriter(t, dir, options)
	all := day().all
	must(t, w.Append(t.Context(), all[:8], "a", txnlog.ProofSeen))
	must(t, w.Gap(t.Context(), txnlog.Gap{After: all[7].Zxid, Before: all[9].Zxid, Cause: txnlog.GapDamaged}))
	must(t, w.Append(t.Context(), all[9:], "a", txnlog.ProofSeen))
	must(t, w.Close())
	before := newStore(t, dir, Key{})
	identity, err := before.Identity()
	must(t, err)
	if found, err := Refill(t.Context(), dir, options, func(ctx context.Context, _ txnlog.Gap, to *Filler) (int64, bool, error) {
		return 1, true, to.Append(ctx, all[8:9], "b", txnlog.ProofSeen)
	}); !errors.Is(err, ErrSkipped) || found != 0 {
		t.Errorf("%d were found, %v", found, err)
	}
	complete, err := before.Complete(t.Context(), 0, 0)
	must(t, err)
	if after, err := before.Identity(); err != nil || after != identity || len(complete.Gaps) != 1 {
		t.Errorf("it is another, %v, with gaps %v", err, complete.Gaps)
	}
	if _, err := os.Stat(filepath.Join(dir, refillDir)); !os.IsNotExist(err) {
		t.Error("the folder is still there")
	}
}

// A store whose gap is being filled is as before where that is interrupted, and as after it
// where only the last step was left; its identity is then another.
func TestInterruptedRefill(t *testing.T) {
	dir, options := t.TempDir(), Options{SegmentTransactions: 4}
	w := newWriter(t, dir, options)
	all := day().all
	must(t, w.Append(t.Context(), all[:3], "a", txnlog.ProofSeen))
	must(t, w.Gap(t.Context(), txnlog.Gap{After: all[2].Zxid, Before: all[4].Zxid, Cause: txnlog.GapDamaged}))
	must(t, w.Append(t.Context(), all[4:], "a", txnlog.ProofSeen))
	must(t, w.Close())
	old := newStore(t, dir, Key{})
	before, err := old.Identity()
	must(t, err)
	gaps := func() int {
		t.Helper()
		must(t, emptyWriter(t, dir, options).Close())
		verified, err := Verify(t.Context(), dir, Key{})
		must(t, err)
		if _, err := os.Stat(filepath.Join(dir, refillDir)); !os.IsNotExist(err) {
			t.Error("the folder is still there")
		}
		return len(verified.Gaps)
	}
	failing := errors.New("the disk is full")
	if _, err := Refill(t.Context(), dir, options, func(context.Context, txnlog.Gap, *Filler) (int64, bool, error) { return 0, false, failing }); !errors.Is(err, failing) {
		t.Errorf("a fill that fails: %v", err)
	}
	if gaps() != 1 {
		t.Error("what was not filled is no gap")
	}
	complete, err := old.Complete(t.Context(), 0, 0)
	must(t, err)
	found, err := refilled(t.Context(), old, complete.Gaps, options, func(ctx context.Context, gap txnlog.Gap, to *Filler) (int64, bool, error) {
		return 1, true, to.Append(ctx, all[3:4], "b", txnlog.ProofSeen)
	})
	must(t, err)
	files, err := segmentFiles(filepath.Join(dir, refillDir))
	must(t, err)
	must(t, os.Rename(files[0], filepath.Join(dir, filepath.Base(files[0])))) // it is killed here
	if found != 1 || gaps() != 0 {
		t.Errorf("%d were found, and the gap is there", found)
	}
	if after, err := old.Identity(); err != nil || after == before {
		t.Errorf("its identity is still %q, %v", after, err)
	}
}
