package export_test

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestZkcliRunsTheScript: zkCli itself makes of a script what was exported, and goes on
// behind what it cannot be told.
func TestZkcliRunsTheScript(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	installation, err := zkserver.Find()
	if err != nil {
		t.Fatal(err)
	}
	closed := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead | znode.PermCreate}}
	nodes := []export.Node{}
	for _, node := range []struct {
		path string
		data []byte
		acl  []znode.ACL
	}{
		{"/", []byte("root"), world}, {"/a b", []byte(`say "hi" to 中文`), closed}, {"/a b/c", []byte{}, world}, {"/bytes", []byte{0xff}, world}, {"/null", nil, closed}, {"/z", []byte("it's"), world},
	} {
		nodes = append(nodes, export.Node{Path: parse(t, node.path), Data: node.data, ACL: node.acl, Kind: znode.Persistent})
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	zkCli := exec.CommandContext(ctx, installation.Java, "-Dfile.encoding=UTF-8", "-cp", strings.Join(append(installation.Classpath, "/usr/share/java/commons-cli.jar"), ":"), "org.apache.zookeeper.ZooKeeperMain", "-server", server.Addr())
	zkCli.Stdin = bytes.NewReader(append(write(t, "zkcli", nodes), "quit\n"...))
	output, err := zkCli.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	at, err := cluster.Parse("main=" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	client := session.Open(at, session.Anonymous(), session.Options{})
	defer client.Close()
	if err := client.AwaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		path, err := parse(t, "/app").Join(n.Path)
		if err != nil {
			t.Fatal(err)
		}
		data, _, err := client.Get(ctx, path)
		if n.Path.Name() == "bytes" {
			if znode.KindOf(err) != znode.NotFound {
				t.Errorf("%s: %q, %v", path, data, err)
			}
			continue
		}
		acl, _, aclErr := client.GetACLs(ctx, path)
		if err != nil || aclErr != nil || string(data) != string(n.Data) || (data == nil) != (n.Data == nil) || len(acl) != 1 || acl[0] != n.ACL[0] {
			t.Errorf("%s: %q %v %v, want %q %v\n%s", path, data, acl, err, n.Data, n.ACL, output)
		}
	}
}
