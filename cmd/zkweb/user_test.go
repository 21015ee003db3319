package main

import (
	"context"
	"strings"
	"testing"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// kazooProfile returns the ACL and the data of a znode as kazoo reads them for the
// administrator.
func kazooProfile(t *testing.T, server *zktest.Server, path string) string {
	t.Helper()
	return kazooAs(t, server, "boss:of it all", path)
}

func kazooAs(t *testing.T, server *zktest.Server, credentials, path string) string {
	t.Helper()
	return zktest.Kazoo(t, `
import sys
from kazoo.client import KazooClient
client = KazooClient(sys.argv[1])
client.start(10)
client.add_auth("digest", sys.argv[3])
acl, _ = client.get_acls(sys.argv[2])
data, _ = client.get(sys.argv[2])
print(sorted("%s %s %d" % (entry.id.scheme, entry.id.id, entry.perms) for entry in acl), (data or b"").decode())
client.stop()
`, server.Addr(), path, credentials)
}

func TestUser(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	environment := []string{
		"ZKWEB_ADMIN_CREDENTIALS=boss:of it all", "ZKWEB_NEW_PASSWORD=down the hole",
		"ZKWEB_CLUSTER=main=" + server.Addr(),
	}
	boss, alice := session.DigestID("boss", "of it all"), session.DigestID("alice", "down the hole")
	const listed = "NAME   ROLE    DISABLED  PATHS\n"
	for _, step := range []struct {
		arguments      string
		environment    []string // after the usual
		status         int
		stdout, stderr string
	}{
		{"add alice --role viewer", nil, 1, "", "zkweb: There is no user directory /zkweb/users in this cluster: “zkweb user init” makes it.\n"},
		{"init", nil, 0, "/zkweb/users is ready; the console takes it with --users-path /zkweb/users\n", ""},
		{"init", nil, 0, "/zkweb/users is ready; the console takes it with --users-path /zkweb/users\n", ""},
		{"init --users-path /people", []string{"ZKWEB_USERS_PATH=/ignored"}, 0, "/people is ready; the console takes it with --users-path /people\n", ""},
		{"--users-path /people list --cluster=main=" + server.Addr(), nil, 0, "NAME  ROLE  DISABLED  PATHS\n", ""},
		{"list", []string{"ZKWEB_USERS_PATH=/people"}, 0, "NAME  ROLE  DISABLED  PATHS\n", ""},
		{"list --config " + settingsFile(t, "users-path: /people\ncluster: main="+server.Addr()+"\nlisten: nowhere\n"), []string{"ZKWEB_CLUSTER="}, 0, "NAME  ROLE  DISABLED  PATHS\n", ""},
		{"init", []string{"ZKWEB_ADMIN_CREDENTIALS=boss:wrong"}, 1, "", "zkweb: ZooKeeper does not take this user and password for an administrator of /zkweb/users.\n"},
		{"add alice --role viewer", nil, 0, "", ""},
		{"add --role editor bob --path /app --path /team/a --locale en", nil, 0, "", ""},
		{"add alice --role admin", nil, 1, "", "zkweb: There is a user of this name already.\n"},
		{"list", nil, 0, listed + "alice  viewer  no        /\nbob    editor  no        /app /team/a\n", ""},
		{"disable bob", nil, 0, "", ""},
		{"list", nil, 0, listed + "alice  viewer  no        /\nbob    editor  yes       /app /team/a\n", ""},
		{"remove bob", nil, 0, "", ""},
		{"remove bob", nil, 1, "", "zkweb: There is no user of this name.\n"},
		{"disable bob", nil, 1, "", "zkweb: There is no user of this name.\n"},
		{"passwd bob", nil, 1, "", "zkweb: There is no user of this name.\n"},
		{"list", nil, 0, listed + "alice  viewer  no        /\n", ""},
		{"add \u202eeve\u200b --role viewer --path /a\u202db", nil, 0, "", ""},
		{"list", nil, 0, "NAME                 ROLE    DISABLED  PATHS\nalice                viewer  no        /\n⟨U+202E⟩eve⟨U+200B⟩  viewer  no        /a⟨U+202D⟩b\n", ""},
		{"remove \u202eeve\u200b", nil, 0, "", ""},
		{"list", []string{"ZKWEB_ADMIN_CREDENTIALS=mallory:x"}, 1, "", "zkweb: ZooKeeper does not take this user and password for an administrator of /zkweb/users.\n"},
		{"add carol --role viewer", []string{"ZKWEB_NEW_PASSWORD=1234567"}, 2, "", "zkweb: the password is too short: it takes at least 8 characters\n"},
		{"add a/b --role viewer", nil, 2, "", "zkweb: A user’s name must be one that a znode can have.\n"},
		{"add a:b --role viewer", nil, 2, "", "zkweb: A ZooKeeper user name has no colon"},
		{"add carol", nil, 2, "", "zkweb: zkweb user add takes --role"},
		{"add carol --role wizard", nil, 2, "", `zkweb: --role "wizard" cannot be used: it takes reader, viewer, editor, admin or auditor`},
		{"add carol --role viewer --path app", nil, 2, "", `zkweb: --path "app" cannot be used: it takes a path such as /app`},
		{"add carol --role viewer --locale ../x", nil, 2, "", "zkweb: The profile’s locale is not one, such as en or zh-CN.\n"},
		{"add --role viewer", nil, 2, "", "zkweb: zkweb user add takes NAME; zkweb user add --help"},
		{"add carol dave --role viewer", nil, 2, "", `zkweb: zkweb user add takes no "dave"; zkweb user add --help`},
		{"list alice", nil, 2, "", `zkweb: zkweb user list takes no "alice"`},
		{"passwd alice --password secret", nil, 2, "", "zkweb: there is no flag --password; zkweb user passwd --help"},
		{"passwd alice --role admin", nil, 2, "", "zkweb: there is no flag --role; zkweb user passwd --help"},
		{"list --users-path /", nil, 2, "", `zkweb: --users-path "/" cannot be used: it takes a path such as /zkweb/users, and not the root`},
		{"list --cluster main", nil, 2, "", `zkweb: --cluster "main" cannot be used: it takes one NAME=`},
		{"list", []string{"ZKWEB_CLUSTER=main"}, 2, "", `zkweb: --cluster "main" cannot be used`},
		{"list", []string{"ZKWEB_ADMIN_CREDENTIALS=boss"}, 2, "", "zkweb: ZKWEB_ADMIN_CREDENTIALS takes user:password\n"},
		{"list --cluster main=127.0.0.1:1", nil, 1, "", "zkweb: Not connected to ZooKeeper: 127.0.0.1:1"},
		{"", nil, 2, "", "zkweb: zkweb user takes one of init, add, list, disable, remove, passwd; zkweb user --help"},
		{"enable alice", nil, 2, "", `zkweb: zkweb user takes one of init, add, list, disable, remove, passwd, not "enable"; zkweb user --help`},
	} {
		got := runZkweb(t, append(environment[:len(environment):len(environment)], step.environment...), strings.Fields("user "+step.arguments)...)
		if got.status != step.status || got.stdout != step.stdout {
			t.Errorf("%q: exit status %d, standard output\n%s\nwant %d and\n%s\nstandard error %s", step.arguments, got.status, got.stdout, step.status, step.stdout, got.stderr)
		}
		if !strings.HasPrefix(got.stderr, step.stderr) || step.stderr == "" && got.stderr != "" || step.status != 0 && strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%q: standard error %q, want one line that begins with %q", step.arguments, got.stderr, step.stderr)
		}
		if strings.Contains(got.stdout+got.stderr, "of it all") || strings.Contains(got.stdout+got.stderr, "down the hole") {
			t.Errorf("%q shows a password: %+v", step.arguments, got)
		}
	}
	want := "['digest " + alice + " 1', 'digest " + boss + ` 31'] {"role":"viewer","paths":["/"],"locale":"","disabled":false}` + "\n"
	if got := kazooProfile(t, server, "/zkweb/users/alice"); got != want {
		t.Errorf("kazoo reads %s, want %s", got, want)
	}

	if got := runZkweb(t, append(environment, "ZKWEB_NEW_PASSWORD=through the glass"), "user", "passwd", "alice"); got != (result{}) {
		t.Errorf("passwd: %+v", got)
	}
	want = strings.ReplaceAll(want, alice, session.DigestID("alice", "through the glass"))
	if got := kazooProfile(t, server, "/zkweb/users/alice"); got != want {
		t.Errorf("after passwd kazoo reads %s, want %s", got, want)
	}
}

