package audit_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/znode"
)

// queried returns a trail over three blocks, and what is in it by sequence.
func queried(t *testing.T, pace Pace) (*Trail, map[int64]Entry) {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlite.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadKey(dir); err != nil {
		t.Fatal(err)
	}
	var last Link
	now := time.Now().Add(-time.Hour)
	for block, first := range []int64{1, 40_000, 70_000} {
		// A trail that went on meanwhile, without the time it takes to write it.
		if first > 1 {
			change(t, dir, fmt.Sprintf("INSERT INTO removed VALUES (%d, %d, x'%x')", last.Seq+1, first-1, last.Hash),
				fmt.Sprintf("UPDATE chain SET seq = %d WHERE name = 'head'", first-1))
			last.Seq = first - 1
		}
		for _, entry := range []Entry{
			{Event: SignIn, Outcome: OK, User: "alice", Cluster: "main"},
			{Event: NodeRead, Outcome: OK, User: "alice", Cluster: "main", Path: "/a"},
			{Event: NodeRead, Outcome: Denied, User: "bob", Cluster: "main", Path: "/a/b", Error: fmt.Sprint(block)},
			{Event: NodeRead, Outcome: OK, User: "bob", Cluster: "other", Path: "/ab"},
			{Event: NodeSet, Outcome: Conflict, User: "bob", Cluster: "other", Path: "/a-b"},
			{Event: NodeSet, Outcome: OK, User: "alice", Cluster: "main", Path: "/a/b/c", Before: &Data{Version: 1}},
			{Event: NodeRaw, Outcome: OK, User: "alice", Cluster: "main", Path: "/"},
		} {
			now = now.Add(time.Second)
			records, next, err := Chain(last, now, entry)
			if err := errors.Join(err, store.Append(last, records)); err != nil {
				t.Fatal(err)
			}
			last = next
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	trail := openTrail(t, dir, Config{}, pace)
	appended := map[int64]Entry{}
	for _, entry := range all(t, trail) {
		appended[entry.Seq] = entry
	}
	return trail, appended
}

// scopes are written as "cluster path path".
func scopes(texts ...string) (scopes []Scope) {
	for _, text := range texts {
		cluster, paths, _ := strings.Cut(text, " ")
		scope := Scope{Cluster: cluster}
		for path := range strings.FieldsSeq(paths) {
			parsed, _ := znode.ParsePath(path) // they are paths
			scope.Paths = append(scope.Paths, parsed)
		}
		scopes = append(scopes, scope)
	}
	return scopes
}

func TestQuery(t *testing.T) {
	patient := UsualPace
	patient.Search = time.Minute
	trail, appended := queried(t, patient)
	at := func(seq int64) time.Time { return appended[seq].Time }
	// Of each block: in the newest first, by place in it.
	in := func(places ...int64) (seqs []int64) {
		for _, first := range []int64{70_000, 40_000, 1} {
			for _, place := range places {
				seqs = append(seqs, first+place)
			}
		}
		return seqs
	}
	for _, of := range []struct {
		name   string
		filter Filter
		want   []int64
		next   string
	}{
		{"all", Filter{}, in(6, 5, 4, 3, 2, 1, 0), ""},
		{"a page", Filter{Limit: 8}, in(6, 5, 4, 3, 2, 1, 0)[:8], "40006"},
		{"the page after", Filter{Limit: 8, After: "40006"}, in(6, 5, 4, 3, 2, 1, 0)[8:16], "6"},
		{"the last page", Filter{Limit: 8, After: "6"}, []int64{5, 4, 3, 2, 1}, ""},
		{"after the end", Filter{After: "1"}, nil, ""},
		{"after what is not there yet", Filter{After: "999999", Limit: 1}, []int64{70_006}, "70006"},
		{"user", Filter{User: "alice"}, in(6, 5, 1, 0), ""},
		{"user and page", Filter{User: "alice", Limit: 4}, in(6, 5, 1, 0)[:4], "70000"},
		{"no such user", Filter{User: "ali"}, nil, ""},
		{"path", Filter{Path: "/a"}, in(5, 2, 1), ""},
		{"path below", Filter{Path: "/a/b"}, in(5, 2), ""},
		{"path of a leaf", Filter{Path: "/a/b/c"}, in(5), ""},
		{"root", Filter{Path: "/"}, in(6, 5, 4, 3, 2, 1), ""},
		{"no such path", Filter{Path: "/a/c"}, nil, ""},
		{"reads", Filter{Event: NodeRead}, in(3, 2, 1), ""},
		{"another event", Filter{Event: NodeSet}, in(5, 4), ""},
		{"no such entry", Filter{Event: ConsoleStop}, nil, ""},
		{"ok", Filter{Outcome: OK}, in(6, 5, 3, 1, 0), ""},
		{"another outcome", Filter{Outcome: Denied}, in(2), ""},
		{"cluster", Filter{Cluster: "other"}, in(4, 3), ""},
		{"within a cluster", Filter{Within: scopes("other /")}, in(4, 3), ""},
		{"within paths of a cluster", Filter{Within: scopes("main /a/b")}, in(5, 2, 0), ""},
		{"within two paths", Filter{Within: scopes("main /a/b /none", "other /a-b"), Path: "/"}, in(5, 4, 2), ""},
		{"within no path", Filter{Within: scopes("main")}, in(0), ""},
		{"within two", Filter{Within: scopes("main /", "other /"), Event: NodeSet}, in(5, 4), ""},
		{"changes within paths", Filter{Within: scopes("main /a/b"), Event: NodeSet}, in(5), ""},
		{"changes within paths of two", Filter{Within: scopes("main /a/b", "other /a-b"), Events: []Event{NodeCreate, NodeSet}}, in(5, 4), ""},
		{"changes within other paths", Filter{Within: scopes("main /a-b /none"), Events: []Event{NodeCreate, NodeSet}}, nil, ""},
		{"changes within no path", Filter{Within: scopes("main"), Event: NodeSet}, nil, ""},
		{"within none", Filter{Within: []Scope{}}, nil, ""},
		{"a cluster that is not within", Filter{Within: scopes("other /"), Cluster: "main"}, nil, ""},
		{"from", Filter{From: at(70_002)}, []int64{70_006, 70_005, 70_004, 70_003, 70_002}, ""},
		{"to", Filter{To: at(3)}, []int64{2, 1}, ""},
		{"from and to", Filter{From: at(40_001), To: at(40_003)}, []int64{40_002, 40_001}, ""},
		{"to before from", Filter{From: at(40_003), To: at(40_001)}, nil, ""},
		{"just after", Filter{From: at(70_005).Add(time.Nanosecond), To: at(70_006).Add(time.Nanosecond)}, []int64{70_006}, ""},
		{"user and path", Filter{User: "bob", Path: "/a"}, in(2), ""},
		{"user and event", Filter{User: "bob", Event: NodeSet}, in(4), ""},
		{"user and reads", Filter{User: "bob", Event: NodeRead}, in(3, 2), ""},
		{"path and event", Filter{Path: "/a", Event: NodeSet}, in(5), ""},
		{"root and event", Filter{Path: "/", Event: NodeSet}, in(5, 4), ""},
		{"path and outcome", Filter{Path: "/a", Outcome: Denied}, in(2), ""},
		{"path, cluster and ok", Filter{Path: "/a", Cluster: "main", Outcome: OK}, in(5, 1), ""},
		{"all at once", Filter{
			User: "alice", Path: "/a", Event: NodeSet, Outcome: OK, Cluster: "main", From: at(40_000), To: at(70_000), After: "70000", Limit: 1,
		}, []int64{40_005}, "40005"},
	} {
		t.Run(of.name, func(t *testing.T) {
			page, err := trail.Query(t.Context(), of.filter)
			if err != nil {
				t.Fatal(err)
			}
			var want []Entry
			for _, seq := range of.want {
				want = append(want, appended[seq])
			}
			if !slices.EqualFunc(page.Entries, want, func(a, b Entry) bool { return reflect.DeepEqual(a, b) }) {
				t.Errorf("got %v, want %v", seqs(page.Entries), of.want)
			}
			if page.Next != of.next || page.Partial {
				t.Errorf("got the next %q, partial %t; want %q", page.Next, page.Partial, of.next)
			}
		})
	}
}

func seqs(entries []Entry) (seqs []int64) {
	for _, entry := range entries {
		seqs = append(seqs, entry.Seq)
	}
	return seqs
}

func TestALongSearchGivesWhatItHasAndGoesOn(t *testing.T) {
	pace := UsualPace
	pace.Search = 0
	trail, _ := queried(t, pace)
	filter := Filter{Path: "/a/b", Event: NodeRead}
	var found []int64
	var pages int
	for {
		page, err := trail.Query(t.Context(), filter)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, seqs(page.Entries)...)
		if pages++; page.Next == "" {
			if page.Partial {
				t.Error("the last page is partial")
			}
			break
		}
		if !page.Partial {
			t.Errorf("page %d is not full, and not partial", pages)
		}
		filter.After = page.Next
	}
	if !slices.Equal(found, []int64{70_002, 40_002, 3}) || pages != 3 {
		t.Errorf("got %v on %d pages, want one of each block", found, pages)
	}
}

func TestAFilterThatCannotBe(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	for _, filter := range []Filter{
		{Event: "node.look"}, {Outcome: "good"}, {Limit: -1}, {Limit: MaxLimit + 1}, {Path: "a"}, {Path: "/a/"},
		{After: "x"}, {After: "0"}, {After: "-1"}, {After: "99999999999999999999"}, {After: "1 OR 1=1"},
	} {
		if page, err := trail.Query(t.Context(), filter); znode.KindOf(err) != znode.Invalid {
			t.Errorf("%+v: got %+v, %v", filter, page, err)
		}
	}
	page, err := trail.Query(t.Context(), Filter{User: "' OR ''='", Path: "/'%_"})
	if err != nil || page.Entries == nil || len(page.Entries) != 0 || page.Next != "" || page.Partial {
		t.Errorf("an empty trail: got %+v, %v", page, err)
	}
	for _, event := range Events() {
		if _, err := trail.Query(t.Context(), Filter{Event: event}); err != nil {
			t.Errorf("%s: %v", event, err)
		}
	}
	for _, outcome := range Outcomes() {
		if _, err := trail.Query(t.Context(), Filter{Outcome: outcome}); err != nil {
			t.Errorf("%s: %v", outcome, err)
		}
	}
}
