package servers

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

func testPage() Page {
	at := viewtest.Now.Add(-time.Minute)
	points := func(values ...float64) []Point {
		var all []Point
		for i, value := range values {
			all = append(all, Point{At: at.Add(time.Duration(i) * 2 * time.Minute), Value: value, Gap: value < 0})
		}
		return all
	}
	return Page{
		Shell: viewtest.Shell(), Health: "degraded", SilenceURL: "/zk/c/main/silence", Quorum: Quorum{Up: 2, Voters: 3},
		Findings: []views.Finding{
			{Code: "server_away", Severity: "warning", Args: znode.Args{"server": viewtest.HostileName, "why": "server_silent"}, Since: at, Key: viewtest.HostileName},
			{Code: "few_voters", Severity: "notice", Args: znode.Args{"voters": "1"}, Since: at, Silenced: &views.Silence{By: viewtest.HostileName, Reason: viewtest.HostileName, Until: at}},
			{Code: "security_hole", Severity: "warning", Args: znode.Args{"cve": "CVE-2023-44981", "versions": "3.8.0", "fixed": "3.8.3"}, Since: at},
		},
		Servers: []Server{
			{Address: "zk1:2181", Asked: viewtest.Now, Since: at, Role: "leader", Told: true, Version: "3.9.3", Running: 49 * time.Hour, Zxid: "0x10", Mean: .44, Longest: 12, Reads99: 2, Writes99: 7,
				Connections: 1200, Outstanding: 3, Znodes: 54321, More: &More{Watches: 7, Ephemerals: 2, Data: 4096, Percentiles: true, Fsyncs: true, FsyncMean: 1.5, FsyncLongest: 40, Elections: true, ElectionCount: 2, ElectionLongest: 500, ElectionLast: at}},
			{Address: "zk2:2181", Asked: viewtest.Now, Since: at, Role: "follower", Told: true, Version: "3.4.14", Zxid: "0xf", Lag: 1, Behind: 11 * time.Second, Missing: []Missing{{"mntr", "4lw.commands.whitelist"}}},
			{Address: viewtest.HostileName, Asked: viewtest.Now, Since: at, Role: "unreachable", Why: znode.CodeServerSilent},
			{Address: "zk4:2181"},
		},
		Members:  []Member{{ID: 1, Host: viewtest.HostileName}, {ID: 2, Host: "zk2:2888:3888", Observer: true}, {ID: 3, Host: "zk3", Group: viewtest.HostileName, Weight: 2}},
		Settings: []Setting{{Name: "tickTime", Values: []string{"2000", "3000", "", ""}, Differs: true}, {Name: viewtest.HostileName, Values: []string{viewtest.HostileName, "", "", ""}}},
		Plots:    []Plot{{Name: "latency", Lines: []Line{{"zk1:2181", points(1, 2, -1, 4, 0)}, {"zk2:2181", nil}}}, {Name: "znodes", Lines: []Line{{"zk1:2181", points(5)}}}},
	}
}

func everyPage() map[string]viewtest.Page {
	hidden := testPage()
	hidden.Hidden, hidden.Settings, hidden.Members, hidden.Findings, hidden.Plots = true, nil, nil, nil, nil
	return map[string]viewtest.Page{
		"replicas": ReplicasPage{Shell: viewtest.Shell(), Replicas: []Replica{{Server: viewtest.HostileName, Is: "same", Zxid: viewtest.HostileName, Stat: &znode.Stat{}}, {Server: "zk2:2181", Is: "unknown", Problem: viewtest.HostileName}}},
		"servers":  testPage(), "servers of the confined": hidden,
		"doctor": DoctorPage{Shell: viewtest.Shell(), Ways: []Way{
			{Server: viewtest.HostileName, Steps: []Step{
				{Name: "name", Took: time.Millisecond, Args: znode.Args{"addresses": viewtest.HostileName}},
				{Name: "tls", Args: znode.Args{"subject": viewtest.HostileName}, Problem: viewtest.HostileName},
				{Name: "whoami", Skipped: true},
			}},
			{Server: "zk1:2181", OK: true},
		}},
	}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage()) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) { viewtest.NoInlineStyleOrScript(t, everyPage()) }

