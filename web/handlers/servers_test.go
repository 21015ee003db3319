package handlers

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	web "zkweb/web/handlers/people"
	"zkweb/web/handlers/servers"
	"zkweb/web/handlers/sessions"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/health"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// polled makes a console ask its servers again whenever somebody looks.
func polled(config *Config) {
	config.Health = health.New(config.Clusters, health.Options{Every: time.Millisecond, Thresholds: health.Thresholds{health.ConnectionsPart: .1}})
}

// TestServersOfAnEnsemble checks the servers as JSON and on a page, with findings, in the words of
// the contract.
func TestServersOfAnEnsemble(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	silent := zktest.RunHostile(t, func(conn net.Conn) { zktest.SayNothing(conn) })
	c := run(t, polled, "main="+ensemble.Addrs()+","+silent)
	v := c.anonymous(t)
	var told servers.JSON
	eventually(t, "all that serve tell everything in time", func() bool {
		told = decode[servers.JSON](t, v.getJSON(t, "/c/main/servers"))
		return !slices.ContainsFunc(told.Servers[:3], func(s servers.JSONServer) bool { return s.Watches == nil }) && told.Servers[3].Code != ""
	})
	roles := map[string]int{}
	for _, server := range told.Servers {
		roles[server.Role]++
		if server.Role != "unreachable" && (server.Watches == nil || server.Uptime == nil || server.Latency == nil || server.Fsync == nil || server.Missing != nil || server.Code != "") {
			t.Errorf("a server is %+v", server)
		}
	}
	if roles["leader"] != 1 || roles["follower"] != 2 || roles["unreachable"] != 1 || told.Servers[3].Code != "server_silent" || told.Servers[3].Error == "" {
		t.Errorf("the servers are %v, the last %+v", roles, told.Servers[3])
	}
	if told.Quorum.Margin == nil || *told.Quorum.Margin != 1 {
		t.Errorf("of the quorum %+v more may fail", told.Quorum)
	}
	told.Quorum.Margin = nil
	if told.Quorum != (servers.JSONQuorum{Voters: 3, Up: 3, Told: true, Needed: 2}) || len(told.Members) != 3 || len(told.Settings) == 0 || told.Health != "degraded" {
		t.Errorf("the quorum is %+v of %v", told.Quorum, told.Members)
	}
	codes := map[string]string{}
	for _, f := range told.Findings {
		codes[f.Code] = f.Message
	}
	if codes["server_away"] != silent+" does not serve." || !strings.HasPrefix(codes["connections"], "127.0.0.1 holds ") {
		t.Errorf("found are %+v", told.Findings)
	}
	page := v.get(t, "/c/main/servers").body
	for _, want := range []string{"3 of 3 voting servers serve. 1 more server may fail.", silent + " does not serve.", "Configuration", "tickTime", `data-events="/c/main/events?servers=1"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page := v.get(t, "/clusters").body; !strings.Contains(page, silent+" does not serve.") || !strings.Contains(page, `href="/c/main/servers"`) {
		t.Error("the page of clusters does not show the findings")
	}
	if seen := decode[web.JSONClusters](t, v.getJSON(t, "/clusters")).Clusters[0]; len(seen.Findings) == 0 {
		t.Errorf("/clusters has %+v", seen)
	}
	leader, err := ensemble.Leader()
	if err != nil {
		t.Fatal(err)
	}
	if from := decode[sessions.JSON](t, v.getJSON(t, "/c/main/sessions")).From; from == nil || from.Server != leader.Addr() || from.Behind == nil || *from.Behind != 0 {
		t.Errorf("the ephemeral znodes were listed by %+v", from)
	}
	if text := v.get(t, "/metrics").body; !strings.Contains(text, `zkweb_finding{cluster="main",code="server_away"} 1`) || !strings.Contains(text, `zkweb_finding{cluster="main",code="no_quorum"} 0`) {
		t.Error("/metrics does not have the findings")
	}
}

// TestServersForThoseWithFewRights checks that client addresses and the configuration are only for
// people whose paths are not limited. Strangers see nothing.
func TestServersForThoseWithFewRights(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	c := runTeamOn(t, server, polled)
	c.add(t, "confined", people.Viewer, "/app")
	c.add(t, "auditor", people.Auditor, "/")
	seen := func(user string) (servers.JSON, string) {
		v := c.member(t, user)
		return decode[servers.JSON](t, v.getJSON(t, "/c/main/servers")), v.get(t, "/c/main/servers").body
	}
	free, page := seen("auditor")
	if message := message(free, "connections"); !strings.HasPrefix(message, "127.0.0.1 holds") || len(free.Settings) == 0 || !strings.Contains(page, "<code>dataDir</code>") {
		t.Errorf("an auditor sees %q and %v", message, free.Settings)
	}
	confined, page := seen("confined")
	if message := message(confined, "connections"); !strings.HasPrefix(message, "One address holds") || confined.Settings != nil || confined.Members != nil || strings.Contains(page, "<code>dataDir</code>") {
		t.Errorf("a confined person sees %q and %v", message, confined.Settings)
	}
	if got := c.visitor(t).getJSON(t, "/c/main/servers"); got.status != 401 || strings.Contains(got.body, server.Addr()) {
		t.Errorf("a stranger is answered %d: %s", got.status, got.body)
	}
}

// TestFindingsNameZnodesToThoseWhoSeeThem checks that others learn only that a finding is about a
// znode, and that people whose paths are limited learn nothing of what is outside them. A page that
// shows a counter near its end makes the finding.
func TestFindingsNameZnodesToThoseWhoSeeThem(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	c := runTeamOn(t, server, polled)
	c.add(t, "confined", people.Viewer, "/app")
	c.add(t, "scribe", people.Editor, "/")
	c.site.Health.NoteSequence("main", "/app/a", znode.MaxSequence-1)
	c.site.Health.NoteQuotas("main", []health.Quota{{Path: "/zkweb/users/scribe", Of: "bytes", Used: 99, Limit: 100}, {Path: "/team/x", Of: "count", Used: 95, Limit: 100}})
	told := func(user, address string) (found []string) {
		v := c.member(t, user)
		for _, f := range decode[servers.JSON](t, v.getJSON(t, "/c/main/servers")).Findings {
			if strings.HasPrefix(f.Code, "quota_near") || strings.HasPrefix(f.Code, "sequence_near") {
				found = append(found, f.Message[:strings.Index(f.Message, " is ")]+" "+f.Key)
				if named := f.Args[health.PathArg] != ""; named != (f.Key != "") || !strings.Contains(v.get(t, "/c/main/servers").body, f.Message) {
					t.Errorf("%s is told %+v", user, f)
				}
			}
		}
		return found
	}
	for user, want := range map[string][]string{
		"scribe":   {"The quota of /team/x quota_near /team/x", "The quota of a znode ", "The next sequential child of /app/a sequence_near_end /app/a"},
		"confined": {"The next sequential child of /app/a sequence_near_end /app/a"},
	} {
		if got := told(user, "/c/main/servers"); !slices.Equal(got, want) {
			t.Errorf("%s is told %q, want %q", user, got, want)
		}
	}
	if got := c.member(t, "scribe").get(t, "/c/main/tree/zookeeper"); got.status != 200 || slices.Contains(c.site.Health.Sequences("main"), "/zookeeper") {
		t.Error("ZooKeeper’s own children, which it does not count, are taken for a counter near its end")
	}
	if page := c.member(t, "scribe").get(t, "/clusters").body; !strings.Contains(page, "The quota of a znode") || strings.Contains(page, "/team/x") || !strings.Contains(page, "child of a znode") {
		t.Error("the page of clusters names the znode, or lacks the finding about it")
	}
	if text := c.member(t, "scribe").get(t, "/metrics").body; !strings.Contains(text, `zkweb_finding{cluster="main",code="quota_near"} 2`) {
		t.Error("/metrics does not count quotas")
	}
	if got := c.member(t, "confined").get(t, "/c/main/tree/app/a"); got.status != 200 || slices.Contains(c.site.Health.Sequences("main"), "/app/a") {
		t.Error("a page that shows a counter near its end does not make the finding")
	}
}

// TestLongListsOfChildrenAreFound checks that a page or a walk over a long list makes the finding,
// and that the partial list of a person who is only on the way does not replace it.
func TestLongListsOfChildrenAreFound(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	c := runTeamOn(t, server, func(config *Config) {
		config.Health = health.New(config.Clusters, health.Options{Every: time.Millisecond, Thresholds: health.Thresholds{health.AnswerPart: .001}})
	})
	c.add(t, "confined", people.Viewer, "/app")
	c.add(t, "scribe", people.Editor, "/")
	scribe := c.member(t, "scribe")
	for _, page := range []string{"/c/main/tree/", "/c/main/largest/"} {
		c.site.Health.NoteList("main", "/", health.List{})
		if got := scribe.get(t, page); got.status != 200 || c.site.Health.Lists("main")["/"].Children < 2 {
			t.Errorf("%s answers %d, and makes known %v", page, got.status, c.site.Health.Lists("main"))
		}
	}
	if got := message(decode[servers.JSON](t, scribe.getJSON(t, "/c/main/servers")), "children_large"); !strings.HasPrefix(got, "The list of the ") || !strings.Contains(got, " children of / has ") {
		t.Errorf("found is %q", got)
	}
	known := c.site.Health.Lists("main")["/"]
	confined := c.member(t, "confined")
	for _, page := range []string{"/c/main/tree/", "/c/main/largest/"} {
		if got := confined.get(t, page); got.status != 200 || c.site.Health.Lists("main")["/"] != known {
			t.Errorf("of those on the way %s answers %d, and makes known %v", page, got.status, c.site.Health.Lists("main"))
		}
	}
}

func message(told servers.JSON, code string) string {
	for _, f := range told.Findings {
		if f.Code == code {
			return f.Message
		}
	}
	return ""
}

// TestTheDoctorGoesToEachServer also checks the page with the same results.
func TestTheDoctorGoesToEachServer(t *testing.T) {
	t.Parallel()
	v := run(t, nil, "main="+zookeeper.Addr()+",127.0.0.1:1").anonymous(t)
	told := decode[servers.JSONDoctor](t, v.getJSON(t, "/c/main/doctor")).Servers
	if len(told) != 2 || !told[0].OK || told[1].OK || told[0].Steps[len(told[0].Steps)-1].Step != "sync" || told[1].Steps[1].Code != "server_refused" || told[1].Steps[1].Error == "" {
		t.Errorf("the doctor reports %+v", told)
	}
	page := v.get(t, "/c/main/doctor").body
	for _, want := range []string{"All well", "127.0.0.1:1 refused the connection", "The server has caught up with the leader.", "Timeout 30s, asked for 30s"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestTheOldestReleaseAndOneThatTellsLittle checks the servers, their sessions, the doctor and
// /metrics with a 3.4 that answers what it is allowed to, and with a 3.9 that answers only srvr.
func TestTheOldestReleaseAndOneThatTellsLittle(t *testing.T) {
	t.Parallel()
	oldest, newest := zktest.RunRelease(t, "3.4", zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}}), zktest.RunRelease(t, "3.9")
	c := run(t, func(config *Config) {
		for i := range config.Clusters {
			config.Clusters[i].AdminPort = -1
		}
		polled(config)
	}, "old="+oldest.Addr(), "new="+newest.Addr())
	v := c.anonymous(t)
	v.mustSignIn(t, url.Values{"cluster": {"new"}, "anonymous": {"1"}})
	for _, test := range []struct {
		cluster, version string
		missing          []string // on the page of servers
		untold           int      // on the page of sessions
		whoAmI           bool
	}{{"old", "3.4.14", nil, 0, false}, {"new", "3.9.3", []string{"mntr", "conf", "cons"}, 3, true}} {
		var server servers.JSONServer
		eventually(t, test.cluster+" tells all that it may", func() bool {
			server = decode[servers.JSON](t, v.getJSON(t, "/c/"+test.cluster+"/servers")).Servers[0]
			return server.Role == "standalone" && len(server.Missing) == len(test.missing) && (server.Watches != nil) == (test.missing == nil)
		})
		for i, want := range test.missing {
			if server.Missing[i] != (servers.JSONMissing{Command: want, Setting: "4lw.commands.whitelist"}) {
				t.Errorf("of %s is missing %+v", test.cluster, server.Missing)
			}
		}
		if !strings.HasPrefix(server.Version, test.version) || server.Znodes == nil || server.Latency == nil {
			t.Errorf("the server of %s is %+v", test.cluster, server)
		}
		told := decode[sessions.JSON](t, v.getJSON(t, "/c/"+test.cluster+"/sessions"))
		if own := slices.ContainsFunc(told.Sessions, func(s sessions.JSONSession) bool { return s.Own }); len(told.Missing) != test.untold || own != (test.untold == 0) {
			t.Errorf("the sessions of %s are %+v", test.cluster, told)
		}
		way := decode[servers.JSONDoctor](t, v.getJSON(t, "/c/"+test.cluster+"/doctor")).Servers[0]
		asked := slices.ContainsFunc(way.Steps, func(s servers.JSONStep) bool { return s.Step == "whoami" && s.OK && !s.Skipped })
		if !way.OK || way.Steps[len(way.Steps)-1].Step != "sync" || asked != test.whoAmI {
			t.Errorf("the way to %s is %+v", test.cluster, way)
		}
		for _, page := range []string{"servers", "sessions", "doctor"} {
			if got := v.get(t, "/c/"+test.cluster+"/"+page); got.status != 200 || strings.Contains(got.body, "4lw.commands.whitelist") != (test.missing != nil && page != "doctor") {
				t.Errorf("the page of the %s of %s answers %d", page, test.cluster, got.status)
			}
		}
	}
	text := v.get(t, "/metrics").body
	for _, want := range []string{`{cluster="old",code="security_hole"} 1`, `{cluster="old",code="server_away"} 0`, `{cluster="new",code="server_away"} 0`, `{cluster="new",code="few_voters"} 1`} {
		if !strings.Contains(text, "zkweb_finding"+want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}

// TestAServerThatHasGoneTellsNoZeros checks that of its former answers only its version is kept, in
// the lists of clusters and servers and in a bundle.
func TestAServerThatHasGoneTellsNoZeros(t *testing.T) {
	t.Parallel()
	var gone atomic.Bool
	address := zktest.RunHostile(t, func(conn net.Conn) {
		word := make([]byte, 4)
		if _, err := io.ReadFull(conn, word); err != nil || gone.Load() {
			return
		}
		answer := string(word) + " is not executed because it is not in the whitelist.\n"
		if string(word) == "srvr" {
			answer = "Zookeeper version: 3.9.3-x, built on y\nLatency min/avg/max: 1/2.0/3\nReceived: 5\nSent: 5\nConnections: 7\nOutstanding: 9\nZxid: 0x5\nMode: follower\nNode count: 4\n"
		}
		_, _ = io.WriteString(conn, answer)
	})
	v := run(t, polled, "main="+zookeeper.Addr()+","+address).anonymous(t)
	var server servers.JSONServer
	is := func(role string) func() bool {
		return func() bool {
			server = decode[servers.JSON](t, v.getJSON(t, "/c/main/servers")).Servers[1]
			return server.Role == role
		}
	}
	eventually(t, "it answers", is("follower"))
	if server.Latency == nil || *server.Connections != 7 || *server.Outstanding != 9 {
		t.Errorf("the server is %+v", server)
	}
	gone.Store(true)
	eventually(t, "it has gone", is("unreachable"))
	if server.Latency != nil || server.Connections != nil || server.Outstanding != nil || server.Znodes != nil || server.Lag != nil {
		t.Errorf("when it is gone, the server is %+v", server)
	}
	if listed := decode[web.JSONClusters](t, v.getJSON(t, "/clusters")).Clusters[0].Servers[1]; listed.Role != "unreachable" || listed.Latency != nil {
		t.Errorf("gone, it is listed as %+v", listed)
	}
	var told struct{ Servers []map[string]any }
	if err := json.Unmarshal([]byte(v.bundle(t, "/zookeeper/quota")["health.json"]), &told); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"latency", "connections", "outstanding", "znodes", "behind"} {
		if told.Servers[0][name] == nil || told.Servers[1][name] != nil {
			t.Errorf("in a bundle, %s is %v, and for the server that is gone %v", name, told.Servers[0][name], told.Servers[1][name])
		}
	}
	if told.Servers[1]["version"] != "3.9.3" {
		t.Errorf("in a bundle, the server that is gone is %v", told.Servers[1])
	}
}

// TestReplicasAreReadWithOnesOwnRights checks that all servers that answer have the same znode, and
// that it is shown only to people who may read it.
func TestReplicasAreReadWithOnesOwnRights(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3)
	if err := seed(ensemble.Servers[0].Addr()); err != nil {
		t.Fatal(err)
	}
	silent := zktest.RunHostile(t, func(conn net.Conn) { zktest.SayNothing(conn) })
	c := run(t, nil, "main="+ensemble.Addrs()+","+silent)
	owner, other := c.alice(t), c.anonymous(t)
	told := func() servers.JSONReplicas {
		return decode[servers.JSONReplicas](t, owner.getJSON(t, "/c/main/replicas/private"))
	}
	eventually(t, "all servers have it", func() bool {
		all := told().Servers
		return all[0].Is == "same" && all[1].Is == "same" && all[2].Is == "same"
	})
	got := told()
	if got.Equal || got.Servers[3].Is != "unknown" || got.Servers[3].Error == nil || got.Servers[0].Stat.DataLength != 17 {
		t.Errorf("the owner sees %+v", got)
	}
	if page := owner.get(t, "/c/main/replicas/private"); !strings.Contains(page.body, "Not all servers have the same") || strings.Contains(page.body, "cake") {
		t.Errorf("the owner's page: %d", page.status)
	}
	if got := decode[servers.JSONReplicas](t, owner.getJSON(t, "/c/main/replicas/not/there")); got.Servers[1].Is != "absent" {
		t.Errorf("for a missing znode: %+v", got)
	}
	if refused := other.getJSON(t, "/c/main/replicas/private"); refused.status != 403 || strings.Contains(refused.body, "0x") {
		t.Errorf("another is answered %d: %s", refused.status, refused.body)
	}
	if page := other.get(t, "/c/main/tree/a").body; !strings.Contains(page, `href="/c/main/replicas/a"`) {
		t.Error("the znode's page does not link to it")
	}
}

// TestFindingsAreSilenced checks that only admins can silence a finding, with a reason, on record.
func TestFindingsAreSilenced(t *testing.T) {
	t.Parallel()
	c := runRecorded(t, polled)
	c.add(t, "warden", people.Admin, "/")
	c.add(t, "scribe", people.Editor, "/")
	c.add(t, "of-app", people.Admin, "/app")
	warden, scribe := c.member(t, "warden"), c.member(t, "scribe")
	c.site.Health.NoteQuotas("main", []health.Quota{{Path: "/team/x", Of: "count", Used: 95, Limit: 100}, {Path: "/app/a", Of: "count", Used: 95, Limit: 100}})
	seen := func() (key string, silenced *site.JSONSilence) {
		for _, f := range decode[servers.JSON](t, warden.getJSON(t, "/c/main/servers")).Findings {
			if f.Code == "few_voters" {
				return f.Key, f.Silenced
			}
		}
		t.Fatal("a cluster of one server has voters enough")
		return "", nil
	}
	key, _ := seen()
	form := url.Values{"finding": {key}, "reason": {"a laptop"}, "days": {"7"}}
	if got := scribe.post(t, "/c/main/silence", form); got.status != 403 {
		t.Errorf("an editor is answered %d", got.status)
	}
	if got := scribe.post(t, "/c/main/silence", url.Values{"finding": {"none"}}); got.status != 403 {
		t.Errorf("an editor who names a finding that does not exist gets %d", got.status)
	}
	// A person who is not shown the name of a finding gets the same answer as if there were none.
	for finding, status := range map[string]int{"quota_near /app/a": 303, "quota_near /team/x": 404, "quota_near /nothing": 404} {
		of := url.Values{"finding": {finding}, "reason": {"mine"}, "days": {"1"}}
		ends := url.Values{"finding": {finding}, "end": {"1"}}
		if set, end := c.member(t, "of-app").post(t, "/c/main/silence", of), c.member(t, "of-app").post(t, "/c/main/silence", ends); set.status != status || end.status != status {
			t.Errorf("of /app alone, %s: silenced %d, ended %d, want %d", finding, set.status, end.status, status)
		}
	}
	if strings.Contains(scribe.get(t, "/c/main/servers").body, "/c/main/silence") || !strings.Contains(warden.get(t, "/c/main/servers").body, "/c/main/silence") {
		t.Error("the form is not offered to admins alone")
	}
	for name, value := range map[string]string{"reason": " ", "days": "366", "finding": "none"} {
		wrong := maps.Clone(form)
		wrong[name] = []string{value}
		got := warden.post(t, "/c/main/silence", wrong)
		if got.status != 400 && got.status != 404 {
			t.Errorf("with %s %q: %d", name, value, got.status)
		}
		if filled := filledIn(t, got.body); name != "finding" && (!slices.Contains(filled["reason"], wrong.Get("reason")) || !slices.Contains(filled["days"], wrong.Get("days"))) {
			t.Errorf("with %s %q the form comes back with %q", name, value, filled)
		}
	}
	if got := warden.post(t, "/c/main/silence", form); got.status != 303 || got.header.Get("Location") != "/c/main/servers" {
		t.Fatalf("silencing is answered %d: %.300s", got.status, got.body)
	}
	if _, silenced := seen(); silenced == nil || silenced.By != "warden" || silenced.Reason != "a laptop" || time.Until(silenced.Until) < 6*24*time.Hour {
		t.Errorf("it is silenced %+v", silenced)
	}
	if !strings.Contains(warden.get(t, "/metrics").body, `zkweb_finding{cluster="main",code="few_voters"} 0`) {
		t.Error("a silenced finding is in /metrics")
	}
	if got := warden.post(t, "/c/main/silence", url.Values{"finding": {key}, "end": {"1"}}); got.status != 303 {
		t.Errorf("ending is answered %d", got.status)
	}
	if _, silenced := seen(); silenced != nil {
		t.Errorf("it is still silenced: %+v", silenced)
	}
	var found []string
	for _, entry := range c.entries(t, 0) {
		if entry.Event == audit.FindingSilence {
			found = append(found, string(entry.Outcome)+" "+entry.User+" "+entry.Reason)
		}
	}
	slices.Sort(found)
	if want := []string{"denied scribe ", "denied scribe ", "ok of-app ", "ok of-app mine", "ok warden ", "ok warden a laptop"}; !slices.Equal(found, want) {
		t.Errorf("on record are %q, want %q", found, want)
	}
}

// TestServersAreFollowed checks that a page is told whenever the servers were asked again.
func TestServersAreFollowed(t *testing.T) {
	t.Parallel()
	c := run(t, func(config *Config) {
		config.Health = health.New(config.Clusters, health.Options{Every: 20 * time.Millisecond})
	}, "main="+zookeeper.Addr())
	ctx, cancel := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() { c.WatchServers(ctx) })
	defer watching.Wait()
	defer cancel()
	s := c.anonymous(t).listenTo(t, "main", "servers=1")
	for {
		e, ok := s.next(t)
		if !ok {
			t.Fatal("the stream ended without a word of the servers")
		}
		if e.name == "servers" {
			return
		}
	}
}
