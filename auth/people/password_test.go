package people

import (
	"reflect"
	"testing"

	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestPasswordsWorkHoweverTheServerHashes checks that a new user can sign in, or is not created.
func TestPasswordsWorkHoweverTheServerHashes(t *testing.T) {
	for _, test := range []struct {
		name, property, value string
		password              string
		code                  znode.Code
	}{
		{"as it comes", "", "", "the right one", ""},
		{"SHA-256", "zookeeper.DigestAuthenticationProvider.digestAlg", "SHA-256", "the right one", ""},
		{"SHA-512", "zookeeper.DigestAuthenticationProvider.digestAlg", "SHA-512", "the right one", ""},
		{"an algorithm that nobody knows", "zookeeper.DigestAuthenticationProvider.digestAlg", "MD5", "the right one", znode.CodeDigestUnknown},
		{"a server that reads ASCII", "file.encoding", "US-ASCII", "密码密码密码密码", znode.CodePasswordUnusable},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			config := zktest.Config{}
			if test.property != "" {
				config.JavaProperties = map[string]string{test.property: test.value}
			}
			server := zktest.Run(t, config)
			ctx := testContext(t)
			directory := Directory{path(t, "/zkweb/users")}
			admin := NewDirectoryAdmin(directory, openSession(t, server.Addr(), credentials(t, "boss", "of it all")))
			if err := admin.Init(ctx); err != nil {
				t.Fatal(err)
			}
			viewer := Profile{Role: Viewer, Paths: []znode.Path{znode.Root}}
			if err := admin.Add(ctx, "alice", test.password, viewer); codeOf(err) != test.code {
				t.Fatalf("add: %v, want code %q", err, test.code)
			}
			if test.code != "" {
				if listed, err := admin.List(ctx); len(listed) > 0 || err != nil {
					t.Errorf("there are %+v now, and %v", listed, err)
				}
				return
			}
			for _, password := range []string{test.password, "another right one"} {
				if got, err := directory.Look(ctx, openSession(t, server.Addr(), credentials(t, "alice", password))); err != nil || !reflect.DeepEqual(got, viewer) {
					t.Errorf("%q: %+v and %v", password, got, err)
				}
				if err := admin.SetPassword(ctx, "alice", "another right one"); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestAPasswordThatDoesNotWorkLeavesTheEarlierOne checks that the earlier password still works, and
// that the administrator gets an error.
func TestAPasswordThatDoesNotWorkLeavesTheEarlierOne(t *testing.T) {
	server := zktest.Run(t, zktest.Config{JavaProperties: map[string]string{"file.encoding": "US-ASCII"}})
	ctx := testContext(t)
	directory := Directory{path(t, "/zkweb/users")}
	admin := NewDirectoryAdmin(directory, openSession(t, server.Addr(), credentials(t, "boss", "of it all")))
	if err := admin.Init(ctx); err != nil {
		t.Fatal(err)
	}
	viewer := Profile{Role: Viewer, Paths: []znode.Path{znode.Root}}
	if err := admin.Add(ctx, "alice", "the right one", viewer); err != nil {
		t.Fatal(err)
	}
	if err := admin.SetPassword(ctx, "alice", "密码密码密码密码"); codeOf(err) != znode.CodePasswordUnusable {
		t.Errorf("%v, want code %q", err, znode.CodePasswordUnusable)
	}
	if _, err := directory.Look(ctx, openSession(t, server.Addr(), credentials(t, "alice", "the right one"))); err != nil {
		t.Errorf("the earlier password: %v", err)
	}
	if err := admin.Add(ctx, "boss", "of it all", viewer); codeOf(err) != znode.CodePasswordUnusable {
		t.Errorf("an administrator's own name: %v", err)
	}
}

// TestANewPasswordIsToldToWhoHadTheEarlierOne checks that sessions with the earlier password get an
// event for their watch on the profile, although they may no longer read it.
func TestANewPasswordIsToldToWhoHadTheEarlierOne(t *testing.T) {
	for _, release := range []string{"3.6", "3.8", "3.9"} {
		server := zktest.RunRelease(t, release)
		ctx := testContext(t)
		directory := Directory{path(t, "/zkweb/users")}
		admin := NewDirectoryAdmin(directory, openSession(t, server.Addr(), credentials(t, "boss", "of it all")))
		if err := admin.Init(ctx); err != nil {
			t.Fatal(err)
		}
		if err := admin.Add(ctx, "alice", "the right one", Profile{Role: Viewer, Paths: []znode.Path{znode.Root}}); err != nil {
			t.Fatal(err)
		}
		alice := openSession(t, server.Addr(), credentials(t, "alice", "the right one"))
		watch, err := alice.AddWatch(ctx, path(t, "/zkweb/users/alice"), false)
		if err != nil {
			t.Fatal(err)
		}
		defer watch.Close()
		if err := admin.SetPassword(ctx, "alice", "another right one"); err != nil {
			t.Fatal(err)
		}
		select {
		case <-watch.Events():
		case <-ctx.Done():
			t.Fatalf("on %s no watch tells of it", release)
		}
		if _, err := directory.Look(ctx, alice); codeOf(err) != znode.CodeSignInRefused {
			t.Errorf("on %s: %v", release, err)
		}
	}
}
