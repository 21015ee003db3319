package history

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// hours returns transactions of all kinds: data set, locks taken and let go, sessions.
func hours(n int) []txnlog.Transaction {
	s := &script{}
	s.add(1, txnlog.TypeCreate, created("/config", "", 1))
	s.add(1, txnlog.TypeCreate, created("/locks", "", 2))
	for i := range 4 {
		s.add(1, txnlog.TypeCreate, created(fmt.Sprintf("/config/app-%d", i), strings.Repeat("some configuration ", 20), int32(i+1)))
	}
	for i := 0; len(s.all) < n; i++ {
		session := int64(0x100 + i/8)
		if i%8 == 0 {
			s.add(session, txnlog.TypeCreateSession, txnlog.Op{Type: txnlog.TypeCreateSession, Timeout: time.Duration(i%7+1) * time.Second})
		}
		app := fmt.Sprintf("/config/app-%d", i%4)
		lock := fmt.Sprintf("/locks/lock-%010d", i)
		s.add(session, txnlog.TypeSet, wrote(app, fmt.Sprint(strings.Repeat("some configuration ", 20), i*7919), int32(i/4+1)))
		s.add(session, txnlog.TypeCreate, txnlog.Op{Type: txnlog.TypeCreate, Path: lock, Data: []byte("host"), ACL: open, Ephemeral: true, ParentCversion: int32(i + 1)})
		switch i % 8 {
		case 7:
			s.add(session, txnlog.TypeCloseSession, txnlog.Op{Type: txnlog.TypeCloseSession, Paths: []string{lock}, PathsKnown: true})
		case 3:
			s.add(session, txnlog.TypeSetACL, txnlog.Op{Type: txnlog.TypeSetACL, Path: app, ACL: closed, Version: int32(i)})
			fallthrough
		default:
			s.add(session, txnlog.TypeDelete, deleted(lock))
		}
	}
	return s.all[:n]
}

// answers are what a store says: its changes, the oldest first, and all else.
type answers struct{ changes, rest []string }

func (a answers) equal(b answers) bool {
	return slices.Equal(a.changes, b.changes) && slices.Equal(a.rest, b.rest)
}

