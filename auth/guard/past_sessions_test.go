package guard

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// written returns the past of a cluster with some recorded transactions, as bob sees it, who has
// these paths and a session to which all znodes are open.
func written(t *testing.T, transactions []txnlog.Transaction, paths ...znode.Path) *Past {
	t.Helper()
	dir := t.TempDir()
	writer, err := history.OpenWriter(dir, history.Options{})
	must(t, err)
	must(t, writer.Begin(t.Context(), 1<<32, 1_700_000_000_000, treeOf("/", "/mine", "/theirs")))
	must(t, writer.Append(t.Context(), transactions, "test", txnlog.ProofSeen))
	must(t, writer.Close())
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	person := people.Person{User: "bob", Verified: true, Role: people.Viewer, Paths: paths}
	rules := Rules{Trail: &memory{}, Histories: map[string]History{"main": {store, znode.Root}}}.WithDefaults()
	return (&Guard{Person: person, rules: rules, session: open{}, entry: audit.Entry{User: "bob", Cluster: "main"}}).Past()
}

// TestASessionIsLookedThrough checks that ephemeral znodes of which the person may know are found
// after very many others, and that the search stops after one page of them.
func TestASessionIsLookedThrough(t *testing.T) {
	t.Parallel()
	const mine, theirs, id = 60, 2_500, 0xa
	var all []txnlog.Transaction
	add := func(count int, parent string) {
		for i := range count {
			zxid := 1<<32 + int64(len(all)) + 1
			all = append(all, txnlog.Transaction{Zxid: zxid, Time: 1_700_000_000_000, Session: id, Type: txnlog.TypeCreate, Ops: []txnlog.Op{{
				Type: txnlog.TypeCreate, Path: fmt.Sprintf("/%s/e%d", parent, i), Data: []byte{}, ACL: everybody, Ephemeral: true, ParentCversion: int32(i + 1),
			}}})
		}
	}
	add(mine, "mine")
	add(theirs, "theirs")
	past := written(t, all, path(t, "/mine"))
	for most, more := range map[int]bool{50: true, mine: false} {
		session := Session{Session: history.Session{ID: id}}
		err := past.ephemerals(testContext(t), &session, most, time.Now().Add(time.Hour)) // however slow the machine is
		if err != nil || len(session.Ephemerals) != most || session.More != more || session.Ephemerals[0].Path.String() != fmt.Sprintf("/mine/e%d", mine-1) {
			t.Errorf("of at most %d there are %d, more: %t, %v", most, len(session.Ephemerals), session.More, err)
		}
	}
	if older, known, err := past.Session(testContext(t), id, nil, 50, 50); err != nil || !known || older.More || len(older.Ephemerals) != mine-50 || older.Ephemerals[0].Path.String() != "/mine/e9" {
		t.Errorf("behind the first 50 are %+v, known: %t, %v", older, known, err)
	}
	cut := Session{Session: history.Session{ID: id}}
	if err := past.ephemerals(testContext(t), &cut, mine, time.Now()); err != nil || !cut.More || len(cut.Ephemerals) > 0 {
		t.Errorf("when the time has come %d are found, more: %t, %v", len(cut.Ephemerals), cut.More, err)
	}
	if session, known, err := written(t, all, path(t, "/other")).Session(testContext(t), id, nil, 0, 50); err != nil || known || session.ID != 0 {
		t.Errorf("who may know of nothing that it made is told %+v, %v", session, err)
	}
}

// TestALeaseThatWaitsIsNotHeld checks that a lease of a Curator semaphore is held from when its
// client released the lock beside it, for those who may know of that lock.
func TestALeaseThatWaitsIsNotHeld(t *testing.T) {
	t.Parallel()
	var all []txnlog.Transaction
	add := func(session int64, op txnlog.Op) {
		zxid := 1<<32 + int64(len(all)) + 1
		all = append(all, txnlog.Transaction{Zxid: zxid, Time: 1_700_000_000_000 + zxid, Session: session, Type: op.Type, Ops: []txnlog.Op{op}})
	}
	create := func(session int64, path string, cversion int32) {
		add(session, txnlog.Op{Type: txnlog.TypeCreate, Path: path, Data: []byte{}, ACL: everybody, Ephemeral: session != 0, ParentCversion: cversion})
	}
	name := func(place, mark string, i int) string {
		return fmt.Sprintf("/mine/%s/_c_%032d-%s-%010d", place, i, mark, i)
	}
	create(0, "/mine/locks", 1)
	create(0, "/mine/leases", 2)
	for i := range 2 { // with room for one: the second waits for its lease, and keeps the lock
		create(int64(i)+1, name("locks", "lock", i), int32(2*i)+1)
		create(int64(i)+1, name("leases", "lease", i), int32(i)+1)
		if i == 0 {
			add(1, txnlog.Op{Type: txnlog.TypeDelete, Path: name("locks", "lock", i), ParentCversion: 2})
		}
	}
	lease := 1<<32 + int64(4)
	for _, test := range []struct {
		paths []znode.Path
		from  []int64 // since when leases are held, the newest first
	}{{[]znode.Path{path(t, "/mine")}, []int64{lease + 1}}, {[]znode.Path{path(t, "/mine/leases")}, []int64{lease + 3, lease}}} {
		held, err := written(t, all, test.paths...).Holders(testContext(t), path(t, "/mine/leases"))
		must(t, err)
		var from []int64
		for _, h := range held {
			from = append(from, h.From)
		}
		if !slices.Equal(from, test.from) {
			t.Errorf("whose paths are %v is told of leases %+v, want them held since %#x", test.paths, held, test.from)
		}
	}
}

