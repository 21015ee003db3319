package cluster_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
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
