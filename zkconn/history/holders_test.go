package history

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// TestHoldersOfALock: one after the other as their numbers say; readers together.
func TestHoldersOfALock(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		contenders []string // name, from and to; to 0 while it is there
		want       []string // of those that held it, the newest first
	}{
		{[]string{"a__lock__0000000001 1 5", "b__lock__0000000002 2 9", "c__lock__0000000003 3 0", "d__lock__0000000004 4 0"},
			[]string{"c 9-0", "b 5-9", "a 1-5"}},
		{[]string{"a__lock__0000000001 1 5", "b__lock__0000000002 2 4", "c__lock__0000000003 7 8"}, []string{"c 7-8", "a 1-5"}},
		{[]string{"a__rlock__0000000001 1 0", "b__rlock__0000000002 2 6", "c__lock__0000000003 3 0", "d__rlock__0000000004 4 0"},
			[]string{"a 1-0", "b 2-6"}},
		{[]string{"a__rlock__0000000001 1 7", "b__lock__0000000002 2 9", "c__rlock__0000000003 3 0", "d__rlock__0000000004 10 0"},
			[]string{"d 10-0", "c 9-0", "b 7-9", "a 1-7"}},
		{[]string{"a__lock__2147483647 1 0", "b__lock__-2147483648 2 0"}, []string{"a 1-0"}},
		{[]string{"party-without-number 1 0"}, nil},
		// Members of a group are no line, whatever numbers they have.
		{[]string{"server-0000000001 1 0", "server-0000000002 2 5", "broker__0000000003 6 0"}, nil},
		{[]string{"a-lease-0000000001 1 5", "b-lease-0000000002 2 0", "c-lease-0000000003 5 0"}, []string{"c 5-0", "b 2-0", "a 1-5"}},
		// Two lines in one place take no notice of each other.
		{[]string{"a-latch-0000000001 1 0", "b__lock__0000000002 2 5", "c__lock__0000000003 3 0", "d-latch-0000000004 4 0"}, []string{"c 5-0", "a 1-0", "b 2-5"}},
	} {
		var contenders []Held
		for _, text := range test.contenders {
			var name string
			var h Held
			if _, err := fmt.Sscan(text, &name, &h.From, &h.To); err != nil {
				t.Fatal(err)
			}
			var err error
			if h.Path, err = znode.ParsePath("/lock/" + clientsName(name)); err != nil {
				t.Fatal(err)
			}
			contenders = append(contenders, h)
		}
		var told []string
		for _, h := range holders(contenders, 0) {
			told = append(told, fmt.Sprintf("%.1s %d-%d", strings.TrimPrefix(h.Path.Name(), "_c_"), h.From, h.To))
		}
		if !slices.Equal(told, test.want) {
			t.Errorf("%q held it as %q, want %q", test.contenders, told, test.want)
		}
	}
}

// TestLeasesThatWait checks that a lease is held from when its client released the lock beside it.
func TestLeasesThatWait(t *testing.T) {
	t.Parallel()
	held := func(text string) (all []Held) {
		for one := range strings.FieldsSeq(text) {
			var h Held
			_, err := fmt.Sscanf(one, "%x:%d-%d", &h.Session, &h.From, &h.To)
			must(t, err)
			all = append(all, h)
		}
		return all
	}
	for _, test := range []struct{ leases, locks, want string }{
		{"c:8-0 b:5-0 a:2-0", "c:7-0 b:4-6 a:1-3", "b:6-0 a:3-0"}, // c waits
		{"c:8-12 b:5-9 a:2-0", "c:7-10 b:4-6 a:1-3", "c:10-12 b:6-9 a:3-0"},
		{"c:8-9 b:5-0", "d:10-0 c:7-10 b:4-6", "b:6-0"}, // c gave up before its lease was granted
		{"a:8-0 a:2-0", "a:7-0 a:1-3", "a:3-0"},         // one session, twice
		{"b:5-0 a:2-4", "", "b:5-0 a:2-4"},              // nothing is known of the lock
		{"b:5-0 a:2-4", "c:4-0", "b:5-0 a:2-4"},         // another's, whose own lease is still to come
	} {
		var told []string
		for _, h := range Granted(held(test.leases), held(test.locks)) {
			told = append(told, fmt.Sprintf("%x:%d-%d", h.Session, h.From, h.To))
		}
		same(t, fmt.Sprintf("of %s, with the lock %s,", test.leases, test.locks), told, strings.Fields(test.want))
	}
}

