package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/web/views"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/history"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// attempt is a request that changes something if the cluster may be changed.
type attempt struct {
	pattern, target string
	form            url.Values
	json            string // replaces the form
	file            string // in addition to the form
	role            people.Role
	before          func(v *visitor) url.Values // prepares the request and returns more fields of the form
	quiet           bool                        // whether it changes no znode by itself, or nothing else shows that it did
}

// send sends it, like a page or a script.
func (a attempt) send(t *testing.T, v *visitor, method, accept string) answer {
	t.Helper()
	form := url.Values{}
	for name, values := range a.form {
		form[name] = values
	}
	if a.before != nil {
		for name, values := range a.before(v) {
			form[name] = values
		}
	}
	switch {
	case a.json != "":
		return v.do(t, method, a.target, a.json, "Content-Type", "application/json", "Accept", accept)
	case a.file != "" && method == http.MethodPost:
		return v.upload(t, a.target, a.file, accept)
	}
	return v.do(t, method, a.target, form.Encode(), append(slices.Clone(formType), "Accept", accept)...)
}

// changeable is a team with something to change by each URL, on a server whose history is recorded.
type changeable struct {
	*historian
	folder   string // of the jobs
	attempts []attempt
}

// openJobs makes a console keep its jobs in the folder, including those that are there.
func (c *changeable) openJobs(t *testing.T, config *Config) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(config.Jobs.Close(context.Background()))
	var err error
	config.Jobs, err = jobs.Open(c.folder, config.Logger)
	must(err)
}

