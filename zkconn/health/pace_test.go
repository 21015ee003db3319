package health

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// adminAnswers are what AdminServer tells, by command.
var adminAnswers = map[string]string{
	"server_stats": `{"command":"server_stats","error":null,"version":"3.9.5-x, built on y","node_count":4,"server_stats":{"server_state":"standalone","last_processed_zxid":5}}`,
	"monitor":      `{"command":"monitor","error":null,"uptime":1000}`,
}

// TestAPolledServerIsAskedOnce checks that whoever looks at a cluster before the first answers
// waits for these, and does not ask the servers a second time.
func TestAPolledServerIsAskedOnce(t *testing.T) {
	t.Parallel()
	commands, answer := make(chan string, 100), make(chan struct{})
	server := zktest.RunHostile(t, func(conn net.Conn) {
		word := make([]byte, 4)
		if _, err := io.ReadFull(conn, word); err != nil {
			return
		}
		commands <- string(word)
		<-answer
		if string(word) == "srvr" {
			_, _ = io.WriteString(conn, "Zookeeper version: 3.9.5-x, built on y\nZxid: 0x5\nMode: standalone\nNode count: 4\n")
		}
	})
	c, err := cluster.Parse("main=" + server)
	if err != nil {
		t.Fatal(err)
	}
	c.AdminPort = -1
	poller := New([]cluster.Cluster{c}, Options{Every: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	var polling sync.WaitGroup
	defer polling.Wait()
	defer cancel()
	polling.Go(func() { poller.Run(ctx) })
	if first := <-commands; first != "srvr" {
		t.Errorf("the first command is %q", first)
	}
	first := poller.clusters["main"].servers[0].needed()
	close(answer)
	<-first
	state, _ := poller.Look(t.Context(), "main")
	if next := <-commands; next != "mntr" || len(commands) > 0 || state.Servers[0].Role != cluster.Standalone {
		t.Errorf("after srvr it was asked %q and %d more, and is %q", next, len(commands), state.Servers[0].Role)
	}
}

// TestAServerGetsTwoCommandsAtOnce, words and AdminServer's together, also when it is due to be
// asked again what it has refused; once it takes that, it is asked no other way.
func TestAServerGetsTwoCommandsAtOnce(t *testing.T) {
	t.Parallel()
	var commands, takes atomic.Int32
	server := zktest.RunHostile(t, func(conn net.Conn) {
		commands.Add(1)
		word := make([]byte, 4)
		switch _, err := io.ReadFull(conn, word); {
		case err != nil:
		case string(word) == "srvr":
			_, _ = io.WriteString(conn, "Zookeeper version: 3.9.5-x, built on y\nZxid: 0x5\nMode: standalone\nNode count: 4\n")
		case takes.Load() > 0:
			_, _ = io.WriteString(conn, "zk_uptime\t7000\n")
		default:
			_, _ = io.WriteString(conn, string(word)+" is not executed because it is not in the whitelist.\n")
		}
	})
	w := watchedWithAdmin(t, server, &commands)
	const past = time.Minute
	for _, test := range []struct {
		name    string
		refused bool // mntr, some time ago
		uptime  float64
	}{
		{"as it comes back", false, 0}, // the next round asks AdminServer
		{"when mntr may be asked again", true, 1000},
	} {
		zktest.Until(t, func() bool { // a busy machine may have no answer within its second
			w.of.mu.Lock()
			w.refused["mntr"], w.due["mntr"] = test.refused, time.Now().Add(-past)
			w.of.mu.Unlock()
			commands.Store(0)
			w.ask(t.Context())
			now := w.current()
			return commands.Load() == 2 && now.Serves() && now.Metrics["uptime"] == test.uptime
		}, func() string {
			return fmt.Sprintf("%s: %d commands, it tells %v", test.name, commands.Load(), w.current().Metrics)
		})
	}
	takes.Store(1)
	w.of.mu.Lock()
	for word := range seldom {
		w.due[word] = time.Now().Add(past)
	}
	w.of.mu.Unlock()
	zktest.Until(t, func() bool {
		if word := w.nextSeldom(); word != "" {
			w.askSeldom(t.Context(), word)
		}
		w.ask(t.Context())
		return w.current().Metrics["uptime"] == 7000
	}, func() string { return fmt.Sprintf("mntr, which is taken now, is not asked: %+v", w.current()) })
}

// TestAFullServerIsAskedOneWord, which it hangs up on, and two commands of its AdminServer.
func TestAFullServerIsAskedOneWord(t *testing.T) {
	t.Parallel()
	var commands atomic.Int32
	w := watchedWithAdmin(t, zktest.RunHostile(t, func(conn net.Conn) {
		commands.Add(1)
		zktest.HangUp(conn)
	}), &commands)
	zktest.Until(t, func() bool { // a busy machine may have no answer within its second
		commands.Store(0)
		w.ask(t.Context())
		now := w.current()
		return commands.Load() == 3 && now.ByAdmin() && now.Metrics["uptime"] == 1000
	}, func() string { return fmt.Sprintf("%d questions, it tells %+v", commands.Load(), w.current()) })
}

// TestWhatAServerRanOutlastsAnAnswer of its AdminServer that is missing, where it takes no word.
func TestWhatAServerRanOutlastsAnAnswer(t *testing.T) {
	t.Parallel()
	server := zktest.RunHostile(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "srvr is not executed because it is not in the whitelist.\n")
	})
	var commands atomic.Int32
	w := watchedWithAdmin(t, server, &commands)
	w.refused["srvr"] = true
	zktest.Until(t, func() bool {
		w.ask(t.Context())
		return w.current().Role == cluster.Standalone
	}, func() string { return fmt.Sprintf("AdminServer tells %+v", w.current()) })
	w.of.cluster.AdminPort = -1
	w.ask(t.Context())
	if now := w.current(); now.Told() || now.Version != v(3, 9, 5) {
		t.Errorf("it is %+v", now)
	}
}

