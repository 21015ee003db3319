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

type sessionsAnswer = web.JSONSessions

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
	for i, role := range []people.Role{people.Admin, people.Viewer} { // the last seen first
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

// TestSignInsAreShownAPageAtATime also checks the search in what is shown, and that the page stays
// the same after a sign-in was ended.
func TestSignInsAreShownAPageAtATime(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	for _, user := range []string{"viewer", "viewer", "editor", "auditor"} {
		r.member(t, user)
	}
	admin := r.member(t, "admin")
	rows := func(page string) int { return strings.Count(page, "<summary") }

	first := admin.get(t, "/sessions?limit=2").body
	if rows(first) != 2 || !strings.Contains(first, "1–2 of 5") || !strings.Contains(first, `rel="next" href="/sessions?after=2&amp;limit=2"`) {
		t.Errorf("of 5 sign-ins the first page has %d, or does not lead on:\n%s", rows(first), first)
	}
	if last := admin.get(t, "/sessions?limit=2&after=4").body; rows(last) != 1 || strings.Contains(last, `rel="next"`) || !strings.Contains(last, `rel="prev"`) {
		t.Errorf("of 5 sign-ins the last page has %d, or does not lead back", rows(last))
	}
	if behind := admin.get(t, "/sessions?limit=2&after=6").body; rows(behind) != 1 || !strings.Contains(behind, `rel="prev" href="/sessions?after=2&amp;limit=2"`) {
		t.Errorf("after the last of 5 sign-ins the page has %d rows, want the last page", rows(behind))
	}
	found := admin.get(t, "/sessions?q=VIEW").body
	if rows(found) != 2 || !strings.Contains(found, "1–2 of 2") {
		t.Errorf("there are %d sign-ins of viewer on the page, want 2", rows(found))
	}
	if none := admin.get(t, "/sessions?q=nobody%3F").body; rows(none) != 0 || !strings.Contains(none, "No sign-in matches this filter.") {
		t.Errorf("for a name that nobody has the page shows %d rows", rows(none))
	}

	if all := decode[sessionsAnswer](t, admin.getJSON(t, "/sessions")); len(all.Sessions) != 5 || all.Total != 5 || all.Matched != 5 || all.Next != nil {
		t.Errorf("of 5 sign-ins %d are answered, of %d, and next is %v", len(all.Sessions), all.Total, all.Next)
	}
	part := decode[sessionsAnswer](t, admin.getJSON(t, "/sessions?q=viewer&limit=1"))
	if len(part.Sessions) != 1 || part.Total != 5 || part.Matched != 2 || part.Next == nil || *part.Next != "1" {
		t.Fatalf("of 2 sign-ins of 5 %d are answered, of %d and %d, and next is %v", len(part.Sessions), part.Matched, part.Total, part.Next)
	}
	end := "/sessions/" + part.Sessions[0].ID + "/end?q=viewer"
	if page := admin.get(t, "/sessions?q=viewer").body; !strings.Contains(page, `action="`+end+`"`) {
		t.Error("a sign-in that was found is ended without a way back to what was found")
	}
	if got := admin.post(t, end, url.Values{}); got.status != 303 || got.header.Get("Location") != "/sessions?q=viewer" {
		t.Errorf("ending it: %d, to %q", got.status, got.header.Get("Location"))
	}
	for _, query := range []string{"limit=0", "limit=1001", "after=x", "after=-1"} {
		if got := admin.getJSON(t, "/sessions?"+query); got.status != 400 {
			t.Errorf("%s: %d, want 400", query, got.status)
		}
	}
}

// TestAnEndedSession checks that the next request and the open stream notice it.
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
			t.Errorf("the status of the next request is %d", got.status)
		}
	}
	if got := viewer.get(t, "/c/main/tree/"); got.status != 303 || got.header.Get("Location") != "/login?next=%2Fc%2Fmain%2Ftree%2F" {
		t.Errorf("the next request is redirected to %q", got.header.Get("Location"))
	}
	entries := r.entries(t, before)
	if len(entries) != 1 {
		t.Fatalf("its entries are %s", told(entries))
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
		t.Errorf("the remaining sign-ins are %+v", left)
	}
	answered := decode[map[string]string](t, admin.post(t, "/sessions/"+who.ConsoleSession+"/end", url.Values{}, "Accept", "application/json"))
	if !reflect.DeepEqual(answered, map[string]string{"ended": who.ConsoleSession}) {
		t.Errorf("ending one's own: %v", answered)
	}
	if got := admin.getJSON(t, "/sessions"); got.status != 401 {
		t.Errorf("after ending one's own: %d", got.status)
	}
}

// TestAnAdminOfOneClusterEndsSignInsToThatOne checks that sign-ins to other clusters are kept.
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

// TestAPersonWhoIsDroppedIsRecorded checks that the reason is recorded.
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
	// Either the page or the event stream notices first, and writes the entry.
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
