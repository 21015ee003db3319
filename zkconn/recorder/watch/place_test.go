package watch

import (
	"fmt"
	"testing"

	"zkweb/zkconn/txnlog"
)

// TestChangesWhoseZxidsNobodyTellsGetFreeOnes: each one of its own, as many as there are.
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
		t.Errorf("%d are placed, %d wait; at %d is %s, at %d %s", len(placed), len(w.waiting), last+7, used[last+7], last+2, used[last+2])
	}
}
