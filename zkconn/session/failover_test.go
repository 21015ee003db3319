package session_test

import (
	"context"
	"testing"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestFailover makes the server in use fail. The benchmarks measure how long reads are interrupted.
func TestFailover(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3)
	for _, c := range []struct {
		name    string
		leading bool // whether the server in use is the leader
		fail    func(*testing.T, *zktest.Server)
	}{
		{"follower killed", false, func(_ *testing.T, server *zktest.Server) { server.Kill() }},
		{"leader killed", true, func(_ *testing.T, server *zktest.Server) { server.Kill() }},
		{"follower hung", false, pause},
		{"leader hung", true, pause},
	} {
		t.Run(c.name, func(t *testing.T) {
			session, used := openOn(t, ensemble, c.leading)
			t.Cleanup(func() { restart(t, used) })
			mine, err := znode.Create(testContext(t), session, path(t, "/mine"), nil, openACL, znode.ModeEphemeral)
			if err != nil {
				t.Fatal(err)
			}
			before, _ := session.Status()
			c.fail(t, used)
			stat := readAgain(t, session, mine.Path)
			after, _ := session.Status()
			if after.Session != before.Session || after.Server == before.Server || stat.EphemeralOwner != before.Session {
				t.Errorf("before %+v, after %+v, the znode %+v", before, after, stat)
			}
			session.Close()
		})
	}
}

// openOn opens sessions until one is on a server that is the leader, or is not.
func openOn(t *testing.T, ensemble *zktest.Ensemble, leading bool) (*session.Session, *zktest.Server) {
	t.Helper()
	leader, err := ensemble.Leader()
	if err != nil {
		t.Fatal(err)
	}
	for whole := testContext(t); whole.Err() == nil; {
		session := open(t, ensemble.Addrs(), session.Anonymous(), session.Options{SessionTimeout: sceneTimeout})
		status, _ := session.Status()
		for _, server := range ensemble.Servers {
			if server.Addr() == status.Server && (server == leader) == leading {
				return session, server
			}
		}
		session.Close()
	}
	t.Fatal("no session was on such a server")
	return nil, nil
}

// readAgain reads until a read succeeds, like a person who reloads a page. Each read must end with
// its context.
func readAgain(t *testing.T, session *session.Session, at znode.Path) znode.Stat {
	t.Helper()
	const patience = time.Second
	for whole := testContext(t); whole.Err() == nil; {
		ctx, cancel := context.WithTimeout(whole, patience)
		stat, err := session.Exists(ctx, at)
		cancel()
		if err == nil {
			return stat
		}
		wantKind(t, err, znode.Unavailable)
	}
	t.Fatal("reads did not come back")
	return znode.Stat{}
}
