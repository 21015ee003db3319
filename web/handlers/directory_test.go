package handlers

import (
	"net/http"
	"strings"
	"testing"

	"zkweb/auth/people"
	web "zkweb/web/handlers/people"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestAnOpenDirectoryVerifiesNobody lets a stranger make himself an admin in a directory that
// others than its administrators may change. Nobody can sign in, people who are signed in see
// nothing more, and the sign-in page and the log say why, until the directory is secured.
func TestAnOpenDirectoryVerifiesNobody(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "alice", people.Viewer, "/")
	alice := c.member(t, "alice")
	users := parsePath(t, "/zkweb/users")
	closed, _, err := c.boss.GetACLs(c.context, users)
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{"/zkweb/users", "/zkweb"} {
		was, _, err := c.boss.GetACLs(c.context, parsePath(t, place))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := zktest.SetACL(c.context, c.boss, parsePath(t, place), append(open, closed...), znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
		if place == "/zkweb/users" { // like any ZooKeeper client
			mallory := []znode.ACL{{Scheme: "digest", ID: session.DigestID("mallory", rightOne), Perms: znode.PermRead}}
			if _, err := znode.Create(c.context, c.boss, parsePath(t, "/zkweb/users/mallory"), []byte(`{"role":"admin","paths":["/"]}`), mallory, znode.ModePersistent); err != nil {
				t.Fatal(err)
			}
		}
		for _, user := range []string{"alice", "mallory"} {
			stranger := c.visitor(t)
			if got := stranger.post(t, "/login", credentialsForm(user, rightOne)); got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "the ACL of "+place+" gives world:anyone") {
				t.Errorf("%s is open, %s: %d\n%s", place, user, got.status, got.body)
			}
			if got := stranger.post(t, "/login", credentialsForm(user, rightOne)); strings.Contains(got.body, "No connection") || strings.Contains(got.body, "Tried:") {
				t.Errorf("%s is open: the sign-in page blames the connection\n%s", place, got.body)
			}
			if got := stranger.get(t, "/login"); got.status != http.StatusOK || !strings.Contains(got.body, "the ACL of "+place+" gives world:anyone") {
				t.Errorf("%s is open: the sign-in page does not say so\n%s", place, got.body)
			}
		}
		if got := alice.get(t, "/c/main/tree/app"); got.status != http.StatusServiceUnavailable {
			t.Errorf("%s is open: alice, inside, gets %d", place, got.status)
		}
		if _, err := zktest.SetACL(c.context, c.boss, parsePath(t, place), was, znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
		if got := alice.get(t, "/c/main/tree/app"); got.status != http.StatusOK {
			t.Errorf("%s is closed again: alice gets %d\n%s", place, got.status, got.body)
		}
	}
	if text := c.logged.String(); strings.Count(text, "level=WARN msg=\"nobody can sign in") != 2 {
		t.Errorf("the log is\n%s", text)
	}
}

// TestEachClusterHasItsOwnDirectory checks that a person who is verified in one cluster is a
// stranger in another.
func TestEachClusterHasItsOwnDirectory(t *testing.T) {
	t.Parallel()
	c := runTeam(t, func(config *Config) {
		addOther(t)(config)
		config.Rules.OwnDirectories = map[string]people.Directory{"other": {Path: parsePath(t, "/zkweb/others")}}
	})
	c.add(t, "alice", people.Viewer, "/")
	others := people.NewDirectoryAdmin(people.Directory{Path: parsePath(t, "/zkweb/others")}, c.boss)
	if err := others.Init(c.context); err != nil {
		t.Fatal(err)
	}
	if err := others.Add(c.context, "bob", rightOne, people.Profile{Role: people.Auditor, Paths: []znode.Path{parsePath(t, "/app")}}); err != nil {
		t.Fatal(err)
	}
	for _, in := range []struct {
		user, cluster string
		status        int
	}{{"alice", "main", 303}, {"alice", "other", 401}, {"bob", "main", 401}, {"bob", "other", 303}} {
		form := credentialsForm(in.user, rightOne)
		form.Set("cluster", in.cluster)
		if got := c.visitor(t).post(t, "/login", form); got.status != in.status {
			t.Errorf("%s in %s: %d, want %d", in.user, in.cluster, got.status, in.status)
		}
	}
	bob := c.visitor(t)
	form := credentialsForm("bob", rightOne)
	form.Set("cluster", "other")
	bob.mustSignIn(t, form)
	if me := decode[web.JSONMe](t, bob.get(t, "/c/other/me")); !me.Verified || me.Role != string(people.Auditor) {
		t.Errorf("bob is %+v", me)
	}
	if got := bob.getJSON(t, "/c/other/tree/zkweb"); got.status != http.StatusForbidden {
		t.Errorf("bob, who has /app, reads /zkweb: %d", got.status)
	}
}
