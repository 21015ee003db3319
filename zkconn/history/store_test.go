package history

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/dirlock"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

var open = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

var closed = []znode.ACL{{Scheme: "digest", ID: "alice:hash", Perms: znode.PermAll}}

// epoch is the first zxid of the tests' transactions less one.
const epoch = int64(1) << 32

// script writes transactions down one after the other.
type script struct {
	zxid, time int64
	all        []txnlog.Transaction
}

func (s *script) add(session int64, kind txnlog.Type, ops ...txnlog.Op) int64 {
	if s.zxid == 0 {
		s.zxid, s.time = epoch, 1_700_000_000_000
	}
	s.zxid++
	s.time += 1000
	s.all = append(s.all, txnlog.Transaction{Zxid: s.zxid, Time: s.time, Session: session, Cxid: int32(len(s.all) + 1), Type: kind, Ops: ops})
	return s.zxid
}

func created(path, data string, cversion int32) txnlog.Op {
	return txnlog.Op{Type: txnlog.TypeCreate, Path: path, Data: []byte(data), ACL: open, ParentCversion: cversion}
}

func wrote(path, data string, version int32) txnlog.Op {
	return txnlog.Op{Type: txnlog.TypeSet, Path: path, Data: []byte(data), Version: version}
}

func deleted(path string) txnlog.Op { return txnlog.Op{Type: txnlog.TypeDelete, Path: path} }

// emptyTree is that of a new ensemble, as far as the tests need it.
func emptyTree() iter.Seq2[Node, error] {
	return func(yield func(Node, error) bool) {
		yield(Node{Path: "/", Data: []byte{}, ACL: open}, nil)
	}
}

