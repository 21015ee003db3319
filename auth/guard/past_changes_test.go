package guard

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// GetACLs implements zookeeper.
func (open) GetACLs(context.Context, znode.Path) ([]znode.ACL, znode.Stat, error) {
	return everybody, znode.Stat{}, nil
}

var everybody = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

// TestChangesAreGoneOnWith checks that a search that ended early can be continued until it has
// found what an unlimited search finds, and that the place where it ended discloses no change of
// which the person may not know.
func TestChangesAreGoneOnWith(t *testing.T) {
	t.Parallel()
	const first, apart, count = 1<<32 + 1, 5_000, 60
	dir := t.TempDir()
	writer, err := history.OpenWriter(dir, history.Options{SegmentTransactions: 25})
	must(t, err)
	must(t, writer.Begin(t.Context(), first-1, 1_700_000_000_000, treeOf("/", "/mine", "/mine/a", "/theirs", "/theirs/a")))
	for i := range int64(count) {
		set := txnlog.Op{Type: txnlog.TypeSet, Path: "/theirs/a", Version: int32(i)}
		if i%20 == 7 {
			set.Path = "/mine/a"
		}
		one := txnlog.Transaction{Zxid: first + i*apart, Time: 1_700_000_000_000 + i, Session: 7, Type: txnlog.TypeSet, Ops: []txnlog.Op{set}}
		must(t, writer.Append(t.Context(), []txnlog.Transaction{one}, "test", txnlog.ProofSeen))
	}
	must(t, writer.Close())
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	person := people.Person{User: "bob", Verified: true, Role: people.Viewer, Paths: []znode.Path{path(t, "/mine")}}
	rules := Rules{Trail: &memory{}, Histories: map[string]History{"main": {store, znode.Root}}}.WithDefaults()
	past := (&Guard{Person: person, rules: rules, session: open{}, entry: audit.Entry{User: "bob", Cluster: "main"}}).Past()

	find := func(window history.Window, until time.Time) (found []int64, err error) {
		for version, err := range past.Changes(t.Context(), znode.Root, window, until) {
			if err != nil {
				return found, err
			}
			found = append(found, version.Zxid)
		}
		return found, nil
	}
	whole, err := find(history.Window{}, time.Time{})
	must(t, err)
	var parts []int64
	window, ended := history.Window{}, 0
	for {
		found, err := find(window, time.Now())
		parts = append(parts, found...)
		unfinished, is := errors.AsType[*Unfinished](err)
		if !is {
			must(t, err)
			break
		}
		if ended++; unfinished.Behind%unfinishedStep != 0 || window.To != 0 && unfinished.Behind >= window.To || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("behind %#x it ended with %v", window.To, err)
		}
		window.To = unfinished.Behind
	}
	if want := fmt.Sprint(whole); len(whole) != count/20 || fmt.Sprint(parts) != want || ended < count*apart/unfinishedStep/2 {
		t.Errorf("in %d parts %v is found, want %s", ended+1, parts, want)
	}
}

// treeOf returns znodes that are open to everybody.
func treeOf(paths ...string) iter.Seq2[history.Node, error] {
	return func(yield func(history.Node, error) bool) {
		for _, path := range paths {
			if !yield(history.Node{Path: path, Data: []byte{}, ACL: everybody}, nil) {
				return
			}
		}
	}
}
