package handlers

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/web/handlers/events"
	web "zkweb/web/handlers/jobs"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

var below = url.Values{"recursive": {"1"}}

// batches returns the outcomes of the batches at or below a path, the oldest first.
func batches(t *testing.T, trail *audit.Trail, path string) []string {
	t.Helper()
	var all []string
	for _, entry := range changesOf(t, trail, path) {
		if strings.HasPrefix(entry, "node.") {
			all = append(all, entry)
		}
	}
	return all
}

func TestDeleteBelow(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "below")
	for _, form := range []string{"page", "JSON"} {
		top := p.create("/top "+form, []byte("data"), open)
		p.create("/top "+form+"/a", nil, open)
		p.create("/top "+form+"/a/deep 中文", []byte("more"), open)
		got := v.get(t, link("delete", top))
		if said := pageText(t, got.body); got.status != 200 || !strings.Contains(said, "3 znodes with 8 bytes of data.") || formFields(t, got.body, "Delete 3 znodes")["recursive"] != "1" {
			t.Errorf("%d %q", got.status, said)
		}
		if got := v.post(t, link("delete", top), url.Values{"version": {"0"}}); got.status != 409 {
			t.Errorf("without recursive: %d", got.status)
		}
		if form == "page" {
			if got := v.post(t, link("delete", top), below); got.status != 303 || got.header.Get("Location") != link("tree", p.root) {
				t.Errorf("%d to %q", got.status, got.header.Get("Location"))
			}
		} else {
			got := v.post(t, link("delete", top), below, "Accept", "application/json")
			if done := decode[changes.BelowJSON](t, got); got.status != 200 || done.Deleted != 3 || done.Gone != 0 || len(done.Left) != 0 || done.Path != top {
				t.Errorf("%d %s", got.status, got.body)
			}
		}
		if _, _, there := p.get(top); there {
			t.Errorf("as %s: it is still there", form)
		}
		if got, want := batches(t, trail, top), []string{"node.batch intent", "node.batch ok"}; !slices.Equal(got[len(got)-2:], want) {
			t.Errorf("as %s: recorded %q", form, got)
		}
	}
}

func TestDeleteOfChosenChildren(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "chosen")
	for _, name := range []string{"/a", "/a/x", "/b & c", "/kept"} {
		p.create(name, nil, open)
	}
	chosen := url.Values{"child": {"a", "b & c"}}
	got := v.get(t, link("delete", p.root)+"?"+chosen.Encode())
	if said := pageText(t, got.body); got.status != 200 || !strings.Contains(said, "Delete 2 children") || !strings.Contains(said, "3 znodes") {
		t.Errorf("%d %q", got.status, said)
	}
	chosen.Set("recursive", "1")
	if got := v.post(t, link("delete", p.root), chosen); got.status != 303 || got.header.Get("Location") != link("tree", p.root) {
		t.Errorf("%d to %q", got.status, got.header.Get("Location"))
	}
	children, _, err := p.session.GetChildren(t.Context(), mustPath(t, p.root))
	if err != nil || !slices.Equal(children, []string{"kept"}) {
		t.Errorf("%q are left, %v", children, err)
	}
	for _, name := range []string{"", "a/b", ".."} {
		if got := v.post(t, link("delete", p.root), url.Values{"recursive": {"1"}, "child": {name}}); got.status != 400 {
			t.Errorf("child %q: %d", name, got.status)
		}
	}
	if got := v.get(t, link("tree", p.root)+"?select=1"); !strings.Contains(got.body, `name="child" value="kept"`) {
		t.Error("the table of children offers nothing to choose")
	}
}

