package history

import (
	"fmt"
	"testing"

	"zkweb/zkconn/txnlog"
)

// TestEachTransactionIsFound, also the last of a segment, which is the moment at which the
// next begins.
func TestEachTransactionIsFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{SegmentTransactions: 3}), &script{}
	for i := range 10 {
		s.add(1, txnlog.TypeCreate, created(fmt.Sprintf("/n%d", i), "", int32(i+1)))
	}
	for _, each := range s.all {
		write(t, w, []txnlog.Transaction{each})
	}
	store := newStore(t, dir, Key{})
	if files, err := segmentFiles(dir); err != nil || len(files) < 3 {
		t.Fatalf("%d segments: %v", len(files), err)
	}
	for i, each := range s.all {
		changes, err := store.Transaction(t.Context(), each.Zxid, 10)
		if err != nil || len(changes) != 1 || changes[0].Zxid != each.Zxid || changes[0].Path.Name() != fmt.Sprintf("n%d", i) {
			t.Errorf("%#x has the changes %+v: %v", each.Zxid, changes, err)
		}
	}
	for _, none := range []int64{epoch, s.zxid + 1} {
		if changes, err := store.Transaction(t.Context(), none, 10); err != nil || len(changes) > 0 {
			t.Errorf("%#x has the changes %+v: %v", none, changes, err)
		}
	}
}
