package health

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// TestWhatIsWrongWithZnodes: a quota is judged by its nearest limit, a counter by how many
// numbers are left, and neither below its threshold.
func TestWhatIsWrongWithZnodes(t *testing.T) {
	t.Parallel()
	seen := noted{
		quotas: []Quota{
			{"/b", "bytes", 91, 100}, {"/b", "count", 99, 100}, {"/b", "count", 99, 1000}, {"/half", "bytes", 50, 100}, {"/none", "count", 1, 0}, {"/at", "bytes", 90, 100},
		},
		counters: highest{"/a": {value: znode.MaxSequence - 7}},
		lists:    highest{"/c": {znode.UsualBuffer - 1, 5000}},
	}
	var found []string
	for _, f := range judge(nil, plain(3, 3, 1, 0, false), seen, DefaultThresholds(), time.Now()) {
		if f.Path != "" {
			found = append(found, string(f.Severity)+" "+f.Key()+" "+f.Args["of"]+f.Args["next"]+f.Args["children"]+" "+f.Args["percent"])
		}
		if args := f.Unnamed(); args[PathArg] != "" || f.Path != "" && f.Args[PathArg] != f.Path {
			t.Errorf("%s has %v and without names %v", f.Code, f.Args, args)
		}
	}
	private := Finding{Args: znode.Args{"server": "zk1:2181", ClientArg: "192.0.2.1", SessionArg: "0x1", PathArg: "/a"}}
	if args := private.Unnamed(); len(args) != 1 || args["server"] == "" {
		t.Errorf("without names left is %v", args)
	}
	want := []string{"warning quota_near /b count 99", "warning quota_near /none count 100", "warning sequence_near_end /a 2147483640 99", "warning children_large /c 5000 99"}
	if !slices.Equal(found, want) {
		t.Errorf("found are %q, want %q", found, want)
	}
}

// TestCountersAreKeptWhileTheyAreHigh: the highest of all that pages see.
func TestCountersAreKeptWhileTheyAreHigh(t *testing.T) {
	t.Parallel()
	p := New([]cluster.Cluster{{Name: "main", Servers: []string{"a:1"}}}, Options{})
	p.NoteSequence("main", "/low", 5)
	p.NoteSequence("other", "/high", znode.MaxSequence)
	for i := range maxHigh {
		p.NoteSequence("main", fmt.Sprintf("/%03d", i), znode.MaxSequence-1000+int64(i))
	}
	p.NoteSequence("main", "/lower", znode.MaxSequence-2000)
	p.NoteSequence("main", "/higher", znode.MaxSequence-1)
	p.NoteSequence("main", "/050", 0)
	kept := p.Sequences("main")
	if len(kept) != maxHigh-1 || !slices.Contains(kept, "/higher") || slices.ContainsFunc(kept, func(path string) bool {
		return slices.Contains([]string{"/000", "/050", "/low", "/lower"}, path)
	}) {
		t.Errorf("kept are %d: %v", len(kept), kept)
	}
}

// TestLongListsAreKeptWhileTheyAreLong, each with how many children it is of.
func TestLongListsAreKeptWhileTheyAreLong(t *testing.T) {
	t.Parallel()
	p := New([]cluster.Cluster{{Name: "main", Servers: []string{"a:1"}}}, Options{})
	for path, list := range map[string]List{"/long": {900_000, 9000}, "/short": {800_000, 8000}, "/shorter": {900_000, 9000}} {
		p.NoteList("main", path, list)
	}
	p.NoteList("main", "/shorter", List{100, 1})
	if kept := p.Lists("main"); len(kept) != 1 || kept["/long"] != (List{900_000, 9000}) || len(p.Sequences("main")) != 0 || len(p.Lists("other")) != 0 {
		t.Errorf("kept are %v", kept)
	}
}

// TestWhatWasNotLookedAtMayStillBe: of what a server has while it is away, too, once it has
// answered for a while, and of quotas once they were looked at.
func TestWhatWasNotLookedAtMayStillBe(t *testing.T) {
	t.Parallel()
	p := New([]cluster.Cluster{{Name: "main", Servers: []string{"a:1", "b:1"}}}, Options{})
	asked := time.Now()
	answers := func(server int, role cluster.Role) {
		w := p.clusters["main"].servers[server]
		next := w.current()
		if next.Role != role || next.Asked.IsZero() {
			next.Since = asked
		}
		next.Role, next.Asked = role, asked
		w.keep(next)
	}
	known := func(when string, want ...bool) {
		t.Helper()
		got := []bool{
			p.Knows("main", ServerAway, "a:1"), p.Knows("main", AdminOpenTo, "a:1"), p.Knows("main", AdminOpenTo, "b:1"),
			p.Knows("main", Hole, ""), p.Knows("main", QuotaNear, ""), p.Knows("gone", QuotaNear, ""), p.Knows("main", PortsOpen, "gone:1"),
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s, known is %v, want %v", when, got, want)
		}
	}
	known("at the start", false, false, false, false, false, true, true)
	answers(0, cluster.Leader)
	answers(1, cluster.Unreachable)
	known("at first", true, false, false, false, false, true, true)
	asked = asked.Add(untoldFor)
	answers(0, cluster.Leader)
	answers(1, cluster.Unreachable)
	p.NoteQuotas("main", nil)
	known("later", true, true, false, false, true, true, true)
	answers(0, cluster.Unreachable)
	answers(1, cluster.Follower)
	asked = asked.Add(untoldFor)
	answers(1, cluster.Follower)
	known("at last", true, true, true, true, true, true, true)
}