// TestWhatIsLeftIsCounted checks that the rest is counted after a deletion that used up its time,
// and that it does not count as nothing if ZooKeeper does not answer.
func TestWhatIsLeftIsCounted(t *testing.T) {
	t.Parallel()
	proxy := zktest.RunProxy(t, zookeeper.Addr())
	c, trail := runWriting(t, people.Editor, proxy.Addr(), hook(func() error { proxy.HoldReplies(); return nil }))
	c.hurries()
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "left")
	for _, name := range []string{"/a", "/b", "/b/x", "/b/y"} {
		p.create(name, []byte("12"), open)
	}
	var resuming sync.WaitGroup
	resuming.Go(func() {
		eventually(t, "the outcome", func() bool { return slices.Contains(changesOf(t, trail, p.root+"/a"), "node.delete unknown") })
		if err := proxy.Resume(); err != nil {
			t.Error(err)
		}
	})
	got := v.post(t, link("delete", p.root), url.Values{"recursive": {"1"}, "child": {"a", "b"}})
	resuming.Wait()
	if said := pageText(t, got.body); got.status != 504 || !strings.Contains(said, "3 znodes with 6 bytes of data.") {
		t.Errorf("%d %.900q", got.status, said)
	}
	got = v.post(t, link("delete", p.root+"/b"), below)
	if said := pageText(t, got.body); got.status != 504 || !strings.Contains(said, "They could not be counted") || strings.Contains(said, "0 znodes") {
		t.Errorf("%d %.900q", got.status, said)
	}
}

// namedFirst are the URLs that delete znodes. In a marked cluster the name has to be typed first.
// All other URLs lose nothing without a review with a version, or lose only what comes back by
// itself.
var namedFirst = map[string]bool{
	"/c/:cluster/delete/*": true, "/c/:cluster/move/*": true,
	"/c/:cluster/multi": false, "/c/:cluster/transaction": false, "/c/:cluster/create/*": false, "/c/:cluster/set/*": false,
	"/c/:cluster/quota/*": false, "/c/:cluster/acl/*": false, "/c/:cluster/import/*": false, "/c/:cluster/bring-back/*": false,
	"/c/:cluster/copy/*": false, "/undo/:seq": false, "/c/:cluster/undo/:zxid": false, "/proposals/:id": false,
	"/jobs/:id/undo": false, "/jobs/:id/pause": false, "/jobs/:id/resume": false, "/jobs/:id/cancel": false,
}

// TestAMarkedClusterAsksForTheName checks that nobody deletes production by accident, by page or
// script.
func TestAMarkedClusterAsksForTheName(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr(), func(config *Config) { config.Clusters[0].Mark = cluster.Mark{Label: "PROD", Color: "red"} })
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "marked")
	asked := map[string]bool{}
	for _, test := range []struct {
		pattern, at string
		fields      url.Values
	}{
		{"/c/:cluster/delete/*", "one", url.Values{"version": {"0"}}},
		{"/c/:cluster/delete/*", "collected", url.Values{"version": {"0"}, "collect": {"1"}}},
		{"/c/:cluster/delete/*", "top", url.Values{"recursive": {"1"}}},
		{"/c/:cluster/delete/*", "chosen", url.Values{"recursive": {"1"}, "child": {"a"}}},
		{"/c/:cluster/move/*", "moved", url.Values{"to": {p.root + "/there"}}},
	} {
		asked[test.pattern] = true
		top := p.create("/"+test.at, nil, open)
		if test.at != "one" {
			p.create("/"+test.at+"/a", nil, open)
		}
		verb := strings.Split(test.pattern, "/")[3]
		page := link(verb, top)
		if verb == "move" {
			page += "?" + test.fields.Encode()
		}
		if got := v.get(t, page); !strings.Contains(got.body, `name="confirm"`) {
			t.Errorf("%s: the page does not ask for it: %d", test.at, got.status)
		}
		for _, accept := range []string{"text/html", "application/json"} {
			for _, typed := range []string{"", "a", "/" + test.at, strings.ToUpper(test.at)} {
				fields := maps.Clone(test.fields)
				fields.Set("confirm", typed)
				got := v.post(t, link(verb, top), fields, "Accept", accept)
				said := strings.Contains(pageText(t, got.body), sentence(znode.CodeConfirmName)) || strings.Contains(got.body, `"confirm_name"`)
				if _, _, there := p.get(top); got.status != 400 || !there || !said {
					t.Errorf("%s, typed %q, as %s: %d, and it is there: %v", test.at, typed, accept, got.status, there)
				}
			}
		}
		test.fields.Set("confirm", test.at)
		if got := v.post(t, link(verb, top), test.fields, "Accept", "application/json"); got.status != 200 {
			t.Errorf("%s: %d %s", test.at, got.status, got.body)
		}
	}
	for _, route := range c.table() {
		asks, known := namedFirst[route.Pattern]
		switch writes := slices.ContainsFunc(c.writing(), func(w site.Route) bool { return w.Method == route.Method && w.Pattern == route.Pattern }); {
		case !writes || route.Method != http.MethodPost:
		case !known:
			t.Errorf("%s: is the name typed there?", route.Pattern)
		case asks != asked[route.Pattern]:
			t.Errorf("%s is not tried", route.Pattern)
		}
	}
}

