package session_test

import (
	"slices"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestSetACLs(t *testing.T) {
	server := zktest.Run(t)
	owner := open(t, server.Addr(), digest(t, "owner", "one"), session.Options{})
	alice := open(t, server.Addr(), digest(t, "alice", "two"), session.Options{})
	ownerACL := znode.ACL{Scheme: "digest", ID: session.DigestID("owner", "one"), Perms: znode.PermAll}
	aliceACL := znode.ACL{Scheme: "digest", ID: session.DigestID("alice", "two"), Perms: znode.PermRead}
	createWith(t, owner, "/a", []byte("data"), []znode.ACL{ownerACL})

	_, _, err := alice.Get(testContext(t), path(t, "/a"))
	wantKind(t, err, znode.Denied)
	stat, err := zktest.SetACL(testContext(t), owner, path(t, "/a"), []znode.ACL{ownerACL, aliceACL}, 0)
	if err != nil || stat.Aversion != 1 || stat.Version != 0 || stat.DataLength != 4 {
		t.Fatalf("stat %+v and %v, want the ACL's version 1", stat, err)
	}
	if data, _, err := alice.Get(testContext(t), path(t, "/a")); err != nil || string(data) != "data" {
		t.Errorf("alice reads %q and %v", data, err)
	}
	acl, _, err := owner.GetACLs(testContext(t), path(t, "/a"))
	if err != nil || !slices.Equal(acl, []znode.ACL{ownerACL, aliceACL}) {
		t.Errorf("the ACL is %+v and %v", acl, err)
	}
	for _, test := range []struct {
		session  *session.Session
		path     string
		acl      []znode.ACL
		aversion int32
		want     znode.Kind
	}{
		{owner, "/a", []znode.ACL{ownerACL}, 0, znode.Conflict},
		{alice, "/a", []znode.ACL{aliceACL}, 1, znode.Denied},
		{owner, "/absent", []znode.ACL{ownerACL}, 0, znode.NotFound},
		{owner, "/a", nil, 1, znode.Invalid},
		{owner, "/a", []znode.ACL{ownerACL}, znode.AnyVersion, ""},
	} {
		_, err := zktest.SetACL(testContext(t), test.session, path(t, test.path), test.acl, test.aversion)
		wantKind(t, err, test.want)
	}
}

func TestHasDigest(t *testing.T) {
	server := zktest.Run(t)
	alice := begin(t, server.Addr(), digest(t, "alice", "two"), session.Options{})
	for id, want := range map[string]bool{
		session.DigestID("alice", "two"):   true,
		session.DigestID("alice", "tow"):   false,
		session.DigestID("alicf", "two"):   false,
		"alice:x":                          false,
		"alice:two":                        false,
		"":                                 false,
		session.DigestID("alice", "two\n"): false,
	} {
		if got := alice.HasDigest(id); got != want {
			t.Errorf("HasDigest(%q) is %t", id, got)
		}
	}
	if begin(t, server.Addr(), session.Anonymous(), session.Options{}).HasDigest(session.DigestID("", "")) {
		t.Error("an anonymous session has a digest")
	}
}
