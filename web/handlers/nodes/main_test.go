package nodes

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

const shortWait = zktest.Patience // for what should happen soon

// zookeeper is the server that the tests share. They change nothing on it.
var zookeeper *zkserver.Server

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() != "" {
		os.Exit(m.Run()) // fuzz tests need no server, and each of their processes would start one
	}
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	var err error
	if zookeeper, err = zkserver.Start(zkserver.Config{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	status := 1
	if err = seed(zookeeper.Addr()); err == nil {
		status = m.Run()
	}
	if err := errors.Join(err, zookeeper.Close(), goleak.Find()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

// seed creates the tree that the tests read.
func seed(server string) error {
	cluster, err := cluster.Parse("seed=" + server)
	if err != nil {
		return err
	}
	session := session.Open(cluster, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	defer session.Close()
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	if err := session.AwaitConnected(ctx); err != nil {
		return err
	}
	world := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	nobody := []znode.ACL{{Scheme: "digest", ID: "nobody:x", Perms: znode.PermRead}, {Scheme: "world", ID: "anyone", Perms: znode.PermCreate}}
	texts := []string{"/a", "/a/b", "/a/b/c", "/a/b/d", "/html", "/private", "/private/child", "/many"}
	for i := range 250 {
		texts = append(texts, fmt.Sprintf("/many/n%03d", i))
	}
	for _, text := range texts {
		acl := world
		if text == "/private" {
			acl = nobody
		}
		path, err := znode.ParsePath(text)
		if err == nil {
			_, err = znode.Create(ctx, session, path, nil, acl, znode.ModePersistent)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

func mustPath(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