func runChangeable(t *testing.T) *changeable {
	t.Helper()
	server, far := zktest.RunNew(t), zktest.Run(t)
	c := &changeable{folder: t.TempDir()}
	recording := zktest.Record(t, server, history.Options{})
	c.historian = &historian{runRecordedOn(t, server, func(config *Config) {
		store, err := history.Open(recording.Dir, history.Key{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		config.Histories = site.Histories{"main": store}
		addFar(far)(config)
		approving(t, config, "/app")
		c.openJobs(t, config)
		config.Jobs.Handle(jobs.KindCopy, func(ctx context.Context, _ *jobs.Run) error { // ends with the console
			<-ctx.Done()
			return ctx.Err()
		})
	}), recording}
	for _, name := range []string{"", "/acl", "/copied", "/delete", "/moved", "/moved-far", "/multi", "/set", "/transacted", "/transaction", "/undone"} {
		c.set(t, "/ro"+name, "x")
	}
	c.plenty(t, "/ro/many")
	abroad := openAt(t, "far="+far.Addr())
	if _, err := znode.Create(c.context, abroad, parsePath(t, "/abroad"), []byte("x"), open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	c.set(t, "/ro/gone", "x")
	c.delete(t, "/ro/gone")

	editor := c.member(t, "editor")
	undone := c.change(t, editor, "/c/main/set/ro/undone", url.Values{"data": {"y"}, "version": {"0"}})
	proposed := editor.proposes(t, "/c/main/set/app/a", url.Values{"data": {"y"}, "version": {"0"}})
	done := editor.job(t, "/c/main/acl/ro/many", url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.8:r"}, "recursive": {"1"}})
	transaction := c.set(t, "/ro/transacted", "y")
	var begun [3]string
	for i := range begun {
		got := editor.post(t, "/c/main/copy/ro/many", url.Values{"to": {"/ro/copy-" + strconv.Itoa(i)}}, "Accept", "application/json")
		begun[i] = decode[map[string]string](t, got)["job"]
	}
	if done.State != jobs.Done || begun[2] == "" {
		t.Fatalf("%+v %q", done, begun)
	}
	const many = "/ro/many"
	revision := func(v *visitor) url.Values {
		var list struct{ Revision int }
		_ = json.Unmarshal([]byte(v.getJSON(t, transactionPage).body), &list) // empty if the person may not collect changes
		return url.Values{"revision": {strconv.Itoa(list.Revision)}}
	}
	c.attempts = []attempt{
		{pattern: "/undo/:seq", target: undoOf(undone)},
		{pattern: "/c/:cluster/undo/:zxid", target: "/c/main/undo/" + views.Hex(transaction)},
		{pattern: "/proposals/:id", target: "/proposals/" + proposed, form: url.Values{"do": {"apply"}}, role: people.Admin},
		{pattern: "/jobs/:id/pause", target: "/jobs/" + begun[0] + "/pause", quiet: true},
		{pattern: "/jobs/:id/cancel", target: "/jobs/" + begun[0] + "/cancel", quiet: true},
		{pattern: "/jobs/:id/resume", target: "/jobs/" + begun[1] + "/resume"},
		{pattern: "/jobs/:id/undo", target: "/jobs/" + done.ID + "/undo"},
		{pattern: "/c/:cluster/multi", target: "/c/main/multi", json: `{"ops":[{"op":"check","path":"/ro/multi","version":0}]}`}, // a transaction like others
		{pattern: "/c/:cluster/transaction", target: transactionPage, form: url.Values{"do": {"apply"}}, before: func(v *visitor) url.Values {
			v.post(t, transactionPage, url.Values{"do": {"check"}, "path": {"/ro/multi"}})
			return revision(v)
		}},
		{pattern: "/c/:cluster/multi", target: "/c/main/multi", json: `{"ops":[{"op":"set","path":"/ro/multi","version":0,"data":"y"}]}`},
		{pattern: "/c/:cluster/transaction", target: transactionPage, form: url.Values{"do": {"apply"}}, before: func(v *visitor) url.Values {
			v.post(t, "/c/main/set/ro/transaction", url.Values{"data": {"y"}, "version": {"0"}, "collect": {"1"}})
			return revision(v)
		}},
		{pattern: "/c/:cluster/create/*", target: "/c/main/create/ro", form: url.Values{"name": {"new"}}},
		{pattern: "/c/:cluster/create/*", target: "/c/main/create/ro", form: url.Values{"name": {"short"}, "mode": {"ephemeral"}}, quiet: true}, // in its own session
		{pattern: "/c/:cluster/create/*", target: "/c/main/create/ro", form: url.Values{"name": {"a/b"}, "parents": {"1"}}},
		{pattern: "/c/:cluster/set/*", target: "/c/main/set/ro/set", form: url.Values{"data": {"y"}, "version": {"0"}}},
		{pattern: "/c/:cluster/acl/*", target: "/c/main/acl/ro/acl", form: url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "aversion": {"0"}}},
		{pattern: "/c/:cluster/acl/*", target: "/c/main/acl" + many, form: url.Values{"acl": {"ip:127.0.0.8:w"}, "recursive": {"1"}, "mode": {"add"}}},
		{pattern: "/c/:cluster/quota/*", target: "/c/main/quota/ro", form: url.Values{"count": {"5000"}}},
		{pattern: "/c/:cluster/import/*", target: "/c/main/import/ro", file: "# lines\n/=imported=1\n"},
		{pattern: "/c/:cluster/bring-back/*", target: "/c/main/bring-back/ro/gone"},
		{pattern: "/c/:cluster/copy/*", target: "/c/main/copy/ro/copied", form: url.Values{"to": {"/ro/copy"}}},
		{pattern: "/c/:cluster/copy/*", target: "/c/far/copy/abroad", form: url.Values{"to": {"main:/ro/abroad"}}},
		{pattern: "/c/:cluster/move/*", target: "/c/main/move/ro/moved", form: url.Values{"to": {"/ro/there"}}},
		{pattern: "/c/:cluster/move/*", target: "/c/main/move/ro/moved-far", form: url.Values{"to": {"far:/moved"}}},
		{pattern: "/c/:cluster/delete/*", target: "/c/main/delete/ro/delete", form: url.Values{"version": {"0"}}},
		{pattern: "/c/:cluster/delete/*", target: "/c/main/delete" + many, form: below},
	}
	return c
}

// next starts the next console on what the previous one has left: its trail, kept data, proposals,
// and interrupted jobs. All its requests to the cluster are counted.
func (c *changeable) next(t *testing.T, before *console, readOnly bool) *countedTeam {
	t.Helper()
	if err := before.config.Jobs.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	way := zktest.RunCounter(t, c.server.Addr())
	next := run(t, func(config *Config) {
		config.Rules, config.Histories = c.config.Rules, c.config.Histories
		config.Clusters = slices.Clone(c.config.Clusters)
		main, err := cluster.Parse("main=" + way.Addr())
		if err != nil {
			t.Fatal(err)
		}
		main.ReadOnly = readOnly
		config.Clusters[0] = main
		c.openJobs(t, config)
	})
	return &countedTeam{&team{next, c.server, c.boss, c.admin, c.context}, way}
}

// settled waits for the job that an answer names.
func (v *visitor) settled(t *testing.T, got answer) {
	t.Helper()
	var begun struct{ Job, ID string }
	if got.status >= 300 || json.Unmarshal([]byte(got.body), &begun) != nil {
		return
	}
	if id := begun.Job + begun.ID; id != "" && (got.status == http.StatusAccepted || strings.Contains(got.body, `"state":"running"`)) {
		v.jobOver(t, id)
	}
}

// TestOnlyReadsLeaveForAReadOnlyCluster checks that the console sends only reads, whatever anybody
// requests by page or script from each URL that can change something, including what was begun,
// proposed and done while the cluster could be changed. The same requests change it once it can be
// changed.
func TestOnlyReadsLeaveForAReadOnlyCluster(t *testing.T) {
	t.Parallel()
	c := runChangeable(t)
	for _, route := range c.writing() {
		tried := slices.ContainsFunc(c.attempts, func(a attempt) bool { return a.pattern == route.Pattern })
		if route.Method == http.MethodPost && !tried {
			t.Errorf("POST %s is not tried", route.Pattern)
		}
	}
	shut := c.next(t, c.console, true)
	tree := c.tree(t)
	for _, role := range people.Roles {
		v := shut.signedInBoth(t, role)
		for _, try := range c.attempts {
			v.get(t, try.target)
			for _, accept := range []string{"text/html", jsonType} {
				got := try.send(t, v, http.MethodPost, accept)
				v.settled(t, got)
				if writes := shut.writes(); len(writes) > 0 {
					t.Fatalf("%s, POST %s %v as %s: %d, and the console sent, by operation, %v", role, try.target, try.form, accept, got.status, writes)
				}
				if role == people.Editor && !try.quiet && got.status != http.StatusForbidden && !strings.Contains(got.body, string(znode.CodeTransactionEmpty)) && accept == jsonType {
					t.Errorf("%s, POST %s %v is not refused: %d %s", role, try.target, try.form, got.status, got.body)
				}
			}
			if role == people.Editor {
				for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
					try.send(t, v, method, jsonType)
				}
			}
		}
		shut.checkOnlyRead(t, string(role), tree)
	}

	// its znodes can be copied elsewhere
	v := shut.signedInBoth(t, people.Editor)
	for from, to := range map[string]string{"/ro/copied": "far:/copied", "/ro/many": "far:/many"} {
		got := v.post(t, "/c/main/copy"+from, url.Values{"to": {to}}, "Accept", jsonType)
		v.settled(t, got)
		if got.status >= 300 {
			t.Errorf("%s to %s: %d %s", from, to, got.status, got.body)
		}
	}
	shut.checkOnlyRead(t, "editor", tree)

	free := c.next(t, shut.console, false)
	visitors := map[people.Role]*visitor{people.Editor: free.signedInBoth(t, people.Editor), people.Admin: free.signedInBoth(t, people.Admin)}
	for _, try := range c.attempts {
		v := visitors[cmp.Or(try.role, people.Editor)]
		before := free.way.Operations()
		got := try.send(t, v, http.MethodPost, jsonType)
		v.settled(t, got)
		sent := 0
		for operation, n := range free.writes() {
			sent += n - before[operation]
		}
		if (got.status >= 300 || sent == 0) && !try.quiet {
			t.Errorf("%s %v changes nothing where it might, so that it shows nothing: %d %s", try.target, try.form, got.status, got.body)
		}
	}
}

// signedInBoth returns a visitor who is signed in to both clusters.
func (c *countedTeam) signedInBoth(t *testing.T, role people.Role) *visitor {
	t.Helper()
	v := c.member(t, string(role))
	form := credentialsForm(string(role), rightOne)
	form.Set("cluster", "far")
	v.mustSignIn(t, form)
	return v
}
