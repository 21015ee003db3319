package health_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestAFollowerInTrouble: the link between it and its leader takes a second each way. It is
// behind, who writes there waits for long, and requests pile up; until the link is good again.
func TestAFollowerInTrouble(t *testing.T) {
	t.Parallel()
	config := zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*", "syncLimit=200"}}
	ensemble := zktest.RunEnsemble(t, 3, config)
	leader, err := ensemble.Leader()
	if err != nil {
		t.Fatal(err)
	}
	follower := ensemble.Followers()[0]
	line, quorum := memberLine(t, follower, leader.Addr())
	link := zktest.RunProxy(t, quorum)
	config.ZooCfg = append(config.ZooCfg, strings.Replace(line, quorum, link.Addr(), 1))
	if config.Installation, err = zktest.FindRelease("3.9"); err != nil {
		t.Fatal(err)
	}
	if err := follower.RestartWith(config); err != nil {
		t.Fatal(err)
	}
	writing, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	t.Cleanup(func() {
		stop()
		writers.Wait()
	})
	busy, rest := context.WithCancel(writing)
	defer rest()
	write(t, writing, &writers, leader.Addr(), "/led", 1)
	write(t, writing, &writers, follower.Addr(), "/followed", 1)
	write(t, busy, &writers, follower.Addr(), "/busy", 20)
	c := parse(t, "main="+follower.Addr()+","+ensemble.Addrs()) // who asks the first asks the one in trouble
	thresholds := health.Thresholds{health.BehindSeconds: .5, health.LatencyMillis: 500, health.OutstandingMost: 10}
	poller := run(t, health.Options{Thresholds: thresholds}, c)
	found := func() (codes []health.Code) {
		for _, f := range look(t, poller).Findings {
			if f.Server == follower.Addr() && (f.Code != health.Latency || f.Args["of"] == "writes") {
				codes = append(codes, f.Code)
			}
		}
		return codes
	}
	checkVersionsDiffer(t, poller)
	link.Delay(time.Second)
	zktest.Eventually(t, "it is in trouble", func() bool {
		now := found()
		return slices.Contains(now, health.Behind) && slices.Contains(now, health.Latency) && slices.Contains(now, health.Outstanding)
	})
	checkNewestIsAsked(t, c, poller, leader.Addr(), follower.Addr())
	rest()
	if err := link.Resume(); err != nil {
		t.Fatal(err)
	}
	zktest.Eventually(t, "it is well again", func() bool {
		now := found()
		return !slices.Contains(now, health.Behind) && !slices.Contains(now, health.Latency) && !slices.Contains(now, health.Outstanding)
	})
	stop()
	checkOneThatHangs(t, poller, follower)
}

// checkVersionsDiffer: a server that was upgraded before the others is found, with each version.
func checkVersionsDiffer(t *testing.T, poller *health.Poller) {
	t.Helper()
	zktest.Until(t, func() bool {
		state := look(t, poller)
		leader := slices.IndexFunc(state.Servers, func(s health.Server) bool { return s.Role == cluster.Leader })
		at := slices.IndexFunc(state.Findings, func(f health.Finding) bool { return f.Code == health.Versions })
		return leader >= 0 && at >= 0 && state.Findings[at].Args["versions"] == state.Servers[leader].Version.String()+", 3.9.3"
	}, func() string { return fmt.Sprintf("versions differ, and found is %+v", look(t, poller).Findings) })
}

// checkOneThatHangs: while the leader waits for it, it is not said to serve, nor not to.
func checkOneThatHangs(t *testing.T, poller *health.Poller, follower *zktest.Server) {
	t.Helper()
	if err := follower.Pause(); err != nil {
		t.Fatal(err)
	}
	want := health.Quorum{Voters: 3, Up: 2, Untold: 1, Counted: 1, Told: true, Needed: 2, Margin: 0, Best: 1, Full: 1}
	zktest.Eventually(t, "the leader counts on it, and the console has no answer", func() bool {
		state := look(t, poller)
		at := slices.IndexFunc(state.Findings, func(f health.Finding) bool { return f.Code == health.ServerAway })
		return state.Quorum == want && at >= 0 && state.Findings[at].Server == follower.Addr() && state.Findings[at].Args["counted"] == "it"
	})
	if err := follower.Continue(); err != nil {
		t.Fatal(err)
	}
	zktest.Eventually(t, "it serves again", func() bool {
		state := look(t, poller)
		return state.Quorum.Up == 3 && state.Quorum.Counted == 0
	})
}

