package guard

import (
	"context"
	"testing"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*zktest.Patience)
	t.Cleanup(cancel)
	return ctx
}

func path(t *testing.T, text string) znode.Path {
	t.Helper()
	parsed, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// openSession returns a connected ZooKeeper session that is closed when the test ends.
func openSession(t *testing.T, address, user, password string) *session.Session {
	t.Helper()
	cluster, err := cluster.Parse("test=" + address)
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := session.Digest(user, password)
	if err != nil {
		t.Fatal(err)
	}
	session := session.Open(cluster, credentials, session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(session.Close)
	if err := session.AwaitConnected(testContext(t)); err != nil {
		t.Fatal(err)
	}
	return session
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
