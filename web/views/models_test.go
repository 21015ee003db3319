package views

import (
	"testing"
	"time"

	"github.com/a-h/templ"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

var testNow = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// hostileName holds markup, a bidi override, an escape and a zero-width space.
const hostileName = "<img src=x onerror=alert(1)>\"'\u202egnp\u200b"

func testShell() Shell {
	return Shell{
		Links: Links{BasePath: "/zk"}, Here: "/zk/c/main/tree/a?q=x", Now: testNow, Cluster: "main",
		Clusters: []ClusterLink{
			{Name: "main", URL: "/zk/c/main/tree/", Servers: []string{"zk1:2181", "zk2:2181"}, User: User{SignedIn: true, Name: "alice"}},
			{Name: "other", URL: "/zk/c/other/tree/", Servers: []string{"[::1]:2181"}, Chroot: "/kafka"},
		},
		User:   User{SignedIn: true, Name: "alice"},
		Status: &znode.Status{State: znode.Connected, Since: testNow.Add(-time.Hour), Session: 0x100000000000001, Server: "zk1:2181"},
	}
}

func signedOutShell() Shell {
	shell := testShell()
	shell.Cluster, shell.User, shell.Status = "", User{}, nil
	return shell
}

func testStat() znode.Stat {
	return znode.Stat{
		Czxid: 0x2000000a3, Mzxid: 0x2000001f7, Pzxid: 0x2000000a4,
		Ctime: testNow.Add(-49 * time.Hour).UnixMilli(), Mtime: testNow.Add(-2 * time.Minute).UnixMilli(),
		Version: 3, Cversion: 7, Aversion: 1, EphemeralOwner: 0, DataLength: 307200, NumChildren: 1204,
	}
}

func testNode(t *testing.T) NodePage {
	path := mustPath(t, "/services/orders")
	return NodePage{
		Shell: testShell(), Path: path, Stat: testStat(),
		Data: Data{Result: show.Decode([]byte(`{"a":"<b>","n":1}`), show.Best)},
		ACL:  ACL{Entries: []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead}, {Scheme: "digest", ID: "ops:x", Perms: znode.PermAll}}},
		Children: Children{Total: 1204, Matched: 1204, First: 1, Next: "/zk/c/main/tree/services/orders?after=abc", Rows: []ChildRow{
			{Name: "locks", URL: "/zk/c/main/tree/services/orders/locks", Stat: znode.Stat{NumChildren: 2, DataLength: 1500, Mtime: testNow.Add(-3 * time.Hour).UnixMilli()}},
			{Name: "10.0.3.11:8080", URL: "/zk/c/main/tree/services/orders/10.0.3.11:8080", Stat: znode.Stat{EphemeralOwner: 5, Mtime: testNow.UnixMilli()}},
			{Name: "deleted", URL: "/zk/c/main/tree/services/orders/deleted", Problem: &Problem{Kind: znode.NotFound}},
		}},
		Tree: []TreeItem{{Name: "/", URL: "/zk/c/main/tree/", Branch: "/zk/c/main/branch/", Count: 2, HasChildren: true, Open: true, Items: []TreeItem{
			{Name: "services", URL: "/zk/c/main/tree/services", Branch: "/zk/c/main/branch/services", Count: 1, HasChildren: true, Open: true, More: 1203, MoreURL: "/zk/c/main/tree/services#children", Items: []TreeItem{
				{Name: "orders", URL: "/zk/c/main/tree/services/orders", Branch: "/zk/c/main/branch/services/orders", Count: 1204, HasChildren: true, Current: true},
				{Name: "secrets", URL: "/zk/c/main/tree/services/secrets", Count: -1, Denied: true},
				{Name: "leader", URL: "/zk/c/main/tree/services/leader", Ephemeral: true},
			}},
		}}},
	}
}

// hostileNode says everything that others can say in hostile words.
func hostileNode(t *testing.T) NodePage {
	page := testNode(t)
	page.User.Name = hostileName
	page.Path = mustPath(t, "/a/"+hostileName)
	page.Query = NodeQuery{View: show.Hex, Filter: hostileName, Sort: "-bytes", Limit: 250, After: "c"}
	page.Status.Server = hostileName
	page.Data.Result = show.Decode([]byte("<script>alert(1)</script>\x1b[31m\u202e"), show.Text)
	page.ACL.Entries = []znode.ACL{{Scheme: "<b>", ID: hostileName, Perms: znode.PermAll}}
	page.Children.Rows = []ChildRow{{Name: hostileName, URL: page.Links.Node("main", page.Path)}, {Name: hostileName}}
	page.Tree = []TreeItem{{Name: hostileName, URL: page.Links.Node("main", page.Path), Branch: page.Links.Branch("main", page.Path), HasChildren: true}}
	return page
}

func hostileCreate(t *testing.T) CreatePage {
	page := testCreate(t)
	page.Parent, page.Name, page.Text, page.Problem = mustPath(t, "/a/"+hostileName), hostileName, "</textarea>"+hostileName, &Problem{Kind: znode.Invalid, Message: hostileName}
	page.ACL = []znode.ACL{{Scheme: "<b>", ID: hostileName, Perms: znode.PermAll}}
	return page
}

func hostileSet(t *testing.T) SetPage {
	page := testSet(t)
	page.Path, page.Text, page.Problem = mustPath(t, "/a/"+hostileName), "</textarea>"+hostileName, &Problem{Kind: znode.Conflict, Message: hostileName}
	page.Now = &DataNow{Diff: []DiffLine{{Kind: DiffRemoved, Text: hostileName}, {Kind: DiffAdded, Text: "</pre>" + hostileName}}}
	return page
}

