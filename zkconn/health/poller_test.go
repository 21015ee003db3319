package health_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// all allows all four-letter words.
var all = zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}}

func parse(t *testing.T, text string) cluster.Cluster {
	t.Helper()
	c, err := cluster.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	c.AdminPort = -1
	return c
}

// run polls fast for the time of a test.
func run(t *testing.T, options health.Options, c cluster.Cluster) *health.Poller {
	t.Helper()
	options.Every = 40 * time.Millisecond
	poller := health.New([]cluster.Cluster{c}, options)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { poller.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	return poller
}

func look(t *testing.T, poller *health.Poller) health.State {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), zktest.Patience)
	defer cancel()
	state, _ := poller.Look(ctx, "main")
	return state
}

// lookUntil looks at a cluster, each time with a poller of its own, until what it tells is
// as wanted: an answer has a second, which is little on a busy machine.
func lookUntil(t *testing.T, c cluster.Cluster, wanted func(health.State) bool) health.State {
	t.Helper()
	var state health.State
	zktest.Until(t, func() bool {
		state = look(t, health.New([]cluster.Cluster{c}, health.Options{}))
		return wanted(state)
	}, func() string { return fmt.Sprintf("it tells %+v", state) })
	return state
}

func codes(state health.State) []string {
	var all []string
	for _, f := range state.Findings {
		all = append(all, string(f.Code))
	}
	return slices.Compact(all)
}

// TestAnEnsembleIsSeenAsItIs asks three servers of one ensemble, then loses one, then
// another.
func TestAnEnsembleIsSeenAsItIs(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3, all)
	var mu sync.Mutex
	opened, closed := map[health.Code]bool{}, map[health.Code]bool{}
	poller := run(t, health.Options{Changed: func(name string, now, gone []health.Finding) {
		mu.Lock()
		defer mu.Unlock()
		for _, f := range now {
			opened[f.Code] = true
		}
		for _, f := range gone {
			closed[f.Code] = true
		}
	}}, parse(t, "main="+ensemble.Addrs()))
	var state health.State
	zktest.Eventually(t, "all is told", func() bool {
		state = look(t, poller)
		return state.Quorum.Up == 3 && !slices.ContainsFunc(state.Servers, func(s health.Server) bool {
			return s.Settings == nil || s.Metrics == nil || s.Most.Connections == 0
		})
	})
	if state.Quorum != (health.Quorum{Voters: 3, Up: 3, Told: true, Needed: 2, Margin: 1, Best: 1, Full: 1}) {
		t.Errorf("the quorum is %+v", state.Quorum)
	}
	for _, server := range state.Servers {
		if len(server.Missing) > 0 || server.LastElection().IsZero() || server.LastElection().After(server.Asked) || !server.Metrics.Has("watch_count") || len(server.Members) != 3 || server.Settings["tickTime"] != "500" {
			t.Errorf("a server tells %+v", server)
		}
	}
	if shared, differing := health.Compare(state.Servers); len(differing) > 0 || len(shared) < 5 {
		t.Errorf("of the settings %v, %v differ", shared, differing)
	}
	zktest.Eventually(t, "the ports of its peers are found open", func() bool { return slices.Contains(codes(look(t, poller)), "peer_ports_open") })
	ensemble.Followers()[0].Kill()
	zktest.Until(t, func() bool {
		state = look(t, poller)
		return slices.Contains(codes(state), "no_margin") && slices.Contains(codes(state), "server_away") && state.Quorum.Margin == 0 && state.Quorum.Up == 2
	}, func() string { return fmt.Sprintf("with a server away it is %+v and %v", state.Quorum, codes(state)) })
	ensemble.Followers()[0].Kill()
	zktest.Eventually(t, "there is no quorum", func() bool { return slices.Contains(codes(look(t, poller)), "no_quorum") })
	if state = look(t, poller); state.Findings[0].Severity != health.Critical || state.Quorum.Margin >= 0 {
		t.Errorf("without a quorum it is %+v and %+v", state.Quorum, state.Findings[0])
	}
	mu.Lock()
	defer mu.Unlock()
	if !opened[health.NoMargin] || !closed[health.NoMargin] || !opened[health.NoQuorum] || closed[health.NoQuorum] {
		t.Errorf("of findings %v were told to open and %v to close", opened, closed)
	}
	for i, samples := range poller.History("main") {
		if len(samples) != 1 || samples[0].At.IsZero() {
			t.Errorf("server %d was %+v", i, samples)
		}
	}
}

