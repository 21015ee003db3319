package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
)

// TestALargeTransactionIsPaged checks that each change of a large transaction is on exactly one
// page, even if a znode was changed several times. A page in the middle continues after a znode of
// the page before.
func TestALargeTransactionIsPaged(t *testing.T) {
	t.Parallel()
	const first, large = 1<<32 + 1, 1<<32 + 2
	dir := t.TempDir()
	writer, err := history.OpenWriter(dir, history.Options{})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	must(writer.Begin(t.Context(), first-1, 1_700_000_000_000, func(yield func(history.Node, error) bool) {
		for _, path := range []string{"/", "/app", "/app/often", "/other"} {
			yield(history.Node{Path: path, Data: []byte("zero"), ACL: open}, nil)
		}
	}))
	var ops []txnlog.Op
	for i := range 500 {
		for _, parent := range []string{"/app", "/other"} {
			ops = append(ops, txnlog.Op{Type: txnlog.TypeCreate, Path: fmt.Sprintf("%s/n%03d", parent, i), Data: []byte{}, ACL: open, ParentCversion: int32(i + 1)})
		}
		if i%2 == 0 {
			ops = append(ops, txnlog.Op{Type: txnlog.TypeSet, Path: "/app/often", Data: []byte{byte(i)}, Version: int32(i/2 + 1)})
		}
	}
	for i, ops := range [][]txnlog.Op{{{Type: txnlog.TypeSet, Path: "/app", Data: []byte("x"), Version: 1}}, ops, {{Type: txnlog.TypeSet, Path: "/app", Data: []byte("y"), Version: 2}}} {
		kind := txnlog.TypeSet
		if len(ops) > 1 {
			kind = txnlog.TypeMulti
		}
		must(writer.Append(t.Context(), []txnlog.Transaction{{Zxid: first + int64(i), Time: 1_700_000_000_000, Type: kind, Ops: ops}}, "test", txnlog.ProofSeen))
	}
	must(writer.Close())
	viewer := runRecordedOn(t, zktest.Run(t), func(config *Config) {
		store, err := history.Open(dir, history.Key{})
		must(err)
		t.Cleanup(func() { _ = store.Close() })
		config.Histories = site.Histories{"main": store}
	}).member(t, "viewer")
	whole := viewer.history(t, "/c/main/changes/app?limit=1000").lines()
	for _, below := range []string{"app", ""} {
		var paged []string
		near := 0
		for next := "?limit=70"; next != ""; {
			told := viewer.history(t, "/c/main/changes/"+below+next)
			paged = append(paged, told.lines()...)
			if next = ""; told.Next != "" {
				next = "?limit=70&after=" + url.QueryEscape(told.Next)
			}
			if strings.Contains(told.Next, ".1/") {
				near++
			}
		}
		paged = slices.DeleteFunc(paged, func(line string) bool { return strings.HasPrefix(line, "/other") })
		if !slices.Equal(paged, whole) || len(whole) != 752 || near < 3 {
			t.Errorf("below /%s page by page there are %d, want %d; %d pages begin near their place", below, len(paged), len(whole), near)
		}
	}
	none := viewer.history(t, fmt.Sprintf("/c/main/changes/app?limit=5&after=%#x.300/app/never-was", uint64(large))).lines()
	if !slices.Equal(none, whole[1:6]) {
		t.Errorf("after a znode that the transaction did not change there are %q, want %q", none, whole[1:6])
	}
}
