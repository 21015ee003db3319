package auth

import (
	"context"
	"log/slog"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestAnAccessOutlivesAPage: each guard is for the person as the directory has
// them then, and there is none once they are disabled.
func TestAnAccessOutlivesAPage(t *testing.T) {
	server := zktest.Run(t)
	pool := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout}})
	t.Cleanup(pool.Close)
	users := people.Directory{Path: parsePath(t, "/zkweb/users")}
	a := NewAuthenticator(pool, NewStore(""), guard.Rules{Directory: &users, AllowWrites: true, Trail: &memory{}}, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithTimeout(context.Background(), 5*zktest.Patience)
	defer cancel()
	boss := openSession(t, server.Addr(), digest(t, "boss"))
	admin := people.NewDirectoryAdmin(users, boss)
	if err := admin.Init(ctx); err != nil {
		t.Fatal(err)
	}
	if err := admin.Add(ctx, "alice", "wonder:land 中", people.Profile{Role: people.Editor, Paths: []znode.Path{parsePath(t, "/app")}}); err != nil {
		t.Fatal(err)
	}
	access, err := a.open(ctx, clusterAt(t, "main="+server.Addr()), digest(t, "alice"))
	if err != nil {
		t.Fatal(err)
	}
	defer access.close()
	set := func() error {
		t.Helper()
		guard, err := access.Guard(ctx, audit.Entry{RequestID: "batch"})
		if err != nil {
			return err
		}
		if entry := guard.Request(); entry.User != "alice" || !entry.Verified || entry.Role != string(guard.Person.Role) || entry.Cluster != "main" || entry.RequestID != "batch" || entry.Session == "" {
			t.Errorf("its entries have %+v", entry)
		}
		return guard.Check(ctx, people.Set, parsePath(t, "/app"))
	}
	if err := set(); err != nil {
		t.Error(err)
	}
	if _, err := znode.Set(ctx, boss, parsePath(t, "/zkweb/users/alice"), []byte(`{"role":"reader","paths":["/app"]}`), znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	if err := set(); codeOf(err) != znode.CodeRoleForbids || access.Person().Role != people.Reader {
		t.Errorf("a reader now, %+v: %v", access.Person(), err)
	}
	if err := admin.Disable(ctx, "alice"); err != nil {
		t.Fatal(err)
	}
	if err := set(); znode.KindOf(err) != znode.Unauthenticated {
		t.Errorf("disabled: %v", err)
	}
}

// TestAServerThatAsksForMoreIsNamedAtTheSignIn: where no directory is used, too,
// the first page is too late for it.
func TestAServerThatAsksForMoreIsNamedAtTheSignIn(t *testing.T) {
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"enforce.auth.enabled=true", "enforce.auth.schemes=digest"}})
	pool := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout}})
	t.Cleanup(pool.Close)
	a := NewAuthenticator(pool, NewStore(""), guard.Rules{}, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithTimeout(context.Background(), 5*zktest.Patience)
	defer cancel()
	if _, err := a.open(ctx, clusterAt(t, "main="+server.Addr()), session.Anonymous()); codeOf(err) != znode.CodeSignInRequired {
		t.Errorf("without credentials: %v", err)
	}
	access, err := a.open(ctx, clusterAt(t, "main="+server.Addr()), digest(t, "alice"))
	if err != nil {
		t.Fatal(err)
	}
	access.close()
}