func TestWhatIsNeverDeletedBelow(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	own := runRecorded(t, func(config *Config) {
		config.Rules.OwnDirectories = map[string]people.Directory{"main": *config.Rules.Directory}
		config.Rules.Directory = nil
	})
	for _, r := range []*recordedTeam{r, own} {
		checkNeverDeletedBelow(t, r.member(t, "admin"))
	}
	for _, role := range []string{"reader", "viewer", "auditor"} {
		if got := r.member(t, role).post(t, link("delete", "/team"), below, "Accept", "application/json"); got.status != 403 {
			t.Errorf("%s: %d", role, got.status)
		}
	}
	if _, err := r.boss.Exists(r.context, parsePath(t, "/team/y/z")); err != nil {
		t.Error(err)
	}
}

func checkNeverDeletedBelow(t *testing.T, v *visitor) {
	t.Helper()
	for path, code := range map[string]znode.Code{
		"/": znode.CodeNeverDeleted, "/zookeeper": znode.CodeNeverDeleted, "/zookeeper/quota": znode.CodeNeverDeleted,
		"/zkweb": znode.CodeDirectoryBelow, "/zkweb/users": znode.CodeDirectoryBelow, "/zkweb/users/admin": znode.CodeDirectoryBelow,
	} {
		got := v.post(t, link("delete", path), url.Values{"recursive": {"1"}, "confirm": {"x"}}, "Accept", "application/json")
		if got.status < 400 || !strings.Contains(got.body, string(code)) {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}

// TestDeleteBelowTellsWhatStays checks that znodes that the ACL protects, and those above them, are
// reported.
func TestDeleteBelowTellsWhatStays(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "stays")
	top := p.create("/top", nil, open)
	closed := p.create("/top/closed", nil, open)
	p.create("/top/closed/child", nil, open)
	p.create("/top/other", nil, open)
	if _, err := zktest.SetACL(t.Context(), p.session, mustPath(t, closed), []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll &^ znode.PermDelete}}, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	got := v.post(t, link("delete", top), below, "Accept", "application/json")
	done := decode[changes.BelowJSON](t, got)
	var left []string
	for _, znode := range done.Left {
		left = append(left, strings.TrimPrefix(znode.Path, top)+" "+string(znode.Code))
	}
	if want := []string{"/closed/child no_auth", "/closed has_undeleted", " has_undeleted"}; got.status != 409 || done.Deleted != 1 || !slices.Equal(left, want) || done.Error.Code != znode.CodeNotAllDeleted {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := v.post(t, link("delete", top), below); got.status != 409 || !strings.Contains(pageText(t, got.body), sentence(znode.CodeNotAllDeleted, "deleted", "0", "left", "3")) {
		t.Errorf("as a page: %d %q", got.status, pageText(t, got.body))
	}
	if _, err := zktest.SetACL(t.Context(), p.session, mustPath(t, closed), open, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
}

// TestThePageSaysWhoStillNeedsIt checks that the page names connected clients and known systems.
func TestThePageSaysWhoStillNeedsIt(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "needed")
	other, err := session.Digest("other", "pw")
	if err != nil {
		t.Fatal(err)
	}
	client := session.Open(c.config.Clusters[0], other, session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(client.Close)
	p.create("/lock", nil, open)
	for range 2 {
		if _, err := znode.Create(t.Context(), client, mustPath(t, p.root+"/lock/"+strings.Repeat("0a", 16)+"__lock__"), nil, open, znode.ModeEphemeralSequential); err != nil {
			t.Fatal(err)
		}
	}
	said := pageText(t, v.get(t, link("delete", p.root+"/lock")).body)
	for _, want := range []string{"2 are ephemeral", "held by session", "Something may still need them", "/needed/lock: "} {
		if !strings.Contains(said, want) {
			t.Errorf("the page says %q, want %q in it", said, want)
		}
	}
}

// TestThePageSaysWhatLivesFarBelow checks that names and ephemeral znodes far below reveal a
// system.
func TestThePageSaysWhatLivesFarBelow(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "deep")
	for _, path := range []string{"/tables", "/tables/01", "/tables/01/hits", "/jobs", "/jobs/nightly", "/jobs/nightly/lock", "/notes", "/notes/a", "/notes/a/log", "/notes/a/replicas"} {
		p.create(path, nil, open)
	}
	for _, name := range []string{"replicas", "log", "blocks", "block_numbers", "metadata", "columns"} {
		p.create("/tables/01/hits/"+name, nil, open)
	}
	if _, err := znode.Create(t.Context(), p.session, mustPath(t, p.root+"/jobs/nightly/lock/"+strings.Repeat("0a", 16)+"__lock__"), nil, open, znode.ModeEphemeralSequential); err != nil {
		t.Fatal(err)
	}
	said := pageText(t, v.get(t, link("delete", p.root)).body)
	for _, want := range []string{"/deep/tables/01/hits: A replicated table of ClickHouse", "/deep/jobs/nightly/lock: A lock"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page says %q, want %q in it", said, want)
		}
	}
	if strings.Contains(said, "/deep/notes") {
		t.Errorf("two names are taken for a system: %q", said)
	}
}

