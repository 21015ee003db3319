package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/sessions"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func runTelling(t *testing.T) *recordedTeam {
	t.Helper()
	return runRecordedOn(t, zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}}), nil)
}

// TestSessionsOfTheEnsemble checks who the sessions belong to, what each holds, and the links from
// a znode to its session. Names are only for people who may see sign-ins, and paths for people who
// may list them.
func TestSessionsOfTheEnsemble(t *testing.T) {
	t.Parallel()
	r := runTelling(t)
	boss := fmt.Sprintf("0x%x", uint64(r.bossSession()))
	bossOnly := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	for _, n := range []struct {
		path string
		acl  []znode.ACL
		mode znode.CreateMode
	}{{"/app/held", open, znode.ModeEphemeral}, {"/closed", bossOnly, znode.ModePersistent}, {"/closed/held", open, znode.ModeEphemeral}, {"/closed/open", open, znode.ModePersistent}, {"/closed/open/held", open, znode.ModeEphemeral}} {
		if _, err := znode.Create(r.context, r.boss, parsePath(t, n.path), nil, n.acl, n.mode); err != nil {
			t.Fatal(err)
		}
	}
	viewer, admin := r.member(t, "viewer"), r.member(t, "admin")
	before := r.head(t)

	all := decode[sessions.JSON](t, viewer.getJSON(t, "/c/main/sessions"))
	if all.Total < 3 || len(all.Sessions) != all.Total || all.Next != nil || len(all.Missing) != 0 || all.Sessions[0].Session != boss || *all.Sessions[0].Ephemerals != 3 || all.Sessions[0].Watches != nil {
		t.Fatalf("the session that holds most is not the first of %+v", all)
	}
	names := func(all sessions.JSON) (who []string, own, ours int) {
		for _, s := range all.Sessions {
			if s.Who != "" {
				who = append(who, s.Who)
			}
			if s.Own {
				own++
			}
			if s.Console {
				ours++
			}
		}
		slices.Sort(who)
		return who, own, ours
	}
	if who, own, ours := names(all); !slices.Equal(who, []string{"viewer"}) || own != 1 || ours < 2 {
		t.Errorf("a viewer sees %q, %d of them their own, %d of the console", who, own, ours)
	}
	if who, _, _ := names(decode[sessions.JSON](t, admin.getJSON(t, "/c/main/sessions"))); !slices.Equal(who, []string{"admin", "viewer"}) {
		t.Errorf("an admin sees %q", who)
	}

	one := decode[sessions.JSONOne](t, viewer.getJSON(t, "/c/main/sessions/"+boss))
	if !slices.Equal(one.Paths, []string{"/app/held"}) || one.Hidden != 2 || one.Watching != nil || one.Address == "" || !*one.Connected {
		t.Errorf("the session that holds them is %+v", one)
	}
	if page := viewer.get(t, "/c/main/sessions/"+boss).body; !strings.Contains(page, `href="/c/main/tree/app/held"`) || strings.Contains(page, "closed") {
		t.Error("its page does not show what it holds, or shows what the viewer may not list")
	}
	if page := viewer.get(t, "/c/main/tree/app/held").body; !strings.Contains(page, `href="/c/main/sessions/`+boss+`"`) {
		t.Error("the znode's page does not link to its session")
	}
	looks := slices.DeleteFunc(r.entries(t, before), func(e audit.Entry) bool { return e.Event != audit.NodeSearch })
	if len(looks) != 1 || looks[0].Settings["session"] != boss {
		t.Errorf("on record is %+v", looks)
	}
	for target, status := range map[string]int{
		"sessions/0x1": 404, "sessions/nonsense": 400, "sessions?sort=nonsense": 400, "sessions?after=-1": 400, "sessions?watching=nonsense": 400, "sessions?limit=0": 400,
		"sessions?q=none": 200, "sessions?sort=-since": 200, "sessions?limit=1": 200, "sessions?after=99999": 200,
	} {
		if got := viewer.get(t, "/c/main/"+target).status; got != status {
			t.Errorf("%s answers %d, want %d", target, got, status)
		}
	}
	if behind := viewer.get(t, "/c/main/sessions?after=99999").body; !strings.Contains(behind, `href="/c/main/sessions/`+boss+`"`) {
		t.Error("after the last session, the page does not show the last ones")
	}
	first := decode[sessions.JSON](t, viewer.getJSON(t, "/c/main/sessions?limit=1&sort=session"))
	rest := decode[sessions.JSON](t, viewer.getJSON(t, "/c/main/sessions?sort=session&after="+*first.Next))
	if len(first.Sessions) != 1 || len(rest.Sessions) != all.Total-1 || first.Sessions[0].Session == rest.Sessions[0].Session {
		t.Errorf("the pages have %d and %d sessions", len(first.Sessions), len(rest.Sessions))
	}
}

