package health

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// TestWhatIsWrong puts a server into each state that takes long to reach for real, just
// beyond its threshold and not beyond it.
func TestWhatIsWrong(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	leads := func(change func(*Server)) Server {
		s := Server{Server: cluster.Server{Address: "zk1:2181", Role: cluster.Leader, Asked: now}, Metrics: Metrics{}, Settings: map[string]string{}}
		change(&s)
		return s
	}
	states := map[Code][2]Server{
		Behind:      {leads(func(s *Server) { s.Behind = 11 * time.Second }), leads(func(s *Server) { s.Behind = 10 * time.Second })},
		Latency:     {leads(func(s *Server) { s.Lasting.Writes = 101 }), leads(func(s *Server) { s.Lasting.Reads = 100 })},
		Outstanding: {leads(func(s *Server) { s.Lasting.Outstanding = 101 }), leads(func(s *Server) { s.Outstanding = 500 })},
		Fsync:       {leads(func(s *Server) { s.Lasting.Fsync = 101 }), leads(func(s *Server) { s.RecentFsync = 500 })},
		Flooding:    {leads(func(s *Server) { s.Busiest = Client{Address: "192.0.2.1", Rate: 5001} }), leads(func(s *Server) { s.Busiest.Rate = 5000 })},
		Connections: {
			leads(func(s *Server) {
				s.Settings["maxClientCnxns"], s.Most = "60", Client{Address: "192.0.2.1", Connections: 49}
			}),
			leads(func(s *Server) { s.Settings["maxClientCnxns"], s.Most = "0", Client{Connections: 4900} }),
		},
		Rejecting:   {leads(func(s *Server) { s.Rejected = Rejected{1, now.Add(-59 * time.Second)} }), leads(func(s *Server) { s.Rejected = Rejected{9, now.Add(-time.Minute)} })},
		AnswerLarge: {leads(func(s *Server) { s.Metrics["max_client_response_size"] = 900_000 }), leads(func(s *Server) { s.Metrics["max_client_response_size"] = 800_000 })},
		Descriptors: {
			leads(func(s *Server) {
				s.Metrics["open_file_descriptor_count"], s.Metrics["max_file_descriptor_count"] = 81, 100
			}),
			leads(func(s *Server) { s.Metrics["open_file_descriptor_count"] = 81 }),
		},
		ZxidNearEnd: {leads(func(s *Server) { s.Zxid = "0x1f0000000" }), leads(func(s *Server) { s.Zxid = "0xffffffff0000000f" })},
		Certificate: {leads(func(s *Server) { s.Expires = now.Add(29 * 24 * time.Hour) }), leads(func(s *Server) { s.Expires = now.Add(31 * 24 * time.Hour) })},
		AdminOpenTo: {leads(func(s *Server) { s.Admin = cluster.AdminOpen }), leads(func(s *Server) { s.Admin = cluster.AdminClosed })},
		PortsOpen:   {leads(func(s *Server) { s.Ports = []int{2888, 3888} }), leads(func(s *Server) {})},
		Clocks:      {leads(func(s *Server) { s.Clock = -6 * time.Second }), leads(func(s *Server) { s.Clock = 5 * time.Second })},
	}
	for code, server := range states {
		for i, want := range []bool{true, false} {
			found := judge([]Server{server[i]}, plain(3, 3, 1, 0, true), noted{}, DefaultThresholds(), now)
			if got := slices.ContainsFunc(found, func(f Finding) bool { return f.Code == code }); got != want || len(found) > 1 {
				t.Errorf("of %s, in state %d, found is %+v", code, i, found)
			}
		}
	}
}