// TestAServerThatTellsLittleIsAskedOtherwise: AdminServer tells what words do not, and
// what is missing is named with what allows it.
func TestAServerThatTellsLittleIsAskedOtherwise(t *testing.T) {
	t.Parallel()
	port, err := zkserver.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"admin.enableServer=true", "admin.serverAddress=127.0.0.1", fmt.Sprintf("admin.serverPort=%d", port)}})
	c := parse(t, "main="+server.Addr())
	mute := lookUntil(t, c, func(s health.State) bool { return len(s.Servers[0].Missing) == 3 }).Servers[0]
	if want := []health.Missing{{Command: "mntr", Setting: "4lw.commands.whitelist"}, {Command: "conf", Setting: "4lw.commands.whitelist"}, {Command: "cons", Setting: "4lw.commands.whitelist"}}; !slices.Equal(mute.Missing, want) || mute.Metrics != nil || mute.Settings != nil || mute.Admin != cluster.AdminUnknown {
		t.Errorf("a server that answers srvr alone lacks %+v", mute)
	}
	c.AdminPort = port
	client, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	state := lookUntil(t, c, func(s health.State) bool { // its first answer takes AdminServer long
		told := s.Servers[0]
		return told.Admin == cluster.AdminOpen && told.Metrics != nil && told.Settings != nil && told.Most.Connections > 0
	})
	told := state.Servers[0]
	if want := []health.Missing{{Command: "mntr", Setting: "4lw.commands.whitelist"}, {Command: "conf", Setting: "4lw.commands.whitelist"}}; told.Most.Address != "127.0.0.1" || !slices.Equal(told.Missing, want) {
		t.Errorf("by AdminServer most connections has %+v; it lacks %+v", told.Most, told.Missing)
	}
	if told.Admin != cluster.AdminOpen || told.Metrics["uptime"] == 0 || told.Settings["maxClientCnxns"] != "60" || told.Clock > time.Second || told.Clock < -time.Second {
		t.Errorf("by AdminServer it tells %+v", told)
	}
	if got := codes(state); !slices.Equal(got, []string{"security_hole", "few_voters", "admin_open"}) {
		t.Errorf("found are %v", got)
	}
	refusing := parse(t, "main="+zktest.RunHostile(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "it is not executed because it is not in the whitelist.\n")
	}))
	refusing.AdminPort = port
	if told := lookUntil(t, refusing, func(s health.State) bool { return s.Servers[0].Metrics != nil }).Servers[0]; told.Role != cluster.Standalone || told.Version != state.Servers[0].Version || told.Znodes == 0 || told.Connections != 1 || told.Metrics["uptime"] == 0 || told.Why != "" {
		t.Errorf("of a server that takes no word AdminServer tells %+v", told)
	}
	c.AdminPort = 1
	if away := lookUntil(t, c, func(s health.State) bool { return len(s.Servers[0].Missing) > 0 }).Servers[0]; away.Admin != cluster.AdminAway || away.Missing[len(away.Missing)-1].Setting != "admin.enableServer" {
		t.Errorf("without AdminServer it lacks %+v", away.Missing)
	}
	older := parse(t, "main="+zktest.RunHostile(t, func(conn net.Conn) {
		word := make([]byte, 4)
		if _, err := io.ReadFull(conn, word); err == nil && string(word) == "srvr" {
			_, _ = io.WriteString(conn, "Zookeeper version: 3.4.14-4c25d480, built on 03/06/2019 16:18 GMT\nZxid: 0x2\nMode: standalone\n")
			return
		}
		_, _ = io.WriteString(conn, string(word)+" is not executed because it is not in the whitelist.\n")
	}))
	older.AdminPort = 1
	if lacks := lookUntil(t, older, func(s health.State) bool { return len(s.Servers[0].Missing) > 2 }).Servers[0].Missing; slices.ContainsFunc(lacks, func(m health.Missing) bool { return m.Command == "AdminServer" }) {
		t.Errorf("a release before AdminServer lacks %+v", lacks)
	}
}