func newWriter(t *testing.T, dir string, options Options) *Writer {
	t.Helper()
	w, err := OpenWriter(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	if w.Last() == 0 {
		if err := w.Begin(t.Context(), epoch, 1_700_000_000_000, emptyTree()); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func newStore(t *testing.T, dir string, key Key) *Store {
	t.Helper()
	s, err := Open(dir, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func write(t *testing.T, w *Writer, transactions []txnlog.Transaction) {
	t.Helper()
	if err := w.Append(t.Context(), transactions, "test", txnlog.ProofDigest); err != nil {
		t.Fatal(err)
	}
}

func path(t *testing.T, text string) znode.Path {
	t.Helper()
	p, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// day returns a script with a bit of everything.
func day() *script {
	s := &script{}
	const alice, bob = 0x100, 0x200
	s.add(alice, txnlog.TypeCreateSession, txnlog.Op{Type: txnlog.TypeCreateSession, Timeout: 10 * time.Second})
	s.add(alice, txnlog.TypeCreate, created("/config", "", 1))
	s.add(alice, txnlog.TypeCreate, created("/config/a", "one", 1))
	s.add(alice, txnlog.TypeSet, wrote("/config/a", "two", 1))
	s.add(alice, txnlog.TypeError)
	s.add(alice, txnlog.TypeSetACL, txnlog.Op{Type: txnlog.TypeSetACL, Path: "/config/a", ACL: closed, Version: 1})
	s.add(alice, txnlog.TypeMulti, wrote("/config/a", "three", 2), created("/config/b", "b", 2))
	s.add(bob, txnlog.TypeCreateSession, txnlog.Op{Type: txnlog.TypeCreateSession, Timeout: 20 * time.Second})
	s.add(bob, txnlog.TypeCreate, txnlog.Op{Type: txnlog.TypeCreate, Path: "/config/e", Data: []byte("x"), ACL: open, Ephemeral: true, ParentCversion: 3})
	s.add(alice, txnlog.TypeDelete, deleted("/config/a"))
	s.add(alice, txnlog.TypeCreate, created("/config/a", "anew", 4))
	end := s.add(bob, txnlog.TypeCloseSession, txnlog.Op{Type: txnlog.TypeCloseSession, Paths: []string{"/config/e"}, PathsKnown: true})
	s.all[end-epoch-1].Cxid = 0
	return s
}

// summary returns a change in one line.
func summary(c Change) string {
	return fmt.Sprintf("%d %s %s v%d life %d multi %d %s", c.Zxid-epoch, c.Verb, c.Path, c.Version, c.Life-epoch, c.Multi, c.Cause)
}

func summaries(t *testing.T, seq iter.Seq2[Change, error]) (lines []string) {
	t.Helper()
	for c, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.TrimSpace(summary(c)))
	}
	return lines
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant:\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestVersionsAndChanges: of a znode, each life apart, and below one, over one segment
// and over many.
func TestVersionsAndChanges(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 1, 3, 5} {
		dir := t.TempDir()
		w := newWriter(t, dir, Options{SegmentTransactions: size})
		write(t, w, day().all)
		s := newStore(t, dir, Key{})
		versions, err := s.Versions(t.Context(), path(t, "/config/a"), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var lines, data []string
		for _, c := range versions {
			lines = append(lines, strings.TrimSpace(summary(c)))
			if c.HasData() {
				value, err := s.Data(t.Context(), c)
				if err != nil {
					t.Fatal(err)
				}
				data = append(data, fmt.Sprintf("%s %d", value, c.Length))
			}
		}
		same(t, fmt.Sprintf("versions, segments of %d", size), lines, []string{
			"11 create /config/a v0 life 11 multi 1", "10 delete /config/a v2 life 3 multi 1", "7 set /config/a v2 life 3 multi 2",
			"6 acl /config/a v1 life 3 multi 1", "4 set /config/a v1 life 3 multi 1", "3 create /config/a v0 life 3 multi 1",
		})
		same(t, "data", data, []string{"anew 4", "three 5", "two 3", "one 3"})
		if acl := versions[1].ACL; len(acl) != 1 || acl[0] != closed[0] {
			t.Errorf("the ACL when it was deleted is %v", acl)
		}
		if ends, err := s.LastACLs(t.Context(), []Life{LifeOf(versions[5]), LifeOf(versions[0]), LifeOf(versions[1])}); err != nil ||
			!ends[0].Ended || ends[0].ACL[0] != closed[0] || ends[1].Ended || !ends[2].Ended || ends[2].ACL[0] != closed[0] {
			t.Errorf("how the lives ended: %v, %v", ends, err)
		}
		for want, lets := range map[int]func([]znode.ACL) bool{1: func([]znode.ACL) bool { return true }, 0: func([]znode.ACL) bool { return false }} {
			lives, err := s.LivesBefore(t.Context(), path(t, "/config/a"), versions[0].Life, path(t, "/config"), lets)
			if err != nil || len(lives) != want || want == 1 && (lives[0].Czxid != versions[1].Life || lives[0].Whose.Czxid != epoch+2) {
				t.Errorf("before the newest there were %v, %v; want %d", lives, err, want)
			}
		}
		all := []string{
			"12 delete /config/e v0 life 9 multi 1 expired", "11 create /config/a v0 life 11 multi 1", "10 delete /config/a v2 life 3 multi 1",
			"9 create /config/e v0 life 9 multi 1", "7 create /config/b v0 life 7 multi 2", "7 set /config/a v2 life 3 multi 2", "6 acl /config/a v1 life 3 multi 1",
			"4 set /config/a v1 life 3 multi 1", "3 create /config/a v0 life 3 multi 1", "2 create /config v0 life 2 multi 1",
		}
		for _, from := range []string{"/", "/config"} {
			same(t, "below "+from, summaries(t, s.Changes(t.Context(), path(t, from), Window{})), all)
		}
		same(t, "within", summaries(t, s.Changes(t.Context(), path(t, "/config"), Window{From: epoch + 4, To: epoch + 9})), all[3:8])
		same(t, "up to", summaries(t, s.Changes(t.Context(), path(t, "/config"), Window{To: epoch + 7})), all[4:])
		if upTo, err := s.Versions(t.Context(), path(t, "/config/a"), epoch+6, 2); err != nil || len(upTo) != 2 || upTo[0].Zxid != epoch+6 {
			t.Errorf("versions up to a zxid: %v, %v", upTo, err)
		}
	}
}

// TestAsOf: what the tree was after each transaction is what the transactions made of
// it.
func TestAsOf(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 1, 4} {
		dir := t.TempDir()
		w := newWriter(t, dir, Options{SegmentTransactions: size})
		write(t, w, day().all)
		s := newStore(t, dir, Key{})
		for _, c := range []struct {
			at    int64
			names string
			a     string // /config/a: data, version, aversion, czxid, mzxid
			stat  string // of /config: cversion, numChildren, pzxid
		}{
			{2, "", "", "0 0 2"},
			{3, "a", "one 0 0 3 3", "1 1 3"},
			{5, "a", "two 1 0 3 4", "1 1 3"},
			{6, "a", "two 1 1 3 4", "1 1 3"},
			{7, "a b", "three 2 1 3 7", "2 2 7"},
			{9, "a b e", "three 2 1 3 7", "3 3 9"},
			{10, "b e", "", "4 2 10"},
			{12, "a b", "anew 0 0 11 11", "6 2 12"},
			{99, "a b", "anew 0 0 11 11", "6 2 12"},
		} {
			tree, err := s.At(t.Context(), epoch+c.at)
			if err != nil {
				t.Fatal(err)
			}
			config := path(t, "/config")
			names, err := tree.Names(t.Context(), []znode.Path{config})
			if err != nil || strings.Join(names[0], " ") != c.names {
				t.Errorf("segments of %d, children at %d: %q, %v", size, c.at, names, err)
			}
			nodes, err := tree.Nodes(t.Context(), []znode.Path{config, path(t, "/config/a"), config})
			if err != nil {
				t.Fatal(err)
			}
			st := nodes[2].Stat
			if got := fmt.Sprintf("%d %d %d", st.Cversion, st.NumChildren, st.Pzxid-epoch); got != c.stat {
				t.Errorf("segments of %d, /config at %d: %s, want %s", size, c.at, got, c.stat)
			}
			got := ""
			if nodes[1].There {
				data, _, err := tree.Data(t.Context(), nodes[1:2])
				if err != nil {
					t.Fatal(err)
				}
				st := nodes[1].Stat
				got = fmt.Sprintf("%s %d %d %d %d", data[0], st.Version, st.Aversion, st.Czxid-epoch, st.Mzxid-epoch)
				if int(st.DataLength) != len(data[0]) {
					t.Errorf("segments of %d, /config/a at %d has %d bytes, not %d", size, c.at, st.DataLength, len(data[0]))
				}
			}
			if got != c.a {
				t.Errorf("segments of %d, /config/a at %d: %q, want %q", size, c.at, got, c.a)
			}
		}
		at, err := s.ZxidAt(t.Context(), time.UnixMilli(1_700_000_000_000+5_300))
		if err != nil || at != epoch+5 {
			t.Errorf("the zxid at a time is %#x, %v", at, err)
		}
		if _, err := s.ZxidAt(t.Context(), time.UnixMilli(1_600_000_000_000)); znode.CodeOf(err) != znode.CodeHistoryBefore {
			t.Errorf("before the beginning: %v", err)
		}
		if _, err := s.At(t.Context(), 5); znode.CodeOf(err) != znode.CodeHistoryBefore {
			t.Errorf("before the beginning: %v", err)
		}
	}
}

// TestAppendIsIdempotentAndResumes: what was sent before is skipped, in the same process
// and after a restart, also in the middle of a batch; deltas go on.
func TestAppendIsIdempotentAndResumes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	all := day().all
	w := newWriter(t, dir, Options{})
	write(t, w, all[:5])
	write(t, w, all[:5])
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w = newWriter(t, dir, Options{})
	if w.Last() != epoch+5 {
		t.Fatalf("the newest is %#x", w.Last())
	}
	write(t, w, all[2:])
	write(t, w, all)
	s := newStore(t, dir, Key{})
	if lines := summaries(t, s.Changes(t.Context(), znode.Root, Window{})); len(lines) != 10 {
		t.Errorf("%d changes: %q", len(lines), lines)
	}
	verified, err := Verify(t.Context(), dir, Key{})
	if err != nil || verified.Transactions != int64(len(all)) || verified.Last != epoch+12 {
		t.Errorf("verified %+v, %v", verified, err)
	}
	complete, err := s.Complete(t.Context(), 0, 0)
	if err != nil || !complete.Whole() || len(complete.Spans) != 1 || complete.Spans[0].First != epoch+1 || complete.Spans[0].Last != epoch+12 {
		t.Errorf("complete: %+v, %v", complete, err)
	}
}

// TestAnotherWriterIsRefused while one is open.
func TestAnotherWriterIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	newWriter(t, dir, Options{})
	if _, err := OpenWriter(dir, Options{}); !errors.Is(err, dirlock.ErrInUse) {
		t.Errorf("a second writer: %v", err)
	}
}

// TestGaps: what is missing is shown with its times and its cause, and the tree goes on
// from a new beginning.
func TestGaps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	all := day().all
	w := newWriter(t, dir, Options{})
	write(t, w, all[:4])
	if err := w.Gap(t.Context(), txnlog.Gap{After: all[3].Zxid, Before: all[8].Zxid, Cause: txnlog.GapSnapshot}); err != nil {
		t.Fatal(err)
	}
	if exact, err := w.Exact(t.Context()); !exact || err != nil {
		t.Errorf("before anything was added behind the gap the tree is exact: %v, %v", exact, err)
	}
	write(t, w, all[8:10])
	if exact, err := w.Exact(t.Context()); exact || err != nil {
		t.Errorf("behind the gap the tree is exact: %v, %v", exact, err)
	}
	s := newStore(t, dir, Key{})
	complete, err := s.Complete(t.Context(), 0, 0)
	if err != nil || len(complete.Gaps) != 1 || complete.Whole() {
		t.Fatalf("complete: %+v, %v", complete, err)
	}
	gap := complete.Gaps[0]
	if gap.After != all[3].Zxid || gap.Before != all[8].Zxid || gap.Cause != txnlog.GapSnapshot || gap.From != all[3].Time || gap.To != all[8].Time {
		t.Errorf("the gap is %+v", gap)
	}
	for _, c := range []struct {
		from, to    int64
		spans, gaps int
	}{{epoch + 1, epoch + 3, 1, 0}, {epoch + 9, 0, 1, 0}, {epoch + 2, epoch + 9, 2, 1}, {epoch + 6, epoch + 7, 0, 1}} {
		complete, err := s.Complete(t.Context(), c.from, c.to)
		if err != nil || len(complete.Spans) != c.spans || len(complete.Gaps) != c.gaps {
			t.Errorf("from %d to %d: %+v, %v", c.from-epoch, c.to-epoch, complete, err)
		}
	}
	if err := w.Begin(t.Context(), epoch+50, 1_700_000_050_000, func(yield func(Node, error) bool) {
		_ = yield(Node{Path: "/", Data: []byte{}, ACL: open}, nil) && yield(Node{Path: "/late", Data: []byte("late"), ACL: open, Stat: znode.Stat{Czxid: epoch + 40, Mzxid: epoch + 41, Version: 3}}, nil)
	}); err != nil {
		t.Fatal(err)
	}
	write(t, w, []txnlog.Transaction{{Zxid: epoch + 51, Time: 1_700_000_051_000, Type: txnlog.TypeSet, Ops: []txnlog.Op{wrote("/late", "later", 4)}}})
	tree, err := s.At(t.Context(), epoch+51)
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := tree.Nodes(t.Context(), []znode.Path{path(t, "/config"), path(t, "/late")})
	if err != nil || nodes[0].There || !nodes[1].There || nodes[1].Stat.Czxid != epoch+40 || nodes[1].Stat.Version != 4 {
		t.Errorf("after the new beginning: %+v, %v", nodes, err)
	}
	if complete, err = s.Complete(t.Context(), 0, 0); err != nil || len(complete.Gaps) != 2 || complete.Gaps[1].Before != epoch+51 {
		t.Errorf("complete: %+v, %v", complete, err)
	}
	if _, err := Verify(t.Context(), dir, Key{}); err != nil {
		t.Error(err)
	}
}

// TestGapAtTheEndOfAnEpoch: what follows by its zxid has a gap before it all the same, where
// a segment begins behind one, of the writer's own or of a copy.
func TestGapAtTheEndOfAnEpoch(t *testing.T) {
	t.Parallel()
	from, all := t.TempDir(), day().all[:4]
	next := txnlog.Transaction{Zxid: 2*epoch | 1, Time: 1_700_000_051_000, Type: txnlog.TypeError, Err: -110}
	base := all[3].Zxid + 5
	w := newWriter(t, from, Options{})
	write(t, w, all)
	must(t, w.Gap(t.Context(), txnlog.Gap{After: all[3].Zxid, Before: next.Zxid, Cause: txnlog.GapSnapshot}))
	must(t, w.Begin(t.Context(), base, 1_700_000_050_000, emptyTree()))
	write(t, w, []txnlog.Transaction{next})
	to := t.TempDir()
	_, _, err := newStore(t, from, Key{}).Replay(t.Context(), 0, false, emptyWriter(t, to, Options{}))
	must(t, err)
	for _, dir := range []string{from, to} {
		complete, err := newStore(t, dir, Key{}).Complete(t.Context(), 0, 0)
		if err != nil || len(complete.Gaps) != 1 || len(complete.Spans) != 2 || complete.Gaps[0].After != all[3].Zxid || complete.Gaps[0].Before != next.Zxid || complete.Gaps[0].Cause != txnlog.GapSnapshot {
			t.Errorf("complete: %+v, %v", complete, err)
		}
	}
}

// TestValuesAreSealedAndSkipped: nothing of a value lies in the files, and of what is
// skipped not even under the key; without the key nothing is shown.
func TestValuesAreSealedAndSkipped(t *testing.T) {
	t.Parallel()
	secret := make([]byte, keyBytes)
	_, _ = rand.Read(secret)
	key := Key{secret}
	dir := t.TempDir()
	options := Options{Key: key, SegmentTransactions: 2, Skip: func(path string) bool { return path == "/skipped" }}
	w := newWriter(t, dir, options)
	s := &script{}
	const value = "a value that nobody may find in a file"
	s.add(1, txnlog.TypeCreate, created("/sealed", value, 1))
	s.add(1, txnlog.TypeCreate, created("/skipped", value, 2))
	s.add(1, txnlog.TypeSet, wrote("/sealed", value+"!", 1))
	s.add(1, txnlog.TypeSet, wrote("/skipped", value+"!", 1))
	write(t, w, s.all)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if data, err := os.ReadFile(file); err != nil || bytes.Contains(data, []byte("nobody may find")) {
			t.Errorf("%s holds a value, %v", file, err)
		}
	}
	if _, err := Verify(t.Context(), dir, Key{}); err != nil {
		t.Errorf("without its key: %v", err)
	}
	for _, other := range []Key{{}, {bytes.Repeat([]byte{1}, keyBytes)}} {
		if _, err := OpenWriter(dir, Options{Key: other}); !errors.Is(err, ErrSealed) {
			t.Errorf("written on under another key: %v", err)
		}
	}
	if again, err := OpenWriter(dir, options); err != nil || again.Close() != nil {
		t.Errorf("written on under its key: %v", err)
	}
	for _, c := range []struct {
		key             Key
		sealed, skipped error
	}{{key, nil, ErrSkipped}, {Key{}, ErrSealed, ErrSkipped}, {Key{bytes.Repeat([]byte{1}, keyBytes)}, ErrSealed, ErrSkipped}} {
		store := newStore(t, dir, c.key)
		for path_, want := range map[string]error{"/sealed": c.sealed, "/skipped": c.skipped} {
			versions, err := store.Versions(t.Context(), path(t, path_), 0, 1)
			if err != nil || len(versions) != 1 || versions[0].Length != len(value)+1 {
				t.Fatalf("%s: %+v, %v", path_, versions, err)
			}
			data, err := store.Data(t.Context(), versions[0])
			if !errors.Is(err, want) || want == nil && string(data) != value+"!" {
				t.Errorf("%s: %q, %v", path_, data, err)
			}
		}
	}
}