// checkNewestIsAsked: what a session holds is told by the leader, though the follower that is
// behind is the first of the cluster's servers, and how far behind that is is known.
func checkNewestIsAsked(t *testing.T, c cluster.Cluster, poller *health.Poller, leader, follower string) {
	t.Helper()
	at := c
	at.Servers = []string{leader}
	holder := session.Open(at, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(holder.Close)
	if err := holder.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	create(t, holder, "/held", znode.ModeEphemeral)
	status, _ := holder.Status()
	var standings []cluster.Standing
	zktest.Until(t, func() bool {
		standings = look(t, poller).Standings()
		last := standings[len(standings)-1]
		return standings[0].Server == leader && last.Server == follower && last.Known && last.Behind > time.Second/2 && last.Changes > 0
	}, func() string { return fmt.Sprintf("asked one after the other are %+v", standings) })
	var census *cluster.Census
	zktest.Eventually(t, "the leader tells", func() bool {
		census = cluster.NewClients(nil).Census(t.Context(), c, standings)
		return census.From.Server == leader
	})
	if held, _ := census.Client(status.Session); !slices.Equal(held.Ephemerals, []string{"/held"}) || !census.From.UpToDate() {
		t.Errorf("%+v tells that it holds %q", census.From, held.Ephemerals)
	}
}

// memberLine returns the line of a server's zoo.cfg for the member that serves clients at an
// address, and where its peers reach it.
func memberLine(t *testing.T, server *zktest.Server, address string) (line, quorum string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(server.Dir(), "zoo.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if parts := regexp.MustCompile(`^server\.\d+=(127\.0\.0\.1:\d+):\d+;`).FindStringSubmatch(line); parts != nil && strings.HasSuffix(strings.TrimSpace(line), ";"+address) {
			return strings.TrimSpace(line), parts[1]
		}
	}
	t.Fatalf("no member at %s in %s", address, text)
	return "", ""
}

// write sets a znode through a server again and again, so many at a time, until ctx ends.
func write(t *testing.T, ctx context.Context, writers *sync.WaitGroup, address, path string, many int) {
	t.Helper()
	client := session.Open(parse(t, "main="+address), session.Anonymous(), session.Options{})
	t.Cleanup(client.Close)
	if err := client.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	at := create(t, client, path, znode.ModePersistent)
	for range many {
		writers.Go(func() {
			pace := time.NewTicker(10 * time.Millisecond) // there is more on this machine
			defer pace.Stop()
			for ctx.Err() == nil {
				<-pace.C
				_, _ = znode.Set(ctx, client, at, []byte("x"), znode.AnyVersion) // until it ends, or the server does
			}
		})
	}
}

func create(t *testing.T, client *session.Session, path string, mode znode.CreateMode) znode.Path {
	t.Helper()
	at, err := znode.ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	anybody := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	if _, err := znode.Create(t.Context(), client, at, nil, anybody, mode); err != nil {
		t.Fatal(err)
	}
	return at
}

