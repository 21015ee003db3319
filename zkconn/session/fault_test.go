package session_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/session"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestTheLastZxidNeverGoesDown(t *testing.T) {
	t.Parallel()
	zxid := int64(500)
	fake := &fakeServer{
		grant: func(handshake) int64 { return 7 },
		answer: func(int32, string) (int64, wire.Code, jute.Encoder) {
			var body jute.Encoder
			encodeStat(&body, znode.Stat{})
			defer func() { zxid = 300 }()
			return zxid, 0, body
		},
	}
	client := open(t, fake.run(t), session.Anonymous(), session.Options{})
	before, _ := client.Status()
	for range 2 {
		if _, err := client.Exists(testContext(t), znode.Root); err != nil {
			t.Fatal(err)
		}
	}
	fake.cut()
	awaitReconnected(t, client, before)
	if all := fake.seen(); all[0] != (handshake{}) || all[1] != (handshake{500, 7}) {
		t.Errorf("the handshakes were %+v", all)
	}
}

// TestANewSessionHasSeenWhatWasChanged checks that a new session is not granted by a server that
// lacks the changes of the expired session. What that one only read does not count.
func TestANewSessionHasSeenWhatWasChanged(t *testing.T) {
	t.Parallel()
	granted := int64(1)
	fake := &fakeServer{
		grant: func(asked handshake) int64 {
			if asked.session != 0 { // it has expired
				granted++
				return 0
			}
			return granted
		},
		answer: func(operation int32, path string) (int64, wire.Code, jute.Encoder) {
			var body jute.Encoder
			encodeStat(&body, znode.Stat{})
			switch {
			case operation == wire.OpSetData:
				return 500, 0, body
			case path == "/seen":
				return 700, 0, body
			}
			return 0, 0, body
		},
	}
	client := open(t, fake.run(t), session.Anonymous(), session.Options{})
	before, _ := client.Status()
	if _, err := znode.Set(testContext(t), client, path(t, "/a"), nil, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Exists(testContext(t), path(t, "/seen")); err != nil {
		t.Fatal(err)
	}
	fake.cut()
	awaitReconnected(t, client, before)
	if all := fake.seen(); all[1] != (handshake{700, 1}) || all[len(all)-1] != (handshake{500, 0}) {
		t.Errorf("the handshakes were %+v", all)
	}
}

func TestAnotherSessionPassesThroughLost(t *testing.T) {
	t.Parallel()
	granted := int64(0)
	fake := &fakeServer{
		grant:  func(handshake) int64 { granted++; return granted },
		answer: func(int32, string) (int64, wire.Code, jute.Encoder) { return 1, wire.CodeNoNode, jute.Encoder{} },
	}
	var went history
	client := begin(t, fake.run(t), session.Anonymous(), session.Options{Logger: slog.New(stateHandler{quiet.Handler(), &went})})
	first := awaitState(t, client, znode.Connected)
	fake.cut()
	second := awaitReconnected(t, client, first)
	if first.Session != 1 || second.Session != 2 {
		t.Errorf("the sessions were %d and %d", first.Session, second.Session)
	}
	if got := went.get(false); !slices.Equal(got, states{connected, suspended, lost, connected}) {
		t.Errorf("the states were %q", got)
	}
}

// TestNamesOfAnotherSessionAreNotShown fills an ensemble anew by the same steps, so that all stats
// are the same, but the names differ.
func TestNamesOfAnotherSessionAreNotShown(t *testing.T) {
	t.Parallel()
	names, session1 := numbered("old"), int64(1)
	fake := &fakeServer{
		grant: func(asked handshake) int64 {
			if asked.session != 0 && asked.session != session1 {
				return 0
			}
			return session1
		},
		answer: func(operation int32, path string) (int64, wire.Code, jute.Encoder) {
			var body jute.Encoder
			if operation == wire.OpGetChildren {
				body.Texts(names)
			}
			encodeStat(&body, znode.Stat{Czxid: 1, Pzxid: 1501, NumChildren: int32(len(names))})
			return 1501, 0, body
		},
	}
	client := open(t, fake.run(t), session.Anonymous(), session.Options{})
	before, _ := client.Status()
	if got, _, err := client.GetChildren(testContext(t), znode.Root); err != nil || got[0] != names[0] {
		t.Fatalf("the names begin with %q, %v", got[:1], err)
	}
	fake.mu.Lock()
	names, session1 = numbered("new"), 2 // the old session is not known any more
	fake.mu.Unlock()
	fake.cut()
	awaitReconnected(t, client, before)
	if got, _, err := client.GetChildren(testContext(t), znode.Root); err != nil || got[0] != names[0] {
		t.Errorf("the names begin with %q, %v", got[:1], err)
	}
}

func numbered(prefix string) []string {
	var all []string
	for i := range 1500 {
		all = append(all, fmt.Sprintf("%s-%04d", prefix, i))
	}
	return all
}

// TestReadsInFlightAreAskedAgain cuts the connection while many single and combined reads are in
// progress, and checks that each succeeds over the next connection.
func TestReadsInFlightAreAskedAgain(t *testing.T) {
	t.Parallel()
	fake := &fakeServer{
		grant: func(handshake) int64 { return 7 },
		answer: func(int32, string) (int64, wire.Code, jute.Encoder) {
			var body jute.Encoder
			encodeStat(&body, znode.Stat{})
			return 1, 0, body
		},
	}
	client := open(t, fake.run(t), session.Anonymous(), session.Options{})
	for round := range 5 {
		before, _ := client.Status()
		const reads = 40
		held := make(chan struct{}, 2*reads)
		fake.hold(held)
		var reading sync.WaitGroup
		for range reads / 2 {
			reading.Go(func() {
				if _, err := client.Exists(testContext(t), znode.Root); err != nil {
					t.Errorf("round %d: %v", round, err)
				}
			})
			reading.Go(func() {
				if err := client.Stats(testContext(t), []znode.Path{znode.Root})[0].Err; err != nil {
					t.Errorf("round %d, of stats: %v", round, err)
				}
			})
		}
		reading.Go(func() { // three requests at once
			if _, _, err := client.GetSynced(testContext(t), znode.Root); err != nil {
				t.Errorf("round %d, synced: %v", round, err)
			}
		})
		for range reads + 3 {
			<-held
		}
		fake.hold(nil)
		fake.cut()
		reading.Wait()
		awaitReconnected(t, client, before)
	}
}

// TestEveryCallIsToldOfTheRefusal checks that all calls fail with the reason that a server tells
// one of them before it closes the connection.
func TestEveryCallIsToldOfTheRefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config      zktest.Config
		credentials session.Credentials
		want        znode.Code
	}{
		"without credentials": {
			zktest.Config{ZooCfg: []string{"enforce.auth.enabled=true", "enforce.auth.schemes=digest"}},
			session.Anonymous(), znode.CodeSignInRequired,
		},
		"SASL is asked for": {
			zktest.Config{ZooCfg: []string{"authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider", "enforce.auth.enabled=true", "enforce.auth.schemes=sasl"}},
			digest(t, "alice", "wonderland"), znode.CodeOtherSignIn,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := open(t, zktest.Run(t, c.config).Addr(), c.credentials, session.Options{})
			for range 5 {
				var calling sync.WaitGroup
				for range 10 {
					calling.Go(func() {
						if _, err := client.Exists(testContext(t), znode.Root); codeOf(err) != c.want {
							t.Errorf("got %v", err)
						}
					})
				}
				calling.Wait()
			}
		})
	}
}

// TestAPlainWatchLeavesARecursiveOneOn checks watches of both kinds on one path, which servers
// before 3.9 do not support.
func TestAPlainWatchLeavesARecursiveOneOn(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"3.6", "3.8", "3.9"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			client := open(t, zktest.RunRelease(t, line).Addr(), session.Anonymous(), session.Options{})
			create(t, client, "/a", nil)
			create(t, client, "/a/b", nil)
			below := addWatch(t, client, "/a", true)
			plain := addWatch(t, client, "/a", false)
			create(t, client, "/a/b/deep", nil)
			wantEvent(t, below, session.Created, "/a/b/deep")
			create(t, client, "/a/c", nil)
			wantEvent(t, below, session.Created, "/a/c")
			wantEvent(t, plain, session.ChildrenChanged, "/a")
			below.Close()
			if err := client.Sync(context.Background(), znode.Root); err != nil { // so that it is removed on the server, too
				t.Fatal(err)
			}
			if err := znode.Delete(testContext(t), client, path(t, "/a/c"), 0); err != nil {
				t.Fatal(err)
			}
			wantEvent(t, plain, session.ChildrenChanged, "/a")
		})
	}
}
