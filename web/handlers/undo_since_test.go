package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/undo"
	"zkweb/zkconn/znode"
)

// takesBack undoes the change of an entry, and returns the entry of that.
func (v *visitor) takesBack(t *testing.T, seq int64) int64 {
	t.Helper()
	got := v.post(t, undoOf(seq), nil, "Accept", "application/json")
	if got.status != 200 {
		t.Fatalf("entry %d: %d %s", seq, got.status, got.body)
	}
	return decode[undo.JSONDone](t, got).Entry
}

// TestChangesAreTakenBackOneAfterTheOther undoes changes, the newest first, and redoes them.
// Changes that were undone since do not prevent that.
func TestChangesAreTakenBackOneAfterTheOther(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	v := r.member(t, "editor")
	const node = "/app/stack"
	state := func() string {
		data, stat, err := r.boss.Get(r.context, parsePath(t, node))
		acl, _, _ := r.boss.GetACLs(r.context, parsePath(t, node))
		if err != nil {
			return string(znode.KindOf(err))
		}
		return string(data) + " " + znode.FormatACL(acl) + " " + stat.CreateKind()
	}
	version := func() string {
		_, stat, _ := r.boss.Get(r.context, parsePath(t, node))
		return strconv.Itoa(int(stat.Version))
	}
	states, entries := []string{state()}, []int64(nil)
	for _, change := range []struct {
		target string
		form   url.Values
	}{
		{"/c/main/create/app", url.Values{"name": {"stack"}, "data": {"one"}}},
		{"/c/main/set" + node, url.Values{"data": {"two"}}},
		{"/c/main/set" + node, url.Values{"data": {"three"}}},
		{"/c/main/acl" + node, url.Values{"aversion": {"0"}, "acl": {"world:anyone:cdrwa,ip:10.0.0.1:r"}}},
		{"/c/main/acl" + node, url.Values{"aversion": {"1"}, "acl": {"world:anyone:cdrwa"}}},
		{"/c/main/delete" + node, url.Values{}},
	} {
		change.form.Set("version", version())
		entries = append(entries, r.change(t, v, change.target, change.form))
		states = append(states, state())
	}
	var back []int64
	for i := len(entries) - 1; i >= 0; i-- {
		back = append(back, v.takesBack(t, entries[i]))
		if got := state(); got != states[i] {
			t.Fatalf("change %d taken back: %q, want %q", i, got, states[i])
		}
		if got := v.post(t, undoOf(entries[i]), nil); got.status != 409 {
			t.Errorf("change %d twice: %d", i, got.status)
		}
	}
	var forth []int64
	for i := range entries {
		forth = append(forth, v.takesBack(t, back[len(back)-1-i]))
		if got := state(); got != states[i+1] {
			t.Fatalf("change %d made again: %q, want %q", i, got, states[i+1])
		}
	}
	for i, seq := range slices.Backward(forth) {
		if v.takesBack(t, seq); state() != states[i] {
			t.Fatalf("change %d taken back once more: %q, want %q", i, state(), states[i])
		}
	}
}

// TestWhatOthersDidBetweenStandsInTheWay checks that changes by others prevent undoing earlier
// ones, even if the present state is as these left it.
func TestWhatOthersDidBetweenStandsInTheWay(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.add(t, "other", people.Editor, "/")
	v := r.member(t, "editor")
	at := parsePath(t, "/app/a")
	set := func(text string) int64 {
		t.Helper()
		_, stat, err := r.boss.Get(r.context, at)
		if err != nil {
			t.Fatal(err)
		}
		return r.change(t, v, "/c/main/set/app/a", url.Values{"data": {text}, "version": {strconv.Itoa(int(stat.Version))}})
	}
	byBoss := func(op znode.Op) {
		t.Helper()
		op.Path, op.Version = at, znode.AnyVersion
		_, err := r.boss.Apply(r.context, op)
		if err != nil {
			t.Fatal(err)
		}
	}
	stays := func(seq int64, why string) {
		t.Helper()
		if got := v.post(t, undoOf(seq), nil, "Accept", "application/json"); got.status != 409 {
			t.Errorf("%s: %d %s", why, got.status, got.body)
		}
	}
	first, second := set("A"), set("B")
	v.takesBack(t, second)
	byBoss(znode.Op{Kind: znode.OpSet, Data: []byte("A")})
	stays(first, "set to the same")

	first = set("C")
	byBoss(znode.Op{Kind: znode.OpSet, Data: []byte("somebody's")})
	second = set("D")
	v.takesBack(t, second)
	stays(first, "set between")
	r.holds(t, "/app/a", "somebody's")

	acl := r.change(t, v, "/c/main/acl/app/b", url.Values{"aversion": {"0"}, "acl": {"world:anyone:cdrwa,ip:10.0.0.1:r"}})
	at = parsePath(t, "/app/b")
	_, stat, err := r.boss.Get(r.context, at)
	if err != nil {
		t.Fatal(err)
	}
	gone := r.change(t, v, "/c/main/delete/app/b", url.Values{"version": {strconv.Itoa(int(stat.Version))}})
	v.takesBack(t, gone)
	byBoss(znode.Op{Kind: znode.OpSetACL, ACL: open})
	stays(acl, "an ACL that somebody has set since it came back")
}
