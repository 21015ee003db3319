package handlers

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

// zookeeper is the server that tests share unless they break it.
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
		status = zktest.Shared{M: m}.Run()
	}
	if err := errors.Join(err, zookeeper.Close(), goleak.Find()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

const (
	alice         = "alice"
	alicePassword = "wonder:land 中文"
)

// hostileNames are names that ZooKeeper accepts and that HTML, URLs, terminals or people may
// misread.
var hostileNames = []string{
	"plain", "中文", "with space", " lead and trail ", "100%", "127%2E0%2E0%2E1:9923", "%2F", "%", "a?b", "a#b", "a+b", "a&b=c", "a;b",
	"<script>alert(1)", `"><img src=x onerror=alert(1)>`, "'quoted'", "back\\slash", "...", ".hidden", "~", ":", "@", "a,b",
	"tree", "javascript:alert(1)", "{{.}}", "$(id)", "`id`", "\u202egnp.exe", "zero\u200bwidth", "e\u0301",
}

// seed fills a server with the tree that the tests read.
func seed(server string) error {
	cluster, err := cluster.Parse("seed=" + server)
	if err != nil {
		return err
	}
	credentials, err := session.Digest(alice, alicePassword)
	if err != nil {
		return err
	}
	session := session.Open(cluster, credentials, session.Options{SessionTimeout: zktest.SessionTimeout})
	defer session.Close()
	ctx, cancel := context.WithTimeout(context.Background(), zktest.Patience)
	defer cancel()
	if err := session.AwaitConnected(ctx); err != nil {
		return err
	}
	for _, n := range sampleTree() {
		path, err := znode.ParsePath(n.path)
		if err != nil {
			return fmt.Errorf("%s: %w", n.path, err)
		}
		if _, err := znode.Create(ctx, session, path, n.data, n.acl, znode.ModePersistent); err != nil {
			return fmt.Errorf("%s: %w", n.path, err)
		}
	}
	return nil
}

type sample struct {
	path string
	data []byte
	acl  []znode.ACL
}

var (
	open      = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	aliceOnly = []znode.ACL{{Scheme: "digest", ID: session.DigestID(alice, alicePassword), Perms: znode.PermAll}}
	adminOnly = []znode.ACL{
		{Scheme: "digest", ID: session.DigestID(alice, alicePassword), Perms: znode.PermAll},
		{Scheme: "world", ID: "anyone", Perms: znode.PermAdmin},
	}
)

// allBytes returns every byte once, which is not UTF-8.
func allBytes() []byte {
	data := make([]byte, 256)
	for i := range data {
		data[i] = byte(i)
	}
	return data
}

func sampleTree() []sample {
	tree := []sample{
		{"/a", []byte("first"), open},
		{"/a/b", []byte("abc"), open},
		{"/a/b/c", nil, open},
		{"/a/b/d", []byte{}, open},
		{"/bytes", allBytes(), open},
		{"/html", []byte("<script>alert(1)</script>"), open},
		{"/large", largeData(), open},
		{"/private", []byte("the cake is a lie"), aliceOnly},
		{"/private/child", []byte("below"), open},
		{"/locked", []byte("seen by its ACL only"), adminOnly},
		{"/many", nil, open},
		{"/names", nil, open},
	}
	for i := range 250 {
		tree = append(tree, sample{fmt.Sprintf("/many/n%03d", i), make([]byte, i), open})
	}
	for _, name := range hostileNames {
		tree = append(tree, sample{"/names/" + name, []byte("data of " + name), open})
	}
	return tree
}

// largeData returns more data than a page shows.
func largeData() []byte {
	data := make([]byte, 300<<10)
	for i := range data {
		data[i] = 'a' + byte(i%26)
	}
	return data
}