// TestTheOldestReleaseTellsItself by all words, none of which must be allowed.
func TestTheOldestReleaseTellsItself(t *testing.T) {
	t.Parallel()
	server := zktest.RunRelease(t, "3.4")
	state := lookUntil(t, parse(t, "main="+server.Addr()), func(s health.State) bool {
		return s.Servers[0].Metrics != nil && s.Servers[0].Settings != nil && len(s.Servers[0].Missing) == 0
	})
	told := state.Servers[0]
	if told.Role != cluster.Standalone || !told.Metrics.Has("watch_count") || told.Settings["maxClientCnxns"] != "60" || len(told.Missing) > 0 || told.RecentReads >= 0 {
		t.Errorf("it tells %+v", told)
	}
	if state.Quorum != (health.Quorum{Voters: 1, Up: 1, Told: true, Needed: 1}) || !slices.Contains(codes(state), "security_hole") {
		t.Errorf("it is %+v and %v", state.Quorum, codes(state))
	}
}

// TestAServerThatHangsHoldsUpNobody: the others' answers come meanwhile, and a look
// waits no longer than it wants to.
func TestAServerThatHangsHoldsUpNobody(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	silent := zktest.RunHostile(t, func(conn net.Conn) {
		asked.Add(1)
		zktest.SayNothing(conn)
	})
	c := parse(t, "main="+zktest.Run(t, all).Addr()+","+silent)
	var poller *health.Poller
	zktest.Eventually(t, "the first answers before the other has had its second", func() bool { // a busy machine may take longer for both
		asked.Store(0)
		poller = health.New([]cluster.Cluster{c}, health.Options{Every: time.Hour})
		ctx, cancel := context.WithCancel(context.Background())
		var waiting sync.WaitGroup
		for range 20 {
			waiting.Go(func() { poller.Look(ctx, "main") })
		}
		look := func() health.State {
			now, over := context.WithTimeout(ctx, time.Millisecond)
			defer over()
			state, _ := poller.Look(now, "main")
			return state
		}
		state := look()
		for !state.Servers[0].Serves() && state.Servers[1].Asked.IsZero() {
			state = look()
		}
		cancel()
		waiting.Wait()
		return state.Servers[0].Serves() && state.Servers[1].Asked.IsZero()
	})
	state := look(t, poller)
	if state.Servers[1].Role != cluster.Unreachable || state.Servers[1].Why != znode.CodeServerSilent || !slices.Contains(codes(state), "server_away") {
		t.Errorf("the silent server is %+v, found are %v", state.Servers[1], codes(state))
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("twenty who looked asked the silent server %d times", n)
	}
}

// TestOneAnswerThatIsMissingIsAPause, of a server that answered before, if only that it does not
// say: nobody is told that it is away. One that goes on saying nothing is.
func TestOneAnswerThatIsMissingIsAPause(t *testing.T) {
	t.Parallel()
	for role, answer := range map[cluster.Role]string{
		cluster.Standalone: "Zookeeper version: 3.9.5-x, built on y\nZxid: 0x5\nMode: standalone\nNode count: 4\n",
		cluster.Untold:     "srvr is not executed because it is not in the whitelist.\n",
	} {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			missesAnswers(t, role, answer)
		})
	}
}

