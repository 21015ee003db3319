package zkconn_test

import (
	"testing"
	"time"

	"zkweb/zkconn"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func newPool(t *testing.T, options zkconn.PoolOptions) *zkconn.Pool {
	t.Helper()
	options.Logger = quiet
	pool := zkconn.NewPool(options)
	t.Cleanup(pool.Close)
	return pool
}

func hold(t *testing.T, pool *zkconn.Pool, cluster zkconn.Cluster, credentials zkconn.Credentials) *zkconn.Lease {
	t.Helper()
	lease, err := pool.Hold(cluster, credentials)
	if err != nil {
		t.Fatal(err)
	}
	return lease
}

// sessionOf gives the lease's session once it is connected.
func sessionOf(t *testing.T, lease *zkconn.Lease) *zkconn.Session {
	t.Helper()
	session, err := lease.Session()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.AwaitConnected(testContext(t)); err != nil {
		t.Fatal(err)
	}
	return session
}

func TestPoolSharesBySameCredentialsOnly(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	pool := newPool(t, zkconn.PoolOptions{})
	here := cluster(t, server.Addr())
	alice := hold(t, pool, here, digest(t, "alice", "one"))
	aliceAgain := hold(t, pool, here, digest(t, "alice", "one"))
	otherPassword := hold(t, pool, here, digest(t, "alice", "two"))
	nobody := hold(t, pool, here, zkconn.Anonymous())

	shared := sessionOf(t, alice)
	if sessionOf(t, aliceAgain) != shared {
		t.Error("the same credentials have two sessions")
	}
	if sessionOf(t, otherPassword) == shared || sessionOf(t, nobody) == shared || sessionOf(t, nobody) == sessionOf(t, otherPassword) {
		t.Error("different credentials share a session")
	}
	if got := pool.Sessions()[znode.Connected]; got != 3 {
		t.Errorf("%d sessions are connected, want 3", got)
	}
	alice.Release()
	alice.Release()
	if status, _ := shared.Status(); status.State != znode.Connected {
		t.Errorf("the session is %s while somebody holds it", status.State)
	}
	_, err := alice.Session()
	wantKind(t, err, znode.Unauthenticated)
	aliceAgain.Release()
	awaitState(t, shared, znode.Lost)
}

func TestPoolIsBounded(t *testing.T) {
	t.Parallel()
	pool := newPool(t, zkconn.PoolOptions{MaxSessions: 1})
	here := cluster(t, "127.0.0.1:1")
	first := hold(t, pool, here, digest(t, "alice", "one"))
	second := hold(t, pool, here, digest(t, "bob", "two"))
	if _, err := first.Session(); err != nil {
		t.Fatal(err)
	}
	_, err := second.Session()
	wantKind(t, err, znode.Unavailable)
	first.Release()
	if _, err := second.Session(); err != nil {
		t.Errorf("after one is released: %v", err)
	}
}

func TestIdleSessionsEndAndComeBack(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	pool := newPool(t, zkconn.PoolOptions{IdleTimeout: 50 * time.Millisecond})
	lease := hold(t, pool, cluster(t, server.Addr()), zkconn.Anonymous())
	streamed, done, err := lease.Stream()
	if err != nil {
		t.Fatal(err)
	}
	awaitState(t, streamed, znode.Connected)
	if again := sessionOf(t, lease); again != streamed {
		t.Error("the session idled out under a stream")
	}
	done()
	awaitState(t, streamed, znode.Lost)
	if again := sessionOf(t, lease); again == streamed {
		t.Error("the closed session was given out again")
	}
}

func TestPoolCloseEndsAll(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	pool := newPool(t, zkconn.PoolOptions{})
	lease := hold(t, pool, cluster(t, server.Addr()), zkconn.Anonymous())
	session := sessionOf(t, lease)
	pool.Close()
	if status, _ := session.Status(); status.State != znode.Lost {
		t.Errorf("after Close the session is %s", status.State)
	}
	_, err := lease.Session()
	wantKind(t, err, znode.Unavailable)
	_, err = pool.Hold(cluster(t, server.Addr()), zkconn.Anonymous())
	wantKind(t, err, znode.Unavailable)
}
