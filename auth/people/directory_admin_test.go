package people

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// codeOf returns the code of the first *znode.Error in err's chain.
func codeOf(err error) znode.Code {
	known, _ := errors.AsType[*znode.Error](err)
	if known == nil {
		return ""
	}
	return known.Code
}

func TestDirectoryAdmin(t *testing.T) {
	server := zktest.Run(t)
	ctx := testContext(t)
	directory := Directory{path(t, "/zkweb/users")}
	boss := openSession(t, server.Addr(), credentials(t, "boss", "of it all"))
	admin := NewDirectoryAdmin(directory, boss)
	stranger := NewDirectoryAdmin(directory, openSession(t, server.Addr(), credentials(t, "boss", "wrong")))
	viewer := Profile{Role: Viewer, Paths: []znode.Path{path(t, "/app")}}
	editor := Profile{Role: Editor, Paths: []znode.Path{znode.Root}, Locale: "en"}

	for _, step := range []struct {
		name string
		do   func() error
		kind znode.Kind
		code znode.Code
	}{
		{"add without a directory", func() error { return admin.Add(ctx, "alice", "12345678", viewer) }, znode.NotFound, znode.CodeDirectoryMissing},
		{"init", func() error { return admin.Init(ctx) }, "", ""},
		{"init again", func() error { return admin.Init(ctx) }, "", ""},
		{"init by a stranger", func() error { return stranger.Init(ctx) }, znode.Denied, znode.CodeNotAdministrator},
		{"add by a stranger", func() error { return stranger.Add(ctx, "alice", "12345678", viewer) }, znode.Denied, znode.CodeNotAdministrator},
		{"a short password", func() error { return admin.Add(ctx, "alice", "1234567", viewer) }, znode.Invalid, znode.CodePasswordShort},
		{"a name with a slash", func() error { return admin.Add(ctx, "a/b", "12345678", viewer) }, znode.Invalid, znode.CodeUserName},
		{"a name with a colon", func() error { return admin.Add(ctx, "a:b", "12345678", viewer) }, znode.Invalid, znode.CodeUserNameColon},
		{"no name", func() error { return admin.Add(ctx, "", "12345678", viewer) }, znode.Invalid, znode.CodeUserName},
		{"no role", func() error { return admin.Add(ctx, "alice", "12345678", Profile{}) }, znode.Invalid, znode.CodeRoleUnknown},
		{"add", func() error { return admin.Add(ctx, "alice", "密码密码密码密码", viewer) }, "", ""},
		{"add again", func() error { return admin.Add(ctx, "alice", "12345678", editor) }, znode.Conflict, znode.CodeUserExists},
		{"add another", func() error { return admin.Add(ctx, "bob", "bobs-own-one", editor) }, "", ""},
		{"password by a stranger", func() error { return stranger.SetPassword(ctx, "alice", "12345678") }, znode.Denied, znode.CodeNotAdministrator},
		{"password of nobody", func() error { return admin.SetPassword(ctx, "nobody", "12345678") }, znode.NotFound, znode.CodeNoSuchUser},
		{"a short new password", func() error { return admin.SetPassword(ctx, "alice", "") }, znode.Invalid, znode.CodePasswordShort},
		{"disable by a stranger", func() error { return stranger.Disable(ctx, "alice") }, znode.Denied, znode.CodeNotAdministrator},
		{"disable nobody", func() error { return admin.Disable(ctx, "nobody") }, znode.NotFound, znode.CodeNoSuchUser},
		{"remove by a stranger", func() error { return stranger.Remove(ctx, "alice") }, znode.Denied, znode.CodeNotAdministrator},
		{"remove nobody", func() error { return admin.Remove(ctx, "nobody") }, znode.NotFound, znode.CodeNoSuchUser},
		{"list by a stranger", func() error { _, err := stranger.List(ctx); return err }, znode.Denied, znode.CodeNotAdministrator},
	} {
		err := step.do()
		if znode.KindOf(err) != step.kind || err != nil && codeOf(err) != step.code {
			t.Errorf("%s: %v, want kind %q and code %q", step.name, err, step.kind, step.code)
		}
	}

	acl, _, err := boss.GetACLs(ctx, path(t, "/zkweb/users"))
	if err != nil || !slices.Equal(acl, []znode.ACL{adminACL}) {
		t.Errorf("the directory's ACL is %v and %v, want its administrator's alone", acl, err)
	}
	acl, _, err = boss.GetACLs(ctx, path(t, "/zkweb/users/bob"))
	if err != nil || !slices.Equal(acl, []znode.ACL{digestACL("bob", "bobs-own-one", znode.PermRead), adminACL}) {
		t.Errorf("bob's ACL is %v and %v", acl, err)
	}

	look := func(user, password string) (Profile, error) {
		return directory.Look(ctx, openSession(t, server.Addr(), credentials(t, user, password)))
	}
	if got, err := look("alice", "密码密码密码密码"); err != nil || !reflect.DeepEqual(got, viewer) {
		t.Errorf("alice's profile is %+v and %v, want %+v", got, err, viewer)
	}
	if err := admin.SetPassword(ctx, "alice", "a new one, longer"); err != nil {
		t.Fatal(err)
	}
	if got, err := look("alice", "密码密码密码密码"); znode.KindOf(err) != znode.Unauthenticated {
		t.Errorf("the old password gives %+v and %v", got, err)
	}
	if got, err := look("alice", "a new one, longer"); err != nil || !reflect.DeepEqual(got, viewer) {
		t.Errorf("the new password gives %+v and %v, want %+v", got, err, viewer)
	}

	if err := admin.Disable(ctx, "bob"); err != nil {
		t.Fatal(err)
	}
	if got, err := look("bob", "bobs-own-one"); znode.KindOf(err) != znode.Unauthenticated {
		t.Errorf("disabled, bob gives %+v and %v", got, err)
	}
	if _, err := znode.Create(ctx, boss, path(t, "/zkweb/users/broken"), []byte("{}"), []znode.ACL{adminACL}, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	editor.Disabled = true
	listed, err := admin.List(ctx)
	if err != nil || len(listed) != 3 {
		t.Fatalf("%+v and %v, want three people", listed, err)
	}
	for i, want := range []Listed{{User: "alice", Profile: viewer}, {User: "bob", Profile: editor}} {
		if !reflect.DeepEqual(listed[i], want) {
			t.Errorf("listed %+v, want %+v", listed[i], want)
		}
	}
	if broken := listed[2]; broken.User != "broken" || broken.Err == nil || !reflect.DeepEqual(broken.Profile, Profile{}) {
		t.Errorf("listed %+v, want an error", broken)
	}

	if err := admin.Remove(ctx, "alice"); err != nil {
		t.Fatal(err)
	}
	if got, err := look("alice", "a new one, longer"); znode.KindOf(err) != znode.Unauthenticated {
		t.Errorf("removed, alice gives %+v and %v", got, err)
	}
}

// TestDirectoryAdminOfAnOpenDirectory checks that a directory to which others may write is refused.
func TestDirectoryAdminOfAnOpenDirectory(t *testing.T) {
	server := zktest.Run(t)
	ctx := testContext(t)
	boss := openSession(t, server.Addr(), credentials(t, "boss", "of it all"))
	for _, test := range []struct {
		path string
		acl  []znode.ACL
		kind znode.Kind
	}{
		{"/world", []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}, znode.Conflict},
		{"/create", []znode.ACL{adminACL, {Scheme: "world", ID: "anyone", Perms: znode.PermCreate}}, znode.Conflict},
		{"/delete", []znode.ACL{adminACL, digestACL("bob", "his", znode.PermDelete)}, znode.Conflict},
		{"/ip", []znode.ACL{adminACL, {Scheme: "ip", ID: "127.0.0.1", Perms: znode.PermAdmin}}, znode.Conflict},
		{"/nobody", []znode.ACL{digestACL("boss", "of it all", znode.PermRead|znode.PermAdmin)}, znode.Conflict},
		{"/read", []znode.ACL{adminACL, {Scheme: "world", ID: "anyone", Perms: znode.PermRead}}, ""},
		{"/two", []znode.ACL{adminACL, digestACL("bob", "his", znode.PermAll)}, ""},
	} {
		if _, err := znode.Create(ctx, boss, path(t, test.path), nil, test.acl, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
		admin := NewDirectoryAdmin(Directory{path(t, test.path)}, boss)
		profile := Profile{Role: Viewer, Paths: []znode.Path{znode.Root}}
		if err := admin.Init(ctx); znode.KindOf(err) != test.kind {
			t.Errorf("%s: init gives %v, want kind %q", test.path, err, test.kind)
		}
		if err := admin.Add(ctx, "alice", "12345678", profile); znode.KindOf(err) != test.kind {
			t.Errorf("%s: add gives %v, want kind %q", test.path, err, test.kind)
		}
	}
}

// far is a directory with many people, read over an administrator's session whose server is far
// away.
type far struct {
	administrator
	people int
}

const farAway = 20 * time.Millisecond

var farACL = []znode.ACL{{Scheme: "digest", ID: "boss:hash", Perms: znode.PermAll}}

func (f far) User() string { return "boss" }

func (f far) GetACLs(context.Context, znode.Path) ([]znode.ACL, znode.Stat, error) {
	return farACL, znode.Stat{}, nil
}

func (f far) Get(context.Context, znode.Path) ([]byte, znode.Stat, error) {
	return nil, znode.Stat{}, nil
}

func (f far) GetChildren(context.Context, znode.Path) ([]string, znode.Stat, error) {
	var names []string
	for i := range f.people {
		names = append(names, fmt.Sprintf("user-%05d", i))
	}
	return names, znode.Stat{}, nil
}

func (f far) GetSynced(_ context.Context, path znode.Path) ([]byte, []znode.ACL, error) {
	time.Sleep(farAway)
	if path.Name() == "user-00001" {
		return nil, nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoNode}
	}
	own := znode.ACL{Scheme: "digest", ID: path.Name() + ":hash", Perms: znode.PermRead}
	return []byte(`{"role":"viewer","paths":["/"]}`), append([]znode.ACL{own}, farACL...), nil
}

// TestThousandsOfPeopleAreListedInTime checks that people are read concurrently and listed in
// order, without those who are removed meanwhile.
func TestThousandsOfPeopleAreListedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		listed, err := (&DirectoryAdmin{Directory{path(t, "/users")}, far{people: 5000}}).List(t.Context())
		if err != nil || len(listed) != 4999 || listed[0].User != "user-00000" || listed[1].User != "user-00002" || listed[4998].User != "user-04999" {
			t.Fatalf("%d people: %v", len(listed), err)
		}
		for _, one := range listed {
			if one.Err != nil || one.Profile.Role != Viewer || len(one.Others) > 0 {
				t.Fatalf("%+v", one)
			}
		}
		if took := time.Since(began); took > 5000*farAway/10 { // the bubble's fake clock only advances while everything waits
			t.Errorf("it took %v", took)
		}
	})
}
