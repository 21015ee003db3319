package handlers

import (
	"net"
	"strings"
	"testing"

	web "zkweb/web/handlers/people"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestClustersAreSeenWithoutZooKeeper checks the page that is opened first in an incident. People
// who are signed in to a cluster see its servers while none answers; others see its health and no
// address.
func TestClustersAreSeenWithoutZooKeeper(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	silent := zktest.RunHostile(t, func(conn net.Conn) { zktest.SayNothing(conn) })
	c := run(t, nil, "main="+server.Addr(), "other="+silent)
	reader, stranger := c.anonymous(t), c.visitor(t)

	state := func(v *visitor) []web.JSONCluster {
		return decode[web.JSONClusters](t, v.getJSON(t, "/clusters")).Clusters
	}
	seen := state(reader)
	if len(seen) != 2 || seen[0].Health != "serving" || seen[0].Leader != server.Addr() || seen[0].State != znode.Connected || len(seen[0].Servers) != 1 || seen[0].Servers[0].Role != "standalone" {
		t.Errorf("a reader sees %+v", seen)
	}
	for _, hidden := range append(state(stranger), seen[1]) {
		if hidden.Health == "" || hidden.SignedIn || hidden.Servers != nil || hidden.Leader != "" || hidden.Since != nil {
			t.Errorf("a person who is not signed in sees %+v", hidden)
		}
	}
	if page := stranger.get(t, "/clusters").body; strings.Contains(page, "127.0.0.1") || !strings.Contains(page, "Serving") || !strings.Contains(page, "Down") {
		t.Error("a stranger's page has an address, or does not say how the clusters are")
	}

	server.Kill()
	eventually(t, "the cluster is down", func() bool {
		gone := state(reader)[0]
		return gone.Health == "down" && gone.State == znode.Suspended && gone.Servers[0].Code == "server_refused"
	})
	page := reader.get(t, "/")
	for _, want := range []string{"Reconnecting", server.Addr() + " refused the connection", "Sign out"} {
		if page.status != 200 || !strings.Contains(page.body, want) {
			t.Errorf("the page of the clusters lacks %q: %d", want, page.status)
		}
	}
}

// TestAnotherClusterIsEnteredAtTheSamePath checks that links to other clusters keep the path, so
// that people can compare.
func TestAnotherClusterIsEnteredAtTheSamePath(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr())
	v := c.anonymous(t)
	for target, want := range map[string]string{"/c/main/tree/a/b?q=x": "/c/other/tree/a/b", "/c/main/tree/": "/c/other/tree/", "/c/main/tree/not/there": "/c/other/tree/not/there"} {
		if page := v.get(t, target).body; !strings.Contains(page, `href="`+want+`"`) {
			t.Errorf("%s does not lead to %s", target, want)
		}
	}
}

// TestOneClusterIsSeenToo checks the page with a single cluster, where "/" leads to its tree.
func TestOneClusterIsSeenToo(t *testing.T) {
	t.Parallel()
	v := runMain(t).anonymous(t)
	if got := v.get(t, "/"); got.status != 303 || got.header.Get("Location") != "/c/main/tree/" {
		t.Errorf("/ answers %d %s", got.status, got.header.Get("Location"))
	}
	for _, target := range []string{"/", "/clusters"} {
		if seen := decode[web.JSONClusters](t, v.getJSON(t, target)).Clusters; len(seen) != 1 || len(seen[0].Servers) != 1 {
			t.Errorf("%s tells %+v", target, seen)
		}
	}
	if page := v.get(t, "/c/main/tree/").body; !strings.Contains(page, `href="/clusters"`) {
		t.Error("no page links to it")
	}
}