// ask asks a store whatever can be asked.
func ask(ctx context.Context, dir string, key Key) (a answers, err error) {
	s, err := Open(dir, key)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	sessions := map[int64]bool{}
	for c, err := range s.Changes(ctx, znode.Root, Window{}) {
		if err != nil {
			return a, err
		}
		var data []byte
		if c.HasData() {
			if data, err = s.Data(ctx, c); err != nil {
				return a, err
			}
		}
		sessions[c.Session] = true
		a.changes = append(a.changes, fmt.Sprintf("%s %q %v %#x %d %d %v %d", summary(c), data, c.ACL, c.Session, c.Time, c.Owner, c.By, c.Cxid))
	}
	slices.Reverse(a.changes)
	say := func(what any, err error) error {
		a.rest = append(a.rest, fmt.Sprintf("%+v", what))
		return err
	}
	for _, below := range []string{"/config", "/locks", "/config/app-1"} {
		for c, err := range s.Changes(ctx, pathOf(below), Window{}) {
			if say(summary(c), err) != nil {
				return a, err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(sessions)) {
		session, err := s.Session(ctx, id)
		if say(session, err) != nil {
			return a, err
		}
		for some, err := range s.Ephemerals(ctx, session) {
			if say(some, err) != nil {
				return a, err
			}
		}
	}
	holders, err := s.Holders(ctx, pathOf("/locks"))
	if say(holders, err) != nil {
		return a, err
	}
	complete, err := s.Complete(ctx, 0, 0)
	if say(complete, err) != nil {
		return a, err
	}
	last, at, err := s.Last(ctx)
	if say(at, err) != nil {
		return a, err
	}
	for zxid := epoch; zxid <= min(last, epoch+300); zxid += 41 {
		tree, err := s.At(ctx, zxid)
		if err != nil {
			return a, err
		}
		names, err := tree.Names(ctx, []znode.Path{znode.Root, pathOf("/config"), pathOf("/locks")})
		if say(names, err) != nil {
			return a, err
		}
		nodes, err := tree.Nodes(ctx, []znode.Path{znode.Root, pathOf("/config"), pathOf("/locks"), pathOf("/config/app-2")})
		if err != nil {
			return a, err
		}
		data, _, err := tree.Data(ctx, nodes)
		if say(data, err) != nil {
			return a, err
		}
		for i := range nodes {
			nodes[i].id, nodes[i].value = 0, 0
		}
		if say(nodes, err) != nil {
			return a, err
		}
		found, err := s.ZxidAt(ctx, tree.Time)
		if say(found, err) != nil {
			return a, err
		}
	}
	return a, nil
}

func pathOf(text string) znode.Path {
	p, err := znode.ParsePath(text)
	if err != nil {
		panic(err)
	}
	return p
}

// folder is the files of a store.
type folder map[string][]byte

func readFolder(t *testing.T, dir string) folder {
	t.Helper()
	all := folder{}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "-shm") || filepath.Base(file) == lockFile {
			continue // SQLite makes it anew, or it is empty
		}
		if all[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// segments returns the files of the segments alone, without hashes of them as wholes.
func (f folder) segments() folder {
	segments := maps.Clone(f)
	maps.DeleteFunc(segments, func(name string, _ []byte) bool { return beginOf(name) < 0 })
	return segments
}

// write makes a new folder of the files.
func (f folder) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range f {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// note notes whose the newest sessions are and adds a gap, and something behind it.
func note(t *testing.T, w *Writer) {
	t.Helper()
	noted := 0
	for session := int64(0x100); session < 0x110; session += 2 {
		known, err := w.Identify(t.Context(), session, Client{Who: fmt.Sprintf("alice-%x", session), Address: "10.0.0.1:4242", Sure: "audit"})
		must(t, err)
		if known {
			noted++
		}
	}
	if noted == 0 {
		t.Fatal("the newest segment has no session")
	}
	next := txnlog.Transaction{Zxid: 2*epoch | 1, Time: 1_700_000_900_000, Type: txnlog.TypeError, Err: -110}
	must(t, w.Gap(t.Context(), txnlog.Gap{After: w.Last(), Before: next.Zxid, Cause: txnlog.GapAway}))
	must(t, w.Gap(t.Context(), txnlog.Gap{After: w.Last(), Before: next.Zxid, Cause: txnlog.GapPurged}))
	write(t, w, []txnlog.Transaction{next})
}

// verifyAll does what the command does.
func verifyAll(ctx context.Context, dir string, key Key) (Verified, error) {
	verified, err := Verify(ctx, dir, key)
	if err == nil {
		_, err = VerifyDigests(ctx, dir, key)
	}
	return verified, err
}

// TestAlteredStoreIsToldOrHarmless: wherever a byte of a store is another, Verify names
// it, each where its writer ended well. Where that was killed, it names it, or the store answers
// as before; where the byte is of what was written last of all, that this does not read is noted.
func TestAlteredStoreIsToldOrHarmless(t *testing.T) {
	t.Parallel()
	secret := Key{bytes.Repeat([]byte{7}, keyBytes)}
	for _, c := range []struct {
		name   string
		key    Key
		killed bool
		flips  int
	}{{"ended", Key{}, false, flips}, {"killed", Key{}, true, flips}, {"sealed", secret, false, flips / 2}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			w := newWriter(t, dir, Options{SegmentTransactions: 100, Key: c.key})
			all := hours(250)
			for at := 0; at < len(all); at += 25 {
				write(t, w, all[at:at+25])
			}
			if !c.killed {
				note(t, w)
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
			}
			files := readFolder(t, dir)
			whole, err := ask(t.Context(), files.write(t), c.key)
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(uint64(len(c.name)), 2))
			names := slices.Sorted(maps.Keys(files))
			told := 0
			for range c.flips {
				name := names[random.IntN(len(names))]
				at := random.IntN(len(files[name])+1) - 1
				if at < 0 {
					continue // an empty WAL
				}
				altered := maps.Clone(files)
				altered[name] = bytes.Clone(files[name])
				altered[name][at] ^= 1 << random.IntN(8)
				dir := altered.write(t)
				verified, err := verifyAll(t.Context(), dir, c.key)
				if _, is := errors.AsType[*Wrong](err); is {
					told++
					continue
				}
				if err != nil {
					t.Errorf("byte %d of %s: %v", at, name, err)
					continue
				}
				if len(verified.Torn) > 0 { // a note, since a crash leaves the same
					if !strings.HasSuffix(name, "-wal") || at < len(files[name])-lastFrame {
						t.Errorf("byte %d of %s is said to be the end: %+v", at, name, verified.Torn)
					}
					told++
					continue
				}
				if !c.killed || name == identityFile || name == closedFile {
					t.Errorf("byte %d of %s is not told", at, name)
					continue
				}
				now, err := ask(t.Context(), dir, c.key)
				if err != nil {
					t.Errorf("byte %d of %s is not told: %v", at, name, err)
					continue
				}
				if !now.equal(whole) {
					t.Errorf("byte %d of %s is not told, and answers are others", at, name)
				}
			}
			if _, err := Verify(t.Context(), dir, Key{bytes.Repeat([]byte{8}, keyBytes)}); errors.Is(err, ErrSealed) != (len(c.key.secret) > 0) {
				t.Errorf("with another key: %v", err)
			}
			if told < c.flips/3 {
				t.Errorf("%d of %d were told", told, c.flips)
			}
		})
	}
}

// lastFrame is how many bytes one commit ends with.
const lastFrame = frameHeader + 4096

// flips is how many bytes are altered, one at a time.
const flips = 24

// TestAlteredSegmentsAreTold: rows that are edited with the hashes left, segments that
// are swapped, left out, cut off, or of another store.
func TestAlteredSegmentsAreTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{SegmentTransactions: 100})
	all := hours(250)
	write(t, w, all[:220])
	write(t, w, all[220:])
	note(t, w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	files := readFolder(t, dir)
	_, err := verifyAll(t.Context(), files.write(t), Key{})
	must(t, err)
	files = files.segments()
	names := slices.Sorted(maps.Keys(files))
	if len(names) != 3 {
		t.Fatalf("segments: %q", names)
	}
	expect := func(what, segment string, altered folder) {
		t.Helper()
		_, err := Verify(t.Context(), altered.write(t), Key{})
		wrong, is := errors.AsType[*Wrong](err)
		if !is || !strings.HasPrefix(wrong.Segment, segment) {
			t.Errorf("%s: %v, want one of %s", what, err, segment)
		}
	}
	with := func(name string, content []byte) folder {
		altered := maps.Clone(files)
		if altered[name] = content; content == nil {
			delete(altered, name)
		}
		return altered
	}
	swapped := with(names[0], files[names[1]])
	swapped[names[1]] = files[names[0]]
	expect("two are swapped", names[0], swapped)
	expect("one is missing", names[2], with(names[1], nil))
	for _, size := range []int{0, 100, 4096, len(files[names[1]]) / 2, len(files[names[1]]) - 1} {
		expect(fmt.Sprintf("cut off behind %d bytes", size), names[1], with(names[1], files[names[1]][:size]))
	}
	for i, statement := range []string{
		"UPDATE txn SET time = time + 1 WHERE n = 7", "UPDATE txn SET session = session + 1 WHERE n = 7", "UPDATE txn SET digest = 5 WHERE n = 7", "DELETE FROM txn WHERE n = (SELECT max(n) FROM txn)",
		"UPDATE change SET version = 99 WHERE n = 8", "DELETE FROM change WHERE n = 8", "UPDATE change SET acl = 2 WHERE n = 8", "UPDATE path SET path = path || 'x' WHERE path LIKE '%app-1'",
		"UPDATE value SET bytes = x'00' WHERE id = 3", "UPDATE value SET size = size + 1 WHERE id = 3", "UPDATE acl SET acl = '[]' WHERE id = 1",
		"UPDATE life SET owner = 0 WHERE owner = (SELECT max(owner) FROM life)", "UPDATE life SET born = born + 1 WHERE born > 0", "UPDATE life SET died = 2147483647 WHERE died = (SELECT min(died) FROM life)",
		"UPDATE life SET level = 3 WHERE level = 0", "UPDATE life SET parent = 0 WHERE owner > 0", "DELETE FROM life WHERE id = (SELECT max(id) FROM life)", "INSERT INTO life (path, parent, born, died, level, owner) VALUES (1, 0, 3, 9, 1, 0)",
		"UPDATE base SET mtime = mtime + 1", "UPDATE clock SET n = n + 1 WHERE n = 5", "DELETE FROM clock WHERE n = 5", "INSERT INTO clock VALUES (1, 1)",
		"UPDATE since SET n = n + 1 WHERE n = 5", "DELETE FROM since WHERE n = 5", "INSERT INTO since VALUES (1, 1)",
		"UPDATE session SET opened = 5 WHERE opened IS NOT NULL", "UPDATE session SET closed = NULL WHERE closed IS NOT NULL", "UPDATE session SET timeout = 1 WHERE timeout IS NOT NULL",
		"UPDATE session SET who = 'bob' WHERE who IS NOT NULL", "UPDATE session SET address = NULL WHERE address IS NOT NULL", "UPDATE session SET sure = 'address' WHERE sure IS NOT NULL", "UPDATE session SET who = 'bob' WHERE who IS NULL",
		"UPDATE gap SET cause = 'away'", "UPDATE gap SET before = before + 1", "DELETE FROM gap", "UPDATE meta SET value = x'00' WHERE name = 'notes'",
		"DELETE FROM below WHERE stretch = 0", "UPDATE span SET proof = 'sources'", "UPDATE span SET source = 'another'", "UPDATE span SET last = last - 1", "DELETE FROM span",
		"UPDATE meta SET value = value + 1000 WHERE name = 'time'", "UPDATE meta SET value = value + 1 WHERE name = 'zxid'", "UPDATE meta SET value = randomblob(32) WHERE name = 'salt'",
		"UPDATE meta SET value = randomblob(32) WHERE name = 'skip_key'", "UPDATE meta SET value = x'00' WHERE name = 'previous'", "UPDATE meta SET name = 'previous_sun' WHERE name = 'previous_sum'", "UPDATE meta SET value = 'another' WHERE name = 'previous_file'", "UPDATE block SET hash = x'00' WHERE last > 0", "DELETE FROM block WHERE last = (SELECT max(last) FROM block)",
	} {
		name := names[2] // of the others each byte is hashed
		if i == 0 {
			name = names[1]
		}
		if edited := edit(t, files[name], statement); edited == nil {
			t.Errorf("%s changes nothing in %s", statement, name)
		} else {
			expect(statement, name, with(name, edited))
		}
	}
}