func TestNoPageShowsDeceivingCharacters(t *testing.T) { viewtest.NoDeceivingCharacters(t, everyPage()) }

// TestWhatIsAdvisedAboutFewVoters: groups where they have any, and there alone.
func TestWhatIsAdvisedAboutFewVoters(t *testing.T) {
	for groups, want := range map[string]string{"": "Three voting servers let one fail.", "2": "Three groups, or groups of three voting servers each,"} {
		page := testPage()
		page.Findings = []views.Finding{{Code: "few_voters", Severity: "notice", Args: znode.Args{"voters": "4", "groups": groups}}}
		text := viewtest.Spaced(viewtest.Render(t, page))
		if !strings.Contains(text, want) || groups == "" && strings.Contains(text, "roups") {
			t.Errorf("with the groups %q the page lacks %q:\n%s", groups, want, text)
		}
	}
}

// TestHowVotesCountIsNotGuessed in silence, where the servers tell how many vote and no more: nor
// in what is found by counting them.
func TestHowVotesCountIsNotGuessed(t *testing.T) {
	page := testPage()
	for _, oneEach := range []bool{false, true} {
		page.Quorum = Quorum{Up: 4, Voters: 4, Margin: 1, Told: true, OneEach: oneEach}
		if got := strings.Contains(viewtest.Spaced(viewtest.Render(t, page)), page.Words.Servers.OneEach); got != oneEach {
			t.Errorf("that votes may count in groups is said: %v, want %v", got, oneEach)
		}
	}
	for _, w := range []*words.Words{words.English, words.Chinese} {
		for _, code := range []string{"no_quorum", "quorum_unknown", "no_margin", "few_voters"} {
			for votes, want := range map[string]bool{"": false, "one_each": true} {
				text := w.Findings.What[code](znode.Args{"up": "2", "most": "2", "voters": "3", "needed": "2", "votes": votes})
				if got := strings.HasSuffix(text, w.Servers.OneEach); got != want {
					t.Errorf("%s says with the votes %q %q", code, votes, text)
				}
			}
		}
	}
}

