package watch

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// TestChangesWhoseZxidsNobodyTellsGetFreeOnes checks that each such change gets a zxid of its own,
// as long as there are free ones.
func TestChangesWhoseZxidsNobodyTellsGetFreeOnes(t *testing.T) {
	t.Parallel()
	const last, many = 10, 50_000
	w := &watcher{last: last}
	exact := []change{{path: "/a", zxid: last + 5}, {path: "/b", zxid: last + many}}
	var open []change
	for i := range many {
		path := fmt.Sprintf("/gone-%d", i)
		open = append(open, change{path: path, ops: []txnlog.Op{{Type: txnlog.TypeDelete, Path: path}}, after: last - 1})
	}
	open[3].guess = last + 7
	open[4].with = last + 3
	used := map[int64]string{last + 5: "/a", last + many: "/b"}
	placed := w.place(exact, open, last+many)
	for _, c := range placed {
		if other, taken := used[c.zxid]; taken || c.zxid <= last || c.zxid > last+many {
			t.Fatalf("%s is placed at %d, where %q is", c.path, c.zxid, other)
		}
		used[c.zxid] = c.path
	}
	if used[last+7] != open[3].path || used[last+2] != open[4].path || len(placed) != many-2 || len(w.waiting) != 2 {
		t.Errorf("%d changes are placed, %d wait; at %d is %s, at %d %s", len(placed), len(w.waiting), last+7, used[last+7], last+2, used[last+2])
	}
}

// TestWhatWasMadeAnewGoesBeforeThat checks that each deletion gets a zxid of its own before the
// znode is created again, although the zxids just before are used. The search does not go through
// all used ones each time.
func TestWhatWasMadeAnewGoesBeforeThat(t *testing.T) {
	t.Parallel()
	const last, free, many = 10, 200_000, 200_000
	w := &watcher{last: last}
	var exact, open []change
	for i := range int64(many) {
		path := fmt.Sprintf("/anew-%d", i)
		exact = append(exact, change{path: path, zxid: last + free + 1 + i})
		open = append(open, change{path: path, ops: []txnlog.Op{{Type: txnlog.TypeDelete, Path: path}}, after: last - 1})
	}
	placed := w.place(exact, open, last+free+many)
	for i, c := range placed {
		if want := int64(last + free - i); c.zxid != want {
			t.Fatalf("%s is placed at %d, want %d", c.path, c.zxid, want)
		}
	}
	if len(placed) != many {
		t.Errorf("%d changes are placed", len(placed))
	}
}

// TestOneTransactionOfMany checks that the deletions of all ephemeral znodes of a session make one
// transaction, without a copy for each.
func TestOneTransactionOfMany(t *testing.T) {
	const many = 10_000
	all := make([]change, many)
	for i := range all {
		path := fmt.Sprintf("/gone-%05d", i)
		all[i] = change{path: path, ops: []txnlog.Op{{Type: txnlog.TypeDelete, Path: path}}, zxid: 7, turn: i}
	}
	first := all[0].ops
	var made []txnlog.Transaction
	if allocations := testing.AllocsPerRun(1, func() { made = transactions(all) }); allocations > many/10 {
		t.Errorf("%v allocations", allocations)
	}
	if len(made) != 1 || len(made[0].Ops) != many || made[0].Type != txnlog.TypeMulti || made[0].Ops[many-1].Path != "/gone-09999" || len(first) != 1 {
		t.Errorf("%d transactions, the first of %d", len(made), len(made[0].Ops))
	}
}

// TestWhatCannotBeSeenIsNotGone checks that what is below a znode whose children cannot be listed
// does not count as deleted.
func TestWhatCannotBeSeenIsNotGone(t *testing.T) {
	t.Parallel()
	path := func(text string) znode.Path {
		parsed, err := znode.ParsePath(text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	w := &watcher{scans: 1, dirty: map[string]znode.Path{}, known: map[string]*state{"/": {}, "/a": {}, "/a/b/c": {}, "/ab": {}, "/seen": {scan: 1}}}
	w.vanished(map[znode.Path]bool{path("/a"): true, path("/other"): true})
	if got := slices.Sorted(maps.Keys(w.dirty)); !slices.Equal(got, []string{"/", "/ab"}) {
		t.Errorf("gone may be %q", got)
	}
}
