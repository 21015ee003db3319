package cluster_test

import (
	"net"
	"strings"
	"sync/atomic"
	"testing"

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
	return c
}

func TestEachServerOfAnEnsembleSaysHowItIs(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3)
	c := parse(t, "main="+ensemble.Addrs())
	servers := cluster.NewMonitor(nil).Look(c)
	roles := map[cluster.Role]int{}
	for _, server := range servers {
		roles[server.Role]++
		if !server.Version.AtLeast(3, 4) || !strings.HasPrefix(server.Zxid, "0x") || server.Connections < 1 || server.Znodes < 4 || server.Why != "" {
			t.Errorf("a server says %+v", server)
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
	zktest.Eventually(t, "a server that is alone says so", func() bool { // it takes the leader a while to see that it is alone
		after := cluster.NewMonitor(nil).Look(c)
		whys := map[znode.Code]int{}
		for _, server := range after {
			whys[server.Why]++
		}
		return cluster.HealthOf(after) == cluster.Down && whys[znode.CodeServerRefused] == 2 && whys[znode.CodeServerNoQuorum] == 1
	})
}

// TestAServerThatHangsCostsItsRowAlone: the others' answers come, and what it is
// called says that it hangs.
func TestAServerThatHangsCostsItsRowAlone(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	var asked atomic.Int32
	silent := zktest.RunHostile(t, func(conn net.Conn) {
		asked.Add(1)
		zktest.SayNothing(conn)
	})
	c := parse(t, "main="+server.Addr()+","+silent+",127.0.0.1:1,"+zktest.RunHostile(t, zktest.HangUp)+","+zktest.RunHostile(t, zktest.SpeakHTTP))
	monitor := cluster.NewMonitor(nil)
	done := make(chan []cluster.Server)
	for range 20 {
		go func() { done <- monitor.Look(c) }()
	}
	for range 20 {
		servers := <-done
		var got []string
		for _, server := range servers {
			got = append(got, string(server.Role)+" "+string(server.Why))
		}
		const want = "standalone |unreachable server_silent|unreachable server_refused|unreachable server_hung_up|unreachable server_foreign"
		if strings.Join(got, "|") != want || cluster.HealthOf(servers) != cluster.Degraded {
			t.Errorf("the servers are %q: %s", got, cluster.HealthOf(servers))
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("twenty who looked at once asked the server %d times", n)
	}
}

// TestSinceWhenAServerIsAsItIs is kept from look to look.
func TestSinceWhenAServerIsAsItIs(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	c := parse(t, "main="+server.Addr())
	monitor := cluster.NewMonitor(nil)
	first := monitor.Look(c)[0]
	zktest.Eventually(t, "it is asked again", func() bool { return monitor.Look(c)[0].Asked.After(first.Asked) })
	if again := monitor.Look(c)[0]; !again.Since.Equal(first.Since) {
		t.Errorf("it is a standalone server since %s, and before since %s", again.Since, first.Since)
	}
	server.Kill()
	zktest.Eventually(t, "it is unreachable", func() bool { return monitor.Look(c)[0].Role == cluster.Unreachable })
	if gone := monitor.Look(c)[0]; !gone.Since.After(first.Since) {
		t.Errorf("it is gone since %s, and was there at %s", gone.Since, first.Since)
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
