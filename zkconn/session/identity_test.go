package session

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestTheConsolesOwnIdentityIsKnown checks that servers that are new enough tell the console's
// address and its certificate.
func TestTheConsolesOwnIdentityIsKnown(t *testing.T) {
	t.Parallel()
	secure := zktest.RunTLS(t)
	certified, err := cluster.LoadTLS(secure.CA, secure.Certificate, secure.Key)
	if err != nil {
		t.Fatal(err)
	}
	const dn = "CN=zktest client"
	for _, c := range []struct {
		name, connection string
		options          Options
		want             map[string]bool // by scheme:id
	}{
		{"3.8", secure.Addr(), Options{}, map[string]bool{
			"ip:127.0.0.1": true, "ip:127.0.0.0/8": true, "ip:127.0.0.2": false, "ip:10.0.0.0/8": false, "ip:none": false,
			"x509:" + dn: false, "world:anyone": false, "digest:127.0.0.1": false,
		}},
		{"3.8 over TLS", "tls://" + secure.SecureAddr(), Options{TLS: certified}, map[string]bool{"ip:127.0.0.1": true, "x509:" + dn: true, "x509:CN=other": false}},
		{"3.6", zktest.RunRelease(t, "3.6").Addr(), Options{}, map[string]bool{"ip:127.0.0.1": false}},
	} {
		here, err := cluster.Parse("test=" + c.connection)
		if err != nil {
			t.Fatal(err)
		}
		c.options.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
		session := Open(here, Anonymous(), c.options)
		t.Cleanup(session.Close)
		if err := session.AwaitConnected(within(t, time.Minute)); err != nil {
			t.Fatal(err)
		}
		session.background.Wait()
		for entry, want := range c.want {
			scheme, id, _ := strings.Cut(entry, ":")
			if got := session.AppliesToConsole(znode.ACL{Scheme: scheme, ID: id}); got != want {
				t.Errorf("%s: AppliesToConsole(%s) is %v, want %v", c.name, entry, got, want)
			}
		}
	}
}
