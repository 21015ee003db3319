package audit_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	for _, of := range []struct {
		name    string
		damage  []string
		seq     int64
		problem string
	}{
		{"text edited", []string{"UPDATE entries SET entry = replace(entry, 'alice', 'mallory') WHERE seq = 5"}, 5, "was changed or moved"},
		{"two edited", []string{"UPDATE entries SET entry = replace(entry, 'alice', 'mallory') WHERE seq IN (7, 3)"}, 3, "was changed or moved"},
		{"the first edited", []string{"UPDATE entries SET entry = replace(entry, 'alice', 'mallory') WHERE seq = 1"}, 1, "was changed or moved"},
		{"the last edited", []string{"UPDATE entries SET entry = replace(entry, 'alice', 'mallory') WHERE seq = 10"}, 10, "was changed or moved"},
		{"a space added", []string{"UPDATE entries SET entry = entry || ' ' WHERE seq = 5"}, 5, "was changed or moved"},
		{"no entry", []string{"UPDATE entries SET entry = '' WHERE seq = 5"}, 5, "was changed or moved"},
		{"hash edited", []string{"UPDATE entries SET hash = zeroblob(32) WHERE seq = 5"}, 5, "was changed or moved"},
		{"hash of another length", []string{"UPDATE entries SET hash = x'' WHERE seq = 5"}, 5, "was changed or moved"},
		{"user edited", []string{"UPDATE entries SET user = 'mallory' WHERE seq = 5"}, 5, "is listed under"},
		{"time edited", []string{"UPDATE entries SET time = time - 1 WHERE seq = 5"}, 5, "is listed under"},
		{"event edited", []string{"UPDATE entries SET event = 'node.read' WHERE seq = 5"}, 5, "is listed under"},
		{"outcome edited", []string{"UPDATE entries SET outcome = 'denied' WHERE seq = 5"}, 5, "is listed under"},
		{"cluster edited", []string{"UPDATE entries SET cluster = '' WHERE seq = 5"}, 5, "is listed under"},
		{"path edited", []string{"UPDATE entries SET path = '/a' WHERE seq = 5"}, 5, "is listed under"},
		{"one removed", []string{"DELETE FROM entries WHERE seq = 5"}, 5, "is missing"},
		{"one removed, the rest moved up", []string{"DELETE FROM entries WHERE seq = 5", "UPDATE entries SET seq = seq - 1 WHERE seq > 5", "UPDATE chain SET seq = 9 WHERE name = 'head'"}, 5, "was changed or moved"},
		{"the front removed", []string{"DELETE FROM entries WHERE seq <= 3"}, 1, "is missing"},
		{"the front removed as by retention", []string{"INSERT INTO removed SELECT 1, seq, hash FROM entries WHERE seq = 3", "DELETE FROM entries WHERE seq <= 3"}, 1, "is missing, and no entry says"},
		{"one in the middle removed as by retention", []string{"INSERT INTO removed SELECT seq, seq, hash FROM entries WHERE seq = 5", "DELETE FROM entries WHERE seq = 5"}, 5, "is missing, and no entry says"},
		{"one removed, with another hash", []string{"INSERT INTO removed VALUES (5, 5, zeroblob(32))", "DELETE FROM entries WHERE seq = 5"}, 6, "was changed or moved"},
		{"a run over what is there", []string{"INSERT INTO removed SELECT seq, seq, hash FROM entries WHERE seq = 5"}, 5, "was added"},
		{"the end removed", []string{"DELETE FROM entries WHERE seq > 8"}, 9, "is missing: the trail went on to 10"},
		{"all removed", []string{"DELETE FROM entries"}, 1, "is missing"},
		{"two swapped", []string{
			"UPDATE entries SET seq = -4 WHERE seq = 4", "UPDATE entries SET seq = 4 WHERE seq = 5", "UPDATE entries SET seq = 5 WHERE seq = -4",
		}, 4, "was changed or moved"},
		{"one added at the end", []string{"INSERT INTO entries SELECT 11, time, event, outcome, user, cluster, path, hash, entry FROM entries WHERE seq = 10"}, 11, "was changed or moved"},
		{"one added at the front", []string{"INSERT INTO entries SELECT 0, time, event, outcome, user, cluster, path, hash, entry FROM entries WHERE seq = 10"}, 0, "was added"},
		{"head edited", []string{"UPDATE chain SET hash = zeroblob(32) WHERE name = 'head'"}, 10, "is not the one that the head names"},
		{"head set back", []string{"UPDATE chain SET (seq, hash) = (SELECT seq, hash FROM entries WHERE seq = 8) WHERE name = 'head'"}, 9, "was added by other means"},
	} {
		t.Run(of.name, func(t *testing.T) {
			dir := appendTen(t)
			change(t, dir, of.damage...)
			verified, err := sqlite.Verify(t.Context(), dir)
			var bad *BadEntry
			if !errors.As(err, &bad) || bad.Seq != of.seq || !strings.HasPrefix(bad.Problem, of.problem) || verified != (Verified{}) {
				t.Errorf("got %+v, %v; want entry %d %s", verified, err, of.seq, of.problem)
			}
		})
	}
}

