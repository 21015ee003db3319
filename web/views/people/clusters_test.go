package people

import (
	"slices"
	"testing"
	"time"

	"golang.org/x/net/html"

	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

func testClusters() ClustersPage {
	shell := viewtest.Shell()
	return ClustersPage{Shell: shell, States: []ClusterState{
		{ClusterLink: shell.Clusters[0], Health: "degraded", Leader: "zk1:2181",
			Status: &znode.Status{State: znode.Suspended, Since: viewtest.Now.Add(-time.Minute), Why: &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNoAnswer, Args: znode.Args{"server": viewtest.HostileName}}},
			ServerRows: []Server{
				{Address: "zk1:2181", Role: "leader", Told: true, Since: viewtest.Now.Add(-time.Hour), Version: "3.9.3", Zxid: "0x10", LatencyAvg: .44, LatencyMax: 12, Connections: 1200, Outstanding: 3, Znodes: 54321},
				{Address: "zk2:2181", Role: "unreachable", Why: znode.CodeServerRefused, Since: viewtest.Now.Add(-2 * time.Minute)},
				{Address: "zk3:2181", Why: znode.CodeServerSilentOnSrvr, Since: viewtest.Now},
			}},
		{ClusterLink: shell.Clusters[1], Health: "down"},
	}}
}

// TestClustersPage: what is known of a cluster's servers is for those who are signed
// in to it; of others it says how they are as a whole, and no address.
func TestClustersPage(t *testing.T) {
	root := viewtest.Render(t, testClusters())
	sections := viewtest.All(root, viewtest.IsSection)
	if len(sections) != 2 {
		t.Fatalf("%d clusters are shown", len(sections))
	}
	var rows []string
	for _, row := range viewtest.All(viewtest.One(t, sections[0], "the body", viewtest.IsTag("tbody")), viewtest.IsTag("tr")) {
		rows = append(rows, viewtest.Spaced(row))
	}
	want := []string{
		"zk1:2181 Leader since 1 hr. ago 3.9.3 0.4 / 12 ms 1,200 3 54,321 0x10",
		"zk2:2181 Unreachable since 2 min. ago zk2:2181 refused the connection",
		"zk3:2181 Unknown since just now zk3:2181 does not say how it is: srvr is not among its four-letter words (4lw.commands.whitelist)",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("the servers are %q, want %q", rows, want)
	}
	if got := viewtest.Spaced(viewtest.One(t, sections[0], "the head", viewtest.IsTag("header"))); got != "main Degraded Your connection: Reconnecting since 2026-01-02 03:03:05 · 1 min. ago as alice not verified" {
		t.Errorf("the first cluster is %q", got)
	}
	if got := viewtest.Spaced(sections[1]); got != "other Down not signed in Sign in to see its servers. Sign in" {
		t.Errorf("the second cluster is %q", got)
	}
	links := viewtest.All(sections[1], func(n *html.Node) bool { return n.Data == "a" && viewtest.Text(n) == "Sign in" })
	if len(links) != 1 || viewtest.Attr(links[0], "href") != "/zk/c/other/tree/" {
		t.Errorf("the sign-in is at %q", viewtest.Attr(links[0], "href"))
	}
}