// clientsName puts before the name of a contender what kazoo ("a__lock__…") or Curator
// ("a-latch-…") do: a UUID, here of that one letter.
func clientsName(name string) string {
	uuid := strings.Repeat(name[:1], 32)
	switch name[1:min(3, len(name))] {
	case "__":
		return uuid + name[1:]
	case "-l":
		return "_c_" + uuid + name[1:]
	}
	return name
}

// TestHoldersOfALineThatIsTooLong: while more wait than are looked at, nobody can tell who of
// all is first. Nobody is told to hold a lock for whom others stand before.
func TestHoldersOfALineThatIsTooLong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{}), &script{}
	name := func(i int) string { return fmt.Sprintf("/lock/lock-%010d", i) }
	s.add(1, txnlog.TypeCreate, created("/lock", "", 1))
	for i := range maxHeld + 1 {
		s.add(0xa, txnlog.TypeCreate, txnlog.Op{Type: txnlog.TypeCreate, Path: name(i), ACL: open, Ephemeral: true, ParentCversion: int32(i) + 1})
	}
	told := 0
	for gone, want := range [][]string{nil, nil, {name(2), name(1)}} {
		if gone > 0 {
			s.add(0xa, txnlog.TypeDelete, deleted(name(gone-1)))
		}
		write(t, w, s.all[told:])
		told = len(s.all)
		held, err := newStore(t, dir, Key{}).Holders(t.Context(), path(t, "/lock"))
		must(t, err)
		var lines []string
		for _, h := range held {
			lines = append(lines, h.Path.String())
		}
		same(t, fmt.Sprintf("holders when %d have gone", gone), lines, want)
	}
}

// TestWhoMayHaveHeldALineLater: who came before all that are looked at went may have stood
// behind another, also in a segment before; who came or began later did not.
func TestWhoMayHaveHeldALineLater(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 700} {
		dir := t.TempDir()
		w, s := newWriter(t, dir, Options{SegmentTransactions: size}), &script{}
		name := func(i int) string { return fmt.Sprintf("/lock/lock-%010d", i) }
		come := func(i int) {
			s.add(0xa, txnlog.TypeCreate, txnlog.Op{Type: txnlog.TypeCreate, Path: name(i), ACL: open, Ephemeral: true, ParentCversion: int32(i) + 1})
		}
		s.add(1, txnlog.TypeCreate, created("/lock", "", 1))
		come(0) // 2: it holds the lock at first, and is forgotten in the end
		come(1) // 3: it waits until 4
		s.add(0xa, txnlog.TypeDelete, deleted(name(0)))
		for i := range maxHeld + 100 { // others give up
			come(i + 2)
			s.add(0xa, txnlog.TypeDelete, deleted(name(i+2)))
		}
		come(maxHeld + 102)
		s.add(0xa, txnlog.TypeDelete, deleted(name(1)))
		write(t, w, s.all)
		held, err := newStore(t, dir, Key{}).Holders(t.Context(), path(t, "/lock"))
		must(t, err)
		var lines []string
		for _, h := range held {
			lines = append(lines, fmt.Sprintf("%s %d-%d %t", h.Path.Name(), h.From-epoch, max(h.To-epoch, 0), h.OrLater))
		}
		end := len(s.all)
		same(t, fmt.Sprintf("holders, segments of %d", size), lines, []string{fmt.Sprintf("lock-%010d %d-0 false", maxHeld+102, end), fmt.Sprintf("lock-0000000001 3-%d true", end)})
	}
}