// TestVerifyNamesAFlippedByte: wherever a byte of a file is another, it is found; in a
// segment that was sealed every byte counts.
func TestVerifyNamesAFlippedByte(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{SegmentTransactions: 6})
	write(t, w, day().all)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := segmentFiles(dir)
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	for i, file := range files {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		places := []int{bytes.Index(whole, []byte("/config/a")), bytes.Index(whole, []byte("alice:hash"))}
		if i == 0 {
			places = append(places, bytes.Index(whole, []byte("two")), len(whole)/2+100, len(whole)-5, 30)
		} else {
			places = append(places, bytes.Index(whole, []byte("anew")))
		}
		for _, at := range places {
			if at < 0 {
				t.Fatalf("%s lacks what is to be altered", file)
			}
			flipped := bytes.Clone(whole)
			flipped[at] ^= 1
			if err := os.WriteFile(file, flipped, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Verify(context.Background(), dir, Key{})
			wrong, ok := errors.AsType[*Wrong](err)
			if !ok || wrong.Segment != filepath.Base(file) {
				t.Errorf("byte %d of %s: %v", at, filepath.Base(file), err)
			}
		}
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Verify(context.Background(), dir, Key{}); err != nil {
		t.Errorf("restored: %v", err)
	}
}

// TestLocksAndSessions: who held a lock when, and how long a session lived.
func TestLocksAndSessions(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 3} {
		dir := t.TempDir()
		w := newWriter(t, dir, Options{SegmentTransactions: size})
		s := &script{}
		contend := func(session int64, name string, cversion int32) {
			s.add(session, txnlog.TypeCreate, txnlog.Op{Type: txnlog.TypeCreate, Path: "/lock/" + name, ACL: open, Ephemeral: true, ParentCversion: cversion})
		}
		s.add(1, txnlog.TypeCreate, created("/lock", "", 1))
		s.add(0xa, txnlog.TypeCreateSession, txnlog.Op{Type: txnlog.TypeCreateSession, Timeout: 10 * time.Second}) // 2
		contend(0xa, "lock-0000000000", 1)                                                                         // 3
		contend(0xb, "lock-0000000001", 2)                                                                         // 4
		contend(0xc, "lock-0000000002", 3)                                                                         // 5
		s.add(0xb, txnlog.TypeDelete, deleted("/lock/lock-0000000001"))                                            // 6: gave up
		s.add(0xa, txnlog.TypeCloseSession, txnlog.Op{Type: txnlog.TypeCloseSession, PathsKnown: false})           // 7
		contend(0xd, "lock-0000000003", 4)                                                                         // 8
		write(t, w, s.all)
		store := newStore(t, dir, Key{})
		held, err := store.Holders(t.Context(), path(t, "/lock"))
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, h := range held {
			lines = append(lines, fmt.Sprintf("%s %#x %d-%d", h.Path.Name(), h.Session, h.From-epoch, max(0, h.To-epoch)))
		}
		same(t, "holders", lines, []string{"lock-0000000002 0xc 7-0", "lock-0000000000 0xa 3-7"})
		session, err := store.Session(t.Context(), 0xa)
		if err != nil || session.Opened != epoch+2 || session.Closed != epoch+7 || session.Expired || session.Timeout != 10*time.Second ||
			session.By != (Client{}) {
			t.Errorf("the session: %+v, %v", session, err)
		}
		for some, err := range store.Ephemerals(t.Context(), session) {
			if err != nil || len(some) > 1 || len(some) == 1 && some[0].To != epoch+7 {
				t.Errorf("its ephemeral znodes: %+v, %v", some, err)
			}
		}
		if session, err := store.Session(t.Context(), 0xff); err != nil || session.Opened != 0 {
			t.Errorf("one that is not known: %+v, %v", session, err)
		}
	}
}

