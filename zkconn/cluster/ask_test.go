package cluster_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func parse(t *testing.T, text string) cluster.Cluster {
	t.Helper()
	c, err := cluster.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	c.AdminPort = -1
	return c
}

// look asks all servers of a cluster for their status. It waits only a second, so callers on a busy
// machine must repeat it.
func look(c cluster.Cluster) []cluster.Server {
	asker := cluster.NewAsker(nil)
	servers := make([]cluster.Server, len(c.Servers))
	var asking sync.WaitGroup
	for i, address := range c.Servers {
		asking.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			servers[i], _ = asker.Server(ctx, c, address)
		})
	}
	asking.Wait()
	return servers
}

func TestEachServerOfAnEnsembleSaysHowItIs(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3)
	c := parse(t, "main="+ensemble.Addrs())
	var servers []cluster.Server
	zktest.Eventually(t, "each server answers", func() bool {
		servers = look(c)
		return !slices.ContainsFunc(servers, func(s cluster.Server) bool { return s.Role == cluster.Unreachable })
	})
	roles := map[cluster.Role]int{}
	for _, server := range servers {
		roles[server.Role]++
		if !server.Version.AtLeast(3, 4) || !strings.HasPrefix(server.Zxid, "0x") || server.Connections < 1 || server.Znodes < 4 || server.Why != "" {
			t.Errorf("a server's status is %+v", server)
		}
	}
	if roles[cluster.Leader] != 1 || roles[cluster.Follower] != 2 || cluster.HealthOf(servers) != cluster.Serving {
		t.Errorf("the roles are %v: %s", roles, cluster.HealthOf(servers))
	}
	leader, err := ensemble.Leader()
	if err != nil {
		t.Fatal(err)
	}
	if got := cluster.LeaderOf(servers); got != leader.Addr() {
		t.Errorf("the leader is %s, want %s", got, leader.Addr())
	}
	for _, follower := range ensemble.Followers() {
		follower.Kill()
	}
	zktest.Eventually(t, "the last server reports that there is no quorum", func() bool { // the leader takes a while to notice that it is alone
		after := look(c)
		whys := map[znode.Code]int{}
		for _, server := range after {
			whys[server.Why]++
		}
		return cluster.HealthOf(after) == cluster.Down && whys[znode.CodeServerRefused] == 2 && whys[znode.CodeServerNoQuorum] == 1
	})
}

// TestWhatIsNoZooKeeper checks that a server that is not ZooKeeper is distinguished from one that
// hangs and from one that is down.
func TestWhatIsNoZooKeeper(t *testing.T) {
	t.Parallel()
	c := parse(t, "main="+zktest.Run(t).Addr()+","+zktest.RunHostile(t, zktest.SayNothing)+",127.0.0.1:1,"+zktest.RunHostile(t, zktest.HangUp)+","+zktest.RunHostile(t, zktest.SpeakHTTP))
	const want = "standalone |unreachable server_silent|unreachable server_refused|unreachable server_hangs_up|unreachable server_foreign"
	var servers []cluster.Server
	var got []string
	zktest.Until(t, func() bool {
		servers, got = look(c), nil
		for _, server := range servers {
			got = append(got, string(server.Role)+" "+string(server.Why))
		}
		return strings.Join(got, "|") == want
	}, func() string { return fmt.Sprintf("the servers are %q", got) })
	if cluster.HealthOf(servers) != cluster.Degraded {
		t.Errorf("the cluster is %s", cluster.HealthOf(servers))
	}
}

