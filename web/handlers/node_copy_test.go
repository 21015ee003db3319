package handlers

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// copyTo copies or moves like a script.
func (v *visitor) copyTo(t *testing.T, verb, path, to string, fields ...string) (answer, changes.CopyJSON) {
	t.Helper()
	form := url.Values{"to": {to}}
	for _, field := range fields {
		form.Set(field, "1")
	}
	got := v.post(t, link(verb, path), form, "Accept", "application/json")
	if got.status != http.StatusOK && got.status != http.StatusConflict || !strings.Contains(got.body, `"left"`) {
		return got, changes.CopyJSON{}
	}
	return got, decode[changes.CopyJSON](t, got)
}

// addFar adds a cluster "far" on its own server, without a user directory.
func addFar(server *zktest.Server) func(*Config) {
	return func(config *Config) {
		far, err := cluster.Parse("far=" + server.Addr())
		if err != nil {
			panic(err)
		}
		config.Clusters = append(config.Clusters, far)
		config.Rules.OwnDirectories = map[string]people.Directory{"main": *config.Rules.Directory}
		config.Rules.Directory = nil
	}
}

func (v *visitor) signInFar(t *testing.T) {
	t.Helper()
	form := credentialsForm("editor", rightOne)
	form.Set("cluster", "far")
	v.mustSignIn(t, form)
}

func sameTree(t *testing.T, a *session.Session, left string, b *session.Session, right string) {
	t.Helper()
	leftData, _, err := a.Get(t.Context(), parsePath(t, left))
	if err != nil {
		t.Errorf("%s: %v", left, err)
		return
	}
	rightData, _, err := b.Get(t.Context(), parsePath(t, right))
	if err != nil || string(leftData) != string(rightData) || (leftData == nil) != (rightData == nil) {
		t.Errorf("%s has %q, and %s %q, %v", left, leftData, right, rightData, err)
	}
	leftACL, _, err := a.GetACLs(t.Context(), parsePath(t, left))
	if err != nil {
		t.Error(err)
	}
	if rightACL, _, err := b.GetACLs(t.Context(), parsePath(t, right)); err != nil || !slices.Equal(leftACL, rightACL) {
		t.Errorf("%s has the ACL %v, and %s %v, %v", left, leftACL, right, rightACL, err)
	}
	names, _, err := a.GetChildren(t.Context(), parsePath(t, left))
	if err != nil {
		t.Error(err)
	}
	for _, name := range names {
		sameTree(t, a, left+"/"+name, b, right+"/"+name)
	}
}

// TestCopyAndMove copies and moves by pages and scripts, on an old and a new ZooKeeper: data byte
// for byte, null and empty, and ACLs.
func TestCopyAndMove(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.4", "3.9"} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			r := runRecordedOn(t, zktest.RunRelease(t, release), nil)
			r.mixed(t)
			v := r.member(t, "editor")
			if got, done := v.copyTo(t, "copy", "/box", "/copied"); got.status != 200 || done.Copied != 8 || done.To != "main:/copied" || len(done.Left) != 0 {
				t.Fatalf("%d %s", got.status, got.body)
			}
			sameTree(t, r.boss, "/box", r.boss, "/copied")
			if got, done := v.copyTo(t, "copy", "/box", "main:/copied", "overwrite"); got.status != 200 || done.Same != 8 || done.Copied != 0 {
				t.Errorf("the second time: %d %s", got.status, got.body)
			}
			before := r.head(t)
			if got, done := v.copyTo(t, "move", "/copied", "/moved"); got.status != 200 || done.Copied != 8 || *done.Deleted != 8 {
				t.Errorf("%d %s", got.status, got.body)
			}
			sameTree(t, r.boss, "/box", r.boss, "/moved")
			if _, err := r.boss.Exists(r.context, parsePath(t, "/copied")); znode.KindOf(err) != znode.NotFound {
				t.Errorf("the original: %v", err)
			}
			var events []string
			for _, entry := range r.entries(t, before) {
				said := string(entry.Event) + " " + string(entry.Outcome)
				if entry.Batch != nil {
					said += fmt.Sprint(" ", entry.Batch.Count)
				}
				events = append(events, said)
			}
			if want := []string{"node.search ok", "node.batch intent 16", "node.batch ok 16"}; !slices.Equal(events, want) {
				t.Errorf("recorded %q, want %q", events, want)
			}
			page := v.get(t, link("move", "/moved")+"?name="+url.QueryEscape("new name"))
			form := formFields(t, page.body, "Move 8 znodes")
			if said := pageText(t, page.body); form["to"] != "main:/new name" || !strings.Contains(said, "one transaction") || !strings.Contains(said, "ACLs are kept") {
				t.Errorf("%d %q %q", page.status, form, said)
			}
			if got := v.post(t, link("move", "/moved"), url.Values{"to": {form["to"]}}); got.status != 303 || got.header.Get("Location") != link("tree", "/new name") {
				t.Errorf("%d to %q", got.status, got.header.Get("Location"))
			}
			sameTree(t, r.boss, "/box", r.boss, "/new name")
		})
	}
}

