package history

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"zkweb/zkconn/txnlog"
)

// recorded returns a store of a real server's transactions, each proven by its digest.
func recorded(t *testing.T, options Options) (dir string) {
	t.Helper()
	dir = t.TempDir()
	w, err := OpenWriter(dir, options)
	must(t, err)
	record(t, w, recordedTransactions)
	must(t, w.Close())
	return dir
}

// record adds a real server's transactions up to a zxid.
func record(t *testing.T, w *Writer, upTo int64) {
	t.Helper()
	if !w.Begun() {
		tree := txnlog.NewTree(true)
		must(t, w.Begin(t.Context(), 0, 1, func(yield func(Node, error) bool) {
			for path, node := range tree.All() {
				if !yield(Node{Path: path, Data: node.Data, ACL: node.ACL(), Stat: node.Kept()}, nil) {
					return
				}
			}
		}))
	}
	tailer := txnlog.NewTailer("../txnlog/testdata/3.9.3", w.Last())
	for w.Last() < upTo {
		transaction, err := tailer.Next()
		must(t, err)
		must(t, w.Append(t.Context(), []txnlog.Transaction{transaction}, "a", txnlog.ProofDigest))
	}
	must(t, tailer.Close())
}

const recordedTransactions = 0x7c

func TestVerifyDigests(t *testing.T) {
	dir := recorded(t, Options{SegmentTransactions: 50})
	got, err := VerifyDigests(t.Context(), dir, Key{})
	if err != nil || got != (Digests{Agree: recordedTransactions}) {
		t.Fatalf("%+v, %v", got, err)
	}
	// What somebody changes who computes the hashes anew, digests still tell.
	files, err := filepath.Glob(filepath.Join(dir, "*"+segmentSuffix))
	must(t, err)
	db, err := sql.Open("sqlite", files[1])
	must(t, err)
	_, err = db.Exec("UPDATE change SET version = version + 1 WHERE n = 7")
	must(t, errors.Join(err, db.Close()))
	_, err = VerifyDigests(t.Context(), dir, Key{})
	if wrong, ok := errors.AsType[*Wrong](err); !ok || wrong.To != 50+7 {
		t.Errorf("a version that was changed: %v", err)
	}
}

// What is not kept is not called wrong.
func TestDigestsOfWhatIsNotKept(t *testing.T) {
	for _, segment := range []int64{50, 1000} {
		options := Options{SegmentTransactions: segment, Skip: func(path string) bool { return path == "/m" }}
		skipped, err := VerifyDigests(t.Context(), recorded(t, options), Key{})
		if err != nil || skipped.Unchecked == 0 || skipped.Agree+skipped.Unchecked != recordedTransactions {
			t.Errorf("skipped, in segments of %d: %+v, %v", segment, skipped, err)
		}
	}
	dir := recorded(t, Options{SegmentTransactions: 50})
	_, err := Forget(t.Context(), dir, path(t, "/m"))
	must(t, err)
	forgotten, err := VerifyDigests(t.Context(), dir, Key{})
	if err != nil || forgotten.Agree != 0 || forgotten.Unchecked != recordedTransactions {
		t.Errorf("forgotten: %+v, %v", forgotten, err)
	}
}

// Where something was forgotten, what is recorded later and copies, however far they had come,
// lack it: that is not called wrong either.
func TestDigestsWhereSomethingWasForgotten(t *testing.T) {
	options := Options{SegmentTransactions: 50}
	dir := t.TempDir()
	check := func(what, dir string) {
		t.Helper()
		if _, err := Verify(t.Context(), dir, Key{}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if got, err := VerifyDigests(t.Context(), dir, Key{}); err != nil || got.Unchecked == 0 || got.Agree+got.Unchecked != recordedTransactions {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
	early := emptyWriter(t, dir, options)
	record(t, early, 60)
	must(t, early.Close())
	_, err := Forget(t.Context(), dir, path(t, "/m"))
	must(t, err)
	later := emptyWriter(t, dir, options)
	record(t, later, recordedTransactions)
	must(t, later.Close())
	check("recorded later", dir)

	from := newStore(t, dir, Key{})
	forgotten, err := from.Forgotten()
	must(t, err)
	for _, had := range []int64{-1, 0, 1, 30, 60} {
		dir := t.TempDir()
		w := emptyWriter(t, dir, options)
		if had >= 0 {
			record(t, w, had)
		}
		for _, one := range forgotten {
			must(t, w.Forgotten(t.Context(), one))
		}
		_, _, err := from.Replay(t.Context(), w.Last(), w.Begun(), w)
		must(t, err)
		must(t, w.Close())
		check(fmt.Sprintf("a copy that had come to %d", had), dir)
	}
}