// TestMuchIsDeletedByAJob checks that only its owner and admins see such a job.
func TestMuchIsDeletedByAJob(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	editor := r.member(t, "editor")
	const many = 1234
	var ops []znode.Op
	for i := range many {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, fmt.Sprintf("/team/x/%04d", i)), ACL: open})
	}
	if _, err := r.boss.Apply(r.context, ops...); err != nil {
		t.Fatal(err)
	}
	before := r.head(t)
	got := editor.post(t, link("delete", "/team/x"), below, "Accept", "application/json")
	id := decode[map[string]string](t, got)["job"]
	if got.status != http.StatusAccepted || id == "" {
		t.Fatalf("%d %s", got.status, got.body)
	}
	stream := editor.listenTo(t, "main", "job="+id)
	for state := jobs.Running; state != jobs.Done; {
		event, open := stream.next(t)
		if !open {
			t.Fatal("the stream ended")
		}
		if event.name == "beat" {
			t.Fatalf("there is no event of %s", editor.getJSON(t, "/jobs/"+id).body)
		}
		if event.name != "job" {
			continue
		}
		var told events.Job
		if err := json.Unmarshal([]byte(event.data), &told); err != nil || told.ID != id || told.State.Over() && told.State != jobs.Done {
			t.Fatalf("%q %v", event.data, err)
		}
		state = told.State
	}
	job := decode[web.JSON](t, editor.getJSON(t, "/jobs/"+id))
	if job.Done != many+1 || job.Total != many+1 || job.Failed != 0 || job.Owner != "editor" || job.Kind != "delete" || job.Path != "/team/x" || job.Ended == nil {
		t.Errorf("%+v", job)
	}
	if _, err := r.boss.Exists(r.context, parsePath(t, "/team/x")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("it is still there: %v", err)
	}
	report := strings.Split(strings.TrimSpace(editor.get(t, "/jobs/"+id+"/report").body), "\n")
	if len(report) != many+2 || report[0] != `{"path":"/team/x/0000","outcome":"done"}` || report[many+1] != fmt.Sprintf(`{"done":true,"state":"done","lines":%d,"cut":false}`, many+1) {
		t.Errorf("the report has %d lines, from %s to %s", len(report), report[0], report[len(report)-1])
	}
	count := 0
	for _, entry := range r.entries(t, before) {
		if entry.Event == audit.NodeBatch && entry.Outcome == audit.OK {
			count += entry.Batch.Count
			if entry.Settings["job"] != id || entry.User != "editor" {
				t.Errorf("recorded %+v", entry)
			}
		}
	}
	if count != many+1 {
		t.Errorf("%d changes are on record", count)
	}
	for name, status := range map[string]int{"editor": 200, "admin": 200, "viewer": 404, "auditor": 404} {
		v := r.member(t, name)
		for _, page := range []string{"/jobs/" + id, "/jobs/" + id + "/report"} {
			if got := v.get(t, page); got.status != status {
				t.Errorf("%s sees %s: %d", name, page, got.status)
			}
		}
		if got := v.getJSON(t, "/jobs"); strings.Contains(got.body, id) != (status == 200) {
			t.Errorf("%s sees the jobs %s", name, got.body)
		}
	}
	if got := editor.post(t, "/jobs/"+id+"/cancel", nil, "Accept", "application/json"); got.status != 409 {
		t.Errorf("cancelled when it is over: %d", got.status)
	}
	if got := r.visitor(t).get(t, "/jobs/"+id); got.status != 303 {
		t.Errorf("signed out: %d", got.status)
	}
}

