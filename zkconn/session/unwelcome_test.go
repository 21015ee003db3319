package session_test

import (
	"log/slog"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestServersThatAskForCredentials checks a server that closes the connection on every call without
// credentials. The connection must be lost only through calls of the person, not regularly by calls
// of the session itself.
func TestServersThatAskForCredentials(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"enforce.auth.enabled=true", "enforce.auth.schemes=digest"}})
	if _, err := open(t, server.Addr(), digest(t, "alice", "wonderland"), session.Options{}).Exists(testContext(t), znode.Root); err != nil {
		t.Errorf("with credentials: %v", err)
	}
	var went history
	session := begin(t, server.Addr(), session.Anonymous(), session.Options{Logger: slog.New(stateHandler{quiet.Handler(), &went})})
	went.await(t, "the session", suspended) // because it asks for the ensemble's configuration
	went.await(t, "the session", connected)
	const calls = 5
	for range calls {
		_, err := session.Exists(testContext(t), znode.Root)
		wantKind(t, err, znode.Denied)
		went.await(t, "the session", suspended)
		went.await(t, "the session", connected)
	}
	session.Close()
	if got, want := went.get(false).count(suspended), 1+calls; got != want {
		t.Errorf("suspended %d times, want %d", got, want)
	}
}