// TestVerifyFindsWhatDoesNotFitTogether: indexes and pages that hide entries which
// are all there, beside a running console as well.
func TestVerifyFindsWhatDoesNotFitTogether(t *testing.T) {
	partly := func(index, of, condition string) []string {
		return []string{
			"PRAGMA writable_schema = ON",
			"DROP INDEX " + index,
			"CREATE INDEX " + index + " ON entries " + of + " WHERE " + condition,
			"UPDATE sqlite_schema SET sql = 'CREATE INDEX " + index + " ON entries " + of + "' WHERE name = '" + index + "'",
		}
	}
	for _, of := range []struct {
		name   string
		damage func(t *testing.T, dir string)
		want   string
	}{
		{"entries that an index leaves out", func(t *testing.T, dir string) {
			change(t, dir, partly("by_user", "(user)", "seq NOT IN (6, 7, 8, 9)")...)
		}, "by_user"},
		{"an empty index of a generated column", func(t *testing.T, dir string) {
			change(t, dir, partly("by_path", "(block, path, user, cluster, event, outcome, time)", "seq < 0")...)
		}, "by_path"},
		{"an index by which retention finds looks", func(t *testing.T, dir string) {
			trail := openTrail(t, dir, Config{}, UsualPace)
			appendAll(t, trail, looks(3)...)
			closeTrail(t, trail)
			change(t, dir, "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = 'looks'", "PRAGMA writable_schema = ON",
				"DROP INDEX looks", "CREATE INDEX looks ON entries (seq) WHERE seq < 0", "UPDATE sqlite_schema SET sql = (SELECT sql FROM kept) WHERE name = 'looks'")
		}, "looks"},
		{"a page of an index", func(t *testing.T, dir string) {
			overwrite(t, dir, "by_cluster")
		}, "by_cluster"},
	} {
		t.Run(of.name, func(t *testing.T) {
			dir := appendTen(t)
			of.damage(t, dir)
			check := func() {
				t.Helper()
				verified, err := sqlite.Verify(t.Context(), dir)
				if err == nil || verified != (Verified{}) || !strings.Contains(err.Error(), of.want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("got %+v, %v; want what does not fit %s", verified, err, of.want)
				}
				if bad := (*BadFile)(nil); !errors.As(err, &bad) {
					t.Errorf("got a %T", err)
				}
			}
			check()
			openTrail(t, dir, Config{}, UsualPace)
			check()
		})
	}
}