// missesAnswers loses answers of a server that answers srvr so, and has that role by it.
func missesAnswers(t *testing.T, role cluster.Role, answer string) {
	var asked, silent atomic.Int32 // for srvr; how many of these are not answered
	server := zktest.RunHostile(t, func(conn net.Conn) {
		word := make([]byte, 4)
		switch _, err := io.ReadFull(conn, word); {
		case err != nil:
		case string(word) != "srvr":
			_, _ = io.WriteString(conn, "not executed because it is not in the whitelist.\n")
		case asked.Add(1) > 1 && silent.Add(-1) >= 0:
			zktest.SayNothing(conn)
		default:
			_, _ = io.WriteString(conn, answer)
		}
	})
	went := func(missing int32) bool {
		asked.Store(0)
		silent.Store(missing)
		var away atomic.Bool
		poller := health.New([]cluster.Cluster{parse(t, "main="+server)}, health.Options{Every: 40 * time.Millisecond, Changed: func(_ string, opened, _ []health.Finding) {
			away.Store(away.Load() || slices.ContainsFunc(opened, func(f health.Finding) bool { return f.Code == health.ServerAway }))
		}})
		ctx, cancel := context.WithCancel(context.Background())
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		running.Go(func() { poller.Run(ctx) })
		zktest.Eventually(t, "it answers after that", func() bool { return silent.Load() < -2 && look(t, poller).Servers[0].Role == role })
		return away.Load()
	}
	zktest.Eventually(t, "one answer is missing and nobody is told", func() bool { return !went(1) }) // a busy machine may make it two
	if !went(2) {
		t.Error("of one that is away nobody is told")
	}
}