// TestWhatIsWrongWithAnEnsemble: what no server has by itself.
func TestWhatIsWrongWithAnEnsemble(t *testing.T) {
	is := func(role cluster.Role, change ...func(*Server)) Server {
		s := Server{Server: cluster.Server{Address: "zk:2181", Role: role, Version: v(3, 9, 5)}}
		for _, c := range change {
			c(&s)
		}
		return s
	}
	ticks := func(value string) func(*Server) {
		return func(s *Server) {
			s.Settings = map[string]string{"tickTime": value, "clientPort": value, "dataDir": value}
		}
	}
	reached := func(s *Server) { s.Reached = "192.0.2.1:2181" }
	older := func(s *Server) { s.Version = v(3, 9, 6) }
	bars := func(s *Server) { s.Why = znode.CodeServerAuthority }
	hangsUp := func(s *Server) { s.Why = znode.CodeServerHangsUp }
	looksForOthers := func(s *Server) { s.Why = znode.CodeServerNoQuorum }
	whole := plain(3, 3, 1, 0, true)
	for _, test := range []struct {
		servers []Server
		quorum  Quorum
		want    []Code
	}{
		{[]Server{is(cluster.Leader), is(cluster.Follower), is(cluster.Follower)}, whole, nil},
		{[]Server{is(cluster.Leader), is(cluster.Follower), is(cluster.Unreachable)}, plain(3, 2, 0, 0, true), []Code{NoMargin, ServerAway}},
		{[]Server{is(cluster.Unreachable), is(cluster.ReadOnly)}, plain(3, 0, -2, 0, true), []Code{NoQuorum, ServerAway, ServerAway}},
		{[]Server{is(cluster.Leader), is(cluster.Untold), is(cluster.Untold)}, plain(3, 1, -1, 2, true), nil},
		{[]Server{is(cluster.Leader), is(cluster.Untold), is(cluster.Unreachable)}, plain(3, 1, -1, 1, true), []Code{NoMargin, ServerAway}},
		{[]Server{is(cluster.Standalone)}, plain(1, 1, 0, 0, true), []Code{FewVoters}},
		{[]Server{is(cluster.Leader)}, plain(1, 1, 0, 0, false), []Code{FewVoters}},
		{[]Server{is(cluster.Unreachable, bars)}, plain(1, 0, -1, 1, false), []Code{QuorumUnknown, ServerAway}},
		{[]Server{is(cluster.Unreachable, hangsUp)}, plain(1, 0, -1, 1, false), []Code{QuorumUnknown, HangsUp}},
		{[]Server{is(cluster.Leader), is(cluster.Follower), is(cluster.Unreachable, hangsUp)}, plain(3, 2, 0, 0, false), []Code{NoMargin, HangsUp}},
		{[]Server{is(cluster.Unreachable, looksForOthers), is(cluster.Unreachable, hangsUp)}, plain(2, 0, -2, 0, false), []Code{NoQuorum, ServerAway, HangsUp}},
		{[]Server{is(cluster.Untold), is(cluster.Untold), is(cluster.Untold)}, plain(3, 0, -2, 3, false), nil},
		{[]Server{is(cluster.Untold), is(cluster.Untold), is(cluster.Unreachable)}, plain(3, 0, -2, 2, false), []Code{NoMargin, ServerAway}},
		{[]Server{is(cluster.Untold), is(cluster.Unreachable), is(cluster.Unreachable)}, plain(3, 0, -2, 1, false), []Code{QuorumUnknown, ServerAway, ServerAway}},
		{[]Server{is(cluster.Untold), is(cluster.Unreachable), is(cluster.Unreachable)}, plain(3, 0, -2, 1, true), []Code{NoQuorum, ServerAway, ServerAway}},
		{[]Server{is(cluster.Unreachable, bars), is(cluster.Unreachable), is(cluster.Unreachable)}, plain(3, 0, -2, 1, false), []Code{QuorumUnknown, ServerAway, ServerAway, ServerAway}},
		{[]Server{is(cluster.Follower)}, plain(1, 1, 0, 0, false), nil},
		{[]Server{is(cluster.Observer)}, plain(0, 0, -1, 0, false), nil},
		{[]Server{is(cluster.Standalone), is(cluster.Standalone)}, plain(1, 1, 0, 0, true), []Code{Strangers, FewVoters}},
		{[]Server{is(cluster.Leader), is(cluster.Standalone)}, whole, []Code{Strangers}},
		{[]Server{is(cluster.Standalone, reached), is(cluster.Standalone, reached)}, plain(1, 1, 0, 0, true), []Code{FewVoters}},
		{[]Server{is(cluster.Leader, ticks("2000")), is(cluster.Follower, ticks("3000"))}, whole, []Code{ConfigDiffers}},
		{[]Server{is(cluster.Leader, ticks("2000")), is(cluster.Follower)}, whole, nil},
		{[]Server{is(cluster.Leader), is(cluster.Follower, older)}, whole, []Code{Versions}},
	} {
		var got []Code
		for _, f := range judge(test.servers, test.quorum, noted{}, DefaultThresholds(), time.Now()) {
			got = append(got, f.Code)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("of %+v found are %v, want %v", test.servers, got, test.want)
		}
	}
}