// overwrite writes zeros over an index's first page, but for its header.
func overwrite(t *testing.T, dir, index string) {
	t.Helper()
	file := filepath.Join(dir, "audit.db")
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	var page, size int64
	err = db.QueryRow("SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = ?", index).Scan(&page, &size)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	bytes, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bytes.WriteAt(make([]byte, size-8), (page-1)*size+8)
	if err := errors.Join(err, bytes.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestEachHeadFromOutsideIsCompared(t *testing.T) {
	dir := appendTen(t)
	sound, err := sqlite.Verify(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	wrong := Head{sound.Head.Seq, strings.Repeat("0", 64)}
	for _, heads := range [][]Head{{wrong, sound.Head}, {sound.Head, wrong}} {
		var bad *BadEntry
		if _, err := sqlite.Verify(t.Context(), dir, heads...); !errors.As(err, &bad) || bad.Seq != 10 {
			t.Errorf("%v: got %v, want entry 10", heads, err)
		}
	}
}

func TestAChainThatWasComputedAnewNeedsAHeadFromOutside(t *testing.T) {
	dir := appendTen(t)
	sound, err := sqlite.Verify(t.Context(), dir)
	if err != nil || sound.Entries != 10 || sound.First != 1 || sound.Head.Seq != 10 {
		t.Fatalf("got %+v, %v", sound, err)
	}
	if again, err := sqlite.Verify(t.Context(), dir, sound.Head); err != nil || again != sound {
		t.Fatalf("got %+v, %v", again, err)
	}

	// One edited, with a hash to match: the next does not follow.
	change(t, dir, "UPDATE entries SET entry = replace(entry, 'alice', 'mallory') WHERE seq = 5")
	compute(t, dir, 5, 5)
	var bad *BadEntry
	if _, err := sqlite.Verify(t.Context(), dir); !errors.As(err, &bad) || bad.Seq != 6 {
		t.Errorf("got %v, want entry 6", err)
	}
	// And so to the end: only the head that was logged shows it.
	compute(t, dir, 6, 10)
	if verified, err := sqlite.Verify(t.Context(), dir); err != nil || verified.Entries != 10 {
		t.Errorf("got %+v, %v", verified, err)
	}
	if _, err := sqlite.Verify(t.Context(), dir, sound.Head); !errors.As(err, &bad) || bad.Seq != 10 || !strings.Contains(bad.Problem, "whose hash was logged") {
		t.Errorf("got %v, want entry 10", err)
	}
	// The end removed, the head set back.
	change(t, dir, "DELETE FROM entries WHERE seq > 8", "UPDATE chain SET (seq, hash) = (SELECT seq, hash FROM entries WHERE seq = 8) WHERE name = 'head'")
	if verified, err := sqlite.Verify(t.Context(), dir); err != nil || verified.Entries != 8 {
		t.Errorf("got %+v, %v", verified, err)
	}
	if _, err := sqlite.Verify(t.Context(), dir, sound.Head); !errors.As(err, &bad) || bad.Seq != 9 || !strings.Contains(bad.Problem, "went on to 10") {
		t.Errorf("got %v, want entry 9", err)
	}
}

// compute gives the entries from first to last the hashes that follow from the
// entry before them, and the head the last one's.
func compute(t *testing.T, dir string, first, last int64) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "audit.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	at := Link{Seq: first - 1}
	var hash []byte
	if err := db.QueryRow("SELECT hash FROM entries WHERE seq = ?", at.Seq).Scan(&hash); err != nil {
		t.Fatal(err)
	}
	copy(at.Hash[:], hash)
	for at.Seq < last {
		var entry string
		if err := db.QueryRow("SELECT entry, user FROM entries WHERE seq = ?", at.Seq+1).Scan(&entry, new(string)); err != nil {
			t.Fatal(err)
		}
		at = at.Next([]byte(entry))
		for _, statement := range []string{
			"UPDATE entries SET hash = x'%[2]s', user = json_extract(entry, '$.user') WHERE seq = %[1]d",
			"UPDATE chain SET hash = x'%[2]s' WHERE name = 'head' AND seq = %[1]d",
		} {
			if _, err := db.Exec(fmt.Sprintf(statement, at.Seq, hex.EncodeToString(at.Hash[:]))); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestVerifyWhileTheConsoleRuns(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				if _, err := trail.Append(t.Context(), full()); err != nil {
					t.Error(err)
					return
				}
			}
		}
	}()
	var last Verified
	zktest.Eventually(t, "ever more entries are verified", func() bool {
		verified, err := sqlite.Verify(t.Context(), dir, last.Head)
		if err != nil {
			t.Fatal(err)
		}
		last = verified
		return verified.Entries > 100
	})
	close(stop)
	<-done
}

func TestVerifyWithoutATrail(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none")} {
		_, err := sqlite.Verify(t.Context(), dir)
		checkCode(t, err, znode.CodeTrailMissing)
	}
	dir := appendTen(t)
	change(t, dir, "CREATE TRIGGER hide AFTER INSERT ON entries BEGIN DELETE FROM entries; END")
	_, err := sqlite.Verify(t.Context(), dir)
	checkUnavailable(t, err)
	checkCode(t, err, znode.CodeTrailForeign)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sqlite.Verify(ended, appendTen(t)); znode.KindOf(err) != znode.Unavailable || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestAChainWithoutItsHead: the head was removed, which is no entry.
func TestAChainWithoutItsHead(t *testing.T) {
	dir := appendTen(t)
	change(t, dir, "DELETE FROM chain WHERE name = 'head'")
	verified, err := sqlite.Verify(t.Context(), dir)
	checkCode(t, err, znode.CodeTrailForeign)
	if verified != (Verified{}) {
		t.Errorf("got %+v", verified)
	}
}