// People live below the chroot, each cluster's in that cluster.
func TestUserBelowAChroot(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	cluster, err := cluster.Parse("main=" + server.Addr())
	must(t, err)
	client := session.Open(cluster, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	root, err := znode.ParsePath("/below")
	must(t, err)
	_, err = znode.Create(ctx, client, root, nil, []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}, znode.ModePersistent)
	must(t, err)
	environment := []string{"ZKWEB_ADMIN_CREDENTIALS=boss:of it all"}
	for _, arguments := range [][]string{{"user", "init"}, {"user", "list"}} {
		if got := runZkweb(t, environment, append(arguments, "--cluster", "main="+server.Addr()+"/below")...); got.status != 0 {
			t.Errorf("%q: %+v", arguments, got)
		}
	}
	if got := runZkweb(t, environment, "user", "init", "--cluster", "main="+server.Addr()+"/nowhere"); got.status != exitFailed || !strings.HasPrefix(got.stderr, "zkweb: ZooKeeper has no znode /nowhere, ") {
		t.Errorf("below a chroot that does not exist: %+v", got)
	}
	if got := kazooProfile(t, server, "/below/zkweb/users"); !strings.Contains(got, session.DigestID("boss", "of it all")+" 31") {
		t.Errorf("kazoo reads %s", got)
	}
}