// TestAServerWithTwoNamesIsOne: it is counted once, and is no stranger to itself.
func TestAServerWithTwoNamesIsOne(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	_, port, err := net.SplitHostPort(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	state := look(t, health.New([]cluster.Cluster{parse(t, "main="+server.Addr()+",localhost:"+port)}, health.Options{}))
	if !state.Servers[0].Serves() || !state.Servers[1].Serves() || state.Quorum.Voters != 1 || slices.Contains(codes(state), "strangers") {
		t.Errorf("by two names it is %+v, found are %v", state.Quorum, codes(state))
	}
}

// TestServersWithOtherSettingsAreFound.
func TestServersWithOtherSettingsAreFound(t *testing.T) {
	t.Parallel()
	one := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=conf,srvr"}})
	other := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=conf,srvr", "maxClientCnxns=7"}})
	state := lookUntil(t, parse(t, "main="+one.Addr()+","+other.Addr()), func(s health.State) bool {
		return s.Servers[0].Settings != nil && s.Servers[1].Settings != nil
	})
	at := slices.IndexFunc(state.Findings, func(f health.Finding) bool { return f.Code == health.ConfigDiffers })
	if at < 0 || state.Findings[at].Args["settings"] != "maxClientCnxns" {
		t.Errorf("found is %+v", state.Findings)
	}
	if !slices.Contains(codes(state), "strangers") {
		t.Errorf("of two servers that know nothing of each other found are %v", codes(state))
	}
	if all, _ := health.Compare(state.Servers); !slices.ContainsFunc(all, func(d health.Difference) bool { return strings.Join(d.Values, " ") == "60 7" }) {
		t.Errorf("the settings are %v", all)
	}
}

// TestACertificateThatEndsSoonIsFound: the tests' own lasts a day.
func TestACertificateThatEndsSoonIsFound(t *testing.T) {
	t.Parallel()
	server := zktest.RunTLS(t)
	trust, err := cluster.LoadTLS(server.CA, server.Certificate, server.Key)
	if err != nil {
		t.Fatal(err)
	}
	c := parse(t, "main=tls://"+server.SecureAddr())
	zktest.Eventually(t, "it is found", func() bool {
		state := look(t, health.New([]cluster.Cluster{c}, health.Options{TLS: trust}))
		at := slices.IndexFunc(state.Findings, func(f health.Finding) bool { return f.Code == health.Certificate })
		return at >= 0 && state.Findings[at].Severity == health.Warning && state.Findings[at].Args["days"] == "0"
	})
}

// TestACertificateThatHasExpiredIsFound, also by a console that saw no other before; of a
// server that it keeps from being asked.
func TestACertificateThatHasExpiredIsFound(t *testing.T) {
	t.Parallel()
	server := zktest.RunTLSWith(t, time.Now().Add(-30*time.Minute))
	trust, err := cluster.LoadTLS(server.CA, server.Certificate, server.Key)
	if err != nil {
		t.Fatal(err)
	}
	c := parse(t, "main=tls://"+server.SecureAddr())
	zktest.Eventually(t, "it is found", func() bool {
		state := look(t, health.New([]cluster.Cluster{c}, health.Options{TLS: trust}))
		at := slices.IndexFunc(state.Findings, func(f health.Finding) bool { return f.Code == health.Certificate })
		return at >= 0 && state.Findings[at].Severity == health.Critical && state.Servers[0].Why == znode.CodeServerCertificate
	})
}

// TestOneSideSpeaksTLS: that is told, and not that nobody is served.
func TestOneSideSpeaksTLS(t *testing.T) {
	t.Parallel()
	server := zktest.RunTLS(t)
	for address, want := range map[string]znode.Code{server.SecureAddr(): znode.CodeServerTLS, "tls://" + server.Addr(): znode.CodeServerNoTLS} {
		poller := run(t, health.Options{}, parse(t, "main="+address))
		zktest.Eventually(t, "of "+address+" it is told", func() bool {
			state := look(t, poller)
			return state.Servers[0].Why == want && slices.Equal(codes(state), []string{string(health.QuorumUnknown), string(health.ServerAway)})
		})
	}
}

// TestATLSServerWithTooManyConnections checks that a server that breaks off handshakes, since it has
// as many connections as it takes, is not taken for one without TLS, and that AdminServer is asked.
func TestATLSServerWithTooManyConnections(t *testing.T) {
	t.Parallel()
	port, err := zkserver.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	server := zktest.RunTLSWith(t, time.Now().Add(time.Hour), "maxClientCnxns=3", "admin.enableServer=true", "admin.serverAddress=127.0.0.1", fmt.Sprintf("admin.serverPort=%d", port))
	trust, err := cluster.LoadTLS(server.CA, server.Certificate, server.Key)
	if err != nil {
		t.Fatal(err)
	}
	c := parse(t, "main=tls://"+server.SecureAddr())
	take := func() {
		if conn, err := c.Dial(t.Context(), server.SecureAddr(), server.Name, trust); err == nil { // beyond its limit it breaks off
			t.Cleanup(func() { _ = conn.Close() })
		}
	}
	unasked := run(t, health.Options{TLS: trust}, c)
	zktest.Eventually(t, "it refuses the console", func() bool {
		take()
		now := codes(look(t, unasked))
		return slices.Contains(now, string(health.HangsUp)) && slices.Contains(now, string(health.QuorumUnknown)) && !slices.Contains(now, string(health.ServerAway))
	})
	c.AdminPort = port
	asked := run(t, health.Options{TLS: trust}, c)
	zktest.Eventually(t, "AdminServer tells how it is", func() bool {
		take()
		state := look(t, asked)
		told := state.Servers[0]
		return told.ByAdmin() && told.Role == cluster.Standalone && told.Settings["maxClientCnxns"] == "3" && state.Quorum.Up == 1
	})
}

// TestEachReleaseTellsWhatItMay: all that it is allowed to, and where it is allowed nothing,
// what is missing is named with the setting. srvr is always allowed.
func TestEachReleaseTellsWhatItMay(t *testing.T) {
	t.Parallel()
	for _, release := range zktest.Releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, release, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
			var told health.Server
			asked := func() health.Server { // anew: a server that has just started may be slow
				told = look(t, health.New([]cluster.Cluster{parse(t, "main="+server.Addr())}, health.Options{})).Servers[0]
				return told
			}
			zktest.Eventually(t, "it answers all", func() bool { return asked().Metrics != nil && told.Settings != nil && told.Most.Connections > 0 })
			if told.Version.String() != release || len(told.Missing) > 0 || !told.Metrics.Has("watch_count") || told.Settings["maxClientCnxns"] != "60" || told.Most.Connections == 0 {
				t.Errorf("allowed everything, it tells %+v", told)
			}
			if err := server.RestartWith(zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=ruok"}}); err != nil {
				t.Fatal(err)
			}
			zktest.Eventually(t, "it refuses all", func() bool { return len(asked().Missing) == 3 })
			want := []health.Missing{{Command: "mntr", Setting: "4lw.commands.whitelist"}, {Command: "conf", Setting: "4lw.commands.whitelist"}, {Command: "cons", Setting: "4lw.commands.whitelist"}}
			if told.Role != cluster.Standalone || told.Version.String() != release || !slices.Equal(told.Missing, want) || told.Metrics != nil || told.Settings != nil {
				t.Errorf("allowed nothing, it tells %+v", told)
			}
		})
	}
}

