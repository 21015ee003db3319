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
		changes := transaction(t, store, each.Zxid)
		if len(changes) != 1 || changes[0].Zxid != each.Zxid || changes[0].Path.Name() != fmt.Sprintf("n%d", i) {
			t.Errorf("%#x has the changes %+v", each.Zxid, changes)
		}
	}
	for _, none := range []int64{epoch, s.zxid + 1} {
		if changes := transaction(t, store, none); len(changes) > 0 {
			t.Errorf("%#x has the changes %+v", none, changes)
		}
	}
}

// TestALargeTransactionIsReadInSteps, each of its changes once and in their order.
func TestALargeTransactionIsReadInSteps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{}), &script{}
	for _, count := range []int{togetherStep, 2*togetherStep + 1, 1} {
		ops := make([]txnlog.Op, count)
		for i := range ops {
			ops[i] = created(fmt.Sprintf("/%d-%d", count, i), "", int32(i+1))
		}
		s.add(1, txnlog.TypeMulti, ops...)
	}
	write(t, w, s.all)
	store := newStore(t, dir, Key{})
	for _, each := range s.all {
		changes := transaction(t, store, each.Zxid)
		if len(changes) != len(each.Ops) {
			t.Fatalf("of %d changes there are %d", len(each.Ops), len(changes))
		}
		for i, change := range changes {
			if change.Path.String() != each.Ops[i].Path {
				t.Fatalf("change %d is of %s, want %s", i, change.Path, each.Ops[i].Path)
			}
		}
	}
}

func transaction(t *testing.T, store *Store, zxid int64) (changes []Change) {
	t.Helper()
	for some, err := range store.Transaction(t.Context(), zxid) {
		if err != nil {
			t.Fatal(err)
		}
		if len(some) == 0 || len(some) > togetherStep {
			t.Fatalf("%d changes come at once", len(some))
		}
		changes = append(changes, some...)
	}
	return changes
}