func hostileDelete(t *testing.T) DeletePage {
	page := testDelete(t)
	page.Path, page.Problem = mustPath(t, "/a/"+hostileName), &Problem{Kind: znode.UnknownOutcome, Message: hostileName}
	return page
}

// testAudit is the trail with what somebody did whose every word is hostile.
func testAudit() AuditPage {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)
	return AuditPage{
		Shell:  testShell(),
		Query:  AuditQuery{User: hostileName, Path: "/a/" + hostileName, Event: "node.set", Outcome: "conflict", Cluster: "main", From: at, To: at.Add(time.Hour), After: "7"},
		Events: []string{"node.read", "node.set"}, Outcomes: []string{"ok", "conflict"}, Within: []string{"main", "other"},
		Entries: []AuditEntry{
			{
				Seq: 41, Time: at, Event: "node.set", Outcome: "conflict", Who: hostileName, Verified: true, Role: "editor", Address: "192.0.2.1", Cluster: "main",
				Path: "/a/" + hostileName, URL: "/zk/c/main/tree/a", Target: hostileName, Told: hostileName, Reason: hostileName, Facts: []Fact{{"Request", hostileName}},
			},
			{Seq: 40, Time: at, Event: "console.start", Outcome: "ok", Nobody: true},
		},
		Next: "40", Partial: true,
	}
}

func testSessions() SessionsPage {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return SessionsPage{Shell: testShell(), Trail: true, Sessions: []ConsoleSession{
		{ID: "ABCD", Own: true, Started: at, LastSeen: at, SignIns: []SessionSignIn{
			{Cluster: "main", User: User{SignedIn: true, Name: hostileName, Verified: true, Role: "admin"}, Address: "192.0.2.1", Since: at},
			{Cluster: "other", User: User{SignedIn: true, Role: "viewer"}, Address: hostileName, Since: at},
		}},
		{ID: "EFGH", Started: at, LastSeen: at, SignIns: []SessionSignIn{{Cluster: "main", User: User{SignedIn: true, Role: "viewer"}, Since: at}}},
	}}
}

// testSecret is the page of a znode with secrets, under a trail that cannot be
// written.
func testSecret(t *testing.T, masked Masked) NodePage {
	page := testNode(t)
	page.Data.Masked, page.Data.Revealed = masked, masked.Count == 0
	page.AuditURL, page.SessionsURL = "/zk/audit", "/zk/sessions"
	page.Shell.AuditURL, page.TrailProblem = "/zk/audit", hostileName
	return page
}

// everyPage is each page in each of its guises, by name.
func everyPage(t *testing.T) map[string]templ.Component {
	denied, empty, noMatch, anonymous := testNode(t), testNode(t), testNode(t), testNode(t)
	denied.Data = Data{Problem: &Problem{Kind: znode.Denied}}
	denied.Children = Children{Problem: &Problem{Kind: znode.Denied}}
	denied.ACL = ACL{Problem: &Problem{Kind: znode.Denied}}
	empty.Data, empty.Children = Data{}, Children{}
	noMatch.Children, noMatch.Query = Children{Total: 5}, NodeQuery{Filter: hostileName}
	anonymous.User.Name = ""
	root, tried := znode.Root, []string{"zk1:2181"}
	return map[string]templ.Component{
		"node": testNode(t), "hostile node": hostileNode(t), "denied node": denied, "empty node": empty,
		"no match": noMatch, "anonymous": anonymous,
		"create": testCreate(t), "hostile create": hostileCreate(t), "set": testSet(t), "hostile set": hostileSet(t),
		"delete": testDelete(t), "hostile delete": hostileDelete(t),
		"trail": testAudit(), "empty trail": AuditPage{Shell: testShell()}, "sessions": testSessions(),
		"masked": testSecret(t, Masked{Count: 2, CanReveal: true, AskReason: true}), "masked for good": testSecret(t, Masked{Count: 1, Whole: true, Why: hostileName}),
		"revealed":     testSecret(t, Masked{}),
		"unrecorded":   ErrorPage{Shell: testShell(), StatusCode: 503, Kind: znode.Unavailable, Unrecorded: true, Message: hostileName, RetryAfter: time.Second},
		"branch":       TreeBranch{Items: testNode(t).Tree, More: 3, MoreURL: "/zk/c/main/tree/"},
		"login":        LoginPage{Shell: signedOutShell()},
		"failed login": LoginPage{Shell: signedOutShell(), Chosen: "other", UserName: hostileName, Next: hostileName, Servers: tried, Problem: &Problem{Kind: znode.Unavailable, Message: hostileName}},
		"clusters":     ClustersPage{Shell: signedOutShell()},
		"404":          ErrorPage{Shell: testShell(), StatusCode: 404, Kind: znode.NotFound, Message: "There is no such znode.", Path: "/a/" + hostileName, Ancestor: &root},
		"503":          ErrorPage{Shell: testShell(), StatusCode: 503, Kind: znode.Unavailable, Message: "Not connected.", Path: "/a", Servers: tried, RetryAfter: 2 * time.Second},
		"429":          ErrorPage{Shell: signedOutShell(), StatusCode: 429, Kind: znode.RateLimited, Message: "Wait.", RetryAfter: time.Minute},
		"500":          ErrorPage{Shell: signedOutShell(), StatusCode: 500, Kind: znode.Internal},
	}
}
