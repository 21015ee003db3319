package pool_test

import (
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func newPool(t *testing.T, options pool.Options) *pool.Pool {
	t.Helper()
	options.Session.Logger = quiet
	shared := pool.New(options)
	t.Cleanup(shared.Close)
	return shared
}

func hold(t *testing.T, from *pool.Pool, with cluster.Cluster, credentials session.Credentials) *pool.Lease {
	t.Helper()
	lease, err := from.Hold(with, credentials)
	if err != nil {
		t.Fatal(err)
	}
	return lease
}

// sessionOf returns the lease's session after it has connected.
func sessionOf(t *testing.T, lease *pool.Lease) *session.Session {
	t.Helper()
	client, err := lease.Session()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.AwaitConnected(testContext(t)); err != nil {
		t.Fatal(err)
	}
	return client
}

func TestPoolSharesBySameCredentialsOnly(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	sessions := newPool(t, pool.Options{})
	here := clusterAt(t, server.Addr())
	alice := hold(t, sessions, here, digest(t, "alice", "one"))
	aliceAgain := hold(t, sessions, here, digest(t, "alice", "one"))
	otherPassword := hold(t, sessions, here, digest(t, "alice", "two"))
	nobody := hold(t, sessions, here, session.Anonymous())

	shared := sessionOf(t, alice)
	if sessionOf(t, aliceAgain) != shared {
		t.Error("the same credentials have two sessions")
	}
	if sessionOf(t, otherPassword) == shared || sessionOf(t, nobody) == shared || sessionOf(t, nobody) == sessionOf(t, otherPassword) {
		t.Error("different credentials share a session")
	}
	if got := sessions.Sessions()[znode.Connected]; got != 3 {
		t.Errorf("%d sessions are connected, want 3", got)
	}
	if users, others := sessions.Users("test"), sessions.Users("other"); len(users) != 3 || len(others) != 0 {
		t.Errorf("the users are %v, and those of another cluster %v", users, others)
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
	sessions := newPool(t, pool.Options{MaxSessions: 1})
	here := clusterAt(t, "127.0.0.1:1")
	first := hold(t, sessions, here, digest(t, "alice", "one"))
	second := hold(t, sessions, here, digest(t, "bob", "two"))
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

// TestALeaseAlone checks that such a lease has a session of its own, which is counted and limited
// like others and ends with the pool.
func TestALeaseAlone(t *testing.T) {
	t.Parallel()
	sessions := newPool(t, pool.Options{MaxSessions: 3})
	shared := hold(t, sessions, clusterAt(t, "127.0.0.1:1"), session.Anonymous())
	all := map[*session.Session]bool{}
	leases := []*pool.Lease{shared}
	for range 3 {
		alone, err := shared.Alone()
		if err != nil {
			t.Fatal(err)
		}
		leases = append(leases, alone)
	}
	for _, lease := range leases[:3] {
		opened, err := lease.Session()
		if err != nil {
			t.Fatal(err)
		}
		all[opened] = true
	}
	count := 0
	for _, n := range sessions.Sessions() {
		count += n
	}
	if _, err := leases[3].Session(); len(all) != 3 || count != 3 || znode.CodeOf(err) != znode.CodePoolFull {
		t.Errorf("%d sessions of 3 leases, %d are counted; one more: %v", len(all), count, err)
	}
	leases[1].Release()
	_, err := leases[1].Another()
	wantKind(t, err, znode.Unauthenticated)
	sessions.Close()
	for opened := range all {
		if !opened.Ended() {
			t.Error("a session outlives the pool")
		}
	}
	_, err = shared.Alone()
	wantKind(t, err, znode.Unavailable)
}

func TestIdleSessionsEndAndComeBack(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	sessions := newPool(t, pool.Options{IdleTimeout: 250 * time.Millisecond})
	lease := hold(t, sessions, clusterAt(t, server.Addr()), session.Anonymous())
	streamed, done, err := lease.Stream()
	if err != nil {
		t.Fatal(err)
	}
	awaitState(t, streamed, znode.Connected)
	beside, err := hold(t, sessions, clusterAt(t, server.Addr()), digest(t, "alice", "one")).Session()
	if err != nil {
		t.Fatal(err)
	}
	zktest.Eventually(t, "the idle session has ended", beside.Ended)
	if again := sessionOf(t, lease); again != streamed {
		t.Error("the session was closed during a stream")
	}
	done()
	awaitState(t, streamed, znode.Lost)
	if again := sessionOf(t, lease); again == streamed {
		t.Error("the closed session was returned again")
	}
}

func TestPoolCloseEndsAll(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	sessions := newPool(t, pool.Options{})
	lease := hold(t, sessions, clusterAt(t, server.Addr()), session.Anonymous())
	client := sessionOf(t, lease)
	sessions.Close()
	if status, _ := client.Status(); status.State != znode.Lost {
		t.Errorf("after Close the session is %s", status.State)
	}
	_, err := lease.Session()
	wantKind(t, err, znode.Unavailable)
	_, err = sessions.Hold(clusterAt(t, server.Addr()), session.Anonymous())
	wantKind(t, err, znode.Unavailable)
}

// TestASessionThatEndedByItselfIsOpenedAnew checks that credentials that a server refused are tried
// again at the next use of any lease with them.
func TestASessionThatEndedByItselfIsOpenedAnew(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	sessions := newPool(t, pool.Options{MaxSessions: 1})
	first := hold(t, sessions, clusterAt(t, server.Addr()), digest(t, "alice", "one"))
	second := hold(t, sessions, clusterAt(t, server.Addr()), digest(t, "alice", "one"))
	streamed, done, err := first.Stream()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(done)
	awaitState(t, streamed, znode.Connected)
	if err := server.RestartWith(zktest.Config{JavaProperties: map[string]string{"zookeeper.DigestAuthenticationProvider.enabled": "false"}}); err != nil {
		t.Fatal(err)
	}
	awaitState(t, streamed, znode.Lost)
	refused, err := second.Session()
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, refused.AwaitConnected(testContext(t)), znode.Denied)
	if err := server.RestartWith(zktest.Config{}); err != nil {
		t.Fatal(err)
	}
	if again := sessionOf(t, second); again == streamed || sessionOf(t, first) != again {
		t.Error("the refused session was returned again, or the leases have different ones")
	}
}
