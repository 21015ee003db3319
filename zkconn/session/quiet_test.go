package session_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/session"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// quieten repeats glances until they ask only whether anything has changed.
func quieten(t *testing.T, client *session.Session, at znode.Path) {
	t.Helper()
	for range 6 {
		client.Glance(testContext(t), pageOf(at))
	}
}

// TestAQuietPageCostsOneStat checks pages with many rows, and with rows that have much data, on old
// and new servers.
func TestAQuietPageCostsOneStat(t *testing.T) {
	t.Parallel()
	most := map[string]int64{"3.4": 30, "3.9": 1} // most requests of a page while there are changes
	for line := range most {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, line)
			way := zktest.RunCounter(t, server.Addr())
			client := open(t, way.Addr(), session.Anonymous(), session.Options{})
			writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
			small, large := create(t, writer, "/small", []byte("data")), create(t, writer, "/large", nil)
			for i := range 20 {
				create(t, writer, fmt.Sprintf("/small/%d", i), []byte("child"))
			}
			for i := range 5 {
				create(t, writer, fmt.Sprintf("/large/%d", i), make([]byte, 100_000))
			}
			for _, at := range []znode.Path{small, large} {
				quieten(t, client, at)
				requests, came := way.During(func() { glanceIsOf(t, client, writer, at) })
				if requests != 1 || came > 200 {
					t.Errorf("%v: %d requests, %d bytes", at, requests, came)
				}
			}
			for change := range 6 { // after each change there are too few unchanged glances to ask in vain
				if _, err := znode.Set(testContext(t), writer, small, fmt.Append(nil, change), znode.AnyVersion); err != nil {
					t.Fatal(err)
				}
				first, _ := way.During(func() { glanceIsOf(t, client, writer, small) })
				second, _ := way.During(func() { glanceIsOf(t, client, writer, small) })
				if change > 0 && first != second || second > most[line] {
					t.Errorf("with changes: %d and %d requests", first, second)
				}
			}
		})
	}
}

// glanceIsOf checks that a glance returns the same as single calls of another session.
func glanceIsOf(t *testing.T, client, other *session.Session, at znode.Path) {
	t.Helper()
	got := client.Glance(testContext(t), pageOf(at))
	if want := readEach(testContext(t), other, pageOf(at)); !sameAnswer(got, want) {
		t.Errorf("%v: got %+v\nwant %+v", at, got, want)
	}
}

// quietFake is a fakeServer with /p, whose data and children's names it tells.
type quietFake struct {
	fakeServer
	zxid, mzxid int64
	data        string
	names       []string
	acl         []znode.ACL
}

func newQuietFake() *quietFake {
	f := &quietFake{zxid: 5, mzxid: 4, data: "old", names: []string{"c0", "c1", "c2", "c3", "c4", "c5"}, acl: openACL}
	f.ping = func() int64 { return f.zxid }
	f.grant = func(handshake) int64 { return 7 }
	f.tell = func() string { return "3.4.14" }
	f.answer = func(operation int32, path string) (int64, wire.Code, jute.Encoder) {
		var body jute.Encoder
		switch operation {
		case wire.OpGetData:
			body.Buffer([]byte(f.data))
		case wire.OpGetChildren:
			body.Int32(int32(len(f.names)))
			for _, name := range f.names {
				body.Text(name)
			}
		case wire.OpGetACL:
			body.ACLs(f.acl)
		}
		encodeStat(&body, znode.Stat{Mzxid: f.mzxid, DataLength: int32(len(f.data)), NumChildren: int32(len(f.names))})
		return f.zxid, 0, body
	}
	return f
}

// change calls how, which changes the fake, with the mutex held.
func (f *quietFake) change(how func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	how()
}