// TestAnAnswerThatDoesNotEndIsNone checks that an incomplete answer, late or cut off, is not used:
// a number in it may be incomplete.
func TestAnAnswerThatDoesNotEndIsNone(t *testing.T) {
	t.Parallel()
	const begun = "Zookeeper version: 3.9.3-x\nMode: leader\nOutstanding: 12"
	late := zktest.RunHostile(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, begun)
		zktest.SayNothing(conn)
	})
	cut := zktest.RunHostile(t, func(conn net.Conn) {
		_, _ = io.ReadFull(conn, make([]byte, 4))
		_, _ = io.WriteString(conn, begun)
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
	asker := cluster.NewAsker(nil)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	for _, test := range []struct {
		address string
		ctx     context.Context
		want    znode.Code
	}{{late, ctx, znode.CodeServerSilent}, {cut, t.Context(), znode.CodeServerHangsUp}} {
		server, _ := asker.Server(test.ctx, parse(t, "main="+test.address), test.address)
		if server.Role != cluster.Unreachable || server.Why != test.want || server.Outstanding != 0 {
			t.Errorf("an incomplete answer was read as %+v", server)
		}
	}
	ctx, cancel = context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	var fields map[string]any
	silent := zktest.RunHostile(t, zktest.SayNothing)
	c := parse(t, "main="+silent)
	_, port, err := net.SplitHostPort(silent)
	if err != nil {
		t.Fatal(err)
	}
	if c.AdminPort, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	if answer, err := asker.Admin(ctx, c, silent, "monitor", 1<<20, &fields); err == nil || answer.State != cluster.AdminSilent {
		t.Errorf("an AdminServer that does not answer: %+v, %v", answer, err)
	}
	c.AdminPort = 1
	if answer, err := asker.Admin(t.Context(), c, silent, "monitor", 1<<20, &fields); err == nil || answer.State != cluster.AdminAway {
		t.Errorf("a missing AdminServer: %+v, %v", answer, err)
	}
}

func TestHealthOfServers(t *testing.T) {
	for want, roles := range map[cluster.Health][][]cluster.Role{
		cluster.Serving:  {{cluster.Leader, cluster.Follower}, {cluster.Standalone}, {cluster.Follower, cluster.Untold}},
		cluster.Degraded: {{cluster.Leader, cluster.Follower, cluster.Unreachable}, {cluster.Observer, cluster.ReadOnly}},
		cluster.Down:     {{cluster.Unreachable}, {cluster.ReadOnly, cluster.Unreachable}},
		cluster.Unknown:  {{cluster.Untold}, {cluster.Untold, cluster.Unreachable}},
	} {
		for _, each := range roles {
			var servers []cluster.Server
			for _, role := range each {
				servers = append(servers, cluster.Server{Role: role})
			}
			if got := cluster.HealthOf(servers); got != want {
				t.Errorf("%v is %s, want %s", each, got, want)
			}
		}
	}
}

// TestOneThatHangsUpIsInDoubt checks that such a server may be serving, unless another server tells
// the state of the ensemble.
func TestOneThatHangsUpIsInDoubt(t *testing.T) {
	hangsUp := cluster.Server{Role: cluster.Unreachable, Why: znode.CodeServerHangsUp}
	for want, servers := range map[cluster.Health][]cluster.Server{
		cluster.Unknown:  {hangsUp, hangsUp},
		cluster.Degraded: {hangsUp, {Role: cluster.Follower}},
		cluster.Down:     {hangsUp, {Role: cluster.Unreachable, Why: znode.CodeServerNoQuorum}},
	} {
		if got := cluster.HealthOf(servers); got != want || (len(cluster.InDoubt(servers)) > 0) != (want == cluster.Unknown) {
			t.Errorf("the health of %+v is %s, with %d in doubt; want %s", servers, got, len(cluster.InDoubt(servers)), want)
		}
	}
}

// TestARefusalIsWhole checks that a refusal counts as a complete answer even if the connection is
// reset after it.
func TestARefusalIsWhole(t *testing.T) {
	t.Parallel()
	address := zktest.RunHostile(t, func(conn net.Conn) {
		_, _ = io.ReadFull(conn, make([]byte, 4))
		_, _ = io.WriteString(conn, "srvr is not executed because it is not in the whitelist.\n")
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
	answer, err := cluster.NewAsker(nil).Ask(t.Context(), parse(t, "main="+address), address, "srvr", 1<<10)
	if err != nil || !answer.Refused() {
		t.Errorf("got %+v, %v", answer, err)
	}
}
