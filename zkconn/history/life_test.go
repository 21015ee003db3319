package history

import (
	"fmt"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// TestTheLastACLOfWhatWentUnseen: of a znode that is not in what lies behind a gap, and of one
// that lives where the history ends, the last ACL that is known is the last; and of one that a
// transaction made anew, the one before.
func TestTheLastACLOfWhatWentUnseen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{SegmentTransactions: 8}), &script{}
	shut := func(path string) txnlog.Op {
		return txnlog.Op{Type: txnlog.TypeSetACL, Path: path, ACL: closed, Version: 1}
	}
	names := []string{"/early", "/vanished", "/changed", "/anew", "/open"}
	for i, name := range names {
		s.add(1, txnlog.TypeCreate, created(name, "open", int32(i)+1))
	}
	for _, name := range names[:4] {
		s.add(1, txnlog.TypeSetACL, shut(name))
	}
	s.add(1, txnlog.TypeSet, wrote("/changed", "x", 1))
	s.add(1, txnlog.TypeMulti, deleted("/anew"), created("/anew", "again", 7)) // 11
	write(t, w, s.all)
	must(t, w.Gap(t.Context(), txnlog.Gap{After: epoch + 11, Before: epoch + 51, Cause: txnlog.GapSnapshot}))
	must(t, w.Begin(t.Context(), epoch+50, 1_700_000_050_000, func(yield func(Node, error) bool) {
		_ = yield(Node{Path: "/", Data: []byte{}, ACL: open}, nil) && yield(Node{Path: "/early", Data: []byte{}, ACL: closed, Stat: znode.Stat{Czxid: epoch + 1}}, nil)
	}))
	store := newStore(t, dir, Key{})
	var lives []Life
	for i, name := range names {
		lives = append(lives, LifeOf(versionAt(t, store, name, epoch+1+int64(i))))
	}
	ends, err := store.LastACLs(t.Context(), lives)
	must(t, err)
	for i, end := range ends {
		want := End{Ended: names[i] != "/early", Known: true, ACL: closed}
		if names[i] == "/open" {
			want.ACL = open
		}
		if fmt.Sprint(end) != fmt.Sprint(want) {
			t.Errorf("%s ended %+v, want %+v", names[i], end, want)
		}
	}
}

// versionAt returns the change that a transaction made to a znode.
func versionAt(t *testing.T, store *Store, name string, zxid int64) Change {
	t.Helper()
	changes, err := store.Versions(t.Context(), path(t, name), zxid, 1)
	if must(t, err); len(changes) != 1 || changes[0].Zxid != zxid {
		t.Fatalf("%s at %d: %+v", name, zxid-epoch, changes)
	}
	return changes[0]
}
