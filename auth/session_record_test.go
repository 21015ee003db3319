package auth

import (
	"reflect"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn"
	"zkweb/zkconn/zktest"
)

// TestTheEndByALimitIsRecorded: nobody ended the session, and the trail says why
// it ended.
func TestTheEndByALimitIsRecorded(t *testing.T) {
	server := zktest.Run(t)
	pool := zkconn.NewPool(zkconn.PoolOptions{})
	t.Cleanup(pool.Close)
	trail := &memory{}
	store := NewStore("")
	c := &console{Authenticator: NewAuthenticator(pool, store, Rules{Trail: trail}), pool: pool, first: cluster(t, "first="+server.Addr())}
	visitor := &browser{store: store}
	if err := c.signIn(visitor, c.first, credentials(t, "alice", "x")); err != nil {
		t.Fatal(err)
	}
	session := c.Session(visitor.request())
	signIn := session.SignIn("first")
	want := about(session, signIn)
	session.mu.Lock()
	session.Started = session.Started.Add(-AbsoluteLimit)
	session.mu.Unlock()
	session.Touch()

	deadline := time.After(10 * time.Second)
	var recorded []audit.Entry
	for len(recorded) == 0 {
		recorded = trail.take()
		select {
		case <-deadline:
			t.Fatal("nothing is recorded")
		case <-time.After(time.Millisecond):
		}
	}
	entry := audit.Entry{
		Event: audit.SessionEnd, Outcome: audit.OK, Target: "digest:alice", Cluster: "first",
		ConsoleSession: want.ConsoleSession, Session: want.Session, Reason: "it was 8h0m0s old",
	}
	if len(recorded) != 1 || !reflect.DeepEqual(recorded[0], entry) || want.Session == "" {
		t.Errorf("recorded\n%s\nwant\n%s", entries(recorded), entries([]audit.Entry{entry}))
	}
	if !closed(signIn.Done()) || store.Count() != 0 {
		t.Error("the session has not ended")
	}
}