// TestRetainDropsWholeSegments: the oldest, by age or by size, never the newest; what is
// left is whole.
func TestRetainDropsWholeSegments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keep Retention
		want int
	}{
		{Retention{}, 0},
		{Retention{MaxAge: 6400 * time.Millisecond}, 2}, // those that ended behind 3 and 6
		{Retention{MaxAge: time.Nanosecond}, 3},
		{Retention{MaxBytes: 1}, 3},
	} {
		dir := t.TempDir()
		w := newWriter(t, dir, Options{SegmentTransactions: 3})
		write(t, w, day().all)
		dropped, err := w.Retain(t.Context(), c.keep, time.UnixMilli(1_700_000_000_000+12_500))
		if err != nil || dropped != c.want {
			t.Errorf("%+v: %d dropped, %v", c.keep, dropped, err)
		}
		if _, err := Verify(t.Context(), dir, Key{}); err != nil {
			t.Errorf("%+v: %v", c.keep, err)
		}
		tree, err := newStore(t, dir, Key{}).At(t.Context(), w.Last())
		if err != nil {
			t.Fatal(err)
		}
		if names, err := tree.Names(t.Context(), []znode.Path{path(t, "/config")}); err != nil || len(names[0]) != 2 {
			t.Errorf("%+v: the children are %q, %v", c.keep, names, err)
		}
	}
}

