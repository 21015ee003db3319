package history

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
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

// What is skipped keeps its size, and is never told to be empty, where a segment begins with it.
func TestSkippedAtTheBeginning(t *testing.T) {
	dir := t.TempDir()
	w := newWriter(t, dir, Options{SegmentTransactions: 2, Skip: func(path string) bool { return path == "/skipped" }})
	s := &script{}
	s.add(1, txnlog.TypeCreate, created("/skipped", "secret", 1))
	for i := range 3 {
		s.add(1, txnlog.TypeCreate, created(fmt.Sprintf("/other-%d", i), "x", int32(i+2)))
	}
	must(t, w.Append(t.Context(), s.all, "a", txnlog.ProofSeen))
	dropped, err := w.Retain(t.Context(), Retention{MaxBytes: 1}, time.Now())
	if must(t, err); dropped != 1 {
		t.Fatalf("%d segments were dropped", dropped)
	}
	store := newStore(t, dir, Key{})
	tree, err := store.At(t.Context(), w.Last())
	must(t, err)
	nodes, err := tree.Nodes(t.Context(), []znode.Path{path(t, "/skipped")})
	if must(t, err); nodes[0].Stat.DataLength != int32(len("secret")) {
		t.Errorf("its length is %d", nodes[0].Stat.DataLength)
	}
	if _, _, err := store.Replay(t.Context(), 0, false, emptyWriter(t, t.TempDir(), Options{})); !errors.Is(err, ErrSkipped) {
		t.Errorf("replaying it: %v", err)
	}
	if _, err := Verify(t.Context(), dir, Key{}); err != nil {
		t.Error(err)
	}
}

// A copy tells of gaps what the original tells, whether a tree is known behind them, a segment
// goes on there, or a new one begins; and both know when their tree is not the ensemble's.
func TestCopiesTellOfGapsAsTheOriginal(t *testing.T) {
	s := &script{}
	for i := range 20 {
		s.add(1, txnlog.TypeCreate, created(fmt.Sprintf("/n%d", i), "x", int32(i+1)))
	}
	all := s.all
	steps := []func(*Writer) error{
		func(w *Writer) error { return w.Append(t.Context(), all[:3], "a", txnlog.ProofSeen) },
		gapAt(t, all, 2, 5, txnlog.GapSnapshot),
		func(w *Writer) error { return w.Begin(t.Context(), all[4].Zxid, all[4].Time, emptyTree()) },
		func(w *Writer) error { return w.Append(t.Context(), all[5:8], "a", txnlog.ProofSeen) },
		gapAt(t, all, 7, 10, txnlog.GapDamaged),
		func(w *Writer) error { return w.Begin(t.Context(), all[9].Zxid, all[9].Time, emptyTree()) },
		func(w *Writer) error { return w.Append(t.Context(), all[10:14], "a", txnlog.ProofSeen) }, // a whole segment
		gapAt(t, all, 13, 15, txnlog.GapPurged),
		func(w *Writer) error { return w.Append(t.Context(), all[15:17], "a", txnlog.ProofSeen) },
		func(w *Writer) error { return w.Append(t.Context(), all[17:], "a", txnlog.ProofSeen) }, // beyond the next one
	}
	for _, way := range []string{"at once", "bit by bit"} {
		from, to := t.TempDir(), t.TempDir()
		options := Options{SegmentTransactions: 4}
		w, copied := newWriter(t, from, options), emptyWriter(t, to, options)
		original := newStore(t, from, Key{})
		for i, step := range steps {
			must(t, step(w))
			if way == "bit by bit" || i == len(steps)-1 {
				_, _, err := original.Replay(t.Context(), copied.Last(), copied.Begun(), copied)
				must(t, err)
			}
		}
		want, err := original.Complete(t.Context(), 0, 0)
		must(t, err)
		got, err := newStore(t, to, Key{}).Complete(t.Context(), 0, 0)
		must(t, err)
		if len(want.Gaps) != 3 || !slices.Equal(got.Gaps, want.Gaps) {
			t.Errorf("%s: the copy tells of %+v, the original of %+v", way, got.Gaps, want.Gaps)
		}
		for name, w := range map[string]*Writer{"original": w, "copy": copied} {
			if exact, err := w.Exact(t.Context()); err != nil || exact {
				t.Errorf("%s: the %s's tree is said to be exact, %v", way, name, err)
			}
		}
	}
}

// gapAt notes a gap between two of the transactions.
func gapAt(t *testing.T, all []txnlog.Transaction, after, before int, cause txnlog.GapCause) func(*Writer) error {
	return func(w *Writer) error {
		return w.Gap(t.Context(), txnlog.Gap{After: all[after].Zxid, Before: all[before].Zxid, Cause: cause})
	}
}

// TestReplayIsBounded: what is handed over at once takes no more memory for its many changes,
// be they created or gone with their sessions. One transaction that is more by itself comes whole.
func TestReplayIsBounded(t *testing.T) {
	t.Parallel()
	const sessions, each, length = 5, 550, 4_000
	dir, s := t.TempDir(), &script{}
	var ends [sessions][]string
	for i := range ends {
		var made []txnlog.Op
		for j := range each {
			path := fmt.Sprintf("/%d-%d-%s", i, j, strings.Repeat("x", length))
			ends[i] = append(ends[i], path)
			made = append(made, txnlog.Op{Type: txnlog.TypeCreate, Path: path, ACL: open, Ephemeral: true, ParentCversion: int32(i*each + j + 1)})
		}
		s.add(int64(i+1), txnlog.TypeMulti, made...)
	}
	for i, paths := range ends {
		s.add(int64(i+1), txnlog.TypeCloseSession, txnlog.Op{Type: txnlog.TypeCloseSession, Paths: paths, PathsKnown: true})
	}
	large := []txnlog.Op{
		{Type: txnlog.TypeCreate, Path: "/large", Data: make([]byte, replayBytes+1), ACL: open, ParentCversion: sessions*each*2 + 1},
		{Type: txnlog.TypeCreate, Path: "/beside", ACL: open, ParentCversion: sessions*each*2 + 2},
	}
	s.add(1, txnlog.TypeMulti, large...)
	write(t, newWriter(t, dir, Options{}), s.all)
	var handed weighing
	_, _, err := newStore(t, dir, Key{}).Replay(t.Context(), epoch, true, &handed)
	must(t, err)
	if handed.transactions != 2*sessions+1 || handed.most > replayBytes || len(handed.last.Ops) != len(large) {
		t.Errorf("%d transactions were handed over, up to %d bytes beside the last at once, which has %d changes", handed.transactions, handed.most, len(handed.last.Ops))
	}
}

// weighing is a Receiver that weighs what is handed over at once.
type weighing struct {
	Receiver
	transactions int
	most         int // bytes of paths, beside the last transaction's
	last         txnlog.Transaction
}

func (w *weighing) Append(_ context.Context, transactions []txnlog.Transaction, _ string, _ txnlog.Proof) error {
	w.transactions += len(transactions)
	w.last = transactions[len(transactions)-1]
	size := 0
	for _, transaction := range transactions[:len(transactions)-1] {
		for _, op := range transaction.Ops {
			size += len(op.Path)
			for _, path := range op.Paths {
				size += len(path)
			}
		}
	}
	w.most = max(w.most, size)
	return nil
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
