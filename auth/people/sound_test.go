package people

import (
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestSound checks the directory as a stranger, a person and an administrator. The result depends
// on what each can see of the directory and its ancestors.
func TestSound(t *testing.T) {
	server := zktest.Run(t)
	ctx := testContext(t)
	boss := openSession(t, server.Addr(), credentials(t, "boss", "of it all"))
	sessions := map[string]*session.Session{
		"stranger":      openSession(t, server.Addr(), session.Anonymous()),
		"person":        openSession(t, server.Addr(), credentials(t, "alice", "right")),
		"administrator": boss,
	}
	world := func(perms znode.Perms) znode.ACL { return znode.ACL{Scheme: "world", ID: "anyone", Perms: perms} }
	bob := digestACL("bob", "his", znode.PermAll)
	for _, test := range []struct {
		name                    string
		above, parent, users    []znode.ACL // ACLs of /NAME, /NAME/zkweb and /NAME/zkweb/users
		stranger, administrator znode.Code
	}{
		{"init", []znode.ACL{adminACL, world(znode.PermRead)}, []znode.ACL{adminACL, world(znode.PermRead)}, []znode.ACL{adminACL}, "", ""},
		{"closed", []znode.ACL{adminACL}, []znode.ACL{adminACL}, []znode.ACL{adminACL}, "", ""},
		{"listed", []znode.ACL{world(znode.PermRead)}, []znode.ACL{adminACL}, []znode.ACL{adminACL, world(znode.PermRead)}, "", ""},
		{"two", []znode.ACL{adminACL, bob}, []znode.ACL{bob, world(znode.PermRead)}, []znode.ACL{adminACL, bob}, "", ""},
		{"usersOpen", []znode.ACL{adminACL}, []znode.ACL{adminACL}, []znode.ACL{world(znode.PermAll)}, znode.CodeDirectoryOpen, znode.CodeDirectoryOpen},
		{"usersCreate", []znode.ACL{adminACL}, []znode.ACL{adminACL}, []znode.ACL{adminACL, world(znode.PermRead | znode.PermCreate)}, znode.CodeDirectoryOpen, znode.CodeDirectoryOpen},
		{"usersCreateAlone", []znode.ACL{adminACL}, []znode.ACL{adminACL}, []znode.ACL{adminACL, world(znode.PermCreate)}, "", znode.CodeDirectoryOpen}, // ZooKeeper shows an ACL only to sessions with READ or ADMIN
		{"usersAdmin", []znode.ACL{adminACL}, []znode.ACL{adminACL}, []znode.ACL{adminACL, world(znode.PermAdmin)}, znode.CodeDirectoryOpen, znode.CodeDirectoryOpen},
		{"usersAddress", []znode.ACL{adminACL}, []znode.ACL{adminACL}, []znode.ACL{adminACL, {Scheme: "ip", ID: "127.0.0.1", Perms: znode.PermAll}}, znode.CodeDirectoryOpen, znode.CodeDirectoryOpen},
		{"parentOpen", []znode.ACL{adminACL}, []znode.ACL{world(znode.PermAll)}, []znode.ACL{adminACL}, znode.CodeDirectoryOpen, znode.CodeDirectoryOpen},
		{"parentDelete", []znode.ACL{adminACL}, []znode.ACL{adminACL, world(znode.PermRead | znode.PermDelete)}, []znode.ACL{adminACL}, znode.CodeDirectoryOpen, znode.CodeDirectoryOpen},
		{"parentPartly", []znode.ACL{adminACL}, []znode.ACL{adminACL, world(znode.PermRead), digestACL("bob", "his", znode.PermDelete)}, []znode.ACL{adminACL}, znode.CodeDirectoryOpen, znode.CodeDirectoryOpen},
		{"parentBobs", []znode.ACL{adminACL}, []znode.ACL{adminACL, bob}, []znode.ACL{adminACL}, "", znode.CodeDirectoryOpen}, // a stranger does not see whose hash it is
		{"aboveOpen", []znode.ACL{world(znode.PermAll)}, []znode.ACL{adminACL}, []znode.ACL{adminACL}, znode.CodeDirectoryOpen, znode.CodeDirectoryOpen},
	} {
		directory := Directory{path(t, "/"+test.name+"/zkweb/users")}
		places := append(directory.Path.Ancestors()[1:], directory.Path)
		for _, place := range places {
			if _, err := znode.Create(ctx, boss, place, nil, []znode.ACL{adminACL}, znode.ModePersistent); err != nil {
				t.Fatal(err)
			}
		}
		for i, acl := range [][]znode.ACL{test.above, test.parent, test.users} {
			if _, err := zktest.SetACL(ctx, boss, places[i], acl, znode.AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		for name, session := range sessions {
			want := test.stranger
			if name == "administrator" {
				want = test.administrator
			}
			if err := directory.Sound(ctx, session); codeOf(err) != want || (err == nil) != (want == "") {
				t.Errorf("%s: seen by the %s it is %v, want code %q", test.name, name, err, want)
			}
		}
	}
	if err := (Directory{path(t, "/none/users")}).Sound(ctx, boss); codeOf(err) != znode.CodeDirectoryMissing {
		t.Errorf("no directory: %v", err)
	}
}

// TestADirectoryWithoutACLChecksIsNotSound checks that a server that ignores ACLs, and so lets
// anybody add people, is detected.
func TestADirectoryWithoutACLChecksIsNotSound(t *testing.T) {
	p := newPeople(t, zktest.Config{JavaProperties: map[string]string{"zookeeper.skipACL": "yes"}})
	for _, credentials := range []session.Credentials{session.Anonymous(), credentials(t, "alice", "right")} {
		if err := p.directory.Sound(testContext(t), openSession(t, p.address, credentials)); codeOf(err) != znode.CodeACLsUnchecked {
			t.Errorf("%v, want code %q", err, znode.CodeACLsUnchecked)
		}
	}
}

// TestInitBelowAnOpenZnode checks that Init refuses a place where others may delete, since they
// could replace an empty directory by their own.
func TestInitBelowAnOpenZnode(t *testing.T) {
	server := zktest.Run(t)
	ctx := testContext(t)
	boss := openSession(t, server.Addr(), credentials(t, "boss", "of it all"))
	world := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	if _, err := znode.Create(ctx, boss, path(t, "/zkweb"), nil, world, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	admin := NewDirectoryAdmin(Directory{path(t, "/zkweb/users")}, boss)
	profile := Profile{Role: Viewer, Paths: []znode.Path{znode.Root}}
	list := func() error { _, err := admin.List(ctx); return err }
	actions := map[string]func() error{
		"init":    func() error { return admin.Init(ctx) },
		"add":     func() error { return admin.Add(ctx, "alice", "12345678", profile) },
		"passwd":  func() error { return admin.SetPassword(ctx, "alice", "12345678") },
		"disable": func() error { return admin.Disable(ctx, "alice") },
		"remove":  func() error { return admin.Remove(ctx, "alice") },
		"list":    list,
	}
	if err := actions["init"](); codeOf(err) != znode.CodeDirectoryOpen {
		t.Fatalf("init: %v, want code %q", err, znode.CodeDirectoryOpen)
	}
	for name, do := range actions {
		if err := do(); codeOf(err) != znode.CodeDirectoryOpen {
			t.Errorf("%s: %v, want code %q", name, err, znode.CodeDirectoryOpen)
		}
	}
	if _, err := zktest.SetACL(ctx, boss, path(t, "/zkweb"), []znode.ACL{adminACL}, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"init", "add", "passwd", "list", "disable", "remove"} {
		if err := actions[name](); err != nil {
			t.Errorf("%s, now that the parent is closed: %v", name, err)
		}
	}
}
