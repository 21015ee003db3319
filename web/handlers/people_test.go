package handlers

import (
	"context"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	web "zkweb/web/handlers/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

const (
	bossPassword = "of it all"
	rightOne     = "the right one"
)

// team is a console on a server with a user directory.
type team struct {
	*console
	server  *zktest.Server
	boss    *session.Session // the directory's administrator
	admin   *people.DirectoryAdmin
	context context.Context
}

func parsePath(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// runTeam starts a server with the tree below and a console for it.
func runTeam(t *testing.T, change func(*Config)) *team {
	t.Helper()
	return runTeamOn(t, zktest.Run(t), change)
}

func runTeamOn(t *testing.T, server *zktest.Server, change func(*Config)) *team {
	t.Helper()
	directory := people.Directory{Path: parsePath(t, "/zkweb/users")}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute) // for the whole test
	t.Cleanup(cancel)
	cluster, err := cluster.Parse("main=" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := session.Digest("boss", bossPassword)
	if err != nil {
		t.Fatal(err)
	}
	boss := session.Open(cluster, credentials, session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(boss.Close)
	if err := boss.AwaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	for _, node := range []string{"/app", "/app/a", "/app/a/deep", "/app/b", "/apple", "/team", "/team/x", "/team/y", "/team/y/z", "/lonely"} {
		if _, err := znode.Create(ctx, boss, parsePath(t, node), []byte("data of "+node), open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	admin := people.NewDirectoryAdmin(directory, boss)
	if err := admin.Init(ctx); err != nil {
		t.Fatal(err)
	}
	c := run(t, func(config *Config) {
		config.Rules = guard.Rules{Directory: &directory, DefaultRole: people.Admin} // which has no effect here
		if change != nil {
			change(config)
		}
	}, "main="+server.Addr())
	return &team{c, server, boss, admin, ctx}
}

func (c *team) add(t *testing.T, user string, role people.Role, paths ...string) {
	t.Helper()
	profile := people.Profile{Role: role}
	for _, text := range paths {
		profile.Paths = append(profile.Paths, parsePath(t, text))
	}
	if err := c.admin.Add(c.context, user, rightOne, profile); err != nil {
		t.Fatal(err)
	}
}

// write replaces a person's profile.
func (c *team) write(t *testing.T, user, profile string) {
	t.Helper()
	if _, err := znode.Set(c.context, c.boss, parsePath(t, "/zkweb/users/"+user), []byte(profile), znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
}

func credentialsForm(user, password string) url.Values {
	return url.Values{"cluster": {"main"}, "username": {user}, "password": {password}}
}

// member returns a visitor who is signed in as user.
func (c *team) member(t *testing.T, user string) *visitor {
	t.Helper()
	v := c.visitor(t)
	v.mustSignIn(t, credentialsForm(user, rightOne))
	return v
}

// renderedAt matches the time when a page was rendered, for its script.
var renderedAt = regexp.MustCompile(`data-now="[^"]*"`)

func TestWhoMayNotSignInIsToldTheSame(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	for _, user := range []string{"alice", "disabled", "broken", "open"} {
		c.add(t, user, people.Viewer, "/")
	}
	if err := c.admin.Disable(c.context, "disabled"); err != nil {
		t.Fatal(err)
	}
	c.write(t, "broken", `{"role":"wizard","paths":["/"]}`)
	world := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead}, {Scheme: "digest", ID: session.DigestID("open", rightOne), Perms: znode.PermRead}}
	if _, err := zktest.SetACL(c.context, c.boss, parsePath(t, "/zkweb/users/open"), world, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	const refusal = "The user name or the password is wrong, or this user may not sign in to this cluster."
	var mu sync.Mutex
	pages := map[string]string{}
	t.Run("each", func(t *testing.T) { // in parallel, since each takes a second
		for _, test := range []struct{ user, password string }{
			{"alice", "a wrong one"}, {"alice", ""}, {"nobody", rightOne}, {"disabled", rightOne}, {"disabled", "a wrong one"},
			{"broken", rightOne}, {"open", rightOne}, {"open", "a wrong one"}, {"zk/web", rightOne}, {"boss", bossPassword},
		} {
			t.Run(test.user+" with "+test.password, func(t *testing.T) {
				t.Parallel()
				v := c.visitor(t)
				got := v.post(t, "/login", credentialsForm(test.user, test.password))
				if got.status != http.StatusUnauthorized || v.cookie(t) != nil {
					t.Errorf("%d, cookie %v", got.status, v.cookie(t))
				}
				page := renderedAt.ReplaceAllString(strings.ReplaceAll(got.body, `value="`+test.user+`"`, `value="USER"`), "")
				if !strings.Contains(page, refusal) || strings.Contains(page, test.password) && test.password != "" {
					t.Errorf("the page does not contain the refusal, or contains the password: %.300s", page)
				}
				mu.Lock()
				pages[page] = test.user
				mu.Unlock()
				answer := decode[errorAnswer](t, v.post(t, "/login", credentialsForm(test.user, test.password), "Accept", "application/json"))
				if answer.Error.Kind != "unauthenticated" || answer.Error.Message != refusal {
					t.Errorf("as JSON: %+v", answer)
				}
			})
		}
	})
	if len(pages) != 1 {
		t.Errorf("the pages differ: %v", slices.Collect(maps.Values(pages)))
	}
	eventually(t, "no ZooKeeper session is left of the sign-ins that failed", func() bool {
		for _, count := range c.config.Pool.Sessions() {
			if count != 0 {
				return false
			}
		}
		return true
	})
	if logged := c.logged.String(); strings.Contains(logged, rightOne) || strings.Contains(logged, "a wrong one") {
		t.Error("a password is in the log")
	}
	if v := c.member(t, "alice"); v.cookie(t) == nil {
		t.Error("alice cannot sign in")
	}
}

func TestNobodyComesInWithoutAName(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	v := c.visitor(t)
	if body := v.get(t, "/login").body; strings.Contains(body, "Continue without credentials") || strings.Contains(body, "not verified") {
		t.Error("the form offers to continue without credentials, or says that names are not verified")
	}
	if body := v.post(t, "/login", url.Values{"cluster": {"main"}, "password": {"secret"}}).body; strings.Contains(body, "without credentials") {
		t.Error("without a user name, the form suggests to continue without credentials")
	}
	got := v.post(t, "/login", url.Values{"cluster": {"main"}, "anonymous": {"1"}}, "Accept", "application/json")
	if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 403 || kind != "denied" || v.cookie(t) != nil {
		t.Errorf("without credentials: %d %s, cookie %v", got.status, kind, v.cookie(t))
	}
}

func TestMe(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "alice", people.Editor, "/app", "/team/y")
	c.add(t, "中 文", people.Auditor, "/team")
	unverified := func(role people.Role) *console {
		return run(t, func(config *Config) { config.Rules.DefaultRole = role }, "main="+c.server.Addr())
	}
	viewers, auditors := unverified(""), unverified(people.Auditor)
	signedIn := func(c *console, fields url.Values) *visitor {
		v := c.visitor(t)
		v.mustSignIn(t, fields)
		return v
	}
	anonymous := url.Values{"cluster": {"main"}, "anonymous": {"1"}}
	for _, test := range []struct {
		who   *visitor
		want  web.JSONMe
		says  string // text of a page about the person
		never string
	}{
		{c.member(t, "alice"), web.JSONMe{User: "alice", Verified: true, Role: "editor", Paths: []string{"/app", "/team/y"}, Cluster: "main"}, "<small>verified</small>", "not verified"},
		{c.member(t, "中 文"), web.JSONMe{User: "中 文", Verified: true, Role: "auditor", Paths: []string{"/team"}, Cluster: "main"}, "", ""},
		{signedIn(viewers, credentialsForm("alice", "whatever")), web.JSONMe{User: "alice", Verified: false, Role: "viewer", Paths: []string{"/"}, Cluster: "main"}, "<small>not verified</small>", "<small>verified"},
		{signedIn(viewers, anonymous), web.JSONMe{User: "", Verified: false, Role: "viewer", Paths: []string{"/"}, Cluster: "main"}, "anonymous", "<small>verified"},
		{signedIn(auditors, credentialsForm("alice", rightOne)), web.JSONMe{User: "alice", Verified: false, Role: "auditor", Paths: []string{"/"}, Cluster: "main"}, "<small>not verified</small>", "<small>verified"},
	} {
		me := decode[web.JSONMe](t, test.who.get(t, "/c/main/me"))
		if me.User != test.want.User || me.Verified != test.want.Verified || me.Role != test.want.Role || me.Cluster != test.want.Cluster || !slices.Equal(me.Paths, test.want.Paths) || me.Paths == nil {
			t.Errorf("%+v, want %+v", me, test.want)
		}
		if test.says == "" {
			continue
		}
		page := test.who.get(t, "/c/main/tree/")
		if page.status != 200 || !strings.Contains(page.body, test.says) || test.never != "" && strings.Contains(page.body, test.never) {
			t.Errorf("%+v: the page (%d) does not say %q, or says %q", test.want, page.status, test.says, test.never)
		}
	}
	if got := c.visitor(t).get(t, "/c/main/me"); got.status != 401 || decode[errorAnswer](t, got).Error.Kind != "unauthenticated" {
		t.Errorf("signed out: %d %s", got.status, got.body)
	}
}

// TestAProfileCountsAtTheNextRequest checks that a change to a profile takes effect with the next
// request.
func TestAProfileCountsAtTheNextRequest(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	profilePath := parsePath(t, "/zkweb/users/alice")
	for _, test := range []struct {
		name   string
		change func() error
		role   string // "" when she is signed out
		paths  []string
	}{
		{"another role", func() error { c.write(t, "alice", `{"role":"auditor","paths":["/"]}`); return nil }, "auditor", []string{"/"}},
		{"other paths", func() error { c.write(t, "alice", `{"role":"viewer","paths":["/team"]}`); return nil }, "viewer", []string{"/team"}},
		{"disabled", func() error { return c.admin.Disable(c.context, "alice") }, "", nil},
		{"of no use", func() error { c.write(t, "alice", `{"role":"viewer","paths":["/"],"until":"2030-01-01"}`); return nil }, "", nil},
		{"removed", func() error { return c.admin.Remove(c.context, "alice") }, "", nil},
		{"another password", func() error { return c.admin.SetPassword(c.context, "alice", "another one") }, "", nil},
		{"open to anybody", func() error {
			_, err := zktest.SetACL(c.context, c.boss, profilePath, open, znode.AnyVersion)
			return err
		}, "", nil},
	} {
		c.add(t, "alice", people.Viewer, "/app")
		v := c.member(t, "alice")
		old := *v.cookie(t)
		if got := v.getJSON(t, "/c/main/tree/app/a"); got.status != 200 {
			t.Fatalf("%s: %d before", test.name, got.status)
		}
		if err := test.change(); err != nil {
			t.Fatal(err)
		}
		if test.role != "" {
			if me := decode[web.JSONMe](t, v.get(t, "/c/main/me")); me.Role != test.role || !slices.Equal(me.Paths, test.paths) {
				t.Errorf("%s: %+v, want the role %s and the paths %q", test.name, me, test.role, test.paths)
			}
			if got := v.getJSON(t, "/c/main/tree/app/a"); (got.status == 200) != slices.Contains(test.paths, "/") {
				t.Errorf("%s: /app/a answers %d", test.name, got.status)
			}
		} else {
			if got := v.get(t, "/c/main/tree/app/a"); got.status != 303 || got.header.Get("Location") != "/login?next=%2Fc%2Fmain%2Ftree%2Fapp%2Fa" {
				t.Errorf("%s: the page answers %d to %q, want the sign-in", test.name, got.status, got.header.Get("Location"))
			}
			for _, target := range []string{"/c/main/tree/", "/c/main/me", "/c/main/raw/app/a", "/c/main/events"} {
				for _, who := range []*visitor{v, c.visitor(t)} {
					got := who.get(t, target, "Accept", "application/json", "Cookie", old.String())
					if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 401 || kind != "unauthenticated" {
						t.Errorf("%s: %s answers %d %s", test.name, target, got.status, kind)
					}
				}
			}
		}
		if test.name != "removed" {
			if err := c.admin.Remove(c.context, "alice"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestThePageOfClustersKnowsPeopleToo checks that the page of clusters, which is about no single
// cluster, does not admit people whom no cluster admits any more.
func TestThePageOfClustersKnowsPeopleToo(t *testing.T) {
	t.Parallel()
	c := runTeam(t, func(config *Config) {
		second := config.Clusters[0]
		second.Name = "second"
		config.Clusters = append(config.Clusters, second)
	})
	c.add(t, "alice", people.Viewer, "/")
	v := c.member(t, "alice")
	second := credentialsForm("alice", rightOne)
	second.Set("cluster", "second")
	v.mustSignIn(t, second)
	if got := v.get(t, "/"); got.status != 200 || strings.Count(got.body, "as alice") < 2 || strings.Contains(got.body, "not verified") {
		t.Errorf("%d; want alice, verified, in both clusters", got.status)
	}
	if err := c.admin.Disable(c.context, "alice"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := v.get(t, "/"); got.status != 303 || got.header.Get("Location") != "/login?next=%2F" {
			t.Errorf("disabled: %d to %q", got.status, got.header.Get("Location"))
		}
	}
}

// TestAStreamEndsWithTheProfile checks that an open stream ends soon, although it makes no request.
func TestAStreamEndsWithTheProfile(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	for _, test := range []struct {
		name   string
		change func() error
	}{
		{"disabled", func() error { return c.admin.Disable(c.context, "alice") }},
		{"removed", func() error { return c.admin.Remove(c.context, "alice") }},
		{"another password", func() error { return c.admin.SetPassword(c.context, "alice", "another one") }},
	} {
		c.add(t, "alice", people.Viewer, "/")
		events := c.member(t, "alice").listen(t, "main")
		if state, _ := events.nextState(t); state.State != znode.Connected {
			t.Fatalf("%s: %+v", test.name, state)
		}
		if err := test.change(); err != nil {
			t.Fatal(err)
		}
		if last, ok := events.next(t); !ok || last.name != "signed-out" {
			t.Errorf("%s: the stream says %+v (%t), want signed-out", test.name, last, ok)
		}
		if more, ok := events.next(t); ok {
			t.Errorf("%s: after that it says %+v", test.name, more)
		}
		if test.name != "removed" {
			if err := c.admin.Remove(c.context, "alice"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestPeopleWhileZooKeeperIsAway checks that nothing is shown while ZooKeeper cannot tell who
// somebody is. They are not signed out, and their stream says why.
func TestPeopleWhileZooKeeperIsAway(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.hurries()
	c.add(t, "alice", people.Viewer, "/")
	v := c.member(t, "alice")
	events := v.listen(t, "main")
	events.await(t, "CONNECTED")
	c.server.Kill()
	events.await(t, "SUSPENDED")
	for _, target := range []string{"/c/main/tree/app", "/c/main/me", "/c/main/raw/app"} {
		got := v.getJSON(t, target)
		if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 503 || kind != "unavailable" || got.header.Get("Retry-After") == "" {
			t.Errorf("%s answers %d %s", target, got.status, kind)
		}
	}
	if got := c.visitor(t).post(t, "/login", credentialsForm("alice", rightOne)); got.status != 503 {
		t.Errorf("a sign-in answers %d", got.status)
	}
	if err := c.server.Restart(); err != nil {
		t.Fatal(err)
	}
	events.await(t, "CONNECTED")
	if got := v.getJSON(t, "/c/main/tree/app"); got.status != 200 {
		t.Errorf("%d after ZooKeeper came back", got.status)
	}
}

func TestPathsLimitReads(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "alice", people.Viewer, "/app", "/team/y")
	v := c.member(t, "alice")

	const denied = "denied"
	for _, test := range []struct {
		path     string
		status   int
		data     string   // of the JSON: "denied" or the text
		children []string // nil if denied
	}{
		{"/", 200, denied, []string{"app", "team"}},
		{"/app", 200, "data of /app", []string{"a", "b"}},
		{"/app/a", 200, "data of /app/a", []string{"deep"}},
		{"/app/a/deep", 200, "data of /app/a/deep", []string{}},
		{"/team", 200, denied, []string{"y"}},
		{"/team/y", 200, "data of /team/y", []string{"z"}},
		{"/team/y/z", 200, "data of /team/y/z", []string{}},
		{"/team/x", 403, "", nil},
		{"/apple", 403, "", nil},
		{"/lonely", 403, "", nil},
		{"/zkweb/users/alice", 403, "", nil},
		{"/zookeeper", 403, "", nil},
		{"/absent", 403, "", nil},
		{"/team/absent", 403, "", nil},
		{"/app/absent", 404, "", nil},
	} {
		got := v.getJSON(t, "/c/main/tree"+test.path)
		if got.status != test.status {
			t.Errorf("%s answers %d, want %d", test.path, got.status, test.status)
			continue
		}
		checkDoors(t, v, test.path, test.status, test.data == denied)
		if test.status != 200 {
			continue
		}
		node := decode[nodeAnswer](t, got)
		if test.data == denied {
			if node.Data != nil || node.ACL != nil || node.DataError.Kind != znode.Denied || node.ACLError.Kind != znode.Denied || strings.Contains(node.DataError.Message, "READ") {
				t.Errorf("%s shows %+v", test.path, node)
			}
		} else if node.DataError != nil || *node.Data.Text != test.data || node.ACLError != nil || len(node.ACL) == 0 {
			t.Errorf("%s shows %+v", test.path, node)
		}
		names := []string{}
		for _, child := range node.Children.Items {
			names = append(names, child.Name)
			if child.Stat == nil || child.Error != nil {
				t.Errorf("%s: the child %s is %+v", test.path, child.Name, child)
			}
		}
		if !slices.Equal(names, test.children) || node.Children.Total != len(names) {
			t.Errorf("%s has the children %q of %d, want %q", test.path, names, node.Children.Total, test.children)
		}
		page := v.get(t, "/c/main/tree"+test.path)
		for _, hidden := range []string{"apple", "lonely", "/team/x", "zookeeper", "zkweb/users"} {
			if strings.Contains(page.body, "/"+hidden) || strings.Contains(page.body, ">"+hidden+"<") {
				t.Errorf("the page of %s shows %s", test.path, hidden)
			}
		}
		if page.status != 200 || (test.data == denied) == strings.Contains(page.body, "data of "+test.path) {
			t.Errorf("the page of %s: %d", test.path, page.status)
		}
	}
}

// checkDoors requests a znode by the URLs other than tree.
func checkDoors(t *testing.T, v *visitor, path string, status int, onTheWay bool) {
	t.Helper()
	raw := status
	if onTheWay {
		raw = 403
	}
	if got := v.get(t, "/c/main/raw"+path); got.status != raw || (status == 200) != strings.Contains(got.body, "data of") && !onTheWay {
		t.Errorf("raw of %s answers %d, want %d", path, got.status, raw)
	}
	if got := v.get(t, "/c/main/branch"+path); got.status != status {
		t.Errorf("branch of %s answers %d, want %d", path, got.status, status)
	}
	if got := v.get(t, "/c/main/tree"+path); got.status != status {
		t.Errorf("the page of %s answers %d, want %d", path, got.status, status)
	}
}

func TestSignInLimitByName(t *testing.T) {
	t.Parallel()
	c := runTeam(t, func(config *Config) {
		config.SignInLimit = 3
		config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	c.add(t, "alice", people.Viewer, "/")
	from := func(n string, user, password string) answer {
		return c.visitor(t).post(t, "/login", credentialsForm(user, password), "X-Forwarded-For", "203.0.113."+n)
	}
	if got := from("9", "alice", rightOne); got.status != 303 {
		t.Fatalf("%d with the right password", got.status)
	}
	for _, n := range []string{"1", "2", "3"} { // two for the address and the name, one for the name
		for range 3 {
			if got := from(n, "alice", "a wrong one"); got.status != 401 {
				t.Fatalf("%d below the limit", got.status)
			}
		}
	}
	if got := from("4", "alice", rightOne); got.status != 303 {
		t.Errorf("%d with the right password from a new place: guesses from elsewhere keep her out", got.status)
	}
	for range 2 {
		if got := from("5", "alice", "a wrong one"); got.status != 401 {
			t.Fatalf("%d below the limit of an address and a name", got.status)
		}
	}
	got := from("5", "alice", "a wrong one")
	if got.status != 429 || !strings.Contains(got.body, "under this user name") || got.header.Get("Retry-After") == "" {
		t.Errorf("%d over the limit, Retry-After %q", got.status, got.header.Get("Retry-After"))
	}
	if got := from("9", "alice", rightOne); got.status != 303 {
		t.Errorf("%d where she signed in before: guesses from elsewhere keep her out", got.status)
	}
	if got := from("4", "bob", rightOne); got.status != 401 {
		t.Errorf("another name: %d", got.status)
	}
}
