package main

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestPeopleSettings(t *testing.T) {
	users, err := znode.ParsePath("/zkweb/users")
	must(t, err)
	dir := t.TempDir()
	for _, test := range []struct {
		name        string
		arguments   []string
		environment map[string]string
		want        peopleSettings
	}{
		{"nothing", nil, nil, peopleSettings{defaultRole: people.Viewer}},
		{"flags", []string{"--users-path", "/zkweb/users", "--default-role", "auditor", "--allow-writes", "--data-dir", dir}, nil,
			peopleSettings{directory: &people.Directory{Path: users}, defaultRole: people.Auditor, allowWrites: true}},
		{"environment", nil, map[string]string{"ZKWEB_USERS_PATH": "/zkweb/users", "ZKWEB_DEFAULT_ROLE": "admin", "ZKWEB_ALLOW_WRITES": "true", "ZKWEB_DATA_DIR": dir},
			peopleSettings{directory: &people.Directory{Path: users}, defaultRole: people.Admin, allowWrites: true}},
		{"a flag wins over the environment", []string{"--allow-writes=false", "--default-role", "editor"}, map[string]string{"ZKWEB_DEFAULT_ROLE": "admin", "ZKWEB_ALLOW_WRITES": "true"},
			peopleSettings{defaultRole: people.Editor}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, value := range test.environment {
				t.Setenv(name, value)
			}
			got, err := readSettings(test.arguments)
			must(t, err)
			if !reflect.DeepEqual(got.people, test.want) {
				t.Errorf("got  %+v\nwant %+v", got.people, test.want)
			}
		})
	}
	for _, test := range []struct{ arguments, says string }{
		{"--users-path users", `zkweb: --users-path "users" cannot be used: it takes a path such as /zkweb/users`},
		{"--users-path /", `zkweb: --users-path "/" cannot be used: it takes a path such as /zkweb/users, and not the root`},
		{"--default-role root", `zkweb: --default-role "root" cannot be used: it takes reader, viewer, editor, admin or auditor`},
		{"--allow-writes=perhaps", `zkweb: --allow-writes "perhaps" cannot be used: it takes true or false`},
	} {
		got := runZkweb(t, nil, strings.Fields(test.arguments)...)
		if got.status != exitUsage || got.stdout != "" || !strings.HasPrefix(got.stderr, test.says) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: %+v, want exit status %d and one line that begins with %q", test.arguments, got, exitUsage, test.says)
		}
	}
}

// People made on the command line sign in to a console, each cluster's to that
// cluster.
func TestServeKnowsPeople(t *testing.T) {
	t.Parallel()
	server, other := zktest.Run(t), zktest.Run(t)
	clusters := []string{"main=" + server.Addr(), "other=" + other.Addr()}
	environment := []string{"ZKWEB_ADMIN_CREDENTIALS=boss:of it all", "ZKWEB_NEW_PASSWORD=down the hole"}
	for _, arguments := range [][]string{
		{"init", "--cluster", clusters[0]}, {"init", "--cluster", clusters[1]},
		{"add", "alice", "--role", "editor", "--path", "/app", "--cluster", clusters[0]},
	} {
		if got := runZkweb(t, environment, append([]string{"user"}, arguments...)...); got.status != 0 {
			t.Fatalf("%q: %+v", arguments, got)
		}
	}
	zktest.Kazoo(t, `
import sys
from kazoo.client import KazooClient
client = KazooClient(sys.argv[1])
client.start()
client.ensure_path("/app")
client.stop()
`, server.Addr())
	_, address := serveZkweb(t, nil, "--cluster", clusters[0], "--cluster", clusters[1], "--users-path", "/zkweb/users")

	client := signIn(t, address, "main", "alice", "down the hole")
	status, me := get(t, client, address+"/c/main/me")
	if want := `{"user":"alice","verified":true,"role":"editor","paths":["/app"],"cluster":"main"}`; status != 200 || strings.TrimSpace(me) != want {
		t.Errorf("%d %s, want %s", status, me, want)
	}
	if status, _ := get(t, client, address+"/c/other/me"); status != http.StatusUnauthorized {
		t.Errorf("the other cluster, which knows no alice, answers %d", status)
	}
	for _, form := range []url.Values{
		{"cluster": {"other"}, "username": {"alice"}, "password": {"down the hole"}},
		{"cluster": {"main"}, "username": {"alice"}, "password": {"up the hole"}},
	} {
		response, err := http.PostForm(address+"/login", form)
		must(t, err)
		must(t, response.Body.Close())
		if response.StatusCode != http.StatusUnauthorized || len(response.Cookies()) > 0 {
			t.Errorf("%v: %s with the cookies %v", form, response.Status, response.Cookies())
		}
	}

	warned := startZkweb(t, standardError, nil, "serve", "--listen", "127.0.0.1:0", "--cluster", clusters[0], "--default-role", "admin")
	warned.await(t, "everybody who reaches this console is an admin")
}
