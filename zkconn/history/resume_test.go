package history

import (
	"maps"
	"slices"
	"testing"
	"time"

	"zkweb/zkconn/txnlog"
)

// TestAWriterGoesOnWithItsTree: what is opened again has the tree that it would have had,
// whatever was written: also znodes whose birth was missed, containers and such with a TTL.
func TestAWriterGoesOnWithItsTree(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 60} {
		dir := t.TempDir()
		m := newMadeUp(t)
		options := Options{SegmentTransactions: size}
		w := newWriter(t, dir, options)
		for _, missed := range []string{"/missed", "/missed-too"} {
			m.add(9, txnlog.TypeCreateContainer, txnlog.Op{Type: txnlog.TypeCreateContainer, Path: "/container" + missed[1:], ACL: open, ParentCversion: -1})
			m.add(9, txnlog.TypeCreateTTL, txnlog.Op{Type: txnlog.TypeCreateTTL, Path: "/ttl" + missed[1:], ACL: open, TTL: time.Hour, ParentCversion: -1})
			for i := range m.all[len(m.all)-2:] {
				m.tree.Apply(&m.all[len(m.all)-2+i])
			}
			for range 40 {
				m.next()
			}
			m.add(9, txnlog.TypeSetACL, txnlog.Op{Type: txnlog.TypeSetACL, Path: missed, ACL: closed, Version: 3})
			m.add(9, txnlog.TypeCreate, created(missed+"/child", "", 7))
		}
		for i := range m.all {
			write(t, w, m.all[i:i+1])
			if i%5 != 0 && i < len(m.all)-1 {
				continue
			}
			before := maps.Clone(w.state.nodes)
			owned := maps.Clone(w.state.owned)
			must(t, w.Close())
			w = newWriter(t, dir, options)
			if got, want := slices.Sorted(maps.Keys(w.state.nodes)), slices.Sorted(maps.Keys(before)); !slices.Equal(got, want) {
				t.Fatalf("segments of %d, behind %d there are %q, want %q", size, i+1, got, want)
			}
			for path, node := range w.state.nodes {
				want := *before[path]
				if want.depth = node.depth; *node != want {
					t.Errorf("segments of %d, behind %d %s is %+v, want %+v", size, i+1, path, *node, want)
				}
			}
			if !maps.EqualFunc(w.state.owned, owned, maps.Equal) {
				t.Errorf("segments of %d, behind %d sessions own %v, want %v", size, i+1, w.state.owned, owned)
			}
		}
	}
}
