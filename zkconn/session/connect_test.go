package session

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// beside are options with such a long time for one address that a session that connects sooner must
// have tried several at the same time.
var beside = Options{SessionTimeout: 20 * time.Minute}

// book is a resolver that knows these names only.
type book map[string][]string

func (b book) lookup(_ context.Context, host string) ([]string, error) {
	if found := b[host]; found != nil {
		return slices.Clone(found), nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// beginAt opens a session with servers whose names are resolved by lookup.
func beginAt(t *testing.T, connection string, lookup lookupFunc, options Options) *Session {
	t.Helper()
	here, err := cluster.Parse("test=" + connection)
	if err != nil {
		t.Fatal(err)
	}
	options.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	options.lookup = lookup
	session := Open(here, Anonymous(), options)
	t.Cleanup(session.Close)
	return session
}

// AskingVersionsAgain returns options for package session_test with which servers that did not tell
// their version are asked again after retry.
func (o Options) AskingVersionsAgain(retry time.Duration) Options {
	o.versions = cluster.NewVersions()
	o.versions.Retry = retry
	return o
}

func within(t *testing.T, timeout time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	t.Cleanup(cancel)
	return ctx
}

// TestANameIsAllItsAddresses checks that a server is reached at any address of its name, whatever
// the other addresses do.
func TestANameIsAllItsAddresses(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	_, port, _ := net.SplitHostPort(server.Addr())
	number, _ := strconv.Atoi(port)
	for name, other := range map[string]func(*testing.T) string{
		"nothing listens there": func(*testing.T) string { return "127.0.0.2" },
		"it takes and says nothing": func(t *testing.T) string {
			zktest.RunHostileAt(t, "127.0.0.3:"+port, zktest.SayNothing)
			return "127.0.0.3"
		},
		"it hangs up": func(t *testing.T) string {
			zktest.RunHostileAt(t, "127.0.0.4:"+port, zktest.HangUp)
			return "127.0.0.4"
		},
		"it swallows everything": func(t *testing.T) string {
			return zktest.RunBlackHole(t, number)
		},
	} {
		t.Run(name, func(t *testing.T) {
			names := book{"zk.test": {other(t), "127.0.0.1"}}
			for range 6 { // so that either address comes first
				session := beginAt(t, "zk.test:"+port, names.lookup, beside)
				if err := session.AwaitConnected(within(t, zktest.Patience)); err != nil {
					t.Fatal(err)
				}
				if status, _ := session.Status(); status.Server != "zk.test:"+port+" (127.0.0.1)" {
					t.Errorf("connected to %q", status.Server)
				}
				session.Close()
			}
		})
	}
}

// TestNobodyIsRefusedForOneFrozenServer checks that the other servers are asked while one hangs.
func TestNobodyIsRefusedForOneFrozenServer(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3)
	frozen := ensemble.Followers()[0]
	if err := frozen.Pause(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = frozen.Continue() })
	var people sync.WaitGroup
	for range 12 {
		session := beginAt(t, ensemble.Addrs(), net.DefaultResolver.LookupHost, beside)
		people.Go(func() {
			if err := session.AwaitConnected(within(t, zktest.Patience)); err != nil {
				t.Error(err)
			}
		})
	}
	people.Wait()
}

// TestOnlyWhatWasTriedIsNamed checks that errors do not mention servers that were not tried.
func TestOnlyWhatWasTriedIsNamed(t *testing.T) {
	a := newAttempts()
	for _, step := range []struct {
		do   func()
		want znode.Args
	}{
		{func() {}, znode.Args{}},
		{func() { a.begun("zk1:1") }, znode.Args{"zk1:1": "server_untold"}},
		{func() { a.begun("zk2:1") }, znode.Args{"zk1:1": "server_untold", "zk2:1": "server_untold"}},
		{func() { a.failed("zk1:1", znode.CodeServerHungUp) }, znode.Args{"zk1:1": "server_hung_up", "zk2:1": "server_untold"}},
		{func() { a.begun("zk1:1") }, znode.Args{"zk1:1": "server_hung_up", "zk2:1": "server_untold"}},
		{func() { a.keep([]string{"zk2:1", "zk3:1"}) }, znode.Args{"zk2:1": "server_untold"}},
		{func() { a.clear() }, znode.Args{}},
		{func() { a.failed("zk2:1", znode.CodeServerClosed) }, znode.Args{"zk2:1": "server_closed"}},
	} {
		step.do()
		if got := a.args(); !maps.Equal(got, step.want) {
			t.Errorf("got %q, want %q", got, step.want)
		}
	}
}