// TestSecurityHolesAreKnownByVersion.
func TestSecurityHolesAreKnownByVersion(t *testing.T) {
	for version, want := range map[cluster.Version][]string{
		v(3, 4, 9):  {"CVE-2017-5637", "CVE-2018-8012", "CVE-2019-0201", "CVE-2023-44981"},
		v(3, 4, 14): {"CVE-2023-44981"},
		v(3, 7, 2):  {"CVE-2024-23944"},
		v(3, 8, 0):  {"CVE-2023-44981", "CVE-2024-23944", "CVE-2026-24281"},
		v(3, 8, 6):  nil,
		v(3, 9, 3):  {"CVE-2025-58457", "CVE-2026-24281"},
		v(3, 9, 5):  nil,
		v(4, 0, 0):  nil,
		{}:          nil,
	} {
		var got []string
		for _, f := range judge([]Server{{Server: cluster.Server{Role: cluster.Follower, Version: version}}}, plain(3, 3, 1, 0, false), noted{}, DefaultThresholds(), time.Now()) {
			got = append(got, f.Args["cve"])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", version, got, want)
		}
	}
}

// plain returns a quorum of which more than half of the voters must serve.
func plain(voters, up, margin, untold int, told bool) Quorum {
	q := majority(voters, up, untold, told)
	q.Margin = margin
	return q
}

// counted is a quorum of which the leader counts so many that do not answer.
func counted(q Quorum, silent int) Quorum {
	q.Counted = silent
	return q
}

// TestFindingsSayHowVotesWereCounted: one each where no server tells its members.
func TestFindingsSayHowVotesWereCounted(t *testing.T) {
	members := []Member{{ID: 1, Weight: 1}, {ID: 2, Weight: 1}, {ID: 3, Weight: 1}}
	servers := []Server{
		{Server: cluster.Server{Address: "zk1:2181", Role: cluster.Leader}},
		{Server: cluster.Server{Address: "zk2:2181", Role: cluster.Follower}},
		{Server: cluster.Server{Address: "zk3:2181", Role: cluster.Unreachable}},
	}
	for _, test := range []struct {
		servers []Server
		members []Member
		code    Code
		votes   string
	}{
		{servers, nil, NoMargin, "one_each"},
		{servers, members, NoMargin, ""},
		{servers[:2], nil, FewVoters, "one_each"},
		{servers[:1], nil, FewVoters, ""}, // one votes: it decides, whatever it weighs
		{servers[2:], nil, NoQuorum, ""},
		{[]Server{servers[2], servers[2], servers[2]}, nil, NoQuorum, "one_each"},
	} {
		found := judge(test.servers, quorumOf(test.servers, test.members), noted{}, DefaultThresholds(), time.Now())
		at := slices.IndexFunc(found, func(f Finding) bool { return f.Code == test.code })
		if at < 0 || found[at].Args["votes"] != test.votes {
			t.Errorf("of %d servers and %d members is found %v, want %s with votes %q", len(test.servers), len(test.members), found, test.code, test.votes)
		}
	}
}

