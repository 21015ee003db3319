package history

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"zkweb/zkconn/txnlog"
)

// recorded is a store of a real server's transactions, each proven by its digest.
func recorded(t *testing.T, options Options) (dir string) {
	t.Helper()
	dir = t.TempDir()
	w, err := OpenWriter(dir, options)
	must(t, err)
	tree := txnlog.NewTree(true)
	must(t, w.Begin(t.Context(), 0, 1, func(yield func(Node, error) bool) {
		for path, node := range tree.All() {
			if !yield(Node{Path: path, Data: node.Data, ACL: node.ACL(), Stat: node.Kept()}, nil) {
				return
			}
		}
	}))
	tailer := txnlog.NewTailer("../txnlog/testdata/3.9.3", 0)
	for transaction, err := tailer.Next(); err == nil; transaction, err = tailer.Next() {
		must(t, w.Append(t.Context(), []txnlog.Transaction{transaction}, "a", txnlog.ProofDigest))
	}
	must(t, tailer.Close())
	must(t, w.Close())
	return dir
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
	skipped, err := VerifyDigests(t.Context(), recorded(t, Options{Skip: func(path string) bool { return path == "/m" }}), Key{})
	if err != nil || skipped.Unchecked == 0 || skipped.Agree+skipped.Unchecked != recordedTransactions {
		t.Errorf("skipped: %+v, %v", skipped, err)
	}
	dir := recorded(t, Options{SegmentTransactions: 50})
	_, err = Forget(t.Context(), dir, path(t, "/m"))
	must(t, err)
	forgotten, err := VerifyDigests(t.Context(), dir, Key{})
	if err != nil || forgotten.Agree != 0 || forgotten.Unchecked != recordedTransactions {
		t.Errorf("forgotten: %+v, %v", forgotten, err)
	}
}