// watchedWithAdmin returns a server with an AdminServer, which is known to answer, and counts what it
// is asked.
func watchedWithAdmin(t *testing.T, server string, commands *atomic.Int32) *watched {
	t.Helper()
	admin := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		commands.Add(1)
		_, _ = io.WriteString(answer, adminAnswers[path.Base(r.URL.Path)])
	}))
	t.Cleanup(admin.Close)
	c, err := cluster.Parse("main=" + server)
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(admin.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if c.AdminPort, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	w := New([]cluster.Cluster{c}, Options{}).clusters["main"].servers[0]
	w.now.Admin = cluster.AdminOpen
	return w
}

// TestAClientThatFloodsAServerIsFound by its session, until it does not any more.
func TestAClientThatFloodsAServerIsFound(t *testing.T) {
	t.Parallel()
	c, err := cluster.Parse("main=" + zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}}).Addr())
	if err != nil {
		t.Fatal(err)
	}
	client := session.Open(c, session.Anonymous(), session.Options{SessionTimeout: 30 * time.Second})
	t.Cleanup(client.Close)
	if err := client.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	poller := New([]cluster.Cluster{c}, Options{Thresholds: Thresholds{FloodRate: 50}})
	w := poller.clusters["main"].servers[0]
	found := func(reads int) (found []Finding) {
		w.askSeldom(t.Context(), "cons")
		var asking sync.WaitGroup
		for range reads { // pipelined
			asking.Go(func() { _, _ = client.Exists(t.Context(), znode.Root) })
		}
		asking.Wait()
		w.askSeldom(t.Context(), "cons")
		return slices.DeleteFunc(poller.Findings("main"), func(f Finding) bool { return f.Code != Flooding })
	}
	status, _ := client.Status()
	w.ask(t.Context())
	zktest.Eventually(t, "it is found", func() bool {
		now := found(2000)
		return len(now) == 1 && now[0].Args[ClientArg] == "127.0.0.1" && now[0].Args[SessionArg] == sessionText(status.Session) && number(now[0].Args["rate"]) > 50
	})
	zktest.Eventually(t, "it is over", func() bool { return len(found(0)) == 0 })
}

// TestAServerThatDoesNotServeTellsNoSettings: what it told before stays, its ports for its peers
// among it; these are asked for again when it has another role.
func TestAServerThatDoesNotServeTellsNoSettings(t *testing.T) {
	t.Parallel()
	server := zktest.RunHostile(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "This ZooKeeper instance is not currently serving requests\n")
	})
	c, err := cluster.Parse("main=" + server)
	if err != nil {
		t.Fatal(err)
	}
	w := New([]cluster.Cluster{c}, Options{}).clusters["main"].servers[0]
	w.now.Role, w.now.Settings = cluster.Follower, map[string]string{"electionPort": "3888"}
	w.askSeldom(t.Context(), "conf")
	if now := w.current(); !slices.Equal(now.peerPorts(), []int{3888}) {
		t.Errorf("it tells %v", now.Settings)
	}
	w.putOff("ports", time.Hour)
	next := w.current()
	next.Role = cluster.Leader
	w.keep(next)
	if !w.isDue("ports") {
		t.Error("the ports of a leader are not asked for")
	}
}
