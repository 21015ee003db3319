package session

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// removeServer removes one server from an ensemble's configuration.
const removeServer = `
import sys
from kazoo.client import KazooClient
client = KazooClient(hosts=sys.argv[1])
client.start()
client.reconfig(joining=None, leaving=sys.argv[2], new_members=None)
client.stop()
`

// openTo opens a session with one server of an ensemble, and waits until it has read the ensemble's
// configuration. It logs to log.
func openTo(t *testing.T, server string, credentials Credentials, log *safeBuffer, options Options) *Session {
	t.Helper()
	here, err := cluster.Parse("test=" + server)
	if err != nil {
		t.Fatal(err)
	}
	options.Logger = slog.New(slog.NewTextHandler(log, nil))
	session := Open(here, credentials, options)
	t.Cleanup(session.Close)
	if err := session.AwaitConnected(within(t, time.Minute)); err != nil {
		t.Fatal(err)
	}
	session.background.Wait() // for afterConnecting; nothing else begins in this time
	return session
}

// safeBuffer is a log that can be read while it is written.
type safeBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) count(text string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(b.text.String(), text)
}

func addresses(ensemble *zktest.Ensemble) []string { return strings.Split(ensemble.Addrs(), ",") }

// TestTheEnsemblesConfigurationIsFollowed checks, on each version that has a configuration, that a
// session that was given one server knows all of them.
func TestTheEnsemblesConfigurationIsFollowed(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.5", "3.6", "3.7", "3.8", "3.9"} {
		installation, err := zktest.FindRelease(release)
		if err != nil {
			t.Fatal(err)
		}
		ensemble := zktest.RunEnsemble(t, 2, zktest.Config{Installation: installation})
		var log safeBuffer
		options := Options{}.WithDefaults()
		session := openTo(t, ensemble.Servers[0].Addr(), Anonymous(), &log, options)
		awaitMembers(t, session, addresses(ensemble))
		again := openTo(t, ensemble.Servers[0].Addr(), Anonymous(), &log, options)
		awaitMembers(t, again, addresses(ensemble))
		if got := log.count("level=WARN"); got != 1 || log.count("server="+ensemble.Servers[1].Addr()) == 0 {
			t.Errorf("%s: %d warnings about the server that was not given, want 1", release, got)
		}
		session.Close()
		again.Close()
	}
}

// TestAReconfiguredEnsembleIsFollowedWhereItIsTrusted checks that a changed configuration is
// followed with FollowReconfigured only: if ACLs are skipped, anyone can reconfigure.
func TestAReconfiguredEnsembleIsFollowedWhereItIsTrusted(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3, zktest.Config{
		ZooCfg:         []string{"reconfigEnabled=true"},
		JavaProperties: map[string]string{"zookeeper.skipACL": "yes"},
	})
	told := ensemble.Servers[0].Addr()
	var log safeBuffer
	trusting := openTo(t, told, Anonymous(), &log, Options{FollowReconfigured: true})
	careful := openTo(t, told, Anonymous(), &log, Options{})
	awaitMembers(t, trusting, addresses(ensemble))
	awaitMembers(t, careful, nil)

	leaving := 0
	for i, server := range ensemble.Servers[1:] {
		if slices.Contains(ensemble.Followers(), server) {
			leaving = 1 + i
		}
	}
	zktest.Kazoo(t, removeServer, told, fmt.Sprint(leaving+1))
	awaitMembers(t, trusting, slices.Delete(slices.Clone(addresses(ensemble)), leaving, leaving+1))
	awaitMembers(t, careful, nil)

	ensemble.Servers[leaving].Kill()
	if _, err := trusting.Exists(within(t, time.Minute), znode.Root); err != nil {
		t.Error(err)
	}
}

// plant creates a configuration that names an attacker's server, as a client without credentials
// can if nothing forbids it.
const plant = `
import sys
from kazoo.client import KazooClient
from kazoo.exceptions import NoNodeError
from kazoo.security import OPEN_ACL_UNSAFE, READ_ACL_UNSAFE
client = KazooClient(hosts=sys.argv[1])
client.start()
config = "\n".join("server.%d=127.0.0.1:1:2:participant;%s" % (i, address) for i, address in enumerate(sys.argv[2:], 1)).encode()
for how in ("create", "set", "again"):
    try:
        if how == "create":
            client.create("/zookeeper/config", config, acl=READ_ACL_UNSAFE)
            break
        if how == "set":
            client.set("/zookeeper/config", config + b"\nversion=0")
        if how == "again":
            client.delete("/zookeeper/config")
            client.create("/zookeeper/config", config + b"\nversion=0", acl=READ_ACL_UNSAFE)
    except Exception as e:
        print(how, type(e).__name__)
client.stop()
`

// TestAPlantedConfigurationLeadsNobodyAway checks that credentials are not sent to a server that a
// client has named.
func TestAPlantedConfigurationLeadsNobodyAway(t *testing.T) {
	t.Parallel()
	old, err := zktest.FindRelease("3.4")
	if err != nil {
		t.Fatal(err)
	}
	skip := map[string]string{"zookeeper.skipACL": "yes"}
	for name, config := range map[string]zktest.Config{
		"3.4":                 {Installation: old},
		"3.4 that skips ACLs": {Installation: old, JavaProperties: skip},
		"3.8 that skips ACLs": {JavaProperties: skip},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var visits atomic.Int32
			fake := zktest.RunHostile(t, func(conn net.Conn) { visits.Add(1); zktest.GrantAndHangUp(conn) })
			server := zktest.Run(t, config)
			zktest.Kazoo(t, plant, server.Addr(), server.Addr(), fake)
			credentials, err := Digest("vic", "St0len-by-config!")
			if err != nil {
				t.Fatal(err)
			}
			for _, trusts := range []bool{false, true} {
				var log safeBuffer
				session := openTo(t, server.Addr(), credentials, &log, Options{FollowReconfigured: trusts})
				server.Kill()
				// A session that trusted the configuration would now be on the other server.
				for ctx := within(t, time.Minute); ; {
					session.hosts.mu.Lock()
					failures := session.hosts.failures
					session.hosts.mu.Unlock()
					if failures > 1 {
						break
					}
					tick := time.After(5 * time.Millisecond)
					select {
					case <-tick:
					case <-ctx.Done():
						t.Fatal("the session did not notice that its server is gone")
					}
				}
				if err := server.Restart(); err != nil {
					t.Fatal(err)
				}
				if err := session.AwaitConnected(within(t, time.Minute)); err != nil {
					t.Error(err)
				}
				session.Close()
				if got := log.count("level=WARN"); got != 0 {
					t.Errorf("%d warnings", got)
				}
			}
			if got := visits.Load(); got != 0 {
				t.Errorf("the planted server had %d connections", got)
			}
		})
	}
}

// awaitMembers waits until the session tries these servers first.
func awaitMembers(t *testing.T, session *Session, want []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
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
