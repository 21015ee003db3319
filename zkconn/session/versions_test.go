package session_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/session"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestVersions uses all of the protocol that the console needs, on each version of ZooKeeper. The
// table in docs/versions.md lists the results.
func TestVersions(t *testing.T) {
	for _, c := range []struct {
		line             string
		since36, since37 bool // whether it knows the operations of these versions
		strict           bool // whether reading a stat needs READ
	}{
		{"3.4", false, false, false},
		{"3.5", false, false, false},
		{"3.6", true, false, false},
		{"3.7", true, true, false},
		{"3.8", true, true, true},
		{"3.9", true, true, true},
	} {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, c.line)
			if version, err := server.Version(); err != nil || !strings.HasPrefix(version, c.line+".") {
				t.Fatalf("the release %s is %q, %v", c.line, version, err)
			}
			proxy := zktest.RunProxy(t, server.Addr())
			client := open(t, proxy.Addr(), digest(t, "alice", "wonderland"), session.Options{})
			before := awaitState(t, client, znode.Connected)

			readAndWrite(t, client)
			statWithoutREAD(t, client, c.strict)
			applyEachKind(t, client)
			statMany(t, client)
			useNewer(t, client, c.since36, c.since37)
			if after, _ := client.Status(); after != before {
				t.Errorf("the connection was lost: %+v, then %+v", before, after)
			}
			reconnect(t, client, proxy, before)
		})
	}
}

var aliceOnly = []znode.ACL{{Scheme: "digest", ID: session.DigestID("alice", "wonderland"), Perms: znode.PermAll}}

// readAndWrite does everything that all versions support.
func readAndWrite(t *testing.T, client *session.Session) {
	t.Helper()
	ctx := testContext(t)
	node := createWith(t, client, "/mine", []byte("one"), aliceOnly)
	created, err := client.Exists(ctx, node)
	if err != nil || created.Version != 0 || created.DataLength != 3 || created.Czxid == 0 {
		t.Errorf("Exists returned %+v, %v", created, err)
	}
	changed, err := znode.Set(ctx, client, node, []byte("three"), 0)
	if err != nil || changed.Version != 1 || changed.DataLength != 5 {
		t.Errorf("Set returned %+v, %v", changed, err)
	}
	_, err = znode.Set(ctx, client, node, nil, 0)
	wantKind(t, err, znode.Conflict)
	data, stat, err := client.Get(ctx, node)
	if err != nil || string(data) != "three" || stat != changed {
		t.Errorf("Get returned %q, %+v, %v", data, stat, err)
	}
	acl, _, err := client.GetACLs(ctx, node)
	if err != nil || !slices.Equal(acl, aliceOnly) {
		t.Errorf("GetACLs returned %+v, %v", acl, err)
	}
	child := createWith(t, client, "/mine/child", nil, aliceOnly)
	names, stat, err := client.GetChildren(ctx, node)
	if err != nil || !slices.Equal(names, []string{"child"}) || stat.NumChildren != 1 {
		t.Errorf("GetChildren returned %q, %+v, %v", names, stat, err)
	}
	wantKind(t, znode.Delete(ctx, client, node, znode.AnyVersion), znode.Conflict)
	if err := znode.Delete(ctx, client, child, 0); err != nil {
		t.Errorf("Delete returned %v", err)
	}
	_, err = client.Exists(ctx, child)
	wantKind(t, err, znode.NotFound)
	sequential, err := znode.Create(ctx, client, path(t, "/mine/n-"), nil, openACL, znode.ModeEphemeral|znode.ModeSequential)
	if err != nil || !strings.HasPrefix(sequential.Path.String(), "/mine/n-00000") {
		t.Errorf("a sequential Create returned %v, %v", sequential, err)
	}
}

// statWithoutREAD checks whether the stat of a znode that may not be read is returned or refused.
func statWithoutREAD(t *testing.T, client *session.Session, refused bool) {
	t.Helper()
	created, err := znode.Create(testContext(t), client, path(t, "/blind"), nil, []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAdmin}}, znode.ModePersistent)
	if err != nil || created.Stat.Czxid == 0 { // the answer to a create has the stat
		t.Fatalf("Create returned %+v, %v", created, err)
	}
	blind := created.Path
	want := znode.Kind("")
	if refused {
		want = znode.Denied
	}
	_, err = client.Exists(testContext(t), blind)
	wantKind(t, err, want)
	wantKind(t, client.Stats(testContext(t), []znode.Path{blind})[0].Err, want)
	_, stat, err := client.GetACLs(testContext(t), blind)
	wantKind(t, err, "")
	if stat.Czxid == 0 {
		t.Error("an ACL that is read by ADMIN has no stat")
	}
}