// TestWhatIsNotCopied checks what the policy refuses, what nobody may copy, and what already
// exists.
func TestWhatIsNotCopied(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "confined", people.Editor, "/team")
	r.make(t, "/team/held", "", znode.ModePersistent)
	r.make(t, "/team/held/by-boss", "", znode.ModeEphemeral)
	for _, test := range []struct {
		who, verb, path, to string
		status              int
		code                znode.Code
	}{
		{"reader", "copy", "/team", "/new", 403, znode.CodeRoleForbids},
		{"viewer", "move", "/team", "/new", 403, znode.CodeRoleForbids},
		{"auditor", "copy", "/team", "/new", 403, znode.CodeRoleForbids},
		{"confined", "copy", "/team/x", "/new", 403, znode.CodeOutsidePaths},
		{"confined", "copy", "/app", "/team/new", 403, znode.CodeOutsidePaths},
		{"confined", "move", "/app/a", "/team/new", 403, znode.CodeOutsidePaths},
		{"editor", "copy", "/", "/new", 400, znode.CodeCopyPlace},
		{"editor", "copy", "/zookeeper/quota", "/new", 400, znode.CodeCopyPlace},
		{"editor", "copy", "/app", "/zookeeper/new", 400, znode.CodeCopyPlace},
		{"editor", "copy", "/app", "/", 403, znode.CodeOutsidePaths},
		{"editor", "copy", "/app", "/zkweb/users/mallory", 400, znode.CodeCopyPlace},
		{"editor", "move", "/zkweb", "/new", 400, znode.CodeCopyPlace},
		{"editor", "copy", "/zkweb/users/editor", "/new", 400, znode.CodeCopyPlace},
		{"editor", "copy", "/app", "/app/a/new", 400, znode.CodeCopyInto},
		{"editor", "move", "/app/a", "/app", 400, znode.CodeCopyInto},
		{"editor", "copy", "/app", "/app", 400, znode.CodeCopyInto},
		{"editor", "copy", "/app", "/no/new", 409, znode.CodeCopyParent},
		{"editor", "copy", "/gone", "/new", 404, znode.CodeNoNode},
		{"editor", "copy", "/app", "/apple", 409, znode.CodeCopyExists},
		{"editor", "copy", "/app", "somewhere", 400, znode.CodeCopyTo},
		{"editor", "copy", "/app", "nowhere:/new", 404, znode.CodeClusterUnknown},
		{"editor", "move", "/team/held", "/new", 409, znode.CodeMoveEphemeral},
		{"editor", "copy", "/team/held/by-boss", "/new", 400, znode.CodeCopyEphemeral},
	} {
		got, _ := r.member(t, test.who).copyTo(t, test.verb, test.path, test.to)
		if got.status != test.status || !strings.Contains(got.body, `"`+string(test.code)+`"`) {
			t.Errorf("%s, %s %s to %s: %d %s, want %d %s", test.who, test.verb, test.path, test.to, got.status, got.body, test.status, test.code)
		}
	}
	if got := r.member(t, "confined").get(t, link("copy", "/team/x")+"?to=/new"); headed(t, got.body) != "/new" {
		t.Errorf("refused for the new place, the page is about %q", headed(t, got.body))
	}
	if _, err := r.boss.Exists(r.context, parsePath(t, "/new")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("something was created: %v", err)
	}
	v := r.member(t, "editor")
	page := v.get(t, link("copy", "/app")+"?to=/apple")
	if said := pageText(t, page.body); page.status != 200 || !strings.Contains(said, "There already: 0 the same, 1 with other data") || formFields(t, page.body, "Overwrite what is there")["overwrite"] != "1" {
		t.Errorf("%d %q", page.status, said)
	}
	if got, done := v.copyTo(t, "copy", "/team/held", "/new"); got.status != 200 || done.Copied != 1 || len(done.Left) != 1 || done.Left[0].Code != znode.CodeCopyEphemeral {
		t.Errorf("with an ephemeral znode: %d %s", got.status, got.body)
	}
	r.make(t, "/team/part", "", znode.ModePersistent)
	r.make(t, "/team/part/shut", "", znode.ModePersistent)
	if _, err := zktest.SetACL(r.context, r.boss, parsePath(t, "/team/part/shut"), []znode.ACL{{Scheme: "auth", Perms: znode.PermAll}}, 0); err != nil {
		t.Fatal(err)
	}
	page = v.post(t, link("copy", "/team/part"), url.Values{"to": {"/team/copy"}})
	if said := pageText(t, page.body); page.status != 409 || !strings.Contains(said, "Not copied: 1") || !strings.Contains(said, "There already: 1 the same") || formFields(t, page.body, "Overwrite what is there")["overwrite"] != "1" {
		t.Errorf("copied in part: %d %q", page.status, said)
	}
	page = v.get(t, link("move", "/team/held")+"?name=other")
	if said := pageText(t, page.body); !strings.Contains(said, "cannot be moved") || strings.Contains(page.body, `method="post" action="/c/main/move`) {
		t.Errorf("the plan of a move says %q", said)
	}
}

