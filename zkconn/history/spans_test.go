package history

import (
	"testing"

	"zkweb/zkconn/txnlog"
)

// TestTheNewestGapsAreToldOf: of more than it is told of the others are counted.
func TestTheNewestGapsAreToldOf(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{}), &script{}
	s.add(1, txnlog.TypeCreate, created("/a", "", 1))
	write(t, w, s.all)
	for range 5 {
		last := w.Last()
		s.zxid, s.all = last+9, nil
		s.add(1, txnlog.TypeSet, wrote("/a", "", 1))
		must(t, w.Gap(t.Context(), txnlog.Gap{After: last, Before: s.zxid, Cause: txnlog.GapAway}))
		write(t, w, s.all)
	}
	store := newStore(t, dir, Key{})
	all, err := store.Complete(t.Context(), 0, 0)
	must(t, err)
	newest, err := store.complete(t.Context(), 0, 0, 2)
	must(t, err)
	if len(all.Gaps) != 5 || all.Older != 0 || len(newest.Gaps) != 2 || newest.Older != 3 || newest.Gaps[0] != all.Gaps[3] || newest.Gaps[1] != all.Gaps[4] || len(newest.Spans) != 6 {
		t.Errorf("%+v and %+v", all, newest)
	}
	if newest.Gaps[1].From == 0 || newest.Gaps[1].To <= newest.Gaps[1].From {
		t.Errorf("the newest was from %d to %d", newest.Gaps[1].From, newest.Gaps[1].To)
	}
}