// TestADeletionsPlanIsJSON checks the plan for scripts. What the person's own sign-in holds is not
// attributed to others.
func TestADeletionsPlanIsJSON(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.make(t, "/app/by-boss", "", znode.ModeEphemeral)
	v := r.member(t, "editor")
	if got := v.post(t, "/c/main/create/app", url.Values{"name": {"mine"}, "mode": {"ephemeral"}, "data": {""}}, "Accept", "application/json"); got.status != 201 {
		t.Fatal(got.status, got.body)
	}
	plan := decode[changes.DeletePlanJSON](t, v.getJSON(t, "/c/main/delete/app"))
	if plan.Path != "/app" || !plan.Recursive || plan.Znodes < 5 || plan.Bytes == 0 || !plan.Complete || plan.Version != nil || !plan.Kept ||
		plan.Ephemerals != 1 || len(plan.Held) != 1 || plan.Held[0].Path != "/app/by-boss" {
		t.Errorf("%+v", plan)
	}
	chosen := decode[changes.DeletePlanJSON](t, v.getJSON(t, "/c/main/delete/app?child=b&child=mine"))
	if chosen.Znodes != 2 || chosen.Ephemerals != 0 || !chosen.Recursive {
		t.Errorf("%+v", chosen)
	}
	one := decode[changes.DeletePlanJSON](t, v.getJSON(t, "/c/main/delete/app/b"))
	if one.Recursive || one.Version == nil || *one.Version != 0 || one.Mzxid == 0 || one.Znodes != 1 || !one.Kept {
		t.Errorf("%+v", one)
	}
	page := v.get(t, "/c/main/delete/app")
	if said := pageText(t, page.body); !strings.Contains(said, "it can be undone, but for ephemeral znodes and for what you may not read") || strings.Contains(said, "/app/mine") {
		t.Errorf("the page says %q", said)
	}
}