// TestAMoveLeavesEphemeralZnodes checks that a move can be told to leave ephemeral znodes and the
// znodes above them.
func TestAMoveLeavesEphemeralZnodes(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.mixed(t)
	r.make(t, "/box/held", "", znode.ModePersistent)
	r.make(t, "/box/held/by-boss", "", znode.ModeEphemeral)
	v := r.member(t, "editor")
	stuck := v.get(t, link("move", "/box")+"?to=/moved").body
	if got := formFields(t, stuck, "Leave these and move the rest"); got["to"] != "main:/moved" {
		t.Errorf("the plan offers %q", got)
	}
	plan := v.get(t, link("move", "/box")+"?to=/moved&leave=1").body
	if said := pageText(t, plan); !strings.Contains(said, "Left where they are: 1 ephemeral znode of connected clients, and the znodes above them") || !strings.Contains(said, "/box/held/by-boss") {
		t.Errorf("the plan says %q", said)
	}
	if got := formFields(t, plan, "Move 9 znodes"); got["leave"] != "1" {
		t.Errorf("its form has %q", got)
	}
	got, done := v.copyTo(t, "move", "/box", "/moved", "leave")
	var left []string
	for _, one := range done.Left {
		left = append(left, one.Path+" "+string(one.Code))
	}
	slices.Sort(left)
	if got.status != 200 || done.Copied != 9 || *done.Deleted != 7 || !slices.Equal(left, []string{"/box has_undeleted", "/box/held has_undeleted", "/box/held/by-boss copy_ephemeral"}) {
		t.Errorf("%d %s", got.status, got.body)
	}
	for path, want := range map[string]int{"/box": 1, "/box/held": 1, "/moved/held": 0} {
		names, _, err := r.boss.GetChildren(r.context, parsePath(t, path))
		if err != nil || len(names) != want {
			t.Errorf("%s has the children %q, %v", path, names, err)
		}
	}
}