// TestOneThatTheLeaderCountsIsNotSaidToServe, nor not to, while it does not answer the console.
func TestOneThatTheLeaderCountsIsNotSaidToServe(t *testing.T) {
	page := testPage()
	page.Quorum = Quorum{Up: 2, Voters: 3, Untold: 1, Counted: 1, Told: true}
	page.Findings = []views.Finding{{Code: "server_away", Severity: "warning", Args: znode.Args{"server": "zk3:2181", "why": "server_silent", "counted": "it"}}}
	text := viewtest.Spaced(viewtest.Render(t, page))
	for _, want := range []string{
		"At least 2 of 3 voting servers serve. The leader still counts 1 more, which does not answer this console. Without it, none more may fail.",
		"zk3:2181 does not answer this console, but the leader still counts it: it hangs, or it is out of reach from here alone.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
	if strings.Contains(text, "zk3:2181 does not serve") {
		t.Error("the page says that it does not serve")
	}
}

// TestVotesInGroupsAreSaid: of the cluster, of a finding and of each member.
func TestVotesInGroupsAreSaid(t *testing.T) {
	page := testPage()
	page.Quorum = Quorum{Up: 3, Voters: 4, Told: true, Groups: 3}
	page.Findings = []views.Finding{{Code: "no_margin", Severity: "warning", Args: znode.Args{"up": "3", "most": "3", "voters": "4", "groups": "3"}}}
	page.Members = []Member{{ID: 1, Host: "zk1", Group: "2", Weight: 5}, {ID: 2, Host: "zk2", Group: "2"}}
	text := viewtest.Spaced(viewtest.Render(t, page))
	for _, want := range []string{
		"3 of 4 voting servers serve. One more failure can stop the cluster. Votes count in 3 groups: in 2 of them more than half must serve (group.N, weight.N).",
		"When one more fails, the cluster can stop. Votes count in 3 groups:",
		"votes in group 2, weight 5", "group 2, does not vote (weight 0)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
}

// TestRowsOfServers: what is not told is a dash, and what is wrong stands in its row.
func TestRowsOfServers(t *testing.T) {
	root := viewtest.Render(t, testPage())
	var rows []string
	table := viewtest.All(root, viewtest.IsTag("tbody"))[0]
	for _, row := range viewtest.All(table, viewtest.IsTag("tr")) {
		rows = append(rows, viewtest.Spaced(row))
	}
	for i, want := range []string{
		"zk1:2181 asked just now Leader serving for 2 days 3.9.3 0x10 0 / 0.4 / 12 ms 2 / 7 ms 3 1,200 54,321 2 7 4,096 bytes 1.5 / 40 ms 2, 500 ms last 1 min. ago",
		"zk2:2181 asked just now Follower since 1 min. ago 3.4.14 0xf 1 behind, 11 s 0 / 0 / 0 ms – 0 0 0 – – – – –",
		"did not answer in time",
		"zk4:2181 has not answered yet",
	} {
		if !strings.Contains(rows[i], want) {
			t.Errorf("row %d is %q, want %q", i, rows[i], want)
		}
	}
	if text := viewtest.Spaced(root); !strings.Contains(text, "2 of 3 voting servers serve. None more may fail.") || !strings.Contains(text, "Not in 4lw.commands.whitelist: mntr. zk2:2181") || !strings.Contains(text, "tickTime differs 2000 3000 not told not told") {
		t.Errorf("the page says %q", text)
	}
}

// TestPlots: a line is parted where a server was away, and thinned to what can be seen.
func TestPlots(t *testing.T) {
	plot := testPage().Plots[0]
	if got := plot.paths(plot.Lines[0]); !slices.Equal(got, []string{"0.0,75.0 150.0,50.0", "450.0,0.0 600.0,100.0"}) {
		t.Errorf("the line is %q", got)
	}
	if got := plot.Lines[0].summary(); got != (summary{Least: 0, Mean: 1.75, Most: 4, Last: 0}) {
		t.Errorf("its numbers are %+v", got)
	}
	var course []string
	for i := range plotParts {
		course = append(course, plot.Lines[0].during(plot.parts(), i).summary().course())
	}
	if want := []string{"1 / 1", "2 / 2", "", "", "4 / 4", "0 / 0"}; !slices.Equal(course, want) {
		t.Errorf("its course is %q, want %q", course, want)
	}
	if begun := (Plot{Lines: []Line{{"zk1:2181", plot.Lines[0].Points[:3]}}}).parts(); len(begun) > 0 {
		t.Errorf("the parts of some minutes begin %v", begun)
	}
	many := make([]Point, 720)
	for i := range many {
		many[i].Value = float64(i % 100)
	}
	many[500].Gap = true
	thin := thinned(many)
	if len(thin) > plotPoints || !slices.ContainsFunc(thin, func(p Point) bool { return p.Value == 99 }) || !slices.ContainsFunc(thin, func(p Point) bool { return p.Gap }) {
		t.Errorf("720 points became %d", len(thin))
	}
	if svg := viewtest.All(viewtest.Render(t, testPage()), viewtest.IsTag("svg")); len(svg) < 2 {
		t.Errorf("%d plots are drawn", len(svg))
	}
}

// TestWhatIsNotTold is said once for each reason, with the servers that it is true of.
func TestWhatIsNotTold(t *testing.T) {
	page := testPage()
	three := []Missing{{"mntr", "4lw.commands.whitelist"}, {"conf", "4lw.commands.whitelist"}, {"AdminServer", "admin.enableServer"}}
	page.Servers = []Server{
		{Address: "zk1:2181", Told: true, Missing: three, More: &More{Watches: 7}}, {Address: "zk2:2181", Told: true, Missing: three, More: &More{Elections: true}},
		{Address: "zk3:2181", Told: true, Role: "standalone", Clock: true, Missing: three[:2]},
	}
	var told []string
	for _, item := range viewtest.All(viewtest.Render(t, page), viewtest.IsTag("li")) {
		if text := viewtest.Spaced(item); strings.Contains(text, "whitelist") || strings.Contains(text, "AdminServer") || strings.Contains(text, "disks") || strings.Contains(text, "3.6") {
			told = append(told, text)
		}
	}
	want := []string{
		"Not in 4lw.commands.whitelist: mntr, conf. at all servers",
		"AdminServer was not found (admin.enableServer, --cluster-admin-port). zk1:2181, zk2:2181",
		words.English.Servers.NoPorts + " zk1:2181, zk2:2181",
		"p99, fsync, uptime, elections, and whether requests have become slow: ZooKeeper tells of them from 3.6 on. zk1:2181",
		"How far clocks are apart: AdminServer’s answers would tell (ZooKeeper 3.5 and newer). zk1:2181, zk2:2181",
		"How much room disks have: no ZooKeeper tells. Watch dataDir and dataLogDir on each machine.",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told is %q, want %q", told, want)
	}
}

// TestAFindingLeadsToWhatItIsAbout: a znode, or a client's session.
func TestAFindingLeadsToWhatItIsAbout(t *testing.T) {
	page := testPage()
	page.Findings = []views.Finding{
		{Code: "flooding", Severity: "warning", Args: znode.Args{"server": "zk1:2181", "client": "fd00::1", "session": "0xf00000000000001", "rate": "7000", "connections": "1"}, Since: viewtest.Now},
		{Code: "flooding", Severity: "warning", Args: znode.Args{"server": "zk1:2181", "rate": "7000", "connections": "12"}, Since: viewtest.Now},
		{Code: "sequence_near_end", Severity: "warning", Args: znode.Args{"path": "/queue", "next": "1", "max": "1", "percent": "99"}, Since: viewtest.Now},
	}
	root := viewtest.Render(t, page)
	list := viewtest.All(root, func(node *html.Node) bool { return viewtest.Attr(node, "class") == "findings" })[0]
	var told []string
	for item := range list.ChildNodes() {
		text, _, _ := strings.Cut(viewtest.Spaced(item), ".")
		for _, link := range viewtest.All(item, func(node *html.Node) bool { return node.Data == "a" }) {
			text += " " + viewtest.Attr(link, "href")
		}
		told = append(told, text)
	}
	want := []string{
		"Warning fd00::1 sends zk1:2181 7,000 requests a second on one connection, in session 0xf00000000000001 /zk/c/main/sessions/0xf00000000000001",
		"Warning A client sends zk1:2181 7,000 requests a second on 12 connections",
		"Warning The next sequential child of /queue is number 1 of 1, 99% /zk/c/main/tree/queue",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told is %q, want %q", told, want)
	}
}

// TestTheSameNoticeOfServers is one finding with their names, with each in it to be silenced.
func TestTheSameNoticeOfServers(t *testing.T) {
	page := testPage()
	ports := func(server, ports string) views.Finding {
		return views.Finding{Code: "peer_ports_open", Severity: "notice", Args: znode.Args{"server": server, "ports": ports}, Since: viewtest.Now, Key: "peer_ports_open " + server}
	}
	away := views.Finding{Code: "server_away", Severity: "warning", Args: znode.Args{"server": "zk3:2181", "why": "server_silent"}, Since: viewtest.Now, Key: "server_away zk3:2181"}
	large := func(server string) views.Finding {
		return views.Finding{Code: "answer_large", Severity: "warning", Args: znode.Args{"server": server, "bytes": "900000", "max": "1048575"}, Since: viewtest.Now, Key: "answer_large " + server}
	}
	page.Findings = []views.Finding{away, away, ports("zk1:2181", "2888 3888"), ports("zk2:2181", "3888"), large("zk1:2181"), large("zk2:2181")}
	list := viewtest.All(viewtest.Render(t, page), func(node *html.Node) bool { return viewtest.Attr(node, "class") == "findings" })[0]
	var told []string
	for item := range list.ChildNodes() {
		told = append(told, viewtest.Spaced(item))
	}
	if len(told) != 4 || !strings.HasPrefix(told[2], "Notice Ports of zk1:2181, zk2:2181 that are for their peers alone can be reached from this console. Whoever reaches a quorum port is handed every znode, past all ACLs. Let a firewall ") ||
		!strings.Contains(told[2], "Server by server Ports of zk1:2181 that are for its peers alone can be reached from this console: 2888, 3888.") ||
		!strings.HasPrefix(told[3], "Warning Answers of zk1:2181, zk2:2181 were nearly as large as clients take") {
		t.Errorf("told is %q", told)
	}
	for _, f := range page.Findings[2:] {
		if forms := viewtest.All(list, func(node *html.Node) bool { return viewtest.Attr(node, "value") == f.Key }); len(forms) != 1 {
			t.Errorf("%s can be silenced in %d places", f.Key, len(forms))
		}
	}
}

// TestSilencedByNobodyByName: whoever has no credentials has no name.
func TestSilencedByNobodyByName(t *testing.T) {
	page := testPage()
	page.Findings = []views.Finding{{Code: "few_voters", Severity: "notice", Args: znode.Args{"voters": "1"}, Since: viewtest.Now, Silenced: &views.Silence{Reason: "a test", Until: viewtest.Now}}}
	if text := viewtest.Spaced(viewtest.Render(t, page)); !strings.Contains(text, "Silenced by anonymous: “a test”, until") {
		t.Errorf("the page says %q", text)
	}
}

// TestHolesOfOneVersion are one finding, which says how to close them all, with each in it
// to be silenced.
func TestHolesOfOneVersion(t *testing.T) {
	page := testPage()
	hole := func(cve, versions, fixed string) views.Finding {
		return views.Finding{Code: "security_hole", Severity: "warning", Args: znode.Args{"cve": cve, "versions": versions, "fixed": fixed}, Since: viewtest.Now, Key: "security_hole " + cve}
	}
	page.Findings = []views.Finding{
		hole("CVE-2023-44981", "3.8.0", "3.8.3"), hole("CVE-2026-24281", "3.8.0", "3.8.10"), hole("CVE-2024-51504", "3.9.0", "3.9.3"), hole("CVE-2024-23944", "3.8.0", "3.8.4"),
	}
	root := viewtest.Render(t, page)
	list := viewtest.All(root, func(node *html.Node) bool { return viewtest.Attr(node, "class") == "findings" })[0]
	var told []string
	for item := range list.ChildNodes() {
		told = append(told, viewtest.Spaced(item))
	}
	if len(told) != 2 || !strings.HasPrefix(told[0], "Warning ZooKeeper 3.8.0 has 3 known security holes. Upgrade to 3.8.10 or a newer version. since just now Which they are CVE-2023-44981, fixed in 3.8.3.") ||
		!strings.Contains(told[1], "CVE-2024-51504. It is fixed in 3.9.3.") {
		t.Errorf("told is %q", told)
	}
	for _, f := range page.Findings {
		if forms := viewtest.All(list, func(node *html.Node) bool { return viewtest.Attr(node, "value") == f.Key }); len(forms) != 1 {
			t.Errorf("%s can be silenced in %d places", f.Key, len(forms))
		}
	}
}