// TestForget: nothing at and below a path is left in any file, all else is, and the
// store is whole; a writer goes on.
// TestWhatWasForgottenIsReadOrMissed: copies that were told half of it would keep the rest.
func TestWhatWasForgottenIsReadOrMissed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, newWriter(t, dir, Options{}), day().all)
	store := newStore(t, dir, Key{})
	if all, err := store.Forgotten(); err != nil || len(all) != 0 {
		t.Errorf("nothing is forgotten: %v, %v", all, err)
	}
	if err := os.WriteFile(filepath.Join(dir, forgottenFile), []byte(strings.Repeat("x", 1<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := store.Forgotten(); err == nil {
		t.Errorf("what cannot be read is %v", all)
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 4} {
		dir := t.TempDir()
		w := newWriter(t, dir, Options{SegmentTransactions: size})
		s := day()
		s.add(1, txnlog.TypeCreate, created("/config/abc", "kept", 5))
		write(t, w, s.all)
		if _, err := Forget(t.Context(), dir, path(t, "/config/a")); !errors.Is(err, dirlock.ErrInUse) {
			t.Errorf("while it is written: %v", err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		changes, err := Forget(t.Context(), dir, path(t, "/config/a"))
		if err != nil || changes != 6 {
			t.Errorf("%d changes are forgotten, %v", changes, err)
		}
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil || bytes.Contains(data, []byte("three")) || bytes.Contains(data, []byte("anew")) || bytes.Contains(data, []byte("/config/a\x00")) {
				t.Errorf("%s holds what is forgotten, %v", file, err)
			}
		}
		if _, err := Verify(t.Context(), dir, Key{}); err != nil {
			t.Error(err)
		}
		w = newWriter(t, dir, Options{SegmentTransactions: size})
		s.all = nil
		s.add(1, txnlog.TypeSet, wrote("/config/b", "on", 1))
		write(t, w, s.all)
		same(t, "left", summaries(t, newStore(t, dir, Key{}).Changes(t.Context(), path(t, "/config"), Window{})), []string{
			"14 set /config/b v1 life 7 multi 1", "13 create /config/abc v0 life 13 multi 1", "12 delete /config/e v0 life 9 multi 1 expired", "9 create /config/e v0 life 9 multi 1",
			"7 create /config/b v0 life 7 multi 1", "2 create /config v0 life 2 multi 1",
		})
		if _, err := Verify(t.Context(), dir, Key{}); err != nil {
			t.Error(err)
		}
	}
}

// TestBusyDirectory: what a directory was, and who held its lock, is right at each moment
// of many that came and went, short and long, and in a transaction that makes and deletes.
func TestBusyDirectory(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 97} {
		dir := t.TempDir()
		w := newWriter(t, dir, Options{SegmentTransactions: size})
		s := &script{}
		s.add(1, txnlog.TypeCreate, created("/lock", "", 1))
		there, names := map[string]bool{}, [][]string{nil, nil}
		var stats []string
		made, last := int32(0), int64(1)
		note := func() {
			now := slices.Sorted(maps.Keys(there))
			names = append(names, now)
			stats = append(stats, fmt.Sprintf("%d %d %d", 2*made-int32(len(now)), len(now), last))
		}
		note()
		names = names[:2]
		for i := range 400 {
			switch {
			case i%7 == 3:
				s.add(1, txnlog.TypeSet, wrote("/lock", "again", int32(i)))
			case i%31 == 30: // made and deleted at once
				made++
				s.add(1, txnlog.TypeMulti, created("/lock/brief", "", made), deleted("/lock/brief"))
				last = s.zxid - epoch
			case i%3 != 0 && len(there) > i%5: // the oldest, or the newest
				all := slices.Sorted(maps.Keys(there))
				gone := all[(len(all)-1)*(i%2)]
				delete(there, gone)
				s.add(1, txnlog.TypeDelete, deleted("/lock/"+gone))
				last = s.zxid - epoch
			default:
				made++
				name := fmt.Sprintf("lock-%010d", i)
				there[name] = true
				s.add(1, txnlog.TypeCreate, created("/lock/"+name, "", made))
				last = s.zxid - epoch
			}
			note()
		}
		write(t, w, s.all)
		store := newStore(t, dir, Key{})
		lock := path(t, "/lock")
		for i := range stats {
			tree, err := store.At(t.Context(), epoch+1+int64(i))
			if err != nil {
				t.Fatal(err)
			}
			got, err := tree.Names(t.Context(), []znode.Path{lock})
			if err != nil || !slices.Equal(got[0], names[i+1]) {
				t.Fatalf("segments of %d, the children at %d are %q, %v, want %q", size, i+1, got, err, names[i+1])
			}
			nodes, err := tree.Nodes(t.Context(), []znode.Path{lock})
			if err != nil {
				t.Fatal(err)
			}
			st := nodes[0].Stat
			if got := fmt.Sprintf("%d %d %d", st.Cversion, st.NumChildren, st.Pzxid-epoch); got != stats[i] {
				t.Fatalf("segments of %d, the stat at %d is %s, want %s", size, i+1, got, stats[i])
			}
		}
	}
}

// TestChangesOfABigSubtree: those below a path with many, and its own, are found by time.
func TestChangesOfABigSubtree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{})
	s := &script{}
	s.add(1, txnlog.TypeCreate, created("/big", "", 1))
	s.add(1, txnlog.TypeCreate, created("/other", "", 2))
	for i := range int32(manyPaths + 1) {
		s.add(1, txnlog.TypeCreate, created(fmt.Sprintf("/big/child-%05d", i), "", i+1))
	}
	var want []string
	for i := range int32(3 * stretch) {
		s.add(1, txnlog.TypeSet, wrote("/other", "", i+1))
	}
	want = append(want, fmt.Sprintf("%d set /big v1 life 1 multi 1", s.add(1, txnlog.TypeSet, wrote("/big", "", 1))-epoch))
	for i := range int32(2 * stretch) {
		s.add(1, txnlog.TypeSet, wrote("/other", "", i+1))
	}
	want = append(want, fmt.Sprintf("%d set /big/child-00007 v1 life 10 multi 1", s.add(1, txnlog.TypeSet, wrote("/big/child-00007", "", 1))-epoch))
	slices.Reverse(want)
	write(t, w, s.all)
	store := newStore(t, dir, Key{})
	same(t, "those since all were made", summaries(t, store.Changes(t.Context(), path(t, "/big"), Window{From: epoch + manyPaths + 4})), want)
	if all := summaries(t, store.Changes(t.Context(), path(t, "/big"), Window{})); len(all) != manyPaths+4 || all[len(all)-1] != "1 create /big v0 life 1 multi 1" {
		t.Errorf("%d changes, the first %s", len(all), all[len(all)-1])
	}
}

