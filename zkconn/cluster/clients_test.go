package cluster_test

import (
	"context"
	"maps"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestServersTellTheirClients, where they are configured to.
func TestServersTellTheirClients(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=srvr,cons"}})
	c := parse(t, "main="+server.Addr())
	client := session.Open(c, session.Anonymous(), session.Options{})
	t.Cleanup(client.Close)
	if err := client.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	status, _ := client.Status()
	addresses := cluster.NewClients(nil).Of(t.Context(), c)
	host, port, err := net.SplitHostPort(addresses[status.Session])
	if err != nil || host != "127.0.0.1" || port == "" || len(addresses) != 1 {
		t.Errorf("the session 0x%x is told to be at %q, of %v", status.Session, addresses[status.Session], addresses)
	}
}

// TestCensusOfAServer: it tells of its sessions, which ephemeral znodes each holds and who
// watches what; one whose client has gone is there until it expires.
func TestCensusOfAServer(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.4", "3.9"} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, release, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
			c := parse(t, "main="+server.Addr())
			holder, watcher := connected(t, c), connected(t, c)
			for _, path := range []string{"/held", "/held too"} {
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
			clients := cluster.NewClients(nil)
			census := clients.Census(t.Context(), c)
			if len(census.Missing) != 0 || !census.Ephemerals || len(census.Clients) != 2 || len(census.Watches) != 1 {
				t.Fatalf("the census is %+v", census)
			}
			status, _ := holder.Status()
			client, _ := census.Client(status.Session)
			if !slices.Equal(client.Ephemerals, []string{"/held", "/held too"}) || client.Server != server.Addr() || client.Timeout != 10*time.Second ||
				time.Since(client.Since).Abs() > time.Minute || time.Since(client.LastSeen).Abs() > time.Minute || client.Received == 0 || census.Unconnected(client) {
				t.Errorf("the client that holds them is %+v", client)
			}
			if clients.Census(t.Context(), c) != census {
				t.Error("the servers were asked again at once")
			}
			if release != "3.9" {
				return
			}
			watching, _ := watcher.Status()
			if got := clients.Watchers(t.Context(), c); !slices.Contains(got.ByPath["/held"], watching.Session) || !slices.Contains(got.BySession[watching.Session], "/held") || len(got.Missing) != 0 {
				t.Errorf("who watches is %+v", got)
			}
		})
	}
}

// TestCensusOfServersThatDoNotTell names what each does not tell, and why, and waits for
// none longer than it may.
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
	census := cluster.NewClients(nil).Census(t.Context(), c)
	why := map[string]znode.Code{}
	for _, missing := range census.Missing {
		why[missing.Server+" "+missing.Word] = missing.Why
	}
	want := map[string]znode.Code{
		c.Servers[0] + " cons": znode.CodeWordRefused, c.Servers[0] + " wchs": znode.CodeWordRefused,
		c.Servers[1] + " cons": znode.CodeServerSilent, c.Servers[1] + " wchs": znode.CodeServerSilent,
		c.Servers[2] + " cons": znode.CodeWordCut, c.Servers[2] + " wchs": znode.CodeWordCut, c.Servers[2] + " dump": znode.CodeWordCut,
	}
	if !maps.Equal(why, want) {
		t.Errorf("missing is %v, want %v", why, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if late := cluster.NewClients(nil).Census(ctx, c); late != nil {
		t.Errorf("a page that has gone waits for %+v", late)
	}
}

func connected(t *testing.T, c cluster.Cluster) *session.Session {
	t.Helper()
	client := session.Open(c, session.Anonymous(), session.Options{})
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

// TestOneThatDoesNotTellIsNotAskedAgain, and one that hangs holds nobody up.
func TestOneThatDoesNotTellIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	refusing := zktest.RunHostile(t, func(conn net.Conn) {
		asked.Add(1)
		_, _ = conn.Write([]byte("cons is not executed because it is not in the whitelist.\n"))
	})
	silent := zktest.RunHostile(t, zktest.SayNothing)
	clients := cluster.NewClients(nil)
	c := parse(t, "main="+refusing+","+silent)
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if got := clients.Of(ctx, c); len(got) != 0 {
			t.Errorf("the servers tell of %v", got)
		}
		cancel()
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the server that refuses was asked %d times", n)
	}
}