// TestQuorumsAreCounted: observers do not vote, and a list of the console need not name
// all members.
func TestQuorumsAreCounted(t *testing.T) {
	server := func(role cluster.Role, change ...func(*Server)) Server {
		s := Server{Server: cluster.Server{Role: role, Asked: time.Unix(1, 0)}}
		for _, c := range change {
			c(&s)
		}
		return s
	}
	members := func(s *Server) {
		_, s.Members = parseConf("tickTime=2000\nmembership: \nserver.1=a:2888:3888:participant;2181\nserver.2=[::1]:2888:3888;0.0.0.0:2181\nserver.3=c:2888:3888:observer;2181\nserver.4=d:2888:3888|e:2888:3888\nserver.5=f:2888:3888\nserver.6=g:2888:3888\n")
	}
	reached := func(s *Server) { s.Reached = "192.0.2.1:2181" }
	hangsUp := func(s *Server) { s.Why = znode.CodeServerHangsUp }
	synced := func(s *Server) { s.Metrics = Metrics{"synced_followers": 3} }
	for _, test := range []struct {
		servers []Server
		want    Quorum
	}{
		{[]Server{server(cluster.Standalone)}, plain(1, 1, 0, 0, true)},
		{[]Server{server(cluster.Leader), server(cluster.Follower), server(cluster.Unreachable)}, plain(3, 2, 0, 0, false)},
		{[]Server{server(cluster.Untold), server(cluster.Untold), server(cluster.Untold)}, plain(3, 0, -2, 3, false)},
		{[]Server{server(cluster.Leader), server(cluster.Untold), server(cluster.Unreachable)}, plain(3, 2, 0, 0, false)},
		{[]Server{server(cluster.Leader), server(cluster.Follower), server(cluster.Unreachable, hangsUp)}, plain(3, 2, 0, 0, false)},
		{[]Server{server(cluster.Unreachable, hangsUp), server(cluster.Unreachable, hangsUp)}, plain(2, 0, -2, 2, false)},
		{[]Server{server(cluster.Leader, synced), server(cluster.Untold), server(cluster.Untold), server(cluster.Untold), server(cluster.Untold)}, plain(5, 4, 1, 0, false)},
		{[]Server{server(cluster.Leader), server(cluster.Observer)}, plain(1, 1, 0, 0, false)},
		{[]Server{server(cluster.Unreachable, func(s *Server) { s.Why = znode.CodeServerAuthority })}, plain(1, 0, -1, 1, false)},
		{[]Server{server(cluster.Leader, reached), server(cluster.Leader, reached), server(cluster.Follower)}, plain(2, 2, 0, 0, false)},
		{[]Server{server(cluster.Standalone, reached), server(cluster.Standalone, reached)}, plain(1, 1, 0, 0, true)},
		{[]Server{server(cluster.Leader, members, synced)}, plain(5, 4, 1, 0, true)},
		{[]Server{server(cluster.Leader, synced), server(cluster.Follower), server(cluster.Follower), server(cluster.Unreachable)}, counted(plain(4, 3, 0, 1, false), 1)},
		{[]Server{server(cluster.Leader, synced), server(cluster.Follower), server(cluster.Unreachable), server(cluster.Unreachable)}, counted(plain(4, 2, -1, 2, false), 2)},
		{[]Server{server(cluster.Leader, synced), server(cluster.Follower), server(cluster.Unreachable), server(cluster.Unreachable), server(cluster.Unreachable)}, counted(plain(5, 2, -1, 2, false), 2)},
		{[]Server{server(cluster.Leader, members, synced), server(cluster.Unreachable)}, plain(5, 4, 1, 0, true)}, // which is no member
		{[]Server{server(cluster.Follower, members)}, plain(5, 3, 0, 2, true)},
		{[]Server{server(cluster.Observer, members)}, plain(5, 3, 0, 2, true)},
		{[]Server{server(cluster.Leader, members), server(cluster.Untold), server(cluster.Unreachable)}, plain(5, 3, 0, 1, true)},
		{[]Server{server(cluster.ReadOnly, members), server(cluster.Unreachable)}, plain(5, 0, -3, 0, true)},
		{[]Server{server(cluster.Follower), server(cluster.Unreachable), server(cluster.Unreachable)}, plain(3, 2, 0, 0, false)},
		{[]Server{server(cluster.Unreachable), server(cluster.Unreachable, members)}, plain(5, 0, -3, 0, true)},
	} {
		got := quorumOf(test.servers, membersOf(test.servers))
		got.OneEach = false // for TestFindingsSayHowVotesWereCounted
		if got != test.want {
			t.Errorf("of %+v the quorum is %+v, want %+v", test.servers, got, test.want)
		}
	}
	one := server(cluster.Follower, members)
	if got := one.Members[1]; got.Host != "::1" || !slices.Equal(got.Ports, []int{2888, 3888}) || got.Client != "[::1]:2181" || got.Observer {
		t.Errorf("a member is %+v", got)
	}
	of := func(conf string) []int {
		var s Server
		s.Settings, s.Members = parseConf(conf)
		return s.peerPorts()
	}
	for conf, want := range map[string][]int{
		"serverId=1\nelectionPort=3888\nquorumPort=2888\npeerType=0\n":                                         {2888, 3888}, // as 3.4 tells them
		"serverId=2\nelectionPort=9\nserver.1=a:1:2:participant;2181\nserver.2=b:2888:3888:participant;2181\n": {2888, 3888},
		"serverId=0\nclientPort=2181\n": nil,
	} {
		if got := of(conf); !slices.Equal(got, want) {
			t.Errorf("of %q the ports for peers are %v, want %v", conf, got, want)
		}
	}
}

