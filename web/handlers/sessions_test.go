package handlers

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	web "zkweb/web/handlers/people"
)

type sessionsAnswer struct {
	Sessions []web.JSONSession `json:"sessions"`
}

func TestSessions(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	start := time.Now()
	viewer, admin := r.member(t, "viewer"), r.member(t, "admin")
	viewer.get(t, "/c/main/tree/")
	answered := decode[sessionsAnswer](t, admin.getJSON(t, "/sessions")).Sessions
	if len(answered) != 2 {
		t.Fatalf("%+v", answered)
	}
	for i, role := range []people.Role{people.Admin, people.Viewer} { // last seen first
		got := answered[i]
		for _, at := range []time.Time{got.Started, got.LastSeen, got.SignIns[0].Since} {
			if at.Before(start) || time.Since(at) < 0 {
				t.Errorf("%s: %s is not between %s and now", role, at, start)
			}
		}
		want := web.JSONSession{
			ID: got.ID, Own: role == people.Admin, Started: got.Started, LastSeen: got.LastSeen,
			SignIns: []web.JSONSignIn{{Cluster: "main", User: string(role), Verified: true, Role: string(role), Address: "127.0.0.1", Since: got.SignIns[0].Since}},
		}
		if !reflect.DeepEqual(got, want) || len(got.ID) != 16 {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
	page := admin.get(t, "/sessions").body
	for _, session := range answered {
		if !strings.Contains(page, `action="/sessions/`+session.ID+`/end"`) {
			t.Errorf("the page has no button to end the session of %s", session.SignIns[0].User)
		}
	}
	for _, v := range []*visitor{viewer, admin} {
		if strings.Contains(page, v.cookie(t).Value) {
			t.Error("a cookie is on the page")
		}
	}
}

// TestAnEndedSession: the next click and the open stream know it.
func TestAnEndedSession(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	viewer, admin := r.member(t, "viewer"), r.member(t, "admin")
	whose, who := r.identity(t, viewer), r.identity(t, admin)
	events := viewer.listen(t, "main")
	events.await(t, "CONNECTED")
	old := *viewer.cookie(t)
	before := r.head(t)
	got := admin.post(t, "/sessions/"+whose.ConsoleSession+"/end", nil)
	if got.status != 303 || got.header.Get("Location") != "/sessions" {
		t.Errorf("%d to %q", got.status, got.header.Get("Location"))
	}
	if last, open := events.next(t); !open || last.name != "signed-out" {
		t.Errorf("the stream says %+v", last)
	}
	for _, v := range []*visitor{viewer, r.visitor(t)} {
		if got := v.get(t, "/c/main/tree/", "Cookie", old.String(), "Accept", "application/json"); got.status != 401 {
			t.Errorf("the next click gives %d", got.status)
		}
	}
	if got := viewer.get(t, "/c/main/tree/"); got.status != 303 || got.header.Get("Location") != "/login?next=%2Fc%2Fmain%2Ftree%2F" {
		t.Errorf("the next click leads to %q", got.header.Get("Location"))
	}
	entries := r.entries(t, before)
	if len(entries) != 1 {
		t.Fatalf("it left %s", told(entries))
	}
	want := who
	want.Event, want.Outcome, want.Target = audit.SessionEnd, audit.OK, "digest:viewer in console session "+whose.ConsoleSession
	want.Seq, want.Time, want.Hash, want.RequestID = entries[0].Seq, entries[0].Time, entries[0].Hash, got.header.Get("X-Request-Id")
	if !reflect.DeepEqual(entries[0], want) {
		t.Errorf("\n got %s\nwant %s", told(entries), told([]audit.Entry{want}))
	}
	for _, id := range []string{whose.ConsoleSession, "nobody"} {
		got := admin.post(t, "/sessions/"+id+"/end", nil, "Accept", "application/json")
		if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 404 || kind != "not_found" {
			t.Errorf("ending %s: %d %s", id, got.status, kind)
		}
	}
	if left := decode[sessionsAnswer](t, admin.getJSON(t, "/sessions")).Sessions; len(left) != 1 || !left[0].Own {
		t.Errorf("left are %+v", left)
	}
	answered := decode[map[string]string](t, admin.post(t, "/sessions/"+who.ConsoleSession+"/end", url.Values{}, "Accept", "application/json"))
	if !reflect.DeepEqual(answered, map[string]string{"ended": who.ConsoleSession}) {
		t.Errorf("ending one's own: %v", answered)
	}
	if got := admin.getJSON(t, "/sessions"); got.status != 401 {
		t.Errorf("after ending one's own: %d", got.status)
	}
}

// TestAnAdminOfOneClusterEndsSignInsToThatOne and leaves the others.
func TestAnAdminOfOneClusterEndsSignInsToThatOne(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, addOther(t))
	both := r.member(t, "viewer")
	other := credentialsForm("viewer", rightOne)
	other.Set("cluster", "other")
	both.mustSignIn(t, other)
	elsewhere := r.visitor(t)
	elsewhere.mustSignIn(t, other)
	admin := r.member(t, "admin")

	var ids []string
	for _, session := range decode[sessionsAnswer](t, admin.getJSON(t, "/sessions")).Sessions {
		for _, signIn := range session.SignIns {
			if signIn.Cluster != "main" {
				t.Errorf("an admin of main sees %+v", signIn)
			}
			if signIn.User == "viewer" {
				ids = append(ids, session.ID)
			}
		}
	}
	if len(ids) != 1 {
		t.Fatalf("viewers are listed %d times", len(ids))
	}
	for _, console := range r.site.Auth.Sessions() {
		want := 404
		if console.SignIn("main") != nil {
			want = 200
		}
		if console.SignIn("main") == nil || slices.Contains(ids, console.ID) {
			if got := admin.post(t, "/sessions/"+console.ID+"/end", nil, "Accept", "application/json"); got.status != want {
				t.Errorf("ending a session of %d sign-ins: %d, want %d", len(console.SignIns()), got.status, want)
			}
		}
	}
	for v, want := range map[*visitor][2]int{both: {401, 200}, elsewhere: {401, 200}} {
		for i, cluster := range []string{"main", "other"} {
			if got := v.getJSON(t, "/c/"+cluster+"/tree/"); got.status != want[i] {
				t.Errorf("%s: %d, want %d", cluster, got.status, want[i])
			}
		}
	}
}

// TestAPersonWhoIsDroppedIsRecorded, with why.
func TestAPersonWhoIsDroppedIsRecorded(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "viewer")
	whose := r.identity(t, v)
	before := r.head(t)
	if err := r.admin.Disable(r.context, "viewer"); err != nil {
		t.Fatal(err)
	}
	if got := v.getJSON(t, "/c/main/tree/"); got.status != 401 {
		t.Fatalf("%d", got.status)
	}
	// The page or the event stream notices first, and that one writes the entry.
	var entries []audit.Entry
	eventually(t, "the entry about the end", func() bool {
		entries = r.entries(t, before)
		return len(entries) == 1
	})
	want := audit.Entry{
		Seq: entries[0].Seq, Time: entries[0].Time, Hash: entries[0].Hash,
		Event: audit.SessionEnd, Outcome: audit.OK, Cluster: "main", Target: "digest:viewer",
		ConsoleSession: whose.ConsoleSession, Session: whose.Session,
		Code: "user_disabled",
	}
	if !reflect.DeepEqual(entries[0], want) {
		t.Errorf("\n got %s\nwant %s", told(entries), told([]audit.Entry{want}))
	}
}
