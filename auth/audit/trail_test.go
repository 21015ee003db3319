package audit_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func newLogger(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// full returns an entry with every field that a caller sets.
func full() Entry {
	return Entry{
		Event: NodeSet, User: "alice", Verified: true, Role: "editor", Address: "192.0.2.7", Cluster: "main",
		Path: "/配置/a<b>&c", Outcome: Conflict,
		Identities: []string{"digest:alice", "ip:192.0.2.7"}, ConsoleSession: "5f3a9c01", Session: "0x100000000000001",
		Before: &Data{Version: 3, Mzxid: 1 << 40, Length: 5, Hash: "aa"}, After: &Data{Version: 4, Mzxid: 0, Length: 0, Hash: "bb"},
		Target: "bob", Error: "The znode changed meanwhile.", Reason: "ticket 7", RequestID: "r-1",
		Settings: map[string]string{"listen": "127.0.0.1:8080"},
	}
}

func TestAnEntryComesBackAsItWasAppended(t *testing.T) {
	log := &logged{}
	dir := filepath.Join(t.TempDir(), "made", "data dir?#%")
	trail := openTrail(t, dir, Config{Log: log}, UsualPace)
	start := time.Now().Add(-time.Microsecond)
	appendAll(t, trail, full(), full())
	entries := all(t, trail)
	if len(entries) != 2 {
		t.Fatalf("got %d entries", len(entries))
	}
	got := entries[1]
	if got.Time.Before(start) || got.Time.After(time.Now()) || got.Time.Location() != time.UTC {
		t.Errorf("got the time %v", got.Time)
	}
	want := full()
	want.Seq, want.Time, want.Hash = 2, got.Time, got.Hash
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if head := trail.Head(); head != (Head{Seq: 2, Hash: got.Hash}) || len(got.Hash) != 64 {
		t.Errorf("got the head %+v; the newest entry has %s", head, got.Hash)
	}

	closeTrail(t, trail)
	var line Entry
	lines := strings.Split(strings.TrimSuffix(log.String(), "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("got the lines %q", lines)
	}
	if err := json.Unmarshal([]byte(lines[1]), &line); err != nil || !reflect.DeepEqual(line, got) {
		t.Errorf("got the line %s, %v", lines[1], err)
	}
	chain := Link{}
	for _, line := range lines {
		last := strings.LastIndex(line, `,"hash":`)
		chain = chain.Next([]byte(line[:last] + "}"))
		if want := `,"hash":"` + chain.Head().Hash + `"}`; line[last:] != want {
			t.Errorf("the chain of the lines has %s, the line %s", want, line)
		}
	}
	for name, mode := range map[string]os.FileMode{"": 0o700 | os.ModeDir, "audit.db": 0o600, "audit.key": 0o600, "audit.lock": 0o600, "audit.reserve": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode() != mode {
			t.Errorf("%q: got %v, %v; want %v", name, info.Mode(), err, mode)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 4 {
		t.Errorf("a closed trail leaves %v, %v", left, err)
	}
}

func TestJSONHasTheNamesOfTheContract(t *testing.T) {
	encoded, err := json.Marshal(Entry{
		Seq: 1, Time: time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC), Event: NodeRead, User: "alice", Verified: true,
		Role: "viewer", Address: "127.0.0.1", Cluster: "main", Path: "/a", Outcome: OK,
	})
	const want = `{"seq":1,"time":"2026-01-02T03:04:05.678901Z","event":"node.read","user":"alice","verified":true,"role":"viewer","address":"127.0.0.1","cluster":"main","path":"/a","outcome":"ok"}`
	if err != nil || string(encoded) != want {
		t.Errorf("got  %s, %v\nwant %s", encoded, err, want)
	}
}

func TestATrailGoesOnWhereItEnded(t *testing.T) {
	dir := t.TempDir()
	log := &logged{}
	first := openTrail(t, dir, Config{}, UsualPace)
	appendAll(t, first, full())
	hash := first.KeyedHash("main", znode.Root, []byte("value"))
	closeTrail(t, first)

	pace := UsualPace
	pace.Head = time.Millisecond
	second := openTrail(t, dir, Config{Logger: newLogger(log)}, pace)
	head := second.Head()
	zktest.Eventually(t, "the head is logged again and again", func() bool {
		return strings.Count(log.String(), `msg="audit trail head" seq=1 hash=`+head.Hash) > 1
	})
	if again := second.KeyedHash("main", znode.Root, []byte("value")); again != hash || len(hash) != 66 {
		t.Errorf("the keyed hash of a value was %s and is %s", hash, again)
	}
	if other := second.KeyedHash("main", znode.Root, []byte("valuf")); other == hash {
		t.Error("two values have the same hash")
	}
	path, _ := znode.ParsePath("/a") // it is one
	for _, other := range []string{second.KeyedHash("main", path, []byte("value")), second.KeyedHash("other", znode.Root, []byte("value"))} {
		if other == hash {
			t.Error("a value has the same hash at two znodes")
		}
	}
	appendAll(t, second, full())
	closeTrail(t, second)
	for _, said := range []string{`msg="audit trail opened" seq=1 `, `msg="audit trail closed" seq=2 `} {
		if !strings.Contains(log.String(), said) {
			t.Errorf("%s is missing in %s", said, log)
		}
	}
	if verified, err := sqlite.Verify(t.Context(), dir); err != nil || verified.Entries != 2 {
		t.Errorf("got %+v, %v", verified, err)
	}
	other := openTrail(t, t.TempDir(), Config{}, UsualPace)
	if other.KeyedHash("main", znode.Root, []byte("value")) == hash {
		t.Error("two data directories have the same key")
	}
}

func TestManyAppendAtOnce(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	var people sync.WaitGroup
	for person := range 40 {
		people.Go(func() {
			for i := range 25 {
				entry := Entry{Event: NodeSet, Outcome: Intent, RequestID: fmt.Sprintf("%d-%d", person, i)}
				if _, err := trail.Append(t.Context(), entry); err != nil {
					t.Error(err)
				}
			}
		})
	}
	people.Wait()
	found := map[string]bool{}
	for i, entry := range all(t, trail) {
		found[entry.RequestID] = true
		if entry.Seq != int64(i+1) {
			t.Fatalf("entry %d has the sequence %d", i+1, entry.Seq)
		}
	}
	if len(found) != 1000 {
		t.Errorf("%d of 1000 entries are there", len(found))
	}
	if verified, err := sqlite.Verify(t.Context(), dir); err != nil || verified.Entries != 1000 {
		t.Errorf("got %+v, %v", verified, err)
	}
}

func TestAppendEndsWithItsContext(t *testing.T) {
	trail, gate := openGated(t, UsualPace)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := trail.Append(ended, full())
	checkUnavailable(t, err)
	if !errors.Is(err, context.Canceled) || trail.Err() != nil {
		t.Errorf("got %v, %v", err, trail.Err())
	}

	gate.shut()
	late := newDeadline()
	appended := make(chan error)
	go func() { appended <- appendTo(trail, late, full()) }()
	gate.await(t)
	late.pass()
	err = <-appended
	checkUnavailable(t, err)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	gate.open()
	appendAll(t, trail, full())
}

// gated is a store that waits before it writes, as a disk that hangs does.
type gated struct {
	Store
	dir     string
	mu      sync.Mutex
	held    chan struct{} // nil: nothing waits
	arrived chan struct{}
}

// openGated opens a trail on a gated store whose gate is open, and logs to log.
func openGated(t *testing.T, pace Pace, log ...io.Writer) (*Trail, *gated) {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlite.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ReadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	g := &gated{Store: store, dir: dir, arrived: make(chan struct{}, 1)}
	trail, err := OpenAt(Config{Store: g, Key: key, Logger: newLogger(io.MultiWriter(log...))}, pace)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeTrail(t, trail) })
	return trail, g
}

func (g *gated) Append(after Link, entries []Record) error {
	g.mu.Lock()
	held := g.held
	g.mu.Unlock()
	if held != nil {
		select {
		case g.arrived <- struct{}{}:
		default:
		}
		<-held
	}
	return g.Store.Append(after, entries)
}

func (g *gated) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held = make(chan struct{})
}

