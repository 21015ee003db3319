package auth

import (
	"context"
	"errors"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func parsePath(t *testing.T, text string) znode.Path {
	t.Helper()
	parsed, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// openSession returns a connected ZooKeeper session for the time of the test.
func openSession(t *testing.T, address string, credentials session.Credentials) *session.Session {
	t.Helper()
	opened := session.Open(clusterAt(t, "test="+address), credentials, session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(opened.Close)
	ctx, cancel := context.WithTimeout(context.Background(), zktest.Patience)
	defer cancel()
	if err := opened.AwaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	return opened
}

// codeOf returns the code of the first *znode.Error in err's chain.
func codeOf(err error) znode.Code {
	known, _ := errors.AsType[*znode.Error](err)
	if known == nil {
		return ""
	}
	return known.Code
}