// TestOneEnsembleUnderTwoNames checks that two clusters on the same ensemble are recognized:
// nothing is copied into itself, or moved onto itself, which would delete it.
func TestOneEnsembleUnderTwoNames(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	_, port, err := net.SplitHostPort(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	r := runRecordedOn(t, server, func(config *Config) {
		for _, text := range []string{"also=localhost:" + port, "inner=localhost:" + port + "/team"} {
			other, err := cluster.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			config.Clusters = append(config.Clusters, other)
		}
		config.Rules.OwnDirectories = map[string]people.Directory{"main": *config.Rules.Directory}
		config.Rules.Directory = nil
	})
	v := r.member(t, "editor")
	for _, name := range []string{"also", "inner"} {
		form := credentialsForm("editor", rightOne)
		form.Set("cluster", name)
		v.mustSignIn(t, form)
	}
	for _, test := range []struct{ from, verb, path, to string }{
		{"main", "move", "/app/a", "also:/app/a"},
		{"main", "copy", "/app", "also:/app/new"},
		{"also", "move", "/team/x", "main:/team"},
		{"main", "copy", "/team", "inner:/new"},
		{"main", "move", "/team/x", "inner:/x"},
		{"inner", "move", "/x", "also:/team/x"},
		{"inner", "copy", "/x", "main:/team/x/deep"},
	} {
		got := v.post(t, "/c/"+test.from+"/"+test.verb+test.path, url.Values{"to": {test.to}, "overwrite": {"1"}}, "Accept", "application/json")
		if failed := decode[errorAnswer](t, got); got.status != 400 || failed.Error.Code != string(znode.CodeCopySame) {
			t.Errorf("%s:%s, %s to %s: %d %s", test.from, test.path, test.verb, test.to, got.status, got.body)
		}
	}
	r.holds(t, "/app/a", "data of /app/a")
	if got, done := v.copyTo(t, "copy", "/app/a", "also:/beside"); got.status != 200 || done.Copied != 2 {
		t.Errorf("beside itself: %d %s", got.status, got.body)
	}
}

// TestACopyIsNoWayRoundMasks checks that data that is masked for its path is not copied to where it
// would be shown. Data that is masked for its content is masked there, too.
func TestACopyIsNoWayRoundMasks(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/vault", ""}, [2]string{"/vault/db-password", secretValue}, [2]string{"/plain", `{"password":"` + secretValue + `"}`})
	whole := packed(t, "open with "+secretValue)
	r.fill(t, [2]string{"/vault/cut-password", whole[:len(whole)-4]}) // shown as far as it can be read
	v := r.member(t, "editor")
	for _, from := range []string{"/vault/db-password", "/vault/cut-password"} {
		for _, verb := range []string{"copy", "move"} {
			got, done := v.copyTo(t, verb, from, "/vault/shown")
			if got.status != 409 || len(done.Left) != 1 || done.Left[0].Code != znode.CodeCopyUnmasks {
				t.Errorf("%s of %s: %d %s", verb, from, got.status, got.body)
			}
		}
	}
	for _, to := range []string{"/vault/new-password", "/vault/plain"} {
		from := map[string]string{"/vault/new-password": "/vault/db-password", "/vault/plain": "/plain"}[to]
		if got, done := v.copyTo(t, "copy", from, to); got.status != 200 || done.Copied != 1 {
			t.Errorf("%d %s", got.status, got.body)
		}
		r.holds(t, to, map[bool]string{true: secretValue, false: `{"password":"` + secretValue + `"}`}[from == "/vault/db-password"])
		if got := v.get(t, link("tree", to)); strings.Contains(got.body, secretValue) {
			t.Errorf("%s shows it", to)
		}
	}
	r.holdNoSecrets(t)
}

// TestCopyIntoAnotherCluster checks that this needs a sign-in to the other cluster and the
// permission to change it.
func TestCopyIntoAnotherCluster(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	r := runRecorded(t, func(config *Config) {
		addFar(server)(config)
		config.Clusters[1].Mark = cluster.Mark{Label: "FAR", Color: "red"}
	})
	r.mixed(t)
	v := r.member(t, "editor")
	if got, _ := v.copyTo(t, "copy", "/box", "far:/box"); got.status != 401 || !strings.Contains(got.body, string(znode.CodeCopySignIn)) {
		t.Errorf("signed out: %d %s", got.status, got.body)
	}
	if got := v.get(t, link("copy", "/box")+"?to=far:/box"); got.status != 200 || !strings.Contains(got.body, `href="/login?next=`) || !strings.Contains(pageText(t, got.body), sentence(znode.CodeCopySignIn, "cluster", "far")) {
		t.Errorf("the page: %d %q", got.status, pageText(t, got.body))
	}
	v.signInFar(t)
	if got := v.get(t, link("copy", "/box")+"?to=far:/box"); !strings.Contains(pageText(t, got.body), "In the other cluster they let in") {
		t.Errorf("the plan says %q", pageText(t, got.body))
	}
	for to, said := range map[string]bool{"far:/box": true, "/box2": false} {
		if got := pageText(t, v.get(t, link("copy", "/box")+"?to="+to).body); strings.Contains(got, "znodes in FAR") != said {
			t.Errorf("the button that copies to %s: %q", to, got)
		}
	}
	far := openAt(t, "far="+server.Addr())
	if got, done := v.copyTo(t, "copy", "/box", "far:/box"); got.status != 200 || done.Copied != 8 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	sameTree(t, r.boss, "/box", far, "/box")
	before := r.head(t)
	if got, done := v.copyTo(t, "move", "/box", "far:/moved"); got.status != 200 || done.Copied != 8 || *done.Deleted != 8 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	sameTree(t, far, "/box", far, "/moved")
	if _, err := r.boss.Exists(r.context, parsePath(t, "/box")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("the original: %v", err)
	}
	var clusters []string
	for _, entry := range r.entries(t, before) {
		if entry.Event == audit.NodeBatch && entry.Outcome == audit.OK {
			clusters = append(clusters, entry.Cluster)
		}
	}
	if !slices.Equal(clusters, []string{"far", "main"}) {
		t.Errorf("recorded in %q", clusters)
	}
}

func openAt(t *testing.T, text string) *session.Session {
	t.Helper()
	at, err := cluster.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	s := session.Open(at, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(s.Close)
	return s
}

// TestMuchIsCopiedAndMovedByAJob copies and moves many znodes, also into another cluster.
func TestMuchIsCopiedAndMovedByAJob(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	r := runRecorded(t, addFar(server))
	v := r.member(t, "editor")
	v.signInFar(t)
	const many = 700
	ops := []znode.Op{{Kind: znode.OpCreate, Path: parsePath(t, "/many"), ACL: open}}
	for i := range many {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, fmt.Sprintf("/many/%04d", i)), Data: []byte("x"), ACL: open})
	}
	if _, err := r.boss.Apply(r.context, ops...); err != nil {
		t.Fatal(err)
	}
	job := v.job(t, link("copy", "/many"), url.Values{"to": {"far:/many"}})
	if job.Done != many+1 || job.Total != many+1 || job.Failed != 0 || job.Kind != "copy" || job.Path != "/many" || job.Cluster != "main" {
		t.Errorf("%+v", job)
	}
	if said := pageText(t, v.get(t, "/jobs/"+job.ID).body); !strings.Contains(said, "far:/many") {
		t.Errorf("its page says %q", said)
	}
	sameTree(t, r.boss, "/many", openAt(t, "far="+server.Addr()), "/many")
	job = v.job(t, link("move", "/many"), url.Values{"to": {"far:/many"}, "overwrite": {"1"}})
	if job.Done != 2*(many+1) || job.Total != job.Done || job.Failed != 0 {
		t.Errorf("%+v", job)
	}
	report := v.get(t, "/jobs/"+job.ID+"/report").body
	if strings.Count(report, `"outcome":"same"`) != many+1 || strings.Count(report, `"outcome":"done"`) != many+1 {
		t.Errorf("the report is %.500s", report)
	}
	if _, err := r.boss.Exists(r.context, parsePath(t, "/many")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("the original: %v", err)
	}
}
