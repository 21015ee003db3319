package session_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestLinksCutAtEveryOddByte cuts links in the middle of what the server sends, in the answers or
// in the handshake of the next link, while calls are in progress.
func TestLinksCutAtEveryOddByte(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	for name, c := range map[string]struct {
		lastByte  int64
		handshake bool
	}{
		"in the answers":   {399, false},
		"in the handshake": {99, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			proxy := zktest.RunProxy(t, server.Addr())
			session := open(t, proxy.Addr(), digest(t, "alice", "wonderland"), session.Options{})
			calls := newTorture(t, session, "/"+strings.ReplaceAll(name, " ", "-"))
			first, _ := session.Status()
			for n := int64(1); n <= c.lastByte; n += 2 {
				before, _ := session.Status()
				proxy.CutAfter(n)
				if c.handshake {
					proxy.Cut()
				}
				calls.all(t)
				awaitReconnected(t, session, before)
				readAgain(t, session, calls.node)
			}
			calls.check(t)
			if last, _ := session.Status(); last.Session != first.Session {
				t.Errorf("the session was %x at first and is %x", first.Session, last.Session)
			}
		})
	}
}

// torture makes one call of each kind concurrently, repeatedly.
type torture struct {
	session         *session.Session
	node, counter   znode.Path
	data            []byte
	sent, confirmed int // number of calls of Set on the counter
}

func newTorture(t *testing.T, session *session.Session, at string) *torture {
	t.Helper()
	data := bytes.Repeat([]byte("0123456789"), 40) // more than passes before any cut
	node := createWith(t, session, at, data, aliceOnly)
	counter := createWith(t, session, at+"/counter", nil, aliceOnly)
	if _, err := session.WhoAmI(testContext(t)); err != nil { // so that the server's version is known
		t.Fatal(err)
	}
	return &torture{session: session, node: node, counter: counter, data: data}
}

// all makes the calls and waits until all have ended.
func (c *torture) all(t *testing.T) {
	t.Helper()
	c.sent++
	var set error
	var calls sync.WaitGroup
	for _, call := range []func(context.Context) error{
		func(ctx context.Context) error {
			_, set = znode.Set(ctx, c.session, c.counter, nil, znode.AnyVersion)
			if znode.KindOf(set) == znode.UnknownOutcome {
				return nil
			}
			return set
		},
		func(ctx context.Context) error {
			data, _, err := c.session.Get(ctx, c.node)
			if err == nil && !bytes.Equal(data, c.data) {
				t.Errorf("read %q", data)
			}
			return err
		},
		func(ctx context.Context) error { _, err := c.session.Exists(ctx, c.node); return err },
		func(ctx context.Context) error { _, _, err := c.session.GetChildren(ctx, c.node); return err },
		func(ctx context.Context) error { _, _, err := c.session.GetACLs(ctx, c.node); return err },
		func(ctx context.Context) error { _, err := c.session.WhoAmI(ctx); return err },
		func(ctx context.Context) error {
			return c.session.Stats(ctx, []znode.Path{c.node, c.counter})[0].Err
		},
	} {
		calls.Go(func() { endsWithItsContext(t, call) })
	}
	calls.Wait()
	if set == nil {
		c.confirmed++
	}
}

// check checks that each Set was made at most once, and each confirmed one exactly once.
func (c *torture) check(t *testing.T) {
	t.Helper()
	stat, err := c.session.Exists(testContext(t), c.counter)
	if err != nil || int(stat.Version) < c.confirmed || int(stat.Version) > c.sent {
		t.Errorf("%d sets were sent and %d confirmed; the version is %d, %v", c.sent, c.confirmed, stat.Version, err)
	}
}

// endsWithItsContext checks that a call succeeds or fails as Unavailable before its context ends.
func endsWithItsContext(t *testing.T, call func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(testContext(t), 3*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- call(ctx) }()
	select {
	case err := <-done:
		if err != nil {
			wantKind(t, err, znode.Unavailable)
		}
	case <-testContext(t).Done():
		t.Error("a call outlives its context")
	}
}

// TestFailoverToWhatIsNoZooKeeper stops the only working server of a list for a while.
func TestFailoverToWhatIsNoZooKeeper(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	http, silent := zktest.RunHostile(t, zktest.SpeakHTTP), zktest.RunHostile(t, zktest.SayNothing)
	short, rude := zktest.RunHostile(t, zktest.SendLengthOnly), zktest.RunHostile(t, zktest.HangUp)
	session := open(t, strings.Join([]string{server.Addr(), http, silent, short, rude}, ","), session.Anonymous(), session.Options{SessionTimeout: 4 * time.Second})
	_, noticed := session.Status()
	server.Kill()
	<-noticed
	for address, want := range map[string]znode.Code{
		server.Addr(): znode.CodeServerRefused,
		http:          znode.CodeServerForeign,
		silent:        znode.CodeServerSilent,
		short:         znode.CodeServerSilent,
		rude:          znode.CodeServerHungUp,
	} {
		wantUnreachable(t, session, address, want)
		endsWithItsContext(t, func(ctx context.Context) error { _, err := session.Exists(ctx, znode.Root); return err })
	}
	restart(t, server)
	readAgain(t, session, znode.Root)
}
