package session

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestHostsTurnToTheServersGiven(t *testing.T) {
	h := newHosts([]string{"given:1"}, nil)
	if first, again := h.Next(); first != "given:1" || again {
		t.Fatalf("first %s, %v", first, again)
	}
	h.Connected()
	h.follow([]string{"member:1", "member:2", "given:1"})
	tried := map[string]int{}
	for range 8 {
		server, _ := h.Next()
		tried[server]++
	}
	if tried["member:1"] == 0 || tried["member:2"] == 0 || tried["given:1"] < 2 {
		t.Errorf("tried %v", tried)
	}
	if h.Len() == 0 {
		t.Error("no servers left")
	}
}

// removeServer takes one server out of an ensemble's configuration.
const removeServer = `
import sys
from kazoo.client import KazooClient
client = KazooClient(hosts=sys.argv[1])
client.start()
client.reconfig(joining=None, leaving=sys.argv[2], new_members=None)
client.stop()
`

func TestTheEnsemblesConfigurationIsFollowed(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3, zktest.Config{
		ZooCfg:         []string{"reconfigEnabled=true"},
		JavaProperties: map[string]string{"zookeeper.skipACL": "yes"},
	})
	told := ensemble.Servers[0].Addr() // the console is told of one server only
	here, err := cluster.Parse("test=" + told)
	if err != nil {
		t.Fatal(err)
	}
	session := Open(here, Anonymous(), Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	t.Cleanup(session.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()

	all := make([]string, 3)
	for i, server := range ensemble.Servers {
		all[i] = server.Addr()
	}
	awaitMembers(ctx, t, session, all)

	leaving := 0
	for i, server := range ensemble.Servers[1:] {
		if slices.Contains(ensemble.Followers(), server) {
			leaving = 1 + i
		}
	}
	zktest.Kazoo(t, removeServer, told, fmt.Sprint(leaving+1))
	awaitMembers(ctx, t, session, slices.Delete(slices.Clone(all), leaving, leaving+1))

	ensemble.Servers[leaving].Kill()
	if _, err := session.Exists(ctx, znode.Root); err != nil {
		t.Error(err)
	}
}

// awaitMembers waits until the session has these servers to try.
func awaitMembers(ctx context.Context, t *testing.T, session *Session, want []string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		session.hosts.mu.Lock()
		got := slices.Sorted(slices.Values(session.hosts.members))
		session.hosts.mu.Unlock()
		if slices.Equal(got, slices.Sorted(slices.Values(want))) {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the session has the members %s, want %s", strings.Join(got, ", "), fmt.Sprint(want))
		}
	}
}
