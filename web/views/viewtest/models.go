package viewtest

import (
	"testing"
	"time"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Now is when the pages are made.
var Now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// HostileName contains markup, a bidi override, an escape character and a zero-width space.
const HostileName = "<img src=x onerror=alert(1)>\"'\u202egnp\u200b"

// Shell returns the shell of a page for alice in one of two clusters.
func Shell() views.Shell {
	return views.Shell{
		Words: words.English,
		Links: views.Links{BasePath: "/zk"}, Here: "/zk/c/main/tree/a?q=x", Now: Now, Cluster: "main",
		Clusters: []views.ClusterLink{
			{Name: "main", URL: "/zk/c/main/tree/", Servers: []string{"zk1:2181", "zk2:2181"}, User: views.User{SignedIn: true, Name: "alice"}},
			{Name: "other", URL: "/zk/c/other/tree/", Servers: []string{"[::1]:2181"}, Chroot: "/kafka"},
		},
		User:   views.User{SignedIn: true, Name: "alice", Identity: "digest:alice"},
		Status: &znode.Status{State: znode.Connected, Since: Now.Add(-time.Hour), Session: 0x100000000000001, Server: "zk1:2181"},
	}
}

// SignedOutShell returns the shell of a page for somebody who is not signed in.
func SignedOutShell() views.Shell {
	shell := Shell()
	shell.Cluster, shell.User, shell.Status = "", views.User{}, nil
	return shell
}

// Stat returns the stat of a znode with data and children.
func Stat() znode.Stat {
	return znode.Stat{
		Czxid: 0x2000000a3, Mzxid: 0x2000001f7, Pzxid: 0x2000000a4,
		Ctime: Now.Add(-49 * time.Hour).UnixMilli(), Mtime: Now.Add(-2 * time.Minute).UnixMilli(),
		Version: 3, Cversion: 7, Aversion: 1, EphemeralOwner: 0, DataLength: 307200, NumChildren: 1204,
	}
}

// Path parses a path.
func Path(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatalf("ParsePath(%q): %v", text, err)
	}
	return path
}
