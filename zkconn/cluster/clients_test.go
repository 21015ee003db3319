package cluster_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestServersTellTheirClients checks that Of knows a session if the server allows cons.
func TestServersTellTheirClients(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=srvr,cons"}})
	c := parse(t, "main="+server.Addr())
	client := session.Open(c, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(client.Close)
	if err := client.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	status, _ := client.Status()
	var addresses map[int64]string
	zktest.Eventually(t, "the server tells its connections", func() bool {
		addresses = cluster.NewClients(nil).Of(t.Context(), c)
		return len(addresses) > 0
	})
	host, port, err := net.SplitHostPort(addresses[status.Session])
	if err != nil || host != "127.0.0.1" || port == "" || len(addresses) != 1 {
		t.Errorf("the address of the session 0x%x is %q, of %v", status.Session, addresses[status.Session], addresses)
	}
}

// TestCensusOfAServer checks the census and the watchers of a server: its sessions, the ephemeral
// znodes of each, and who watches what. A session without a client stays until it expires.
func TestCensusOfAServer(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.4", "3.9"} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, release, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
			c := parse(t, "main="+server.Addr())
			holder, watcher := connected(t, c), connected(t, c)
			const like = "/held is not executed because it is not in the whitelist" // like a refusal of the word
			for _, path := range []string{"/held", like} {
				if _, err := znode.Create(t.Context(), holder, parsePath(t, path), nil, open, znode.ModeEphemeral); err != nil {
					t.Fatal(err)
				}
			}
			watch, err := watcher.AddWatch(t.Context(), parsePath(t, "/held"), false)
			if release == "3.9" { // 3.4 has no such watches
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(watch.Close)
			}
			var clients *cluster.Clients
			var census *cluster.Census
			zktest.Eventually(t, "the census is complete", func() bool {
				clients = cluster.NewClients(nil)
				census = clients.Census(t.Context(), c, standings(c))
				return len(census.Missing) == 0
			})
			if len(census.Missing) != 0 || !census.Ephemerals || len(census.Clients) != 2 || len(census.Watches) != 1 {
				t.Fatalf("the census is %+v", census)
			}
			status, _ := holder.Status()
			client, _ := census.Client(status.Session)
			if !slices.Equal(client.Ephemerals, []string{"/held", like}) || client.Server != server.Addr() || client.Timeout != zktest.SessionTimeout ||
				time.Since(client.Since).Abs() > time.Minute || time.Since(client.LastSeen).Abs() > time.Minute || client.Received == 0 || census.Unconnected(client) {
				t.Errorf("the owner of the ephemeral znodes is %+v", client)
			}
			if clients.Census(t.Context(), c, standings(c)) != census {
				t.Error("the servers were asked again at once")
			}
			if release != "3.9" {
				return
			}
			watching, _ := watcher.Status()
			if got := clients.Watchers(t.Context(), c); !slices.Contains(got.ByPath["/held"], watching.Session) || !slices.Contains(got.BySession[watching.Session], "/held") || len(got.Missing) != 0 {
				t.Errorf("the watchers are %+v", got)
			}
		})
	}
}

