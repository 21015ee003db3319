package auth

import (
	"context"
	"log/slog"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestTheConsoleLooksAtItsDirectoriesByItself: a directory that is missing or
// open is on record before anybody signs in.
func TestTheConsoleLooksAtItsDirectoriesByItself(t *testing.T) {
	server := zktest.Run(t)
	pool := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout}})
	t.Cleanup(pool.Close)
	trail := &memory{}
	users := people.Directory{Path: parsePath(t, "/zkweb/users")}
	a := NewAuthenticator(pool, NewStore(""), guard.Rules{Trail: trail, Directory: &users}, slog.New(slog.DiscardHandler))
	main := clusterAt(t, "main="+server.Addr())
	admin := openSession(t, server.Addr(), digest(t, "boss"))
	ctx, cancel := context.WithTimeout(context.Background(), 5*zktest.Patience)
	t.Cleanup(cancel)

	look := func(want znode.Code) {
		t.Helper()
		a.checkAsStranger(ctx, "main", hold(t, pool, main))
		if got := codeOf(a.DirectoryProblem("main")); got != want {
			t.Errorf("the problem is %q, want %q", got, want)
		}
	}
	recorded := func(want ...audit.Outcome) {
		t.Helper()
		for _, entry := range trail.take() {
			if entry.Event != audit.DirectoryCheck || entry.Cluster != "main" || entry.Path != "/zkweb/users" || len(want) == 0 || entry.Outcome != want[0] {
				t.Errorf("recorded %+v, want %v", entry, want)
				return
			}
			want = want[1:]
		}
		if len(want) > 0 {
			t.Errorf("%v is not recorded", want)
		}
	}
	look(znode.CodeDirectoryMissing)
	look(znode.CodeDirectoryMissing)
	recorded(audit.Failed)
	if err := people.NewDirectoryAdmin(users, admin).Init(ctx); err != nil {
		t.Fatal(err)
	}
	look("")
	look("")
	recorded(audit.OK)
	if _, err := zktest.SetACL(ctx, admin, users.Path, []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go a.WatchDirectories(watching, []cluster.Cluster{main})
	zktest.Eventually(t, "the directory's problem is seen", func() bool { return a.DirectoryProblem("main") != nil })
	if got := codeOf(a.DirectoryProblem("main")); got != znode.CodeDirectoryOpen {
		t.Errorf("the problem is %q, want %q", got, znode.CodeDirectoryOpen)
	}
}

// TestAMissingChrootIsSaid: at start, and at a sign-in, with a directory and
// without one.
func TestAMissingChrootIsSaid(t *testing.T) {
	server := zktest.Run(t)
	pool := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout}})
	t.Cleanup(pool.Close)
	users := people.Directory{Path: parsePath(t, "/zkweb/users")}
	here := clusterAt(t, "main="+server.Addr()+"/none/here")
	ctx, cancel := context.WithTimeout(context.Background(), 5*zktest.Patience)
	t.Cleanup(cancel)
	for _, rules := range []guard.Rules{{Directory: &users}, {}} {
		a := NewAuthenticator(pool, NewStore(""), rules, slog.New(slog.DiscardHandler))
		a.checkAsStranger(ctx, "main", hold(t, pool, here))
		if got := codeOf(a.DirectoryProblem("main")); got != znode.CodeChrootMissing {
			t.Errorf("at start the problem is %q", got)
		}
		_, err := a.open(ctx, here, digest(t, "alice"))
		if znode.KindOf(err) != znode.Unavailable || codeOf(err) != znode.CodeChrootMissing {
			t.Errorf("a sign-in ends with %v", err)
		}
	}
	whole := openSession(t, server.Addr(), digest(t, "alice"))
	for _, path := range []string{"/none", "/none/here"} {
		if _, err := znode.Create(ctx, whole, parsePath(t, path), nil, []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	a := NewAuthenticator(pool, NewStore(""), guard.Rules{}, slog.New(slog.DiscardHandler))
	access, err := a.open(ctx, here, digest(t, "alice"))
	if err != nil {
		t.Fatalf("once the chroot exists: %v", err)
	}
	access.close()
}

func hold(t *testing.T, from *pool.Pool, c cluster.Cluster) *pool.Lease {
	t.Helper()
	lease, err := from.Hold(c, session.Anonymous())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(lease.Release)
	return lease
}
