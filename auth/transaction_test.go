package auth

import (
	"sync/atomic"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

func opAt(t *testing.T, path string, bytes int) znode.Op {
	t.Helper()
	parsed, err := znode.ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	return znode.Op{Kind: znode.OpSet, Path: parsed, Data: make([]byte, bytes)}
}

func pathsOf(t *Transaction) (paths []string) {
	ops, _ := t.Ops()
	for _, one := range ops {
		paths = append(paths, one.Op.Path.String())
	}
	return paths
}

// TestATransactionIsBounded alone, and together with all others of a console.
func TestATransactionIsBounded(t *testing.T) {
	var inAll atomic.Int64
	full := &Transaction{inAll: &inAll}
	for range MaxCollected {
		if err := full.Add(opAt(t, "/a", 0)); err != nil {
			t.Fatal(err)
		}
	}
	large := &Transaction{inAll: &inAll}
	for name, test := range map[string]struct {
		to   *Transaction
		op   znode.Op
		want znode.Code
	}{
		"too many":  {full, opAt(t, "/a", 0), znode.CodeTransactionFull},
		"too large": {large, opAt(t, "/a", session.MaxData), znode.CodeMultiTooLarge},
		"ephemeral": {large, znode.Op{Kind: znode.OpCreate, Path: opAt(t, "/a", 0).Path, Mode: znode.ModeEphemeralSequential}, znode.CodeOpEphemeral},
	} {
		if err := test.to.Add(test.op); znode.CodeOf(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	const each = 900_000
	var all []*Transaction
	var err error
	for err == nil && len(all) < 100 {
		next := &Transaction{inAll: &inAll}
		if err = next.Add(opAt(t, "/a", each)); err == nil {
			all = append(all, next)
		}
	}
	if znode.CodeOf(err) != znode.CodeTransactionsFull || len(all)*each > maxCollectedInAll {
		t.Errorf("%d transactions of %d bytes, then %v", len(all), each, err)
	}
	all[0].close()
	if err := (&Transaction{inAll: &inAll}).Add(opAt(t, "/a", each)); err != nil {
		t.Errorf("after one ended: %v", err)
	}
	if err := all[0].Add(opAt(t, "/a", 0)); znode.KindOf(err) != znode.Unauthenticated {
		t.Errorf("into one that ended: %v", err)
	}
	all[1].Clear()
	full.Clear()
	for _, other := range all[2:] {
		other.close()
	}
	if left := inAll.Load(); left != each+opBytes+int64(len("/a")) { // of the one that was let in last
		t.Errorf("%d bytes are counted in the end", left)
	}
}

// TestATransactionIsAppliedAsItWasSeen and not twice.
func TestATransactionIsAppliedAsItWasSeen(t *testing.T) {
	list := &Transaction{inAll: new(atomic.Int64)}
	if err := list.Add(opAt(t, "/a", 1), opAt(t, "/b", 1), opAt(t, "/c", 1)); err != nil {
		t.Fatal(err)
	}
	ops, seen := list.Ops()
	list.Move(ops[2].ID, true)
	list.Move(ops[0].ID, true) // is the first already
	list.Move(99, true)
	if got := pathsOf(list); len(got) != 3 || got[1] != "/c" || got[0] != "/a" {
		t.Errorf("moved to %q", got)
	}
	if _, _, err := list.Begin(seen); znode.CodeOf(err) != znode.CodeTransactionMoved {
		t.Errorf("as it was before: %v", err)
	}
	_, seen = list.Ops()
	begun, done, err := list.Begin(seen)
	if err != nil || len(begun) != 3 {
		t.Fatalf("%v, %v", begun, err)
	}
	if _, _, err := list.Begin(seen); znode.CodeOf(err) != znode.CodeTransactionMoved {
		t.Errorf("twice at the same time: %v", err)
	}
	done(false)
	if list.Count() != 3 {
		t.Errorf("%d are left of what was not applied", list.Count())
	}
	_, done, err = list.Begin(seen)
	if err != nil {
		t.Fatal(err)
	}
	if err := list.Add(opAt(t, "/later", 1)); err != nil {
		t.Fatal(err)
	}
	done(true)
	if got := pathsOf(list); len(got) != 1 || got[0] != "/later" {
		t.Errorf("left are %q", got)
	}
}
