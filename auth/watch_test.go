package auth

import (
	"context"
	"log/slog"
	"testing"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestWatchSignsOutWhomTheDirectoryNoLongerKnows, by a watch where the server has
// them, by asking where it does not. The interval between two looks beside a
// watch is a minute: within the time of the test, only the watch can tell.
func TestWatchSignsOutWhomTheDirectoryNoLongerKnows(t *testing.T) {
	profile := people.Profile{Role: people.Viewer, Paths: []znode.Path{znode.Root}}
	type change = func(ctx context.Context, admin *people.DirectoryAdmin, boss *session.Session) error
	for _, release := range []string{"3.4", "3.8"} {
		server := zktest.RunRelease(t, release)
		users := people.Directory{Path: parsePath(t, "/zkweb/users")}
		boss := openSession(t, server.Addr(), digest(t, "boss"))
		admin := people.NewDirectoryAdmin(users, boss)
		ctx, cancel := context.WithTimeout(context.Background(), 3*zktest.Patience)
		defer cancel()
		if err := admin.Init(ctx); err != nil {
			t.Fatal(err)
		}
		pool := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout}})
		t.Cleanup(pool.Close)
		a := NewAuthenticator(pool, NewStore(""), guard.Rules{Directory: &users}, slog.New(slog.DiscardHandler))
		c := &console{Authenticator: a, pool: pool, first: clusterAt(t, "first="+server.Addr())}
		for name, change := range map[string]change{
			"disabled": func(ctx context.Context, admin *people.DirectoryAdmin, _ *session.Session) error {
				return admin.Disable(ctx, "alice")
			},
			"removed": func(ctx context.Context, admin *people.DirectoryAdmin, _ *session.Session) error {
				return admin.Remove(ctx, "alice")
			},
			"another password": func(ctx context.Context, admin *people.DirectoryAdmin, _ *session.Session) error {
				return admin.SetPassword(ctx, "alice", "another right one")
			},
			"a useless profile": func(ctx context.Context, _ *people.DirectoryAdmin, boss *session.Session) error {
				_, err := znode.Set(ctx, boss, parsePath(t, "/zkweb/users/alice"), []byte("{}"), znode.AnyVersion)
				return err
			},
		} {
			_ = admin.Remove(ctx, "alice") // there may be one of the round before
			if err := admin.Add(ctx, "alice", "wonder:land 中", profile); err != nil {
				t.Fatal(err)
			}
			visitor := &browser{store: c.store}
			if err := c.signIn(visitor, c.first, digest(t, "alice")); err != nil {
				t.Fatal(err)
			}
			console := visitor.session()
			signIn := console.SignIn("first")
			watching, stop := context.WithCancel(ctx)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				a.Watch(watching, console, signIn)
			}()
			if err := change(ctx, admin, boss); err != nil {
				t.Fatal(err)
			}
			select {
			case <-signIn.Done():
			case <-ctx.Done():
				t.Fatalf("%s, on %s: she is still signed in", name, release)
			}
			<-ended
			stop()
		}
	}
}
