package pool_test

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"go.uber.org/goleak"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(zktest.Shared{M: m}) }

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), zktest.Patience)
	t.Cleanup(cancel)
	return ctx
}

func clusterAt(t *testing.T, connection string) cluster.Cluster {
	t.Helper()
	parsed, err := cluster.Parse("test=" + connection)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func digest(t *testing.T, user, password string) session.Credentials {
	t.Helper()
	credentials, err := session.Digest(user, password)
	if err != nil {
		t.Fatal(err)
	}
	return credentials
}

func wantKind(t *testing.T, err error, want znode.Kind) {
	t.Helper()
	if got := znode.KindOf(err); got != want {
		t.Errorf("got error %v of kind %q, want kind %q", err, got, want)
	}
}

// awaitState waits until the session is in the state; it may go through others first.
func awaitState(t *testing.T, s *session.Session, want znode.State) {
	t.Helper()
	ctx := testContext(t)
	for {
		status, changed := s.Status()
		if status.State == want {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("the session is %s (%v), never became %s", status.State, status.Why, want)
		}
	}
}