// TestSessionsThatAreDroppedAtOnceBackOff checks that rounds count as failed, and are followed by
// pauses, if a server grants sessions and drops them at once. It also checks that a new session is
// recognized.
func TestSessionsThatAreDroppedAtOnceBackOff(t *testing.T) {
	t.Parallel()
	address := zktest.RunHostile(t, zktest.GrantAndHangUp)
	session := beginAt(t, address, net.DefaultResolver.LookupHost, Options{})
	for ctx := within(t, time.Minute); ; {
		_, changed := session.Status()
		session.hosts.mu.Lock()
		failures := session.hosts.failures
		session.hosts.mu.Unlock()
		if failures >= 5 {
			break
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("%d rounds count as failed", failures)
		}
	}
}

func TestPauses(t *testing.T) {
	h := newHosts(nil, nil, nil)
	if pause := h.pause(); pause != 0 {
		t.Errorf("before anything failed: %v", pause)
	}
	for _, want := range []time.Duration{100, 200, 400, 800, 1000, 1000, 1000} {
		h.roundEnded(false)
		want *= time.Millisecond
		for range 20 {
			if pause := h.pause(); pause < want/2 || pause > want*3/2 {
				t.Errorf("a pause of %v, want about %v", pause, want)
			}
		}
	}
	h.roundEnded(true)
	if pause := h.pause(); pause != 0 {
		t.Errorf("after a connection that served a call: %v", pause)
	}
}

// TestOrderOfARound checks that what works is tried first, and that clients are spread over the
// servers.
func TestOrderOfARound(t *testing.T) {
	names := book{"a": {"10.0.0.1", "10.0.0.2"}, "b": {"10.0.0.3"}, "c": {"10.0.0.1"}}
	order := func(change func(*hosts)) []string {
		var background tasks
		h := newHosts([]string{"a:1", "b:1"}, names.lookup, &background)
		change(h)
		targets, failures := h.round(t.Context())
		if len(failures) != 0 {
			t.Errorf("failures: %v", failures)
		}
		var addresses []string
		for _, each := range targets {
			addresses = append(addresses, each.address)
		}
		return addresses
	}
	const a1, a2, b = "10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1"
	for _, c := range []struct {
		name   string
		change func(*hosts)
		want   map[string]bool // the orders that are possible
	}{
		{"at first", func(*hosts) {}, map[string]bool{a1 + a2 + b: true, a2 + a1 + b: true, b + a1 + a2: true, b + a2 + a1: true}},
		{"one was in use", func(h *hosts) { h.connected(b) }, map[string]bool{a1 + a2 + b: true, a2 + a1 + b: true}},
		{"one failed", func(h *hosts) { h.failed(a1) }, map[string]bool{a2 + b + a1: true, b + a2 + a1: true}},
		{"one failed, the other was in use", func(h *hosts) { h.failed(a1); h.connected(b) }, map[string]bool{a2 + b + a1: true}},
		{"the members come first, by any name", func(h *hosts) { h.follow([]string{"c:1"}) }, map[string]bool{a1 + a2 + b: true, a1 + b + a2: true}},
		{"a member comes first even if it was in use", func(h *hosts) { h.follow([]string{"c:1"}); h.connected(a1) }, map[string]bool{a1 + a2 + b: true, a1 + b + a2: true}},
		{"a member that failed comes last", func(h *hosts) { h.follow([]string{"c:1"}); h.failed(a1) }, map[string]bool{a2 + b + a1: true, b + a2 + a1: true}},
	} {
		seen := map[string]bool{}
		for range 200 {
			seen[strings.Join(order(c.change), "")] = true
		}
		for got := range seen {
			if !c.want[got] {
				t.Errorf("%s: the order %s", c.name, got)
			}
		}
		if len(seen) != len(c.want) {
			t.Errorf("%s: the orders %v, want all of %v", c.name, seen, c.want)
		}
	}
}

// TestNamesAreLookedUpBesideEachOther checks that a name that resolves slowly or not at all does
// not delay others, and keeps its last addresses.
func TestNamesAreLookedUpBesideEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var background tasks
		slow := false
		lookup := func(ctx context.Context, host string) ([]string, error) {
			if host == "dead" || slow && host == "slow" {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return []string{"10.0.0.1"}, nil
		}
		h := newHosts([]string{"slow:1", "quick:2", "dead:3"}, lookup, &background)
		round := func(want int) {
			t.Helper()
			begun := time.Now()
			targets, failures := h.round(t.Context())
			if took := time.Since(begun); took > lookupBeside {
				t.Errorf("the look-ups took %v", took)
			}
			if len(targets) != want || len(failures) != 1 || describe(failures["dead:3"], false) != znode.CodeServerNoAddress {
				t.Errorf("targets %v, failures %v", targets, failures)
			}
		}
		round(2)
		slow = true
		round(2)
		background.Wait()

		h = newHosts([]string{"dead:3"}, lookup, &background)
		begun := time.Now()
		if targets, failures := h.round(t.Context()); len(targets) != 0 || len(failures) != 1 || time.Since(begun) != lookupTimeout {
			t.Errorf("targets %v, failures %v after %v", targets, failures, time.Since(begun))
		}
		background.Wait()
	})
}
