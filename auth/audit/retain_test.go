package audit_test

import (
	"compress/gzip"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/zktest"
)

func quickRemoval() Pace {
	pace := UsualPace
	pace.Remove, pace.Slack = 5*time.Millisecond, 0
	return pace
}

func TestOldEntriesAreRemovedAndTheChainStaysSound(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	appendAtOnce(t, trail, make([]Entry, 2*RemoveBatch+500))
	oldest := all(t, trail)[0]
	closeTrail(t, trail)

	age := time.Since(oldest.Time) + 500*time.Millisecond
	log := &logged{}
	trail = openTrail(t, dir, Config{MaxAge: age, Log: log}, quickRemoval())
	var first Verified
	var err error
	zktest.Eventually(t, "all that is old is removed, with appends in between", func() bool {
		appendAll(t, trail, full())
		first, err = sqlite.Verify(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return first.First > 2*RemoveBatch+500
	})
	closeTrail(t, trail)
	removed := 0
	last := int64(0)
	trail = openTrail(t, dir, Config{}, UsualPace)
	for _, entry := range all(t, trail) {
		if entry.Event == AuditRemove {
			removed++
			from, to, _ := strings.Cut(entry.Ranges, "-")
			up, err := strconv.ParseInt(to, 10, 64)
			if to != "" && (err != nil || entry.Outcome != OK || from != "1" || up <= last) {
				t.Fatalf("got %+v after %d, %v", entry, last, err)
			}
			last = up
		}
	}
	if removed < 1 || last+1 < first.First {
		t.Errorf("%d entries say that others were removed, up to %d; the oldest is %d", removed, last, first.First)
	}
	closeTrail(t, trail)

	// What retention removed is not an excuse for more.
	change(t, dir, "DELETE FROM entries WHERE seq = (SELECT min(seq) FROM entries)")
	var bad *BadEntry
	if _, err := sqlite.Verify(t.Context(), dir); !errors.As(err, &bad) || bad.Seq != last+1 {
		t.Errorf("got %v, want entry %d", err, last+1)
	}
	change(t, dir, "UPDATE removed SET last = last + 1")
	if _, err := sqlite.Verify(t.Context(), dir); !errors.As(err, &bad) || bad.Seq != last+2 {
		t.Errorf("got %v, want entry %d", err, last+2)
	}
}

// looks returns entries of people who look at znodes, each at fewer than are folded.
func looks(count int) []Entry {
	entries := make([]Entry, count)
	for i := range entries {
		entries[i] = Entry{Event: NodeRead, Outcome: OK, User: fmt.Sprintf("person-%d", i/50), Verified: true, Cluster: "main", Path: fmt.Sprintf("/a/%d", i)}
	}
	return entries
}

// TestLooksGoFirst when there is too much: changes, reveals and sign-ins stay,
// and the chain is sound.
func TestLooksGoFirst(t *testing.T) {
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	kept := []Entry{
		{Event: NodeSet, Outcome: Intent, User: "alice", Path: "/a"}, {Event: NodeSet, Outcome: OK, User: "alice", Path: "/a"},
		{Event: NodeReveal, Outcome: OK, User: "alice", Path: "/b"}, {Event: SignIn, Outcome: OK, User: "alice"},
	}
	for _, entry := range kept {
		of := looks(RemoveBatch / 2)
		for i := range of {
			of[i].Cluster = string(entry.Event + Event(entry.Outcome)) // each with a purse of its own
		}
		appendAtOnce(t, trail, of)
		appendAll(t, trail, entry, Entry{Event: NodeSet, Outcome: Denied, User: "mallory", Path: "/a"})
	}
	closeTrail(t, trail)
	atOnce := UsualPace
	atOnce.Remove = time.Hour // what is too much does not wait for that
	trail = openTrail(t, dir, Config{MaxBytes: 1}, atOnce)
	var verified Verified
	var err error
	zktest.Eventually(t, "looks are removed", func() bool {
		if verified, err = sqlite.Verify(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		return verified.Entries < RemoveLeast
	})
	var left []Entry
	for _, entry := range all(t, trail) {
		if entry.Event != AuditRemove && entry.Event != NodeRead && entry.Outcome != Denied { // fewer looks are left than are removed at once
			left = append(left, Entry{Event: entry.Event, Outcome: entry.Outcome, User: entry.User, Path: entry.Path})
		}
	}
	if !slices.EqualFunc(left, kept, func(a, b Entry) bool { return reflect.DeepEqual(a, b) }) || verified.Removed < 2*RemoveBatch {
		t.Errorf("got %+v, %+v", left, verified)
	}

	// What an entry says was removed is no excuse for more, nor for what is there.
	closeTrail(t, trail)
	seq := func(of string) (seq int64) {
		db, err := sql.Open("sqlite", filepath.Join(dir, "audit.db"))
		if err == nil {
			err = db.QueryRow("SELECT seq FROM entries WHERE " + of + " LIMIT 1").Scan(&seq)
		}
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		return seq
	}
	change(t, dir, fmt.Sprintf("INSERT INTO removed SELECT seq, seq, hash FROM entries WHERE seq = %d", seq("event = 'node.set'")),
		fmt.Sprintf("DELETE FROM entries WHERE seq = %d", seq("event = 'node.set'")))
	var bad *BadEntry
	if _, err := sqlite.Verify(t.Context(), dir); !errors.As(err, &bad) || bad.Seq != RemoveBatch/2+1 || !strings.Contains(bad.Problem, "no entry says") {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsWithinTheLimitsStays(t *testing.T) {
	dir := t.TempDir()
	for _, of := range []struct {
		name   string
		config Config
		slack  time.Duration
	}{
		{"within both", Config{MaxAge: time.Hour, MaxBytes: 1 << 30}, 0},
		{"before the slack is over", Config{MaxAge: time.Nanosecond}, time.Hour},
	} {
		pace := UsualPace
		pace.Slack = of.slack
		trail := openTrail(t, dir, of.config, pace)
		if len(all(t, trail)) == 0 {
			appendAtOnce(t, trail, looks(RemoveBatch))
		}
		if count, err := trail.Expired(); count > 0 || err != nil {
			t.Errorf("%s: %d are to be removed, %v", of.name, count, err)
		}
		if left := all(t, trail); len(left) != RemoveBatch {
			t.Errorf("%s: got %d entries", of.name, len(left))
		}
		closeTrail(t, trail)
	}
}

// TestFewLooksStay, though there is too much: each removal makes an entry of its own.
func TestFewLooksStay(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{MaxBytes: 1}, UsualPace)
	appendAtOnce(t, trail, looks(RemoveLeast-1))
	if count, err := trail.Expired(); count > 0 || err != nil {
		t.Errorf("%d are to be removed, %v", count, err)
	}
	if left := all(t, trail); len(left) != RemoveLeast-1 {
		t.Errorf("%d entries are left", len(left))
	}
}

// TestAClockThatWasAhead keeps its own entries longer, and no others; one that was
// far back takes none along but its own.
func TestAClockThatWasAhead(t *testing.T) {
	const day = 24 * time.Hour
	dir := t.TempDir()
	store, err := sqlite.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadKey(dir); err != nil {
		t.Fatal(err)
	}
	var last Link
	for i, age := range []time.Duration{5 * day, 5 * day, -10 * day, 5 * day, 5 * day, time.Hour, 1000 * day, 0, 0} {
		records, next, err := Chain(last, time.Now().Add(-age), Entry{Event: NodeSet, Outcome: OK, Path: fmt.Sprintf("/%d", i+1)})
		if err := errors.Join(err, store.Append(last, records)); err != nil {
			t.Fatal(err)
		}
		last = next
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	trail := openTrail(t, dir, Config{MaxAge: day}, quickRemoval())
	zktest.Eventually(t, "what is old is removed", func() bool {
		var left []string
		for _, entry := range all(t, trail) {
			left = append(left, entry.Path+entry.Ranges)
		}
		return slices.Equal(left, []string{"/3", "/6", "/8", "/9", "1-2,4-5,7"})
	})
	if verified, err := sqlite.Verify(t.Context(), dir); err != nil || verified.Removed != 5 || verified.Entries != 5 {
		t.Errorf("got %+v, %v", verified, err)
	}
}

// TestRetentionOfATrailOfTheFirstSchema goes on from where it had begun.
func TestRetentionOfATrailOfTheFirstSchema(t *testing.T) {
	dir := t.TempDir()
	packed, err := os.Open("sqlite/testdata/v1.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	reader, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	database, err := io.ReadAll(reader)
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, "audit.db"), database, 0o600)); err != nil {
		t.Fatal(err)
	}
	trail := openTrail(t, dir, Config{}, UsualPace)
	appendAll(t, trail, full()) // a clock that is far ahead of the newest entry is doubted
	closeTrail(t, trail)
	trail = openTrail(t, dir, Config{MaxAge: time.Hour}, quickRemoval())
	zktest.Eventually(t, "what is old is removed", func() bool {
		verified, err := sqlite.Verify(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return verified.Removed == 9
	})
	if newest := all(t, trail); !strings.HasPrefix(newest[len(newest)-1].Ranges, "1-") {
		t.Errorf("got %+v", newest[len(newest)-1])
	}
}