// TestSlowWritesAreNotLostAmongPings, nor as they take longer than a round; and one moment's
// are none that last.
func TestSlowWritesAreNotLostAmongPings(t *testing.T) {
	p := New([]cluster.Cluster{{Name: "main", Servers: []string{"a:1"}}}, Options{Every: 1})
	w := p.clusters["main"].servers[0]
	asked := time.Now()
	round := func(reads, writes float64) (latency string) {
		next := w.current()
		asked = asked.Add(5 * time.Second)
		next.Asked, next.Measured, next.Role, next.Metrics = asked, asked, cluster.Leader, Metrics{}
		next.RecentReads, next.RecentWrites = reads, writes
		w.keep(next)
		for _, f := range p.Findings("main") {
			if f.Code == Latency {
				latency = f.Args["of"] + " " + f.Args["ms"]
			}
		}
		return latency
	}
	for i, test := range []struct {
		reads, writes float64
		want          string
	}{
		{0, 500, ""}, {0, -1, ""}, {0, 700, ""}, {0, -1, ""}, {0, 600, "writes 500"}, {0, -1, "writes 500"},
		{900, 3, ""}, {900, 3, ""}, {800, 3, "reads 800"}, {0, 3, ""},
	} {
		if got := round(test.reads, test.writes); got != test.want {
			t.Errorf("in round %d found is %q, want %q", i, got, test.want)
		}
	}
	for range 2 * rounds {
		round(0, 500)
	}
	asked = asked.Add(untoldFor)
	if got := round(0, -1); got != "" {
		t.Errorf("of writes long ago found is %q", got)
	}
}