func (g *gated) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.held)
	g.held = nil
}

// await returns when something waits to be written.
func (g *gated) await(t *testing.T) {
	t.Helper()
	select {
	case <-g.arrived:
	case <-t.Context().Done():
		t.Fatal("nothing is written")
	}
}

// deadline is a context whose deadline passes when the test says so.
type deadline struct {
	context.Context
	done chan struct{}
}

func newDeadline() *deadline { return &deadline{context.Background(), make(chan struct{})} }

func (d *deadline) pass() { close(d.done) }

func (d *deadline) Done() <-chan struct{} { return d.done }

func (d *deadline) Err() error {
	select {
	case <-d.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// TestWhatWasGivenUpIsTold: an intent that was written after whoever waited for
// it had gone has its outcome. One that was not written is counted. What is no
// intent has happened, and is written whoever has gone.
func TestWhatWasGivenUpIsTold(t *testing.T) {
	trail, gate := openGated(t, UsualPace)
	gate.shut()
	appended := make(chan error)
	give := func(entry Entry) *deadline {
		late := newDeadline()
		go func() { appended <- appendTo(trail, late, entry) }()
		return late
	}
	first := give(Entry{Event: NodeSet, Outcome: Intent, Path: "/a", RequestID: "late"})
	gate.await(t)
	// The trail is at work on the first when the others come.
	left := give(Entry{Event: NodeSet, Outcome: Intent, Path: "/a", RequestID: "left out"})
	outcome := give(Entry{Event: NodeDelete, Outcome: OK, Path: "/b", RequestID: "happened"})
	for _, late := range []*deadline{first, left, outcome} {
		late.pass()
		checkUnavailable(t, <-appended)
	}
	gate.open()
	appendAll(t, trail, Entry{Event: NodeRead, Outcome: OK, RequestID: "after"})
	type told struct {
		event   Event
		outcome Outcome
		code    znode.Code
		request string
	}
	var got []told
	for _, entry := range all(t, trail) {
		got = append(got, told{entry.Event, entry.Outcome, entry.Code, entry.RequestID})
		if entry.Event == AuditGap && entry.Args["entries"] != "1" {
			t.Errorf("the gap says %v", entry.Args)
		}
	}
	slices.SortStableFunc(got[2:], func(a, b told) int { return strings.Compare(a.request, b.request) }) // those that came at once
	want := []told{
		{NodeSet, Intent, "", "late"}, {NodeSet, Failed, znode.CodeTooLate, "late"},
		{AuditGap, Failed, znode.CodeGap, ""}, {NodeRead, OK, "", "after"}, {NodeDelete, OK, "", "happened"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

// TestATrailThatHangsSaysSo while it does.
func TestATrailThatHangsSaysSo(t *testing.T) {
	pace := UsualPace
	pace.Slow = 20 * time.Millisecond
	trail, gate := openGated(t, pace)
	gate.shut()
	written := make(chan error, 1)
	go func() { written <- appendTo(trail, t.Context(), full()) }()
	zktest.Eventually(t, "the trail says that it hangs", func() bool { return errors.Is(trail.Err(), ErrSlow) })
	gate.open()
	if err := <-written; err != nil || trail.Err() != nil {
		t.Errorf("got %v, %v once it goes on", err, trail.Err())
	}
}

// TestADiskThatHangsDoesNotHoldTheEnd of the console: what cannot be written in
// time is given up, with a line in the log.
func TestADiskThatHangsDoesNotHoldTheEnd(t *testing.T) {
	said := &logged{}
	trail, gate := openGated(t, UsualPace, said)
	gate.shut()
	late := newDeadline()
	appended := make(chan error)
	go func() { appended <- appendTo(trail, late, full()) }()
	gate.await(t)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := trail.Close(over); !errors.Is(err, context.Canceled) || !strings.Contains(said.String(), "did not close in time") {
		t.Errorf("got %v, %s", err, said)
	}
	late.pass()
	checkUnavailable(t, <-appended)
	gate.open() // the test's process goes on, and so does what hung
	zktest.Eventually(t, "the trail is closed after all", func() bool { return strings.Contains(said.String(), "audit trail closed") })
	zktest.Eventually(t, "its store is", func() bool {
		store, err := sqlite.OpenStore(gate.dir)
		return err == nil && store.Close() == nil
	})
}

func TestNothingIsAppendedToAClosedTrail(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	var people sync.WaitGroup
	var written, refused int64
	var mu sync.Mutex
	for range 20 {
		people.Go(func() {
			for {
				_, err := trail.Append(t.Context(), full())
				mu.Lock()
				if err != nil {
					refused++
					mu.Unlock()
					return
				}
				written++
				mu.Unlock()
			}
		})
	}
	zktest.Eventually(t, "entries are written", func() bool { mu.Lock(); defer mu.Unlock(); return written > 100 })
	closeTrail(t, trail)
	people.Wait()
	checkUnavailable(t, appendTo(trail, t.Context(), full()))
	verified, err := sqlite.Verify(t.Context(), dir)
	if err != nil || verified.Entries != written || refused != 20 {
		t.Errorf("%d were acknowledged, %d refused, %+v, %v", written, refused, verified, err)
	}
}

// refused checks that a trail cannot be opened, with a code that names the
// directory.
func refused(t *testing.T, dir string, want znode.Code) {
	t.Helper()
	trail, err := sqlite.Open(dir, Config{Logger: discard()})
	checkUnavailable(t, err)
	known, _ := errors.AsType[*znode.Error](err)
	if trail != nil || known.Code != want || known.Args["dir"] != dir {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestOneConsoleForADirectory(t *testing.T) {
	dir := t.TempDir()
	first := openTrail(t, dir, Config{}, UsualPace)
	refused(t, dir, znode.CodeTrailInUse)
	closeTrail(t, first)
	openTrail(t, dir, Config{}, UsualPace)
}

func TestAFileThatIsNoTrail(t *testing.T) {
	query := func(statement string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) { change(t, dir, statement) }
	}
	write := func(name, content string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, of := range []struct {
		name   string
		damage func(t *testing.T, dir string)
		want   znode.Code
	}{
		{"text", write("audit.db", strings.Repeat("no database ", 1000)), znode.CodeTrailDamaged},
		{"a page of zeros", func(t *testing.T, dir string) {
			file, err := os.OpenFile(filepath.Join(dir, "audit.db"), os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, err = file.WriteAt(make([]byte, 4096), 4096)
			if err := errors.Join(err, file.Close()); err != nil {
				t.Fatal(err)
			}
		}, znode.CodeTrailDamaged},
		{"another program's", query("PRAGMA application_id = 1"), znode.CodeTrailForeign},
		{"another table", query("CREATE TABLE more (a)"), znode.CodeTrailForeign},
		{"a trigger", query("CREATE TRIGGER hide AFTER INSERT ON entries BEGIN DELETE FROM entries; END"), znode.CodeTrailForeign},
		{"a trigger by the name of SQLite's own", query("PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_autoindex_hide', 'entries', 0, 'CREATE TRIGGER sqlite_autoindex_hide AFTER INSERT ON entries BEGIN DELETE FROM entries; END')"), znode.CodeTrailForeign},
		{"an index gone", query("DROP INDEX by_user"), znode.CodeTrailForeign},
		{"newer", query("PRAGMA user_version = 99"), znode.CodeTrailNewer},
		{"the newest entry gone", query("DELETE FROM entries WHERE seq = 10"), znode.CodeTrailCutOff},
		{"one more at the end", query("INSERT INTO entries SELECT 11, time, event, outcome, user, cluster, path, hash, entry FROM entries WHERE seq = 10"), znode.CodeTrailCutOff},
		{"half a key", write("audit.key", "abc"), znode.CodeTrailUnusable},
	} {
		t.Run(of.name, func(t *testing.T) {
			dir := appendTen(t)
			of.damage(t, dir)
			refused(t, dir, of.want)
		})
	}
}

// change changes a trail that no console has open, as somebody with an SQL
// shell could.
func change(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "audit.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsTooLongIsCut(t *testing.T) {
	long := strings.Repeat("é", MaxText)
	path := "/" + strings.Repeat("p", znode.MaxPathBytes-1)
	entry := Entry{
		Event: SignIn, Outcome: Failed, User: long, Path: path, Reason: "a\xffb", Error: "short",
		Identities: make([]string, 100), Settings: map[string]string{},
	}
	for i := range 200 {
		entry.Settings[fmt.Sprint(i)] = long
	}
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	appendAll(t, trail, entry)
	got := all(t, trail)[0]
	if want := strings.Repeat("é", (MaxText-3)/2) + "…"; got.User != want {
		t.Errorf("got %d bytes of a user name, want %d", len(got.User), len(want))
	}
	if got.Path != path || got.Reason != "a\uFFFDb" || got.Error != "short" {
		t.Errorf("got %q, %q, %d bytes of path", got.Reason, got.Error, len(got.Path))
	}
	if len(got.Identities) != MaxTexts || len(got.Settings) != MaxSettings || len(got.Settings["0"]) > MaxText && got.Settings["0"] != "" {
		t.Errorf("got %d identities, %d settings", len(got.Identities), len(got.Settings))
	}
}

// TestAppendTellsTheSequence of each entry, also of those that share a commit.
func TestAppendTellsTheSequence(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	var appending sync.WaitGroup
	told := make([]int64, 20)
	for i := range told {
		appending.Go(func() {
			entry := full()
			entry.RequestID = strconv.Itoa(i)
			var err error
			if told[i], err = trail.Append(t.Context(), entry); err != nil {
				t.Error(err)
			}
		})
	}
	appending.Wait()
	for _, entry := range all(t, trail) {
		if i, err := strconv.Atoi(entry.RequestID); err != nil || told[i] != entry.Seq {
			t.Errorf("entry %d, %q: told %v, %v", entry.Seq, entry.RequestID, told, err)
		}
	}
}