// TestSinceWhenAServerIsAsItIs is kept from answer to answer.
func TestSinceWhenAServerIsAsItIs(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	poller := run(t, health.Options{}, parse(t, "main="+server.Addr()))
	first := look(t, poller).Servers[0]
	zktest.Eventually(t, "it is asked again", func() bool { return look(t, poller).Servers[0].Asked.After(first.Asked) })
	if again := look(t, poller).Servers[0]; !again.Since.Equal(first.Since) {
		t.Errorf("it is a standalone server since %s, and before since %s", again.Since, first.Since)
	}
	server.Kill()
	zktest.Eventually(t, "it is unreachable", func() bool { return look(t, poller).Servers[0].Role == cluster.Unreachable })
	if gone := look(t, poller).Servers[0]; !gone.Since.After(first.Since) {
		t.Errorf("it is gone since %s, and was there at %s", gone.Since, first.Since)
	}
}

// TestABusyServerIsFound by what its metrics tell, where hardly anything is allowed; how
// long requests and the disk take is known while there are any.
func TestABusyServerIsFound(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}, JavaProperties: map[string]string{"zookeeper.forceSync": "yes"}})
	c := parse(t, "main="+server.Addr())
	client := session.Open(c, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(client.Close)
	if err := client.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	large, err := znode.ParsePath("/large")
	if err != nil {
		t.Fatal(err)
	}
	anybody := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	if _, err := znode.Create(t.Context(), client, large, make([]byte, 900_000), anybody, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	least := health.Thresholds{health.DescriptorsPart: 1e-9, health.ConnectionsPart: 1e-9}
	poller := run(t, health.Options{Thresholds: least}, c)
	want := []string{"connections", "answer_large", "descriptors"}
	var requests, fsyncs bool
	zktest.Eventually(t, "all that is too much is found", func() bool {
		if _, err := znode.Set(t.Context(), client, large, make([]byte, 900_000), znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
		if _, _, err := client.Get(t.Context(), large); err != nil {
			t.Fatal(err)
		}
		state := look(t, poller)
		requests, fsyncs = requests || state.Servers[0].RecentReads >= 0 && state.Servers[0].RecentWrites >= 0, fsyncs || state.Servers[0].RecentFsync >= 0
		found := codes(state)
		return requests && fsyncs && !slices.ContainsFunc(want, func(code string) bool { return !slices.Contains(found, code) })
	})
}

// TestAClockThatIsOffIsFound, by what AdminServer says the time is.
func TestAClockThatIsOffIsFound(t *testing.T) {
	t.Parallel()
	ahead := -time.Hour
	admin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		_, _ = fmt.Fprintf(w, `{"command":%q,"error":null}`, path.Base(r.URL.Path))
	}))
	t.Cleanup(admin.Close)
	c := parse(t, "main="+zktest.Run(t).Addr())
	_, port, err := net.SplitHostPort(admin.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if c.AdminPort, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	for _, side := range []string{"behind", "ahead"} {
		state := lookUntil(t, c, func(s health.State) bool { return s.Servers[0].Admin != cluster.AdminUnknown })
		at := slices.IndexFunc(state.Findings, func(f health.Finding) bool { return f.Code == health.Clocks })
		if off := state.Servers[0].Clock; at < 0 || off.Abs() < 59*time.Minute || state.Findings[at].Args["side"] != side {
			t.Errorf("%s, the clock is off by %s; found are %+v", side, off, state.Findings)
		}
		ahead = time.Hour
	}
}
