package export_test

import (
	"bytes"
	"context"
	"os/exec"
	"slices"
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

// TestZkcliRunsTheScript checks with zkCli of several releases that a script creates what was
// exported, goes on after comments, and quits at its end.
func TestZkcliRunsTheScript(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	closed := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead | znode.PermCreate}}
	var nodes []export.Node
	for _, node := range []struct {
		path string
		data []byte
		acl  []znode.ACL
	}{
		{"/", []byte("root"), world}, {"/a b", []byte(`say "hi" to 中文`), closed}, {"/a b/c", []byte{}, world}, {"/bytes", []byte{0xff}, world},
		{"/dash", []byte("-1"), closed}, {"/option", []byte("-e"), world}, {"/end", []byte("--"), world}, {"/hash", []byte("# no comment"), world},
		{"/line", []byte("a\u2028b"), world}, {"/lines", []byte("a\nb"), world}, {"/null", nil, closed}, {"/odd ' name", []byte(` \t\\n$HOME!1 `), world},
		{"/two\u00a0words", []byte("x  y"), world}, {"/z", []byte("it's"), world},
	} {
		nodes = append(nodes, export.Node{Path: parse(t, node.path), Data: node.data, ACL: node.acl, Kind: znode.Persistent})
	}
	left := []string{"bytes", "end", "line", "lines"}
	script := bytes.ReplaceAll(write(t, "zkcli", nodes), []byte("/app"), []byte("/RELEASE"))
	at, err := cluster.Parse("main=" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	client := session.Open(at, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(client.Close)
	installed, err := zkserver.Find()
	if err != nil {
		t.Fatal(err)
	}
	for name, find := range map[string]func() (zkserver.Installation, error){
		"installed": func() (zkserver.Installation, error) { return installed, nil },
		"3.5":       func() (zkserver.Installation, error) { return zktest.FindRelease("3.5") },
		"3.9":       func() (zkserver.Installation, error) { return zktest.FindRelease("3.9") },
	} {
		installation, err := find()
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			zkCli := exec.CommandContext(ctx, installation.Java, "-Dfile.encoding=UTF-8", "-cp", strings.Join(append(installation.Classpath, "/usr/share/java/commons-cli.jar"), ":"), "org.apache.zookeeper.ZooKeeperMain", "-server", server.Addr())
			zkCli.Stdin = bytes.NewReader(append(bytes.ReplaceAll(script, []byte("RELEASE"), []byte(name)), "create /behind the end\n"...))
			output, err := zkCli.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			for _, n := range nodes {
				path, err := parse(t, "/"+name).Join(n.Path)
				if err != nil {
					t.Fatal(err)
				}
				data, _, err := client.Get(ctx, path)
				if slices.Contains(left, n.Path.Name()) {
					if znode.KindOf(err) != znode.NotFound {
						t.Errorf("%s: %q, %v", path, data, err)
					}
					continue
				}
				acl, _, aclErr := client.GetACLs(ctx, path)
				if err != nil || aclErr != nil || string(data) != string(n.Data) || (data == nil) != (n.Data == nil) || len(acl) != 1 || acl[0] != n.ACL[0] {
					t.Errorf("%s: %q %v %v, want %q %v", path, data, acl, err, n.Data, n.ACL)
				}
			}
			if _, _, err := client.Get(ctx, parse(t, "/behind")); znode.KindOf(err) != znode.NotFound {
				t.Errorf("zkCli goes on after the end of the script: %v", err)
			}
			if t.Failed() {
				t.Logf("%s", output)
			}
		})
	}
}