// withEphemeral returns a tree with an ephemeral znode in /lock.
func withEphemeral(name string, czxid, owner int64) iter.Seq2[Node, error] {
	return func(yield func(Node, error) bool) {
		_ = yield(Node{Path: "/", Data: []byte{}, ACL: open}, nil) && yield(Node{Path: "/lock", Data: []byte{}, ACL: open, Stat: znode.Stat{Czxid: epoch + 1}}, nil) &&
			yield(Node{Path: "/lock/" + name, Data: []byte{}, ACL: open, Stat: znode.Stat{Czxid: czxid, EphemeralOwner: owner}}, nil)
	}
}

// TestWhatWentInAGapIsHeldNoLonger: of an ephemeral znode whose end was not seen, it is known
// that it was gone when what lies behind the gap began. Whoever waited for it holds the lock.
func TestWhatWentInAGapIsHeldNoLonger(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{}), &script{}
	s.add(1, txnlog.TypeCreate, created("/lock", "", 1))
	for i, session := range []int64{0xa, 0xb} { // 2, 3
		s.add(session, txnlog.TypeCreate, txnlog.Op{Type: txnlog.TypeCreate, Path: fmt.Sprintf("/lock/lock-%010d", i), ACL: open, Ephemeral: true, ParentCversion: int32(i) + 1})
	}
	write(t, w, s.all)
	must(t, w.Gap(t.Context(), txnlog.Gap{After: epoch + 3, Before: epoch + 51, Cause: txnlog.GapSnapshot}))
	must(t, w.Begin(t.Context(), epoch+50, 1_700_000_050_000, withEphemeral("lock-0000000001", epoch+3, 0xb)))
	write(t, w, []txnlog.Transaction{{Zxid: epoch + 51, Time: 1_700_000_051_000, Type: txnlog.TypeDelete, Ops: []txnlog.Op{deleted("/lock/lock-0000000001")}}})
	store := newStore(t, dir, Key{})
	tell := func(all []Held) (lines []string) {
		for _, h := range all {
			lines = append(lines, fmt.Sprintf("%s %#x %d-%d", h.Path.Name(), h.Session, h.From-epoch, h.To-epoch))
		}
		return lines
	}
	held, err := store.Holders(t.Context(), path(t, "/lock"))
	must(t, err)
	same(t, "holders", tell(held), []string{"lock-0000000001 0xb 50-51", "lock-0000000000 0xa 2-50"})
	var of []Held
	for some, err := range store.Ephemerals(t.Context(), Session{ID: 0xa}) {
		must(t, err)
		of = append(of, some...)
	}
	same(t, "the session's", tell(of), []string{"lock-0000000000 0xa 2-50"})
}

// TestAllEphemeralsOfASessionAreTold: the newest first, each once, as often as it is asked on.
func TestAllEphemeralsOfASessionAreTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{SegmentTransactions: 900}), &script{}
	const count = 2*maxHeld + 5
	for i := range count {
		s.add(0xa, txnlog.TypeCreate, txnlog.Op{Type: txnlog.TypeCreate, Path: fmt.Sprintf("/e%04d", i), ACL: open, Ephemeral: true, ParentCversion: int32(i) + 1})
	}
	for i := range count {
		if i%3 == 0 { // the others live on through later segments
			s.add(0xa, txnlog.TypeDelete, deleted(fmt.Sprintf("/e%04d", i)))
		}
	}
	write(t, w, s.all)
	found := map[string]bool{}
	for some, err := range newStore(t, dir, Key{}).Ephemerals(t.Context(), Session{ID: 0xa}) {
		must(t, err)
		if len(some) > maxHeld {
			t.Errorf("%d are told at once", len(some))
		}
		for _, h := range some {
			var i int
			_, err := fmt.Sscanf(h.Path.Name(), "e%d", &i)
			if must(t, err); found[h.Path.Name()] || h.From != epoch+1+int64(i) || (h.To != 0) != (i%3 == 0) {
				t.Errorf("%+v is told, again: %t", h, found[h.Path.Name()])
			}
			found[h.Path.Name()] = true
		}
	}
	if len(found) != count {
		t.Errorf("%d are told", len(found))
	}
}
