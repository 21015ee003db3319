package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// fullBlock appends a full block and some entries of the next one, an hour later.
func fullBlock(t *testing.T, dir string, begun time.Time) {
	t.Helper()
	store, err := OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	var last audit.Link
	for hour, count := range []int{1<<blockShift - 1, 2000} {
		entries := make([]audit.Entry, count)
		for i := range entries {
			entries[i] = audit.Entry{Event: audit.NodeRead, Outcome: audit.OK, User: fmt.Sprintf("person-%d", i%3), Cluster: "main", Path: "/a"}
			switch {
			case i%1000 == 7:
				entries[i].Event, entries[i].Role, entries[i].Address, entries[i].Verified = audit.SignIn, "editor", fmt.Sprintf("192.0.2.%d", i%5000/1000), i%2000 == 7
				entries[i].Path = ""
			case i%100 == 9:
				entries[i].Event, entries[i].Cluster = audit.NodeSet, "other"
			}
		}
		records, next, err := audit.Chain(last, begun.Add(time.Duration(hour)*time.Hour), entries...)
		if err := errors.Join(err, store.Append(last, records)); err != nil {
			t.Fatal(err)
		}
		last = next
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// told returns the tallies that the trail in dir has for each of filters, and the blocks with
// stored tallies.
func told(t *testing.T, dir string, filters map[string]audit.Filter) (all map[string]string, blocks []int64) {
	t.Helper()
	trail, err := Open(dir, audit.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := trail.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	all = map[string]string{}
	for name, filter := range filters {
		tallies, beyond, err := trail.Tally(t.Context(), filter)
		if err != nil || beyond > 0 {
			t.Fatal(beyond, err)
		}
		tallies = slices.DeleteFunc(tallies, func(t audit.Tally) bool { return t.Cluster == "" }) // about the trail itself
		for i := range tallies {
			slices.Sort(tallies[i].Addresses)
		}
		all[name] = strings.ReplaceAll(fmt.Sprint(tallies), "} {", "}\n{")
	}
	db, err := openToRead(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if blocks, err = talliedBlocks(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return all, blocks
}

// TestFullBlocksAreCounted checks that stored tallies equal the entries of a block for every
// filter, also after retention has removed some of them and in a trail from an older console, and
// that verification finds wrong tallies.
func TestFullBlocksAreCounted(t *testing.T) {
	dir, begun := t.TempDir(), time.Now().Add(-4*time.Hour)
	fullBlock(t, dir, begun)
	a, below, beside := parse(t, "/a"), parse(t, "/a/b"), parse(t, "/b")
	filters := map[string]audit.Filter{
		"all":               {},
		"a day":             {From: begun.Add(-time.Hour), To: begun.Add(24 * time.Hour)},
		"from a block on":   {From: begun.Add(30 * time.Minute)},
		"before a block":    {To: begun.Add(30 * time.Minute)},
		"changes":           {Events: []audit.Event{audit.NodeSet}},
		"one person's":      {User: "person-1"},
		"a cluster's":       {Cluster: "other"},
		"of one's cluster":  {Within: []audit.Scope{{Cluster: "main", Paths: []znode.Path{znode.Root}}}},
		"of one's znodes":   {Within: []audit.Scope{{Cluster: "other", Paths: []znode.Path{a}}}},
		"of another znode":  {Path: "/b"},
		"of nobody's znode": {Within: []audit.Scope{}},
		"of two clusters'":  {Within: []audit.Scope{{Cluster: "main", Paths: []znode.Path{below, a, a}}, {Cluster: "other", Paths: []znode.Path{znode.Root}}}},
		"of what is beside": {Within: []audit.Scope{{Cluster: "main", Paths: []znode.Path{beside}}}},
		"sign-ins":          {Event: audit.SignIn},
	}
	same := func(when string, as map[string]string, counted ...int64) map[string]string {
		t.Helper()
		got, blocks := told(t, dir, filters)
		if !slices.Equal(blocks, counted) {
			t.Errorf("%s, counted are the blocks %v, want %v", when, blocks, counted)
		}
		for name, want := range as {
			if got[name] != want {
				t.Errorf("%s, %s:\n%s\nwant\n%s", when, name, got[name], want)
			}
		}
		return got
	}
	written := same("as it was written", nil, 0)
	change(t, dir, "DELETE FROM tallies")
	read := same("where nothing was counted", written)
	if !strings.Contains(read["all"], "person-1 main sign_in ok 12 ") || !strings.Contains(read["all"], "true [editor] [192.0.2.0 192.0.2.1") {
		t.Errorf("all are\n%s", read["all"])
	}
	for bound, whole := range map[string]string{"of one's znodes": "a cluster's", "of two clusters'": "all", "of what is beside": "sign-ins"} {
		if read[bound] != read[whole] {
			t.Errorf("%s:\n%s\nwant\n%s", bound, read[bound], read[whole])
		}
	}
	if slices.Sorted(maps.Values(read))[0] != "[]" {
		t.Errorf("filters choose %v", read)
	}
	change(t, dir, "DROP TABLE tallies; DROP INDEX by_path; CREATE INDEX by_path ON entries (block, path, user); PRAGMA user_version = 2")
	same("of an older schema", read, 0)

	remove(t, dir, 10, 1000)
	same("where a block's retention has begun", nil)
	remove(t, dir, 32_000, 33_000)
	verifies(t, dir)
	removed := same("after retention", nil, 0)
	for _, damage := range []string{
		"UPDATE tallies SET count = count - 1 WHERE event = 'node.set'",
		"DELETE FROM tallies WHERE event = 'node.set'",
		"UPDATE tallies SET block = 7",
	} {
		change(t, dir, damage)
		if _, err := Verify(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "tallies of the entries") {
			t.Errorf("of other tallies (%s): %v", damage, err)
		}
	}
	change(t, dir, "DELETE FROM tallies")
	same("after retention, where nothing is counted", removed)
}

func parse(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func verifies(t *testing.T, dir string) {
	t.Helper()
	if _, err := Verify(t.Context(), dir); err != nil {
		t.Error(err)
	}
}

// remove removes entries as retention does.
func remove(t *testing.T, dir string, first, behind int64) {
	t.Helper()
	store, err := OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	head, err := store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var seqs []int64
	for seq := first; seq < behind; seq++ {
		seqs = append(seqs, seq)
	}
	note := audit.Entry{Event: audit.AuditRemove, Outcome: audit.OK, Ranges: fmt.Sprintf("%d-%d", first, behind-1)}
	records, _, err := audit.Chain(head, time.Now(), note)
	if err := errors.Join(err, store.Remove(head, records[0], seqs), store.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestFewAndManyAreCountedAlike checks that the entries that somebody sees of a block are counted
// once each, by the index of paths and without reading entries.
func TestFewAndManyAreCountedAlike(t *testing.T) {
	const few = 4096
	dir := t.TempDir()
	store, err := OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]audit.Entry, 3*few)
	for i := range entries {
		entries[i] = audit.Entry{Event: audit.NodeRead, Outcome: audit.OK, User: "alice", Cluster: "main", Path: []string{"/many", "/many/a", "/many-b"}[i%3]}
		if i%few == 0 {
			entries[i].Path = "/seldom"
		}
	}
	records, _, err := audit.Chain(audit.Link{}, time.Now(), entries...)
	if err := errors.Join(err, store.Append(audit.Link{}, records)); err != nil {
		t.Fatal(err)
	}
	for _, q := range questionsBelow(0, part{filter: audit.Filter{Cluster: "main", From: time.Now()}, bound: true, paths: []string{"/many"}})[1:] {
		rows, err := store.readers.Query("EXPLAIN "+q.sql, q.values...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var opcode string
			var cursor, unused any
			err := rows.Scan(&unused, &opcode, &cursor, &unused, &unused, &unused, &unused, &unused)
			if err != nil || opcode == "Column" && cursor == int64(0) { // reads a column of the entries table
				t.Errorf("%s reads entries; %v", q.sql, err)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	of := func(paths ...string) audit.Filter {
		scope := audit.Scope{Cluster: "main"}
		for _, path := range paths {
			scope.Paths = append(scope.Paths, parse(t, path))
		}
		return audit.Filter{Within: []audit.Scope{scope}}
	}
	got, _ := told(t, dir, map[string]audit.Filter{
		"seldom": of("/seldom"), "many": of("/many"), "both": of("/seldom", "/many/a", "/many"), "none": of("/man"), "all": {Cluster: "main"}, "most": of("/many", "/many-b", "/seldom"),
	})
	for name, want := range map[string]int{"seldom": 3, "many": 2*few - 2, "both": 2*few + 1, "all": 3 * few, "most": 3 * few} {
		if !strings.HasPrefix(got[name], fmt.Sprintf("[{alice main node.read ok %d ", want)) {
			t.Errorf("%s are %s, want %d", name, got[name], want)
		}
	}
	if got["none"] != "[]" {
		t.Errorf("of a path that is not there, there are %s", got["none"])
	}
}
