package session_test

import (
	"slices"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

const (
	connected = znode.Connected
	suspended = znode.Suspended
	lost      = znode.Lost
)

// TestStatesAreKazoos subjects kazoo and a session to the same faults at the same time. Both begin
// as LOST; the last LOST comes from stop and Close.
func TestStatesAreKazoos(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault   string
		scene   func(*testing.T) *scene
		happen  func(*testing.T, *scene)
		kazoo   states
		console states // nil if the same as kazoo's
		because string // why the console's states differ
		repeats bool   // whether the number of times that each is SUSPENDED and CONNECTED again depends on its choice of servers
	}{
		{
			fault: "connect, and Close",
			scene: oneServer, happen: awaitBothConnected,
			kazoo: states{connected, lost},
		},
		{
			fault: "server killed, and Close while it is away",
			scene: oneServer, happen: kill,
			kazoo: states{connected, suspended, lost},
		},
		{
			fault: "server killed and back within the session timeout",
			scene: oneServer, happen: killAndRestart,
			kazoo: states{connected, suspended, connected, lost},
		},
		{
			fault: "server killed and back after the session timeout, which the others kept",
			scene: oneOfThree, happen: killUntilExpired,
			kazoo: states{connected, suspended, lost, connected, lost},
		},
		{
			fault: "server hung for less than the session timeout",
			scene: oneServer, happen: hangUntilSuspended,
			kazoo: states{connected, suspended, connected, lost},
		},
		{
			fault: "server hung for longer than the session timeout, which the others kept",
			scene: oneOfThree, happen: hangUntilExpired,
			kazoo: states{connected, suspended, lost, connected, lost},
		},
		{
			fault: "link cut",
			scene: behindProxy, happen: cut,
			kazoo: states{connected, suspended, connected, lost},
		},
		{
			fault: "link blackholed for longer than the session timeout",
			scene: behindProxy, happen: blackholeUntilExpired,
			kazoo: states{connected, suspended, lost, connected, lost},
		},
		{
			fault: "rolling restart of three servers",
			scene: threeServers, happen: restartOneByOne,
			kazoo:   states{connected, suspended, connected, lost},
			repeats: true,
		},
		{
			fault: "leader killed",
			scene: threeServers, happen: killLeader,
			kazoo: states{connected, suspended, connected, lost},
		},
		{
			fault: "majority lost and back",
			scene: oneOfThree, happen: killOthersAndRestart,
			kazoo: states{connected, suspended, connected, lost},
		},
		{
			fault: "server wiped",
			scene: filledServer, happen: wipe,
			kazoo:   states{connected, suspended, lost},
			console: states{connected, suspended, lost, connected, lost},
			because: "kazoo insists on the last zxid it saw, which a wiped or restored server is behind, and stays SUSPENDED for ever; the console forgets it after a while",
		},
		{
			fault: "credentials refused",
			scene: serverWithoutDigest, happen: awaitRefusal,
			kazoo:   states{connected, lost},
			console: states{},
			because: "kazoo is CONNECTED before it sends the credentials; the console once they are accepted, for until then no call may be sent",
		},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			s := c.scene(t)
			s.open(t)
			c.happen(t, s)
			s.session.Close()
			s.kazoo.Stop(t)

			if (c.because == "") != (c.console == nil) {
				t.Fatalf("the console differs: %v, because %q", c.console, c.because)
			}
			want := c.console
			if want == nil {
				want = c.kazoo
			}
			// If kazoo is SUSPENDED more often than necessary, servers were delayed.
			repeats := c.repeats || !slices.Equal(s.kazooStates.get(false), c.kazoo)
			if got := s.kazooStates.get(repeats); !slices.Equal(got, c.kazoo) {
				t.Errorf("kazoo went through %v, want %v", got, c.kazoo)
			}
			if got := s.consoleStates.get(repeats); !slices.Equal(got, want) {
				t.Errorf("the console went through %v, want %v; %s", got, want, c.because)
			}
			if got, ends := len(s.consoleStates.sessions), want.count(lost); got != ends {
				t.Errorf("the console had %d ZooKeeper sessions, and %d ended", got, ends)
			}
		})
	}
}