// TestWhatStandsMustBeProven checks servers whose answers in some way seem to show no change,
// although there was one.
func TestWhatStandsMustBeProven(t *testing.T) {
	t.Parallel()
	for name, happen := range map[string]func(*testing.T, *quietFake, *session.Session){
		"a change": func(_ *testing.T, fake *quietFake, _ *session.Session) {
			fake.change(func() { fake.zxid, fake.data = 6, "new" })
		},
		"another connection": func(t *testing.T, fake *quietFake, client *session.Session) {
			before, _ := client.Status()
			fake.cut()
			fake.change(func() { fake.data = "new" })
			awaitReconnected(t, client, before)
		},
		"another connection, to where an ACL was restored and set anew": func(t *testing.T, fake *quietFake, client *session.Session) {
			before, _ := client.Status()
			fake.cut()
			fake.change(func() { fake.zxid, fake.acl, fake.data = 6, aliceOnly, "new" }) // the stat's aversion stays the same
			awaitReconnected(t, client, before)
			if got := client.Glance(testContext(t), pageOf(path(t, "/p"))); len(got.ACL) != 1 || got.ACL[0] != aliceOnly[0] {
				t.Errorf("got %v, %v", got.ACL, got.ACLErr)
			}
		},
		"read before a change, and told after it": func(t *testing.T, fake *quietFake, client *session.Session) {
			fake.change(func() { fake.zxid = 6 })
			client.Glance(testContext(t), pageOf(path(t, "/p")))
			fake.change(func() { fake.data = "new" })
			quieten(t, client, path(t, "/other"))
		},
		"a database that was restored": func(t *testing.T, fake *quietFake, client *session.Session) {
			fake.change(func() { fake.zxid, fake.data = 4, "new" })
		},
		"restored, and another page": func(t *testing.T, fake *quietFake, client *session.Session) {
			fake.change(func() { fake.zxid, fake.data = 4, "new" })
			quieten(t, client, path(t, "/other"))
		},
		"restored, seen by a call, and as far as before": func(t *testing.T, fake *quietFake, client *session.Session) {
			fake.change(func() { fake.zxid, fake.data = 4, "new" })
			if _, err := client.Exists(testContext(t), path(t, "/other")); err != nil {
				t.Error(err)
			}
			fake.change(func() { fake.zxid = 5 })
		},
		"restored, seen by a ping, and as far as before": func(t *testing.T, fake *quietFake, client *session.Session) {
			pinged := make(chan struct{})
			fake.change(func() { fake.zxid, fake.data, fake.pinged = 4, "new", pinged })
			<-pinged
			fake.change(func() { fake.zxid, fake.pinged = 5, nil })
		},
		"restored to another ACL, and as far as before": func(t *testing.T, fake *quietFake, client *session.Session) {
			fake.change(func() { fake.zxid, fake.acl, fake.data = 4, aliceOnly, "new" })
			if _, err := client.Exists(testContext(t), path(t, "/other")); err != nil {
				t.Error(err)
			}
			fake.change(func() { fake.zxid = 5 })
			if got := client.Glance(testContext(t), pageOf(path(t, "/p"))); len(got.ACL) != 1 || got.ACL[0] != aliceOnly[0] {
				t.Errorf("got %v, %v", got.ACL, got.ACLErr)
			}
		},
		"a stat from after the zxid": func(t *testing.T, fake *quietFake, client *session.Session) {
			fake.change(func() { fake.mzxid = 9 })
			fake.change(func() { fake.zxid = 6 })
			quieten(t, client, path(t, "/p"))
			fake.change(func() { fake.data = "new" })
		},
		"no zxid": func(t *testing.T, fake *quietFake, client *session.Session) {
			fake.change(func() { fake.zxid, fake.mzxid = 0, 0 })
			quieten(t, client, path(t, "/p"))
			fake.change(func() { fake.data = "new" })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newQuietFake()
			client := open(t, fake.run(t), session.Anonymous(), session.Options{})
			quieten(t, client, path(t, "/p"))
			happen(t, fake, client)
			for range 3 {
				if got := client.Glance(testContext(t), pageOf(path(t, "/p"))); string(got.Data) != "new" {
					t.Errorf("got %q, %v", got.Data, got.DataErr)
				}
			}
		})
	}
}

// beside makes numbered changes below /t while there are glances. The state after each change shows
// its number.
type beside struct {
	begun, done atomic.Int64
}

func (b *beside) change(t *testing.T, writer *session.Session) {
	n := b.begun.Add(1)
	ops := []znode.Op{
		{Kind: znode.OpSet, Path: path(t, "/t"), Data: fmt.Append(nil, n), Version: znode.AnyVersion},
		{Kind: znode.OpSet, Path: path(t, "/t/row"), Data: fmt.Append(nil, n), Version: znode.AnyVersion},
		{Kind: znode.OpCreate, Path: path(t, "/t/odd"), ACL: openACL},
		{Kind: znode.OpSetACL, Path: path(t, "/t/secret"), ACL: aliceOnly, Version: znode.AnyVersion},
	}
	if n%2 == 0 {
		ops[2] = znode.Op{Kind: znode.OpDelete, Path: path(t, "/t/odd"), Version: znode.AnyVersion}
		ops[3].ACL = openACL
	}
	both := ops[:3]
	if n%3 == 0 { // as separate changes
		for _, op := range both {
			if _, err := writer.Apply(testContext(t), op); err != nil {
				t.Error(err)
			}
		}
	} else if _, err := writer.Apply(testContext(t), both...); err != nil {
		t.Error(err)
	}
	if _, err := writer.Apply(testContext(t), ops[3]); err != nil {
		t.Error(err)
	}
	b.done.Store(n)
}