// TestTheLastACLThatIsKnownCounts checks that a deleted znode stays closed if its last known ACL
// was, even if the history does not have its deletion.
func TestTheLastACLThatIsKnownCounts(t *testing.T) {
	t.Parallel()
	shut := []znode.ACL{{Scheme: "digest", ID: "alice:hash", Perms: znode.PermAll}}
	var all []txnlog.Transaction
	for i, op := range []txnlog.Op{
		{Type: txnlog.TypeCreate, Path: "/mine/a", Data: []byte("open"), ACL: everybody, ParentCversion: 1},
		{Type: txnlog.TypeCreate, Path: "/mine/b", Data: []byte("open"), ACL: everybody, ParentCversion: 2},
		{Type: txnlog.TypeSetACL, Path: "/mine/a", ACL: shut, Version: 1},
	} {
		all = append(all, txnlog.Transaction{Zxid: 1<<32 + int64(i) + 1, Time: 1_700_000_000_000, Type: op.Type, Ops: []txnlog.Op{op}})
	}
	past := written(t, all, znode.Root)
	for name, hidden := range map[string]bool{"/mine/a": true, "/mine/b": false} {
		versions, err := past.Versions(testContext(t), path(t, name), 0, 10)
		must(t, err)
		for _, v := range versions {
			if (v.Err != nil) != hidden {
				t.Errorf("%s as of %#x: %v", name, v.Zxid, v.Err)
			}
		}
		then, _, err := past.At(testContext(t), 1<<32+2)
		must(t, err)
		if _, err := then.session.Exists(testContext(t), path(t, name)); (err != nil) != hidden {
			t.Errorf("%s as it was: %v", name, err)
		}
	}
}

// TestWhatIsHiddenIsNotCountedInALargeTransaction checks that the person sees the few changes of
// which they may know, however many others there are, and that undoing them does not disclose the
// number of the others.
func TestWhatIsHiddenIsNotCountedInALargeTransaction(t *testing.T) {
	t.Parallel()
	var all []txnlog.Transaction
	made := map[string]int32{}
	multi := func(mine, theirs int) int64 {
		transaction := txnlog.Transaction{Zxid: 1<<32 + int64(len(all)) + 1, Time: 1_700_000_000_000, Session: 0xa, Type: txnlog.TypeMulti}
		for i := range mine + theirs {
			parent := "mine"
			if i >= mine {
				parent = "theirs"
			}
			made[parent]++
			transaction.Ops = append(transaction.Ops, txnlog.Op{
				Type: txnlog.TypeCreate, Path: fmt.Sprintf("/%s/n%d", parent, made[parent]), Data: []byte{}, ACL: everybody, ParentCversion: made[parent],
			})
		}
		all = append(all, transaction)
		return transaction.Zxid
	}
	const most = 3
	few, two, mixed, own, others := multi(2, maxCounted), multi(2, 0), multi(most+1, 1), multi(most+1, 0), multi(0, 2)
	past := written(t, all, path(t, "/mine"))
	for _, name := range []string{"/mine/n1", "/mine/n3"} {
		versions, err := past.Versions(testContext(t), path(t, name), 0, 10)
		if err != nil || len(versions) != 1 || versions[0].Multi != 2 {
			t.Errorf("of %s is told %+v, %v", name, versions, err)
		}
	}
	for zxid, code := range map[int64]znode.Code{few: "", two: "", mixed: znode.CodeUndoMany, own: znode.CodeUndoMany, others: znode.CodeTransactionNone} {
		known, err := past.transaction(testContext(t), zxid, most)
		if count := map[znode.Code]int{"": 2}[code]; znode.CodeOf(err) != code || len(known) != count {
			t.Errorf("transaction %#x: %d changes, %v, want %d, %q", zxid, len(known), err, count, code)
		}
	}
	_, mixedErr := past.transaction(testContext(t), mixed, most)
	if _, ownErr := past.transaction(testContext(t), own, most); mixedErr.Error() != ownErr.Error() {
		t.Errorf("beside what is hidden: %v, else %v", mixedErr, ownErr)
	}
}