// TestTheNewestIsAskedFirst: the leader, and where it does not tell those that are least behind;
// one that is cut off at last. Without a leader nobody knows who is behind.
func TestTheNewestIsAskedFirst(t *testing.T) {
	server := func(role cluster.Role, address, zxid string, behind time.Duration) Server {
		return Server{Server: cluster.Server{Address: address, Role: role, Zxid: zxid}, Lag: int64(behind.Seconds()), Behind: behind}
	}
	servers := []Server{
		server(cluster.ReadOnly, "cut off", "0x9", 0), server(cluster.Unreachable, "away", "", 0), server(cluster.Observer, "observer", "0x9", 0),
		server(cluster.Follower, "late", "0x5", 9*time.Second), server(cluster.Follower, "near", "0x8", 0), server(cluster.Follower, "nearer", "0x9", 0),
		server(cluster.Leader, "leader", "0x9", 0),
	}
	got := State{Servers: servers}.Standings()
	want := []cluster.Standing{
		{Server: "leader", Known: true}, {Server: "nearer", Known: true}, {Server: "near", Known: true}, {Server: "late", Known: true, Changes: 9, Behind: 9 * time.Second},
		{Server: "observer", Known: true}, {Server: "away"}, {Server: "cut off"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("they are asked as %+v", got)
	}
	for _, standing := range (State{Servers: servers[:6]}).Standings() {
		if standing.Known || standing.UpToDate() {
			t.Errorf("without a leader it is known of %+v", standing)
		}
	}
}

// TestAListThatLacksServersIsKnown, by the members or by what the leader has; without a leader
// nobody knows.
func TestAListThatLacksServersIsKnown(t *testing.T) {
	server := func(role cluster.Role, metrics Metrics) Server {
		return Server{Server: cluster.Server{Role: role}, Metrics: metrics}
	}
	follower := server(cluster.Follower, nil)
	for name, test := range map[string]struct {
		state      State
		listed, of int
	}{
		"all members":           {State{Servers: []Server{follower, follower}, Members: make([]Member, 2)}, 2, 2},
		"one more member":       {State{Servers: []Server{follower, follower}, Members: make([]Member, 3)}, 2, 3},
		"all learners":          {State{Servers: []Server{server(cluster.Leader, Metrics{"learners": 1}), follower}}, 2, 2},
		"one more learner":      {State{Servers: []Server{server(cluster.Leader, Metrics{"learners": 2}), follower}}, 2, 3},
		"one more, before 3.6":  {State{Servers: []Server{server(cluster.Leader, Metrics{"followers": 2}), follower}}, 2, 3},
		"a leader that is mute": {State{Servers: []Server{server(cluster.Leader, nil), follower}}, 2, 0},
		"no leader":             {State{Servers: []Server{follower, follower}}, 2, 0},
		"alone":                 {State{Servers: []Server{server(cluster.Standalone, nil)}}, 1, 1},
	} {
		if listed, of := test.state.Listed(); listed != test.listed || of != test.of {
			t.Errorf("%s: %d of %d are listed", name, listed, of)
		}
	}
}

// TestWhatIsBehindIsToldInSeconds: by when the leader was first seen further.
func TestWhatIsBehindIsToldInSeconds(t *testing.T) {
	var m marks
	start := time.Unix(1000, 0)
	for i := range 10 {
		m = m.add(start.Add(time.Duration(i)*5*time.Second), int64(100+i))
	}
	if behind := lag(0x200000000, 0x100000007); behind != 0 { // an epoch without a transaction
		t.Errorf("at the beginning of an epoch a follower is %d behind", behind)
	}
	if at := (marks{{start, 0x200000000}}).after(0x100000007, start.Add(time.Minute)); !at.Equal(start.Add(time.Minute)) {
		t.Errorf("at the beginning of an epoch a follower is behind since %s", at)
	}
	if got := []int64{lag(0x200000005, 0x200000003), lag(0x200000005, 0x100000007)}; !slices.Equal(got, []int64{2, 5}) {
		t.Errorf("transactions behind: %d", got)
	}
	if restored := m.add(start.Add(time.Minute), 50); len(restored) != 1 {
		t.Errorf("of a cluster that was restored is left %v", restored)
	}
	asked := start.Add(45 * time.Second)
	for zxid, want := range map[int64]time.Duration{99: 45 * time.Second, 102: 30 * time.Second, 108: 0, 200: 0} {
		if got := asked.Sub(m.after(zxid, asked)); got != want {
			t.Errorf("at %d it is %s behind, want %s", zxid, got, want)
		}
	}
}

// TestSamplesGoRound: the oldest go first, and none comes before its time.
func TestSamplesGoRound(t *testing.T) {
	var h history
	start := time.Unix(0, 0)
	for i := range 2 * (samples + 10) {
		h.add(Sample{At: start.Add(time.Duration(i) * sampleEvery / 2)})
	}
	all := h.all()
	if len(all) != samples || !slices.IsSortedFunc(all, func(a, b Sample) int { return a.At.Compare(b.At) }) || all[0].At != start.Add(10*sampleEvery) {
		t.Errorf("there are %d samples from %s on", len(all), all[0].At)
	}
}

// TestAnIdleServerIsNotSlow: the plots show what requests took lately, and where a server does not
// tell that, what they took since it started.
func TestAnIdleServerIsNotSlow(t *testing.T) {
	slow := Server{Server: cluster.Server{Latency: cluster.Latency{Avg: 390}}, RecentReads: -1, RecentWrites: -1}
	told := slow
	told.Metrics = Metrics{"cnt_readlatency": 7}
	busy := told
	busy.RecentWrites = 20
	if got := []float32{sampleOf(slow).Latency, sampleOf(told).Latency, sampleOf(busy).Latency}; !slices.Equal(got, []float32{390, 0, 20}) {
		t.Errorf("the samples' latencies are %v", got)
	}
}

// TestTheBusiestClientIsFound by what all its connections have sent since.
func TestTheBusiestClientIsFound(t *testing.T) {
	at := time.Unix(1000, 0)
	before := newConnections([]cluster.Connection{{Address: "192.0.2.1:1", Received: 5}, {Address: "192.0.2.2:1", Received: 900}, {Address: "192.0.2.1:2"}}, at)
	after := newConnections([]cluster.Connection{{Address: "192.0.2.1:1", Received: 305, Session: 7}, {Address: "192.0.2.2:1", Received: 901}, {Address: "192.0.2.2:2", Received: 9999}, {Address: "192.0.2.1:2", Received: 100, Session: 8}}, at.Add(10*time.Second))
	if got := after.busiest(before); got != (Client{Address: "192.0.2.1", Connections: 2, Session: 7, Rate: 40}) {
		t.Errorf("the busiest is %+v", got)
	}
	var idle, all []cluster.Connection
	for i := range 100 { // none floods the server, all together do
		one := cluster.Connection{Address: net.JoinHostPort("192.0.2.3", strconv.Itoa(i)), Session: int64(i + 1)}
		idle = append(idle, one)
		one.Received = 1000
		all = append(all, one)
	}
	if got := newConnections(all, at.Add(10*time.Second)).busiest(newConnections(idle, at)); got != (Client{Address: "192.0.2.3", Connections: 100, Rate: 10000}) {
		t.Errorf("of many connections the busiest is %+v", got)
	}
	if got := after.most(); got != (Client{Address: "192.0.2.1", Connections: 2}) {
		t.Errorf("most connections has %+v", got)
	}
}

// TestOfAnAnswerThatIsCut the busiest client is who sends most now, and most connections are
// what they were, or more.
func TestOfAnAnswerThatIsCut(t *testing.T) {
	before := Client{Address: "192.0.2.9", Connections: 2, Rate: 9999}
	next := Server{Busiest: before, Most: before}
	w := &watched{}
	w.takeClients([]cluster.Connection{{Address: "192.0.2.1:1"}}, false, &next)
	if next.Busiest != (Client{}) || next.Most != before {
		t.Errorf("of one connection it tells %+v and %+v", next.Busiest, next.Most)
	}
	w.takeClients([]cluster.Connection{{Address: "192.0.2.1:1"}, {Address: "192.0.2.1:2"}, {Address: "192.0.2.1:3"}}, false, &next)
	if next.Most != (Client{Address: "192.0.2.1", Connections: 3}) {
		t.Errorf("of three connections it tells %+v", next.Most)
	}
	w.takeClients([]cluster.Connection{{Address: "192.0.2.1:1"}}, true, &next)
	if next.Most != (Client{Address: "192.0.2.1", Connections: 1}) {
		t.Errorf("of all it tells %+v", next.Most)
	}
}

// TestSamplesOutliveARestart, those of the last hours, and a file that is none hurts nobody.
func TestSamplesOutliveARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "samples.json")
	clusters := []cluster.Cluster{{Name: "main", Servers: []string{"a:1", "b:1"}}}
	first := New(clusters, Options{})
	if err := first.Restore(file); err != nil {
		t.Fatal(err)
	}
	now := time.Now().Truncate(time.Second)
	of := first.clusters["main"].servers[1]
	for _, age := range []time.Duration{7 * time.Hour, time.Hour, time.Minute} {
		of.history.add(Sample{At: now.Add(-age), Serves: true, Latency: 1.5, Znodes: 7})
	}
	first.NoteSequence("main", "/queue", znode.MaxSequence)
	first.NoteList("main", "/all", List{1_000_000, 12})
	if err := first.save(); err != nil {
		t.Fatal(err)
	}
	again := New(clusters, Options{})
	if err := again.Restore(file); err != nil {
		t.Fatal(err)
	}
	got := again.History("main")
	if len(got[0]) != 0 || len(got[1]) != 2 || !got[1][0].At.Equal(now.Add(-time.Hour)) || got[1][1].Latency != 1.5 || got[1][1].Znodes != 7 || !got[1][1].Serves {
		t.Errorf("kept are %+v", got)
	}
	if kept := again.kept("main"); len(kept.counters) != 1 || kept.counters["/queue"].value != znode.MaxSequence || len(kept.lists) != 1 || kept.lists["/all"] != (high{1_000_000, 12}) {
		t.Errorf("of znodes kept is %+v", kept)
	}
	lenient := New(clusters, Options{Thresholds: Thresholds{SequencePart: 100, AnswerPart: 99}})
	if err := lenient.Restore(file); err != nil {
		t.Fatal(err)
	}
	if kept := lenient.kept("main"); len(kept.counters)+len(kept.lists) > 0 {
		t.Errorf("of znodes that are not high any more kept is %+v", kept)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info, err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if broken := New(clusters, Options{}); broken.Restore(file) == nil || len(broken.History("main")[1]) != 0 {
		t.Error("a broken file is taken")
	}
}