// TestAnEpochThatNearsItsEnd is found, until the leader leads anew.
func TestAnEpochThatNearsItsEnd(t *testing.T) {
	t.Parallel()
	newest, err := zktest.FindRelease("3.9")
	if err != nil {
		t.Fatal(err)
	}
	config := zktest.Config{
		Installation: newest, ZooCfg: []string{"standaloneEnabled=false"},
		JavaProperties: map[string]string{"zookeeper.testingonly.initialZxid": "4000000000"},
	}
	ensemble := zktest.RunEnsemble(t, 1, config)
	leader := ensemble.Servers[0]
	writing, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	write(t, writing, &writers, leader.Addr(), "/led", 1)
	poller := run(t, health.Options{}, parse(t, "main="+leader.Addr()))
	zktest.Eventually(t, "it is found", func() bool {
		state := look(t, poller)
		at := slices.IndexFunc(state.Findings, func(f health.Finding) bool { return f.Code == health.ZxidNearEnd })
		return at >= 0 && state.Findings[at].Args["percent"] == "93"
	})
	stop()
	writers.Wait()
	config.JavaProperties = nil
	if err := leader.RestartWith(config); err != nil {
		t.Fatal(err)
	}
	zktest.Eventually(t, "it is over", func() bool {
		state := look(t, poller)
		return state.Servers[0].Role == cluster.Leader && !slices.Contains(codes(state), string(health.ZxidNearEnd))
	})
}

// TestAServerWithTooManyConnections: it is found near its limit, and at it that it refuses
// others, the console among them; AdminServer tells then how it is, and whose they are.
func TestAServerWithTooManyConnections(t *testing.T) {
	t.Parallel()
	port, err := zkserver.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{
		"4lw.commands.whitelist=*", "maxClientCnxns=10", "admin.enableServer=true", "admin.serverAddress=127.0.0.1", fmt.Sprintf("admin.serverPort=%d", port),
	}})
	c := parse(t, "main="+server.Addr())
	var idle []net.Conn
	free := func(left int) {
		for ; len(idle) > left; idle = idle[1:] {
			_ = idle[0].Close()
		}
	}
	t.Cleanup(func() { free(0) })
	take := func() {
		if conn, err := net.Dial("tcp", server.Addr()); err == nil { // beyond its limit it may hang up meanwhile
			idle = append(idle, conn)
		}
	}
	for len(idle) < 8 {
		take()
	}
	zktest.Eventually(t, "it is near its limit", func() bool {
		state := look(t, health.New([]cluster.Cluster{c}, health.Options{}))
		at := slices.IndexFunc(state.Findings, func(f health.Finding) bool { return f.Code == health.Connections })
		return at >= 0 && state.Findings[at].Args["max"] == "10" && state.Findings[at].Args[health.ClientArg] == "127.0.0.1"
	})
	poller := run(t, health.Options{}, c)
	zktest.Eventually(t, "it tells what it has refused", func() bool { return look(t, poller).Servers[0].Metrics.Has("connection_rejected") })
	zktest.Eventually(t, "it refuses the console", func() bool {
		take()
		state := look(t, poller)
		found := codes(state)
		return state.Servers[0].Why == znode.CodeServerHangsUp && slices.Contains(found, string(health.QuorumUnknown)) && slices.Contains(found, string(health.HangsUp))
	})
	c.AdminPort = port
	full := lookUntil(t, c, func(s health.State) bool { // by a console that has never heard a word of it
		take()
		told := s.Servers[0]
		return told.ByAdmin() && told.Metrics != nil && told.Settings != nil && told.Most.Connections >= 8
	})
	if told := full.Servers[0]; told.Role != cluster.Standalone || told.Settings["maxClientCnxns"] != "10" || told.Most.Address != "127.0.0.1" || full.Quorum.Up != 1 {
		t.Errorf("AdminServer tells %+v", told)
	}
	at := slices.IndexFunc(full.Findings, func(f health.Finding) bool { return f.Code == health.HangsUp })
	if at < 0 || full.Findings[at].Args["role"] != "standalone" || !slices.Contains(codes(full), string(health.Connections)) || slices.Contains(codes(full), string(health.QuorumUnknown)) {
		t.Errorf("by AdminServer found is %+v", full.Findings)
	}
	census := cluster.NewClients(nil).Census(t.Context(), c, full.Standings())
	if census == nil || len(census.Missing) > 0 || !census.Ephemerals {
		t.Errorf("of its clients it tells %+v", census)
	}
	free(5)
	zktest.Eventually(t, "it tells that it has refused some", func() bool {
		now := codes(look(t, poller))
		return slices.Contains(now, "connections_rejected") && !slices.Contains(now, string(health.HangsUp))
	})
}