// awaitBothConnected begins each fault except the refusal: a server has just answered both.
func awaitBothConnected(t *testing.T, s *scene) {
	t.Helper()
	s.await(t, connected)
	ctx := testContext(t)
	if _, err := znode.Create(ctx, s.session, path(t, consoleEphemeral), nil, openACL, znode.ModeEphemeral); err != nil {
		t.Fatal(err)
	}
	watch := addWatch(t, s.session, kazooEphemeral, false)
	defer watch.Close()
	for {
		if _, err := s.session.Exists(ctx, path(t, kazooEphemeral)); err == nil {
			return
		}
		next(t, watch)
	}
}

func kill(t *testing.T, s *scene) {
	awaitBothConnected(t, s)
	s.server.Kill()
	s.await(t, suspended)
}

func killAndRestart(t *testing.T, s *scene) {
	kill(t, s)
	restart(t, s.server)
	s.await(t, connected)
}

func killUntilExpired(t *testing.T, s *scene) {
	witness := s.openWitness(t)
	awaitBothConnected(t, s)
	s.server.Kill()
	s.awaitExpired(t, witness)
	restart(t, s.server)
	s.await(t, lost)
	s.await(t, connected)
}

func hangUntilSuspended(t *testing.T, s *scene) {
	awaitBothConnected(t, s)
	pause(t, s.server)
	s.await(t, suspended)
	resume(t, s.server)
	s.await(t, connected)
}

func hangUntilExpired(t *testing.T, s *scene) {
	witness := s.openWitness(t)
	awaitBothConnected(t, s)
	pause(t, s.server)
	s.awaitExpired(t, witness)
	resume(t, s.server)
	s.await(t, lost)
	s.await(t, connected)
}

func pause(t *testing.T, server *zktest.Server) {
	t.Helper()
	if err := server.Pause(); err != nil {
		t.Fatal(err)
	}
}

func resume(t *testing.T, server *zktest.Server) {
	t.Helper()
	if err := server.Continue(); err != nil {
		t.Fatal(err)
	}
}

func restart(t *testing.T, server *zktest.Server) {
	t.Helper()
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
}

func cut(t *testing.T, s *scene) {
	awaitBothConnected(t, s)
	s.proxy.Cut()
	s.await(t, suspended)
	s.await(t, connected)
}

func blackholeUntilExpired(t *testing.T, s *scene) {
	witness := open(t, s.server.Addr(), session.Anonymous(), session.Options{})
	awaitBothConnected(t, s)
	s.proxy.Blackhole()
	s.await(t, suspended)
	s.awaitExpired(t, witness)
	if err := s.proxy.Resume(); err != nil {
		t.Fatal(err)
	}
	s.await(t, lost)
	s.await(t, connected)
}

func restartOneByOne(t *testing.T, s *scene) {
	awaitBothConnected(t, s)
	for _, server := range s.ensemble.Servers {
		restart(t, server)
		s.consoleStates.awaitNow(t, "the console", connected)
		s.kazooStates.awaitNow(t, "kazoo", connected)
	}
}

func killLeader(t *testing.T, s *scene) {
	awaitBothConnected(t, s)
	leader, err := s.ensemble.Leader()
	if err != nil {
		t.Fatal(err)
	}
	leader.Kill()
	s.await(t, suspended)
	s.await(t, connected)
}

func killOthersAndRestart(t *testing.T, s *scene) {
	awaitBothConnected(t, s)
	var others []*zktest.Server
	for _, server := range s.ensemble.Servers {
		if server != s.server {
			server.Kill()
			others = append(others, server)
		}
	}
	s.await(t, suspended)
	for _, server := range others {
		restart(t, server)
	}
	s.await(t, connected)
}

func wipe(t *testing.T, s *scene) {
	awaitBothConnected(t, s)
	if err := s.server.Wipe(); err != nil {
		t.Fatal(err)
	}
	s.await(t, suspended)
	s.consoleStates.await(t, "the console", connected)
}

func awaitRefusal(t *testing.T, s *scene) {
	s.kazooStates.await(t, "kazoo", lost)
	wantKind(t, s.session.AwaitConnected(testContext(t)), znode.Denied)
	_, err := s.session.Exists(testContext(t), znode.Root)
	wantKind(t, err, znode.Denied)
}