// TestMetricsCanBeWrittenDown, whatever a server tells: JSON has no number for infinity.
func TestMetricsCanBeWrittenDown(t *testing.T) {
	got := parseMntr("zk_avg_latency\tInf\nzk_max_fsynctime\tNaN\nzk_uptime\t1e300\nzk_pending_syncs\t-1\nzk_znode_count\t5\n")
	if len(got) != 1 || got["znode_count"] != 5 {
		t.Errorf("taken are %v", got)
	}
}

// TestRejectedConnectionsAreCounted for as long as more come: not those of another process,
// nor those from before anybody asked.
func TestRejectedConnectionsAreCounted(t *testing.T) {
	at := time.Now()
	var r Rejected
	var before Metrics
	for i, step := range []struct {
		told  float64
		after time.Duration
		want  int
	}{{7, 0, 0}, {9, 5 * time.Second, 2}, {9, 5 * time.Second, 2}, {10, 5 * time.Second, 3}, {4, 5 * time.Second, 3}, {5, untoldFor, 1}} {
		at = at.Add(step.after)
		now := Metrics{"connection_rejected": step.told}
		r, before = r.more(now, before, at), now
		if r.Count != step.want {
			t.Errorf("in step %d are %+v, want %d", i, r, step.want)
		}
	}
}

