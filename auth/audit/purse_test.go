package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	. "zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// counted tells how often each kind of entry is there, "user event outcome",
// and how many were folded.
func counted(entries []Entry) (kinds map[string]int, folded map[string]string) {
	kinds, folded = map[string]int{}, map[string]string{}
	for _, entry := range entries {
		kind := fmt.Sprintf("%s %s %s", entry.User, entry.Event, entry.Outcome)
		if entry.Code == znode.CodeFolded {
			folded[kind] = entry.Args["count"] + entry.Path
			continue
		}
		kinds[kind]++
	}
	return kinds, folded
}

// TestNobodyFillsTheTrailWithLooks: what one person has looked at, searched for
// or been refused is bounded, wherever they are, and what is beyond is counted when the minute ends
// and when the trail closes. Others have their own, and nothing else is bounded.
func TestNobodyFillsTheTrailWithLooks(t *testing.T) {
	const many = 200
	dir := t.TempDir()
	trail := openTrail(t, dir, Config{}, UsualPace)
	clock := newClock()
	trail.SeenAt(clock.now)
	at := func(event Event, outcome Outcome, user string, i int) Entry {
		return Entry{Event: event, Outcome: outcome, User: user, Verified: true, Address: fmt.Sprint("2001:db8::", i), Cluster: "main", Path: fmt.Sprintf("/%d", i)}
	}
	appendAll(t, trail, at(NodeSet, Intent, "alice", 0), at(NodeSet, OK, "alice", 0))
	for i := range many {
		trail.AppendRead(at(NodeRead, OK, "mallory", i))
		trail.AppendRead(at(NodeSearch, OK, "mallory", i))
		appendAll(t, trail, at(NodeRaw, OK, "mallory", i), at(AuditRead, Denied, "mallory", i), at(NodeSet, Denied, "mallory", i))
		appendAll(t, trail, at(AuditExport, OK, "mallory", i), at(NodeReveal, OK, "mallory", i))
	}
	trail.AppendRead(at(NodeRead, OK, "bob", 0))
	kinds, folded := counted(all(t, trail))
	want := map[string]int{
		"mallory node.read ok": PurseSize, "mallory node.search ok": PurseSize, "mallory node.raw ok": PurseSize,
		"mallory audit.read denied": PurseSize, "mallory node.set denied": PurseSize, "mallory audit.export ok": PurseSize,
		"mallory node.reveal ok": many, "bob node.read ok": 1, "alice node.set intent": 1, "alice node.set ok": 1,
	}
	for kind, count := range want {
		if kinds[kind] != count {
			t.Errorf("%s: %d entries, want %d", kind, kinds[kind], count)
		}
	}
	if len(folded) != 0 {
		t.Errorf("%v is folded before the minute ends", folded)
	}
	clock.pass(time.Minute)
	trail.Fold()
	_, folded = counted(all(t, trail))
	if len(folded) != 6 || folded["mallory node.read ok"] != fmt.Sprint(many-PurseSize) {
		t.Errorf("got %v when the minute ends", folded)
	}
	for i := range many {
		trail.AppendRead(at(NodeRead, OK, "mallory", many+i))
	}
	closeTrail(t, trail)
	trail = openTrail(t, dir, Config{}, UsualPace)
	kinds, _ = counted(all(t, trail))
	newest := all(t, trail)
	last := newest[slices.IndexFunc(newest, func(e Entry) bool { return e.Seq == trail.Head().Seq })]
	if kinds["mallory node.read ok"] != 2*PurseSize || last.Code != znode.CodeFolded || last.Args["count"] != fmt.Sprint(many-PurseSize) {
		t.Errorf("after the close: %v, the last is %+v", kinds, last)
	}
}

// TestNamesAreNoPurses of those whom nobody vouches for: a refused sign-in is
// anybody's, by whatever name.
func TestNamesAreNoPurses(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	for i := range 200 {
		appendAll(t, trail, Entry{Event: SignIn, Outcome: Denied, User: fmt.Sprint("name-", i), Address: "192.0.2.1"})
		trail.AppendRead(Entry{Event: SignIn, Outcome: Denied, User: fmt.Sprint("other-", i), Address: "192.0.2.1"})
	}
	appendAll(t, trail, Entry{Event: SignIn, Outcome: Denied, User: "bob", Address: "192.0.2.2"})
	var names []string
	for _, entry := range all(t, trail) {
		names = append(names, entry.User)
	}
	if len(names) != PurseSize+1 || names[PurseSize] != "bob" {
		t.Errorf("%d entries: %s", len(names), strings.Join(names, " "))
	}
}

// TestLooksDoNotWait for a disk that hangs: they are queued, and counted when the
// queue is full.
func TestLooksDoNotWait(t *testing.T) {
	const beyond = 76
	trail, gate := openGated(t, UsualPace)
	gate.shut()
	appended := make(chan error)
	go func() { appended <- appendTo(trail, t.Context(), full()) }()
	gate.await(t)
	for i := range QueueLength + beyond {
		trail.AppendRead(Entry{Event: NodeRead, Outcome: OK, User: fmt.Sprint("person-", i), Verified: true})
	}
	gate.open()
	if err := <-appended; err != nil {
		t.Error(err)
	}
	reads, missing := 0, ""
	for _, entry := range all(t, trail) {
		if entry.Event == NodeRead {
			reads++
		}
		if entry.Code == znode.CodeGap {
			missing = entry.Args["entries"]
		}
	}
	if reads != QueueLength || missing != fmt.Sprint(beyond) {
		t.Errorf("%d looks are on record, want %d; missing are %q", reads, QueueLength, missing)
	}
}