// check makes glances, and checks that each part has the state after one of the changes from least
// to the last that had begun.
func (b *beside) check(t *testing.T, client *session.Session, least int64) {
	at, secret := path(t, "/t"), path(t, "/t/secret")
	page, locked := client.Glance(testContext(t), pageOf(at)), client.Glance(testContext(t), pageOf(secret))
	last := b.begun.Load()
	could := func(what string, holds func(n int64) bool) {
		for n := least; n <= last; n++ {
			if holds(n) {
				return
			}
		}
		t.Errorf("%s is of none of the changes %d to %d: %+v", what, least, last, page)
	}
	could("the data", func(n int64) bool { return string(page.Data) == fmt.Sprint(n) })
	could("the stat", func(n int64) bool { return int64(page.Stat.Version) == n })
	could("the row's stat", func(n int64) bool { return int64(page.Stats.Of(path(t, "/t/row")).Stat.Version) == n })
	could("the list", func(n int64) bool { return int64(len(page.Lists[1].Names)) == 2+n%2 })
	could("the secret", func(n int64) bool { return (locked.DataErr == nil) == (n%2 == 0) })
	if locked.DataErr != nil {
		wantKind(t, locked.DataErr, znode.Denied)
	}
}

// TestGlancesBesideWriters glances through each server of an ensemble while changes are made,
// singly and in multis. A glance after a sync must show all changes before it.
func TestGlancesBesideWriters(t *testing.T) {
	t.Parallel()
	for name, addresses := range map[string]func() []string{
		"3.4": func() []string { return []string{zktest.RunRelease(t, "3.4").Addr()} },
		"ensemble": func() (all []string) {
			for _, server := range zktest.RunEnsemble(t, 3).Servers {
				all = append(all, server.Addr())
			}
			return all
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			servers := addresses()
			alice := open(t, servers[0], digest(t, "alice", "wonderland"), session.Options{})
			create(t, alice, "/t", []byte("0"))
			create(t, alice, "/t/row", nil)
			create(t, alice, "/t/secret", nil)
			var readers []*session.Session
			for _, server := range servers {
				readers = append(readers, open(t, server, digest(t, "bob", "builder"), session.Options{}))
			}
			var changes beside
			for range 40 {
				var all sync.WaitGroup
				all.Go(func() { changes.change(t, alice) })
				for _, reader := range readers {
					all.Go(func() {
						least := changes.done.Load()
						if err := reader.Sync(testContext(t), znode.Root); err != nil {
							t.Error(err)
						}
						for range 6 {
							changes.check(t, reader, least)
						}
					})
				}
				all.Wait()
			}
		})
	}
}

// TestARoundThatNobodyAnsweredProvesNothing checks that a glance whose context ended does not
// return what was kept as if it were current.
func TestARoundThatNobodyAnsweredProvesNothing(t *testing.T) {
	t.Parallel()
	fake, held := newQuietFake(), make(chan struct{}, 100)
	client := open(t, fake.run(t), session.Anonymous(), session.Options{})
	at := path(t, "/p")
	if _, err := client.Exists(testContext(t), at); err != nil { // so that the first glance knows a zxid and keeps its ACL
		t.Fatal(err)
	}
	quieten(t, client, at)
	fake.hold(held)
	ctx, cancel := context.WithCancel(testContext(t))
	go func() {
		<-held
		cancel()
	}()
	if got := client.Glance(ctx, pageOf(at)); got.DataErr == nil || got.StatErr == nil || got.ACLErr == nil {
		t.Errorf("got %+v", got)
	}
}

// TestNamesAreOfTheConnectionThatProvesThem restores an ensemble while a glance, or a call, waits
// for the stat that would prove that the kept names still hold.
func TestNamesAreOfTheConnectionThatProvesThem(t *testing.T) {
	t.Parallel()
	at := path(t, "/many")
	for name, list := range map[string]func(client *session.Session) ([]string, error){
		"a glance": func(client *session.Session) ([]string, error) {
			list := client.Glance(testContext(t), znode.Question{Path: at, Stat: true, Lists: []znode.Path{at}}).Lists[0]
			return list.Names, list.Err
		},
		"a call": func(client *session.Session) ([]string, error) {
			names, _, err := client.GetChildren(testContext(t), at)
			return names, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newQuietFake()
			fake.change(func() { fake.names = append(slices.Repeat([]string{"z"}, 2000), "old") })
			client := open(t, fake.run(t), session.Anonymous(), session.Options{})
			for range 3 { // after that it knows the names, and that there are many
				if names, err := list(client); err != nil || names[0] != "old" {
					t.Fatal(names[0], err)
				}
			}
			held := make(chan struct{}, 100)
			fake.hold(held)
			go func() {
				<-held
				fake.hold(nil)
				fake.change(func() { fake.names = append(slices.Repeat([]string{"z"}, 2000), "new") })
				fake.cut()
			}()
			if names, err := list(client); err != nil || names[0] != "new" {
				t.Errorf("got %q, %v", names[0], err)
			}
		})
	}
}