// TestWhoWatches checks that the watchers of a znode are shown on request.
func TestWhoWatches(t *testing.T) {
	t.Parallel()
	r := runTelling(t)
	watch, err := r.boss.AddWatch(r.context, parsePath(t, "/app/a"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(watch.Close)
	viewer := r.member(t, "viewer")
	boss := fmt.Sprintf("0x%x", uint64(r.bossSession()))
	watching := decode[sessions.JSON](t, viewer.getJSON(t, "/c/main/sessions?watching="+url.QueryEscape("/app/a")))
	if len(watching.Sessions) != 1 || watching.Sessions[0].Session != boss || watching.Sessions[0].Watches == nil || *watching.Sessions[0].Watches < 1 {
		t.Errorf("watching are %+v", watching.Sessions)
	}
	one := decode[sessions.JSONOne](t, viewer.getJSON(t, "/c/main/sessions/"+boss+"?watches=1"))
	if one.Watching == nil || !slices.Contains(one.Watching.Paths, "/app/a") {
		t.Errorf("the session watches %+v", one.Watching)
	}
	if page := viewer.get(t, "/c/main/sessions?watching=/app/a").body; !strings.Contains(page, "1 client watches") || !strings.Contains(page, boss) {
		t.Error("the page does not say who watches")
	}
}

// TestSessionsAreNotForTheConfined checks that people whose paths are limited do not see sessions,
// which go beyond these paths.
func TestSessionsAreNotForTheConfined(t *testing.T) {
	t.Parallel()
	r := runTelling(t)
	r.add(t, "carol", people.Admin, "/app")
	carol := r.member(t, "carol")
	before := r.head(t)
	for _, target := range []string{"/c/main/sessions", "/c/main/sessions/0x1", "/c/main/sessions?watching=/app/a"} {
		if got := carol.get(t, target); got.status != 403 || !strings.Contains(got.body, "This page is about the whole cluster") {
			t.Errorf("%s answers %d: %s", target, got.status, pageText(t, got.body))
		}
	}
	denied := slices.DeleteFunc(r.entries(t, before), func(e audit.Entry) bool { return e.Event != audit.SessionRead || e.Outcome != audit.Denied })
	if len(denied) != 3 {
		t.Errorf("on record are %d refusals", len(denied))
	}
	r.make(t, "/app/held", "", znode.ModeEphemeral)
	if page := carol.get(t, "/c/main/tree/app/held").body; strings.Contains(page, "/c/main/sessions") {
		t.Error("a page links to where carol may not go")
	}
}

// TestServersThatDoNotTellTheirSessions checks that such servers are named with the setting that
// allows it.
func TestServersThatDoNotTellTheirSessions(t *testing.T) {
	t.Parallel()
	v := runMain(t).anonymous(t)
	told := decode[sessions.JSON](t, v.getJSON(t, "/c/main/sessions"))
	if len(told.Sessions) != 0 || len(told.Missing) != 3 || told.Missing[0].Code != znode.CodeWordRefused || !strings.Contains(told.Missing[0].Message, "4lw.commands.whitelist") {
		t.Errorf("got %+v", told)
	}
	page := v.get(t, "/c/main/sessions").body
	if !strings.Contains(page, "does not have cons, dump, wchs.") || strings.Count(page, "4lw.commands.whitelist of") != 1 {
		t.Error("the page does not say exactly once what is missing")
	}
	if strings.Contains(page, "0 sessions") || strings.Contains(page, `name="q"`) {
		t.Error("the page counts sessions that no server listed")
	}
	if !strings.Contains(page, `href="/c/main/servers"`) || !strings.Contains(v.get(t, "/c/main/servers").body, `href="/c/main/sessions"`) {
		t.Error("the pages of servers and of sessions do not link to each other")
	}
}

// TestNobodyIsSaidToHaveLeft checks that a session counts as connected if it may be on a server
// that the console does not list.
func TestNobodyIsSaidToHaveLeft(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	third := run(t, nil, "main="+ensemble.Servers[2].Addr()).anonymous(t)
	var there string
	eventually(t, "somebody is at the third server", func() bool {
		all := decode[sessions.JSON](t, third.getJSON(t, "/c/main/sessions")).Sessions
		at := slices.IndexFunc(all, func(s sessions.JSONSession) bool { return s.Own && s.Connected != nil && *s.Connected })
		if at >= 0 {
			there = all[at].Session
		}
		return at >= 0
	})
	v := run(t, polled, "main="+ensemble.Servers[0].Addr()+","+ensemble.Servers[1].Addr()).anonymous(t)
	eventually(t, "the others tell of them", func() bool {
		told := decode[sessions.JSON](t, v.getJSON(t, "/c/main/sessions"))
		all := told.Sessions
		if slices.ContainsFunc(all, func(s sessions.JSONSession) bool { return s.Connected != nil && !*s.Connected }) {
			t.Fatalf("without the third server the sessions are %+v", all)
		}
		explained := slices.ContainsFunc(told.Missing, func(m sessions.JSONMissing) bool {
			return m.Code == znode.CodeSessionsPart && strings.Contains(m.Message, "has 3 servers, and this console lists 2")
		})
		return explained && slices.ContainsFunc(all, func(s sessions.JSONSession) bool { return s.Session == there && s.Connected == nil })
	})
	for _, page := range []string{"/c/main/sessions", "/c/main/sessions/" + there} {
		if !strings.Contains(v.get(t, page).body, "Name all servers in --cluster") {
			t.Errorf("%s does not say why of some no address is known", page)
		}
	}
}