// TestCensusOfServersThatDoNotTell checks that the census names what each server does not tell, and
// why, and waits for none longer than allowed.
func TestCensusOfServersThatDoNotTell(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	endless := zktest.RunHostile(t, func(conn net.Conn) {
		for {
			if _, err := conn.Write([]byte(" /10.0.0.1:1[1](sid=0x1,est=99999999999999999999,to=-1,queued=99999999999999999999)\n\t/a\n\x00")); err != nil {
				return
			}
		}
	})
	c := parse(t, "main="+server.Addr()+","+zktest.RunHostile(t, zktest.SayNothing)+","+endless)
	why := map[string]znode.Code{}
	want := map[string]znode.Code{
		c.Servers[0] + " cons": znode.CodeWordRefused, c.Servers[0] + " wchs": znode.CodeWordRefused,
		c.Servers[1] + " cons": znode.CodeServerSilent, c.Servers[1] + " wchs": znode.CodeServerSilent,
		c.Servers[2] + " cons": znode.CodeWordCut, c.Servers[2] + " wchs": znode.CodeWordCut, c.Servers[2] + " dump": znode.CodeWordCut,
	}
	zktest.Until(t, func() bool {
		clear(why)
		for _, missing := range cluster.NewClients(nil).Census(t.Context(), c, standings(c)).Missing {
			why[missing.Server+" "+missing.Word] = missing.Why
		}
		return maps.Equal(why, want)
	}, func() string { return fmt.Sprintf("missing is %v, want %v", why, want) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if late := cluster.NewClients(nil).Census(ctx, c, standings(c)); late != nil {
		t.Errorf("with an ended context the census is %+v, want nil", late)
	}
}

// standings returns standings of the cluster's servers, in order, none of which is behind.
func standings(c cluster.Cluster) (all []cluster.Standing) {
	for _, server := range c.Servers {
		all = append(all, cluster.Standing{Server: server, Known: true})
	}
	return all
}

func connected(t *testing.T, c cluster.Cluster) *session.Session {
	t.Helper()
	client := session.Open(c, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(client.Close)
	if err := client.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	return client
}

var open = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

func parsePath(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOneThatDoesNotTellIsNotAskedAgain also checks that a server that hangs delays nobody.
func TestOneThatDoesNotTellIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	refusing := zktest.RunHostile(t, func(conn net.Conn) {
		asked.Add(1)
		_, _ = conn.Write([]byte("cons is not executed because it is not in the whitelist.\n"))
	})
	clients := cluster.NewClients(nil)
	for range 3 {
		if got := clients.Of(t.Context(), parse(t, "main="+refusing)); len(got) != 0 {
			t.Errorf("the server's clients are %v, want none", got)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the server that refuses was asked %d times", n)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if got := clients.Of(ctx, parse(t, "main="+refusing+","+zktest.RunHostile(t, zktest.SayNothing))); len(got) != 0 {
		t.Errorf("the servers' clients are %v, want none", got)
	}
}

// TestAdminServerTellsWhatWordsDoNot checks that clients, ephemeral znodes and watches come from
// AdminServer if the words are refused.
func TestAdminServerTellsWhatWordsDoNot(t *testing.T) {
	t.Parallel()
	port, err := zkserver.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"admin.enableServer=true", "admin.serverAddress=127.0.0.1", fmt.Sprintf("admin.serverPort=%d", port)}})
	c := parse(t, "main="+server.Addr())
	c.AdminPort = port
	client := connected(t, c)
	if _, err := znode.Create(t.Context(), client, parsePath(t, "/held"), nil, open, znode.ModeEphemeral); err != nil {
		t.Fatal(err)
	}
	watch, err := client.AddWatch(t.Context(), parsePath(t, "/held"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(watch.Close)
	status, _ := client.Status()
	var census *cluster.Census
	zktest.Eventually(t, "AdminServer answers, of which the first answer is slow", func() bool {
		census = cluster.NewClients(nil).Census(t.Context(), c, standings(c))
		return len(census.Missing) == 0
	})
	got, _ := census.Client(status.Session)
	if !slices.Equal(got.Ephemerals, []string{"/held"}) || got.Server != server.Addr() || got.Timeout != zktest.SessionTimeout || got.Received == 0 || got.LastOp == "" ||
		time.Since(got.Since).Abs() > time.Minute || time.Since(got.LastSeen).Abs() > time.Minute || !census.Complete() || len(census.Clients) != 1 {
		t.Errorf("the client is %+v", got)
	}
	if len(census.Watches) != 1 || census.Watches[0].Watches == 0 || census.Watches[0].Paths == 0 {
		t.Errorf("the watches are %+v", census.Watches)
	}
	if got := cluster.NewClients(nil).Watchers(t.Context(), c); !slices.Contains(got.ByPath["/held"], status.Session) || len(got.Missing) != 0 {
		t.Errorf("the watchers are %+v", got)
	}
}

// TestWhatIsNoAdminServer checks that the census names why AdminServer did not answer.
func TestWhatIsNoAdminServer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   cluster.AdminState
		why    znode.Code
	}{
		"closed":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, cluster.AdminClosed, znode.CodeWordRefused},
		"another": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"connections":[]}`) }, cluster.AdminAway, znode.CodeWordRefused},
		"moved": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		}, cluster.AdminAway, znode.CodeWordRefused},
		"failed": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"command":"connections","error":"This ZooKeeper instance is not currently serving requests"}`)
		}, cluster.AdminAway, znode.CodeWordRefused},
		"garbled": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"command":"connections","error":null,"connections":{"a":1}}`)
		}, cluster.AdminAway, znode.CodeWordRefused},
		"too many": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"command":"connections","error":null,"connections":[{"remote_socket_address":"10.0.0.1:1"}`)
			_, _ = io.WriteString(w, strings.Repeat(`,{"remote_socket_address":"10.0.0.1:2"}`, 50_000)+`]}`)
		}, cluster.AdminUnknown, znode.CodeWordCut},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			for piece := []byte(strings.Repeat(" ", 64<<10)); ; {
				if _, err := w.Write(piece); err != nil {
					return
				}
			}
		}, cluster.AdminUnknown, znode.CodeWordCut},
		"dripping": {func(w http.ResponseWriter, r *http.Request) {
			for drip := time.NewTicker(50 * time.Millisecond); r.Context().Err() == nil; <-drip.C {
				_, _ = io.WriteString(w, " ")
				w.(http.Flusher).Flush()
			}
		}, cluster.AdminUnknown, znode.CodeWordCut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			web := httptest.NewServer(test.answer)
			t.Cleanup(web.Close)
			refusing := zktest.RunHostile(t, func(conn net.Conn) {
				_, _ = io.WriteString(conn, "it is not executed because it is not in the whitelist.\n")
			})
			c := parse(t, "main="+refusing)
			_, port, _ := net.SplitHostPort(web.Listener.Addr().String())
			c.AdminPort, _ = strconv.Atoi(port)
			var census *cluster.Census
			zktest.Until(t, func() bool {
				census = cluster.NewClients(nil).Census(t.Context(), c, standings(c))
				return !slices.ContainsFunc(census.Missing, func(m cluster.Missing) bool {
					return m.Word == "cons" && (m.Why != test.why || m.Admin != test.want)
				})
			}, func() string { return fmt.Sprintf("missing is %+v", census.Missing) })
			if len(census.Missing) != 3 || len(census.Clients) != 0 || census.Complete() {
				t.Errorf("the census is %+v", census)
			}
		})
	}
}

// TestAnAdminServerThatHangsIsLeftAlone checks that concurrent calls wait for an AdminServer that
// hangs only once.
func TestAnAdminServerThatHangsIsLeftAlone(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	hanging := zktest.RunHostile(t, func(conn net.Conn) {
		asked.Add(1)
		zktest.SayNothing(conn)
	})
	refusing := zktest.RunHostile(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "it is not executed because it is not in the whitelist.\n")
	})
	c := parse(t, "main="+refusing)
	_, port, err := net.SplitHostPort(hanging)
	if err != nil {
		t.Fatal(err)
	}
	if c.AdminPort, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	clients := cluster.NewClients(nil)
	census := clients.Census(t.Context(), c, standings(c))
	if len(census.Missing) != 3 || census.Missing[0].Admin != cluster.AdminSilent {
		t.Errorf("missing is %+v", census.Missing)
	}
	before := asked.Load()
	if watchers := clients.Watchers(t.Context(), c); len(watchers.Missing) != 1 || watchers.Missing[0].Admin != cluster.AdminSilent {
		t.Errorf("missing is %+v", watchers.Missing)
	}
	if now := asked.Load(); before > 3 || now != before {
		t.Errorf("AdminServer was asked %d times, and then %d times", before, now-before)
	}
}
