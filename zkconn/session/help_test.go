package session_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(zktest.Shared{M: m}) }

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// testPatience bounds a whole test. It is far longer than any should take.
const testPatience = 5 * zktest.Patience

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), testPatience)
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

// open returns a connected session that is closed with the test.
func open(t *testing.T, connection string, credentials session.Credentials, options session.Options) *session.Session {
	t.Helper()
	session := begin(t, connection, credentials, options)
	if err := session.AwaitConnected(testContext(t)); err != nil {
		t.Fatal(err)
	}
	return session
}

// begin returns a session that may not be connected yet.
func begin(t *testing.T, connection string, credentials session.Credentials, options session.Options) *session.Session {
	t.Helper()
	if options.Logger == nil {
		options.Logger = quiet
	}
	if options.SessionTimeout == 0 {
		options.SessionTimeout = zktest.SessionTimeout
	}
	session := session.Open(clusterAt(t, connection), credentials, options)
	t.Cleanup(session.Close)
	return session
}

func path(t *testing.T, text string) znode.Path {
	t.Helper()
	parsed, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

var openACL = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

func create(t *testing.T, writer znode.Writer, text string, data []byte) znode.Path {
	t.Helper()
	return createWith(t, writer, text, data, openACL)
}

func createWith(t *testing.T, writer znode.Writer, text string, data []byte, acl []znode.ACL) znode.Path {
	t.Helper()
	created, err := znode.Create(testContext(t), writer, path(t, text), data, acl, znode.ModePersistent)
	if err != nil {
		t.Fatalf("create %s: %v", text, err)
	}
	return created.Path
}

// awaitState waits until the session is in the state; it may go through others first.
func awaitState(t *testing.T, session *session.Session, want znode.State) znode.Status {
	t.Helper()
	ctx := testContext(t)
	for {
		status, changed := session.Status()
		if status.State == want {
			return status
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("the session is %s (%v), never became %s", status.State, status.Why, want)
		}
	}
}

// awaitReconnected waits until the session is CONNECTED again.
func awaitReconnected(t *testing.T, session *session.Session, before znode.Status) znode.Status {
	t.Helper()
	ctx := testContext(t)
	for {
		status, changed := session.Status()
		if status.State == znode.Connected && status.Since.After(before.Since) {
			return status
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("the session is %s (%v), and did not reconnect", status.State, status.Why)
		}
	}
}

func wantKind(t *testing.T, err error, want znode.Kind) {
	t.Helper()
	if got := znode.KindOf(err); got != want {
		t.Errorf("got error %v of kind %q, want kind %q", err, got, want)
	}
}

// wantUnreachable waits until the session reports this code for the server.
func wantUnreachable(t *testing.T, session *session.Session, server string, want znode.Code) {
	t.Helper()
	whole := testContext(t)
	for {
		ctx, cancel := context.WithTimeout(whole, 100*time.Millisecond)
		err := session.AwaitConnected(ctx)
		cancel()
		known, ok := errors.AsType[*znode.Error](err)
		if ok && known.Code == znode.CodeNotConnected && znode.Code(known.Args[server]) == want {
			return
		}
		if err == nil || whole.Err() != nil {
			t.Fatalf("got %v, want for %s %q", err, server, want)
		}
	}
}