// TestManySegments: a store of more segments than stay open answers as any, and has no
// more of them open.
func TestManySegments(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{SegmentTransactions: 1})
	s := &script{}
	s.add(1, txnlog.TypeCreate, created("/a", "", 1))
	for i := range int32(2*maxOpen + 5) {
		s.add(1, txnlog.TypeSet, wrote("/a", fmt.Sprint(i), i+1))
	}
	write(t, w, s.all)
	store := newStore(t, dir, Key{})
	if len(store.open) != 1 {
		t.Errorf("%d segments are open before anything is asked", len(store.open))
	}
	for range 2 {
		versions, err := store.Versions(t.Context(), path(t, "/a"), 0, 1000)
		if err != nil || len(versions) != len(s.all) {
			t.Fatalf("%d versions, %v", len(versions), err)
		}
		for i, v := range versions[:len(versions)-1] {
			if data, err := store.Data(t.Context(), v); err != nil || string(data) != fmt.Sprint(len(versions)-2-i) {
				t.Fatalf("version %d: %q, %v", i, data, err)
			}
		}
		complete, err := store.Complete(t.Context(), 0, 0)
		if err != nil || !complete.Whole() || len(complete.Spans) != 1 {
			t.Errorf("complete: %+v, %v", complete, err)
		}
		at, err := store.ZxidAt(t.Context(), time.UnixMilli(s.all[3].Time))
		if err != nil || at != s.all[3].Zxid {
			t.Errorf("at a time: %#x, %v", at, err)
		}
	}
	if len(store.open) > maxOpen {
		t.Errorf("%d segments stay open", len(store.open))
	}
}

// TestMissedBirthOutlivesARestart: a znode whose creation lies in a gap has one life, also
// where the writer is opened again between its changes.
func TestMissedBirthOutlivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{})
	s := &script{}
	s.add(1, txnlog.TypeCreate, created("/a", "", 1))
	s.zxid += 10
	s.add(1, txnlog.TypeSetACL, txnlog.Op{Type: txnlog.TypeSetACL, Path: "/missed", ACL: closed, Version: 3})
	write(t, w, s.all)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w = newWriter(t, dir, Options{})
	s.add(1, txnlog.TypeSet, wrote("/missed", "data", 7))
	s.add(1, txnlog.TypeDelete, deleted("/missed"))
	write(t, w, s.all)
	same(t, "changes", summaries(t, newStore(t, dir, Key{}).Changes(t.Context(), path(t, "/missed"), Window{})), []string{
		"14 delete /missed v7 life 12 multi 1", "13 set /missed v7 life 12 multi 1", "12 acl /missed v3 life 12 multi 1",
	})
	if _, err := Verify(t.Context(), dir, Key{}); err != nil {
		t.Error(err)
	}
}
