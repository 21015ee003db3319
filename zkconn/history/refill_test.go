package history

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"zkweb/zkconn/txnlog"
)

// Of data that is not kept a filled store keeps what there was, also where a segment begins
// with it, and skips what is found likewise.
func TestRefillOfSkipped(t *testing.T) {
	t.Parallel()
	dir, options := t.TempDir(), Options{SegmentTransactions: 4, Skip: func(path string) bool { return path == "/config/b" || path == "/config/a" }}
	w := newWriter(t, dir, options)
	all := day().all
	must(t, w.Append(t.Context(), all[:5], "a", txnlog.ProofSeen))
	must(t, w.Gap(t.Context(), txnlog.Gap{After: all[4].Zxid, Before: all[6].Zxid, Cause: txnlog.GapDamaged}))
	must(t, w.Append(t.Context(), all[6:], "a", txnlog.ProofSeen))
	must(t, w.Close())
	kept := func() (hashes map[string]bool) {
		hashes = map[string]bool{}
		files, err := segmentFiles(dir)
		must(t, err)
		for _, file := range files {
			s, err := openSegment(file, Key{}, openToRead)
			must(t, err)
			rows, err := s.db.Query("SELECT size, hex(bytes) FROM value WHERE enc = ?", encSkipped)
			must(t, err)
			for rows.Next() {
				var size, hash string
				must(t, rows.Scan(&size, &hash))
				hashes[size+" "+hash] = true
			}
			must(t, rows.Err())
			must(t, s.close())
		}
		return hashes
	}
	before := kept()
	found, err := Refill(t.Context(), dir, options, func(ctx context.Context, _ txnlog.Gap, to *Filler) (int64, bool, error) {
		return 1, true, to.Append(ctx, all[5:6], "b", txnlog.ProofSeen)
	})
	if err != nil || found != 1 {
		t.Errorf("%d were found, %v", found, err)
	}
	after := newStore(t, dir, Key{})
	complete, err := after.Complete(t.Context(), 0, 0)
	if must(t, err); len(complete.Gaps) != 0 {
		t.Errorf("it has gaps %v", complete.Gaps)
	}
	if now := kept(); len(before) != 5 || !maps.Equal(now, before) {
		t.Errorf("what is kept is %v, not %v", now, before)
	}
	changes, err := after.Versions(t.Context(), path(t, "/config/b"), 0, 1)
	if must(t, err); len(changes) != 1 || changes[0].Length != 1 {
		t.Fatalf("a version that is not kept: %+v", changes)
	}
	if _, err := after.Data(t.Context(), changes[0]); !errors.Is(err, ErrSkipped) {
		t.Errorf("its data: %v", err)
	}
	if _, err := Verify(t.Context(), dir, Key{}); err != nil {
		t.Error(err)
	}
}

// TestRefillAroundATree checks that a gap is filled wholly if the old store has a tree within it,
// and another gap behind that tree: the server's snapshot is older than its next log.
func TestRefillAroundATree(t *testing.T) {
	t.Parallel()
	all := day().all
	missing := all[3:6]
	for tree := 1; tree <= len(missing); tree++ {
		dir, options := t.TempDir(), Options{SegmentTransactions: 100}
		w := newWriter(t, dir, options)
		must(t, w.Append(t.Context(), all[:3], "a", txnlog.ProofSeen))
		source := newWriter(t, t.TempDir(), options)
		must(t, source.Append(t.Context(), all[:3+tree], "b", txnlog.ProofSeen))
		last, after := all[2+tree].Zxid, all[3+tree].Zxid
		must(t, w.Gap(t.Context(), txnlog.Gap{After: all[2].Zxid, Before: after, Cause: txnlog.GapSnapshot}))
		must(t, w.Begin(t.Context(), last, all[2+tree].Time, source.Nodes(t.Context())))
		if tree < len(missing) {
			must(t, w.Gap(t.Context(), txnlog.Gap{After: last, Before: all[6].Zxid, Cause: txnlog.GapPurged}))
		}
		must(t, w.Append(t.Context(), all[6:], "a", txnlog.ProofSeen))
		must(t, w.Close())
		found, err := Refill(t.Context(), dir, options, func(ctx context.Context, gap txnlog.Gap, to *Filler) (found int64, joined bool, err error) {
			for _, one := range missing {
				if one.Zxid > to.Last() && one.Zxid < gap.Before {
					found, err = found+1, errors.Join(err, to.Append(ctx, []txnlog.Transaction{one}, "b", txnlog.ProofSeen))
				}
			}
			return found, true, err
		})
		if err != nil || found != int64(len(missing)) {
			t.Errorf("with a tree after %d of %d missing transactions, %d were found, %v", tree, len(missing), found, err)
			continue
		}
		verified, err := Verify(t.Context(), dir, Key{})
		if must(t, err); len(verified.Gaps) != 0 || verified.Transactions != int64(len(all)) {
			t.Errorf("with a tree after %d of %d missing transactions, it has %d transactions of %d and the gaps %v", tree, len(missing), verified.Transactions, len(all), verified.Gaps)
		}
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