// TestNoNewsIsNotGoodNews: what a server does not tell any more stays found for a time, and
// what it tells is over at once.
func TestNoNewsIsNotGoodNews(t *testing.T) {
	now := time.Now()
	at := func(role cluster.Role, measured time.Duration, metrics Metrics) []Server {
		return []Server{{Server: cluster.Server{Address: "a:1", Role: role, Since: now.Add(-measured)}, Metrics: metrics, Measured: now.Add(-measured)}}
	}
	before := []Finding{{Code: Outstanding, Server: "a:1"}, {Code: Descriptors, Server: "a:1"}, {Code: Connections, Server: "a:1"}, {Code: ServerAway, Server: "a:1"}}
	for _, test := range []struct {
		servers []Server
		found   []Finding
		want    []Code
	}{
		{at(cluster.Leader, 0, Metrics{}), nil, nil},
		{at(cluster.Leader, 10*time.Second, nil), nil, []Code{Descriptors}},
		{at(cluster.Unreachable, 10*time.Second, nil), nil, []Code{Outstanding, Descriptors}},
		{at(cluster.Untold, 10*time.Second, nil), nil, []Code{Outstanding, Descriptors}},
		{at(cluster.Unreachable, 10*time.Second, nil), before[:1], []Code{Descriptors}},
		{at(cluster.Unreachable, untoldFor, nil), nil, nil},
	} {
		var got []Code
		for _, f := range untold(before, test.found, test.servers, now) {
			got = append(got, f.Code)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("of %+v stay %v, want %v", test.servers, got, test.want)
		}
	}
}

// TestWhatComesAndGoesStaysForAMoment, so that nobody is told of it again and again.
func TestWhatComesAndGoesStaysForAMoment(t *testing.T) {
	now := time.Now()
	ago := func(code Code, ago time.Duration) Finding {
		return Finding{Code: code, Server: "a:1", last: now.Add(-ago)}
	}
	before := []Finding{ago(Behind, 29*time.Second), ago(Latency, 30*time.Second), ago(Fsync, 0), ago(ServerAway, 0)}
	kept := notYetOver(before, before[2:3], now, 5*time.Second)
	if len(kept) != 1 || kept[0].Code != Behind {
		t.Errorf("there stay %+v", kept)
	}
}

// TestWhatLastsOutlastsAnAnswerThatIsMissing.
func TestWhatLastsOutlastsAnAnswerThatIsMissing(t *testing.T) {
	p := New([]cluster.Cluster{{Name: "main", Servers: []string{"a:1"}}}, Options{Every: 1})
	w := p.clusters["main"].servers[0]
	asked := time.Now().Add(-time.Hour)
	answers := func(role cluster.Role, outstanding int, ms float64, metrics Metrics) Lasting {
		next := w.current()
		asked = asked.Add(5 * time.Second)
		if next.Role != role {
			next.Since = asked
		}
		next.Asked, next.Role, next.Outstanding, next.RecentWrites, next.Metrics = asked, role, outstanding, ms, metrics
		if metrics != nil {
			next.Measured = asked
		}
		w.keep(next)
		return w.current().Lasting
	}
	for range rounds {
		answers(cluster.Leader, 500, 200, Metrics{})
	}
	if got := answers(cluster.Leader, 400, -1, nil); got.Writes != 200 || got.Outstanding != 400 {
		t.Errorf("without metrics it lasts %+v", got)
	}
	if got := answers(cluster.Untold, 0, -1, nil); got.Writes != 200 || got.Outstanding != 400 {
		t.Errorf("of one that does not say it lasts %+v", got)
	}
	if got := answers(cluster.Unreachable, 0, -1, nil); got.Writes != 200 || got.Outstanding != 400 {
		t.Errorf("without an answer it lasts %+v", got)
	}
	if found := p.Findings("main"); len(found) == 0 || !slices.ContainsFunc(found, func(f Finding) bool { return f.Code == Outstanding && f.Args["count"] == "400" }) {
		t.Errorf("without an answer found are %+v", found)
	}
	if got := answers(cluster.Leader, 5, 1, Metrics{}); got != (Lasting{}) {
		t.Errorf("of one that comes back it lasts %+v", got)
	}
	for range rounds {
		answers(cluster.Leader, 500, 200, Metrics{})
	}
	w.now.Busiest, w.now.Most = Client{Address: "192.0.2.1", Rate: 9000}, Client{Address: "192.0.2.1", Connections: 60}
	answers(cluster.Unreachable, 0, -1, nil)
	if now := w.current(); now.Lasting.Writes != 200 || now.Busiest.Rate != 9000 || now.Most.Connections != 60 {
		t.Errorf("of one that has just gone it lasts %+v", now)
	}
	asked = asked.Add(untoldFor)
	answers(cluster.Unreachable, 0, -1, nil)
	if now := w.current(); now.Lasting != (Lasting{}) || now.Busiest != (Client{}) || now.Most != (Client{}) {
		t.Errorf("of one that has been away for long it lasts %+v", now)
	}
	for _, f := range p.Findings("main") {
		if f.Code != ServerAway && f.Code != NoQuorum {
			t.Errorf("of one that has been away for long found is %+v", f)
		}
	}
}