// edit returns what a statement makes of a segment's file; nil where it finds nothing.
func edit(t *testing.T, content []byte, statement string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "edited")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	done, err := db.Exec(statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	if rows, err := done.RowsAffected(); err != nil || rows == 0 {
		content = nil
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if content == nil {
		return nil
	}
	edited, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return edited
}

// TestWhatAnOpenStoreIsToldBy: of a store whose writer was killed, what it is told by is compared
// byte for byte, also what changed while it was open.
func TestWhatAnOpenStoreIsToldBy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{})
	write(t, w, hours(20))
	_, err := w.Origin("ANOTHER", epoch)
	must(t, err)
	must(t, w.Forgotten(t.Context(), forgottenOf("/config/app-1")))
	files := readFolder(t, dir)
	_, err = Verify(t.Context(), files.write(t), Key{})
	must(t, err)
	for _, name := range []string{forgottenFile, identityFile, originFile, closedFile} {
		for at := range files[name] {
			altered := maps.Clone(files)
			altered[name] = bytes.Clone(files[name])
			altered[name][at] ^= 1
			if _, is := errors.AsType[*Wrong](verifyNames(altered.write(t))); !is {
				t.Errorf("byte %d of %s is not told", at, name)
			}
		}
	}
}

func verifyNames(dir string) error {
	closed, err := readClosed(dir)
	if err != nil {
		return err
	}
	return verifyClosed(dir, closed)
}

// TestSealedLate: a segment that was read for long when the next one began gets its hash when the
// store is opened again, or the next segment begins.
func TestSealedLate(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(w *Writer, all []txnlog.Transaction) *Writer{
		"opened again": func(w *Writer, _ []txnlog.Transaction) *Writer {
			must(t, w.Close())
			return newWriter(t, w.dir, w.options)
		},
		"the next begins": func(w *Writer, all []txnlog.Transaction) *Writer {
			write(t, w, all)
			return w
		},
	} {
		w := newWriter(t, t.TempDir(), Options{SegmentTransactions: 100})
		all := hours(250)
		write(t, w, all[:150])
		first := func() bool {
			verified, err := Verify(t.Context(), w.dir, Key{})
			must(t, err)
			return !slices.Contains(verified.Loose, fileName(epoch))
		}
		_, err := w.segment.db.Exec("DELETE FROM meta WHERE name IN ('previous_file', 'previous_sum')") // as seal leaves it
		if must(t, err); first() {
			t.Errorf("%s: it has a hash already", name)
		}
		if w = again(w, all[150:]); !first() {
			t.Errorf("%s: it has no hash", name)
		}
	}
}
