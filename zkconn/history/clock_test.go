package history

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

const firstSecond = 1_700_000_000 // with which the tests' stores begin

// stepping returns transactions of leaders whose clocks step: back an hour amid a segment of
// twenty, back at the border of two, ahead a day and back again, and by single ones.
func stepping() []txnlog.Transaction {
	s := &script{}
	s.add(1, txnlog.TypeCreate, created("/a", "", 1))
	for i := range int32(119) {
		s.add(1, txnlog.TypeSet, wrote("/a", fmt.Sprint(i), i+1))
	}
	ahead := map[int]int64{9: -3600, 40: -1800, 65: 86400, 75: -86400, 80: 86400, 90: 30, 91: -60, 92: 30, 100: -90000, 110: 97}
	step := int64(0)
	for i := range s.all {
		step += ahead[i]
		s.all[i].Time = (firstSecond+int64(i)/2*7+step)*1000 + int64(i%3)*300 // two of the same second
	}
	return s.all
}

// TestTimesThroughClockSteps: what a time means is what a look at each transaction says,
// however clocks have stepped, where segments end and the writer was opened again.
func TestTimesThroughClockSteps(t *testing.T) {
	t.Parallel()
	all := stepping()
	for _, each := range []struct{ segment, batch int }{{1000, 50}, {20, 17}} {
		dir := t.TempDir()
		for batch := range slices.Chunk(all, each.batch) {
			w := newWriter(t, dir, Options{SegmentTransactions: int64(each.segment)})
			write(t, w, batch)
			must(t, w.Close())
		}
		if _, err := Verify(t.Context(), dir, Key{}); err != nil {
			t.Errorf("%+v: %v", each, err)
		}
		s := newStore(t, dir, Key{})
		for _, second := range seconds(all) {
			checkSecond(t, s, all, second)
		}
		for from := range len(all) / 3 {
			checkSpan(t, s, all, all[from*3].Time/1000, all[len(all)-1-from*2].Time/1000)
		}
	}
}

// seconds are those that transactions and the tree before them are of, and those around.
func seconds(all []txnlog.Transaction) []int64 {
	found := []int64{firstSecond - 1, firstSecond}
	for _, one := range all {
		found = append(found, one.Time/1000-1, one.Time/1000, one.Time/1000+1)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// checkSecond looks for the last transaction of a second or an earlier one, and the first of
// it or a later one.
func checkSecond(t *testing.T, s *Store, all []txnlog.Transaction, second int64) {
	t.Helper()
	last, since := int64(-1), int64(0)
	if firstSecond <= second {
		last = epoch
	}
	late := firstSecond >= second
	for _, one := range all {
		if one.Time/1000 <= second {
			last = one.Zxid
		}
		if late = late || one.Time/1000 >= second; !late {
			since = one.Zxid + 1
		}
	}
	if since == 0 && firstSecond < second {
		since = epoch + 1
	}
	at, err := s.ZxidAt(t.Context(), time.Unix(second, 999_000_000))
	if znode.CodeOf(err) == znode.CodeHistoryBefore {
		at, err = -1, nil
	}
	if err != nil || at != last {
		t.Errorf("at %d it was %#x, %v, not %#x", second-firstSecond, at, err, last)
	}
	if begin, err := s.ZxidSince(t.Context(), time.Unix(second, 0)); err != nil || begin != since {
		t.Errorf("since %d it is %#x, %v, not %#x", second-firstSecond, begin, err, since)
	}
}

// checkSpan looks whether a window has all that are of a span of time.
func checkSpan(t *testing.T, s *Store, all []txnlog.Transaction, first, last int64) {
	t.Helper()
	var want, got []int64
	for _, one := range slices.Backward(all) {
		if second := one.Time / 1000; first <= second && second <= last {
			want = append(want, one.Zxid)
		}
	}
	var window Window
	var err error
	if window.From, err = s.ZxidSince(t.Context(), time.Unix(first, 0)); err != nil {
		t.Fatal(err)
	}
	window.To, err = s.ZxidAt(t.Context(), time.Unix(last, 0))
	if err != nil {
		t.Fatal(err)
	}
	for c, err := range s.Changes(t.Context(), pathOf("/a"), window) {
		if err != nil {
			t.Fatal(err)
		}
		if second := c.Time / 1000; first <= second && second <= last {
			got = append(got, c.Zxid)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("from %d to %d: %#x, want %#x", first-firstSecond, last-firstSecond, got, want)
	}
}