// TestTheStatOfWhatWasCreated checks the stat of a new znode on a server that does not return it:
// it is read afterwards, and unknown if the znode was changed or replaced by then.
func TestTheStatOfWhatWasCreated(t *testing.T) {
	t.Parallel()
	made := znode.Stat{Czxid: 7, Mzxid: 7, Pzxid: 7}
	for now, want := range map[znode.Stat]znode.Stat{
		made:                                        made,
		{Czxid: 9, Mzxid: 9, Pzxid: 9}:              {},
		{Czxid: 7, Mzxid: 8, Pzxid: 7}:              {},
		{Czxid: 7, Mzxid: 7, Pzxid: 8}:              {},
		{Czxid: 7, Mzxid: 7, Pzxid: 7, Aversion: 1}: {},
	} {
		fake := &fakeServer{
			grant: func(handshake) int64 { return 1 },
			tell:  func() string { return "3.4.14" },
			answer: func(operation int32, path string) (int64, wire.Code, jute.Encoder) {
				var body jute.Encoder
				if operation == wire.OpCreate {
					body.Text(path)
				} else {
					encodeStat(&body, now)
				}
				return 7, 0, body
			},
		}
		client := open(t, fake.run(t), session.Anonymous(), session.Options{})
		created, err := znode.Create(testContext(t), client, path(t, "/a"), nil, openACL, znode.ModePersistent)
		if err != nil || created.Stat != want {
			t.Errorf("if the znode then has %+v, the stat is %+v, %v; want %+v", now, created.Stat, err, want)
		}
	}
}

// TestAVersionIsAskedAgainWhenTheAskerEnds checks that other sessions ask a server for its version
// again if the session that asked ends first.
func TestAVersionIsAskedAgainWhenTheAskerEnds(t *testing.T) {
	t.Parallel()
	asked, told := make(chan struct{}, 10), make(chan struct{})
	fake := &fakeServer{
		grant: func(handshake) int64 { return 1 },
		tell:  func() string { asked <- struct{}{}; <-told; return "3.9.3" },
		answer: func(int32, string) (int64, wire.Code, jute.Encoder) {
			var body jute.Encoder
			body.Int32(0) // number of identities
			return 7, 0, body
		},
	}
	options, addr := session.Options{}.WithDefaults(), fake.run(t)
	first := begin(t, addr, session.Anonymous(), options)
	<-asked
	first.Close()
	close(told)
	second := open(t, addr, session.Anonymous(), options)
	_, err := second.WhoAmI(testContext(t))
	wantKnown(t, "WhoAmI", true, err)
}

// TestWatchesWaitForTheVersion checks that a server that does not tell its version after a
// reconnect is asked again, and that the watches are then set.
func TestWatchesWaitForTheVersion(t *testing.T) {
	t.Parallel()
	var asked, cut atomic.Int32
	fake := &fakeServer{
		grant: func(handshake) int64 { return 1 },
		tell: func() string {
			if asked.Add(cut.Load()) > 0 && asked.Load() < 10 { // more often than a connection without watches asks
				return "not now"
			}
			return "3.9.3"
		},
		answer: func(int32, string) (int64, wire.Code, jute.Encoder) {
			var body jute.Encoder
			body.Int32(0) // number of identities
			return 7, 0, body
		},
	}
	client := open(t, fake.run(t), session.Anonymous(), session.Options{}.AskingVersionsAgain(time.Millisecond))
	watch := addWatch(t, client, "/a", false)
	cut.Store(1)
	fake.cut()
	wantEvent(t, watch, session.Resumed, "/a")
}

// statMany reads many stats, by multi-reads if the server knows them.
func statMany(t *testing.T, client *session.Session) {
	t.Helper()
	create(t, client, "/many", nil)
	var paths []znode.Path
	for i := range 100 {
		paths = append(paths, create(t, client, fmt.Sprintf("/many/%02d", i), make([]byte, i)))
	}
	for i, result := range client.Stats(testContext(t), paths) {
		if result.Err != nil || int(result.Stat.DataLength) != i {
			t.Errorf("Stats returned %+v for %v", result, paths[i])
		}
	}
}

// useNewer checks that each newer operation either works, or is refused without asking the server.
func useNewer(t *testing.T, client *session.Session, since36, since37 bool) {
	t.Helper()
	ctx := testContext(t)
	identities, err := client.WhoAmI(ctx)
	if wantKnown(t, "WhoAmI", since37, err) && !slices.Contains(identities, session.Identity{Scheme: "digest", User: "alice"}) {
		t.Errorf("WhoAmI returned %v", identities)
	}
	watch, err := client.AddWatch(ctx, path(t, "/many"), true)
	if wantKnown(t, "AddWatch", since36, err) {
		t.Cleanup(watch.Close)
		create(t, client, "/many/more", nil)
		wantEvent(t, watch, session.Created, "/many/more")
	}
}

// wantKnown checks that the operation worked if the version knows it, and reports whether it
// worked.
func wantKnown(t *testing.T, operation string, known bool, err error) bool {
	t.Helper()
	if known && err != nil || !known && (znode.KindOf(err) != znode.Unavailable || codeOf(err) != znode.CodeUnimplemented) {
		t.Errorf("%s returned %v; the version knows it: %v", operation, err, known)
	}
	return err == nil
}

// reconnect checks that the session and its credentials survive a broken connection.
func reconnect(t *testing.T, client *session.Session, proxy *zktest.Proxy, before znode.Status) {
	t.Helper()
	proxy.Cut()
	if after := awaitReconnected(t, client, before); after.Session != before.Session {
		t.Errorf("session %x before the cut, %x after", before.Session, after.Session)
	}
	if data, _, err := client.Get(testContext(t), path(t, "/mine")); err != nil || string(data) != "three" {
		t.Errorf("after the cut, Get returned %q, %v", data, err)
	}
}
