package auth

import (
	"log/slog"
	"reflect"
	"sync"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func newRecordedConsole(t *testing.T) (*console, *memory) {
	t.Helper()
	server := zktest.Run(t)
	pool := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout}})
	t.Cleanup(pool.Close)
	trail := &memory{}
	return &console{Authenticator: NewAuthenticator(pool, NewStore(""), guard.Rules{Trail: trail}, slog.New(slog.DiscardHandler)), pool: pool, first: clusterAt(t, "first="+server.Addr())}, trail
}

// TestTheEndByALimitIsRecorded: nobody ended the session, and the trail says why
// it ended.
func TestTheEndByALimitIsRecorded(t *testing.T) {
	c, trail := newRecordedConsole(t)
	visitor := &browser{store: c.store}
	if err := c.signIn(visitor, c.first, digest(t, "alice")); err != nil {
		t.Fatal(err)
	}
	session := c.Session(visitor.request())
	signIn := session.SignIn("first")
	want := about(session, signIn)
	session.mu.Lock()
	session.Started = session.Started.Add(-AbsoluteLimit)
	session.mu.Unlock()
	session.Touch()

	var recorded []audit.Entry
	zktest.Eventually(t, "something is recorded", func() bool {
		recorded = trail.take()
		return len(recorded) > 0
	})
	entry := audit.Entry{
		Event: audit.SessionEnd, Outcome: audit.OK, Target: "digest:alice", Cluster: "first",
		ConsoleSession: want.ConsoleSession, Session: want.Session, Code: znode.CodeSessionOld, Args: znode.Args{"after": "8h0m0s"},
	}
	if len(recorded) != 1 || !reflect.DeepEqual(recorded[0], entry) || want.Session == "" {
		t.Errorf("recorded\n%s\nwant\n%s", entries(recorded), entries([]audit.Entry{entry}))
	}
	if !closed(signIn.Done()) || c.store.Count() != 0 {
		t.Error("the session has not ended")
	}
}

// TestTheEndByAnotherSignInIsRecorded: alice's ends when bob signs in to the same
// cluster in her browser.
func TestTheEndByAnotherSignInIsRecorded(t *testing.T) {
	c, trail := newRecordedConsole(t)
	visitor := &browser{store: c.store}
	if err := c.signIn(visitor, c.first, digest(t, "alice")); err != nil {
		t.Fatal(err)
	}
	session := visitor.session()
	alice := about(session, session.SignIn("first"))
	if err := c.signIn(visitor, c.first, digest(t, "bob")); err != nil {
		t.Fatal(err)
	}
	want := audit.Entry{
		Event: audit.SessionEnd, Outcome: audit.OK, Target: "digest:alice", Cluster: "first",
		ConsoleSession: session.ID, Session: alice.Session, Code: znode.CodeSignedInAgain,
	}
	if recorded := trail.take(); len(recorded) != 1 || !reflect.DeepEqual(recorded[0], want) {
		t.Errorf("recorded\n%s\nwant\n%s", entries(recorded), entries([]audit.Entry{want}))
	}
}

// TestWhatASessionHeldIsGivenOnce, to whoever ended it: so its end is recorded
// once, though a sign-out, a limit and an admin come at the same time.
func TestWhatASessionHeldIsGivenOnce(t *testing.T) {
	c, _ := newRecordedConsole(t)
	visitor := &browser{store: c.store}
	if err := c.signIn(visitor, c.first, digest(t, "alice")); err != nil {
		t.Fatal(err)
	}
	session := visitor.session()
	signIn := session.SignIn("first")
	var mu sync.Mutex
	var given []*SignIn
	var ending sync.WaitGroup
	for range 8 {
		ending.Go(func() {
			held := c.store.remove(session)
			mu.Lock()
			defer mu.Unlock()
			given = append(given, held...)
		})
	}
	ending.Wait()
	if len(given) != 1 || given[0] != signIn || c.store.Count() != 0 {
		t.Errorf("%d sign-ins were given, %d sessions are kept", len(given), c.store.Count())
	}
	if _, err := c.store.rename(session, visitor.cookies[0].Value); znode.KindOf(err) != znode.Unauthenticated || c.store.Count() != 0 {
		t.Errorf("a session that has ended is kept again: %v", err)
	}
}
