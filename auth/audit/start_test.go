package audit_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// reopened opens a trail as a console does, and returns the codes of the entries
// that it begins with and what it logs.
func reopened(t *testing.T, dir string, config Config) (codes []znode.Code, said string) {
	t.Helper()
	log := &logged{}
	config.Logger = newLogger(log)
	trail, err := sqlite.Open(dir, config)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range all(t, trail) {
		if entry.Event == AuditGap {
			codes = append(codes, entry.Code)
		}
	}
	closeTrail(t, trail)
	if _, err := sqlite.Verify(t.Context(), dir); err != nil && !slices.Contains(codes, znode.CodeChainBroken) {
		t.Error(err)
	}
	return codes, log.String()
}

// TestATrailSaysWhatItLacks when it opens: in the log and on record.
func TestATrailSaysWhatItLacks(t *testing.T) {
	remove := func(names ...string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			for _, name := range names {
				if err := os.Remove(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, of := range []struct {
		name   string
		ended  bool // with console.stop
		damage func(t *testing.T, dir string)
		config Config
		want   []znode.Code
	}{
		{"nothing", true, func(*testing.T, string) {}, Config{}, nil},
		{"its database", true, remove("audit.db"), Config{}, []znode.Code{znode.CodeBegunAnew}},
		{"its key", true, remove("audit.key"), Config{}, []znode.Code{znode.CodeKeyReplaced}},
		{"the key it had", true, func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "audit.key"), []byte(strings.Repeat("k", 32)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, Config{}, []znode.Code{znode.CodeKeyReplaced}},
		{"its end", false, func(*testing.T, string) {}, Config{}, []znode.Code{znode.CodeEndMissing}}, // a closed database has no WAL, as one has whose WAL was removed
		{"an entry", true, func(t *testing.T, dir string) { change(t, dir, "DELETE FROM entries WHERE seq = 2") }, Config{}, []znode.Code{znode.CodeChainBroken}},
		{"an entry as it was", true, func(t *testing.T, dir string) {
			change(t, dir, "UPDATE entries SET entry = replace(entry, '/a', '/b') WHERE seq = 2")
		}, Config{}, []znode.Code{znode.CodeChainBroken}},
		{"what its lines have", true, func(*testing.T, string) {}, Config{Log: &logged{}, Logged: LastLine{Head: Head{Seq: 99, Hash: strings.Repeat("0", 64)}}}, []znode.Code{znode.CodeLogUnknown}},
		{"another's lines", true, func(*testing.T, string) {}, Config{Log: &logged{}, Logged: LastLine{Head: Head{Seq: 2, Hash: strings.Repeat("0", 64)}}}, []znode.Code{znode.CodeLogUnknown}},
	} {
		t.Run(of.name, func(t *testing.T) {
			dir := t.TempDir()
			trail, err := sqlite.Open(dir, Config{Logger: discard()})
			if err != nil {
				t.Fatal(err)
			}
			key, err := ReadKey(dir)
			if err != nil {
				t.Fatal(err)
			}
			appendAll(t, trail, Entry{Event: ConsoleStart, Outcome: OK, Settings: map[string]string{KeySetting: key.Fingerprint()}},
				Entry{Event: NodeSet, Outcome: OK, Path: "/a"}, Entry{Event: NodeSet, Outcome: OK, Path: "/a"})
			if of.ended {
				appendAll(t, trail, Entry{Event: ConsoleStop, Outcome: OK})
			}
			closeTrail(t, trail)
			of.damage(t, dir)
			codes, said := reopened(t, dir, of.config)
			if !slices.Equal(codes, of.want) {
				t.Errorf("on record: %q, want %q", codes, of.want)
			}
			if strings.Contains(said, "level=WARN") != (of.want != nil) {
				t.Errorf("the log says %s", said)
			}
		})
	}
}

// TestIntentsOfAKilledConsole have an outcome at the next start: unknown.
func TestIntentsOfAKilledConsole(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	entry := func(outcome Outcome, request, path string) Entry {
		return Entry{Event: NodeSet, Outcome: outcome, User: "alice", Cluster: "main", RequestID: request, Path: path}
	}
	appendAll(t, trail, entry(Intent, "done", "/a"), entry(OK, "done", "/a"), entry(Intent, "open", "/b"),
		entry(Intent, "sequential", "/c/s-"), entry(OK, "sequential", "/c/s-0000000001"),
		Entry{Event: NodeSet, Outcome: OK, User: "bob", Cluster: "main", RequestID: "open", Path: "/b"}, // whose request has the same id
		entry(Intent, "batches", "/d"), entry(OK, "batches", "/d"), entry(Intent, "batches", "/e"))
	closeTrail(t, trail)
	for range 2 { // and once only
		trail = openTrail(t, dir, Config{}, UsualPace)
		var unknown []string
		for _, entry := range all(t, trail) {
			if entry.Outcome == Unknown {
				unknown = append(unknown, entry.RequestID+" "+entry.Path)
				if entry.Code != znode.CodeEndedBefore || entry.User != "alice" {
					t.Errorf("got %+v", entry)
				}
			}
		}
		if want := []string{"open /b", "batches /e"}; !slices.Equal(unknown, want) {
			t.Errorf("got %q, want %q", unknown, want)
		}
		closeTrail(t, trail)
	}
}

// TestNothingIsWrittenBehindOthersEntries: the newest entries are taken away under
// a console at work, and put back after it has changed something. It changes
// nothing, and says so.
func TestNothingIsWrittenBehindOthersEntries(t *testing.T) {
	const headAtTheNewest = "UPDATE chain SET (seq, hash) = (SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1) WHERE name = 'head'"
	for _, of := range []struct {
		name           string
		damage, mended []string
	}{
		{"the newest gone, the head set back", []string{
			"CREATE TABLE aside AS SELECT * FROM entries WHERE seq > 2",
			"DELETE FROM entries WHERE seq > 2", "UPDATE chain SET (seq, hash) = (SELECT seq, hash FROM entries WHERE seq = 2) WHERE name = 'head'",
		}, []string{"INSERT INTO entries SELECT seq, time, event, outcome, user, cluster, path, hash, entry FROM aside", headAtTheNewest}},
		{"the head computed anew", []string{"UPDATE chain SET hash = zeroblob(32) WHERE name = 'head'"}, []string{headAtTheNewest}},
		{"one more behind the head", []string{"INSERT INTO entries SELECT 11, time, event, outcome, user, cluster, path, hash, entry FROM entries WHERE seq = 10"},
			[]string{"DELETE FROM entries WHERE seq = 11"}},
	} {
		t.Run(of.name, func(t *testing.T) {
			dir, said := t.TempDir(), &logged{}
			trail := openTrail(t, dir, Config{Logger: newLogger(said)}, UsualPace)
			for range 10 {
				appendAll(t, trail, full())
			}
			head := trail.Head()
			for _, statement := range of.damage {
				change(t, dir, statement)
			}
			_, err := trail.Append(t.Context(), Entry{Event: NodeSet, Outcome: Intent, Path: "/evil"})
			checkCode(t, err, znode.CodeTrailBroken)
			checkCode(t, trail.Err(), znode.CodeTrailBroken)
			checkCode(t, appendTo(trail, t.Context(), Entry{Event: NodeSet, Outcome: Intent}), znode.CodeTrailBroken)
			if trail.Head() != head {
				t.Errorf("the head is %+v, was %+v", trail.Head(), head)
			}
			for _, statement := range of.mended {
				change(t, dir, statement)
			}
			checkCode(t, appendTo(trail, t.Context(), full()), znode.CodeTrailBroken) // who put it back may have changed what was between
			if text := said.String(); !strings.Contains(text, "level=ERROR") || of.name != "one more behind the head" && !strings.Contains(text, head.Hash) {
				t.Errorf("the log says %s", text)
			}
		})
	}
}

// TestTheLinesFollowTheChain: what somebody else wrote gets its line, and an error
// in the log; the trail is written no more.
func TestTheLinesFollowTheChain(t *testing.T) {
	dir, said := t.TempDir(), &logged{}
	writer := &brokenWriter{}
	hangs := make(chan struct{})
	trail := openTrail(t, dir, Config{Log: writer, Logger: newLogger(said)}, quickRetry())
	writer.set(false, hangs)
	appendAll(t, trail, full(), full(), full(), full())
	change(t, dir, "UPDATE entries SET entry = replace(entry, 'alice', 'mallory'), user = 'mallory' WHERE seq = 3")
	writer.set(false, nil)
	close(hangs)
	zktest.Eventually(t, "the log says which entry it is", func() bool { return strings.Contains(said.String(), "does not follow from the one before it") })
	zktest.Eventually(t, "the trail is broken", func() bool { return trail.Err() != nil })
	_, err := trail.Append(t.Context(), full())
	if known, ok := errors.AsType[*znode.Error](err); !ok || known.Code != znode.CodeTrailBroken {
		t.Errorf("got %v", err)
	}
}

// TestATrailBeforeItNamedItsKey says nothing of the key: what it was is not known.
func TestATrailBeforeItNamedItsKey(t *testing.T) {
	dir := t.TempDir()
	trail, err := sqlite.Open(dir, Config{Logger: discard()})
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, trail, Entry{Event: ConsoleStart, Outcome: OK}, Entry{Event: ConsoleStop, Outcome: OK})
	closeTrail(t, trail)
	if codes, said := reopened(t, dir, Config{}); codes != nil || strings.Contains(said, "level=WARN") {
		t.Errorf("on record: %q; the log says %s", codes, said)
	}
}
