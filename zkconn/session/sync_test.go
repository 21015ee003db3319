package session_test

import (
	"fmt"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestSync checks that what was written through one server is read through a follower after a sync,
// however far that follower is behind.
func TestSync(t *testing.T) {
	ensemble := zktest.RunEnsemble(t, 3)
	leader, err := ensemble.Leader()
	if err != nil {
		t.Fatal(err)
	}
	var sessions []*session.Session // the leader's is the last
	for _, server := range append(ensemble.Followers(), leader) {
		sessions = append(sessions, open(t, server.Addr(), session.Anonymous(), session.Options{}))
	}
	create(t, sessions[0], "/a", nil)
	for round := range 300 {
		want := fmt.Sprint(round)
		writer, reader := sessions[(round+1+round/2%2)%3], sessions[round%2]
		if _, err := znode.Set(testContext(t), writer, path(t, "/a"), []byte(want), znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
		if err := reader.Sync(testContext(t), path(t, "/a")); err != nil {
			t.Fatal(err)
		}
		if got, _, err := reader.Get(testContext(t), path(t, "/a")); err != nil || string(got) != want {
			t.Fatalf("round %d: %q and %v", round, got, err)
		}
	}
	if err := sessions[0].Sync(testContext(t), path(t, "/absent/znode")); err != nil {
		t.Errorf("for a missing znode: %v", err)
	}
	sessions[0].Close()
	wantKind(t, sessions[0].Sync(testContext(t), path(t, "/a")), znode.Unavailable)
}
