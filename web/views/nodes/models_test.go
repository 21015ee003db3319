package nodes

import (
	"testing"
	"time"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/web/words"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func testNode(t *testing.T) Page {
	path := viewtest.Path(t, "/services/orders")
	return Page{
		Shell: viewtest.Shell(), Path: path, Stat: viewtest.Stat(),
		Data: Data{Result: show.Decode(format.Read(znode.Root, []byte(`{"a":"<b>","n":1}`)), show.Best)},
		ACL:  ACL{Entries: []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead}, {Scheme: "digest", ID: "ops:x", Perms: znode.PermAll}}},
		Children: Children{Total: 1204, Matched: 1204, First: 1, Next: "/zk/c/main/tree/services/orders?after=abc", Rows: []ChildRow{
			{Name: "locks", URL: "/zk/c/main/tree/services/orders/locks", Stat: znode.Stat{NumChildren: 2, DataLength: 1500, Mtime: viewtest.Now.Add(-3 * time.Hour).UnixMilli()}},
			{Name: "10.0.3.11:8080", URL: "/zk/c/main/tree/services/orders/10.0.3.11:8080", Stat: znode.Stat{EphemeralOwner: 5, Mtime: viewtest.Now.UnixMilli()}},
			{Name: "deleted", URL: "/zk/c/main/tree/services/orders/deleted", Problem: &views.Problem{Kind: znode.NotFound}},
		}},
		Tree: []TreeItem{{Name: "/", URL: "/zk/c/main/tree/", Count: 2, HasChildren: true, Open: true, Items: []TreeItem{
			{Name: "services", URL: "/zk/c/main/tree/services", Count: 1, HasChildren: true, Open: true, More: 1203, MoreURL: "/zk/c/main/tree/services#children", Items: []TreeItem{
				{Name: "orders", URL: "/zk/c/main/tree/services/orders", Count: 1204, HasChildren: true, Current: true},
				{Name: "secrets", URL: "/zk/c/main/tree/services/secrets", Count: -1, Denied: true},
				{Name: "leader", URL: "/zk/c/main/tree/services/leader", Ephemeral: true},
			}},
		}}},
	}
}

// hostileNode says everything that others can say in hostile words.
func hostileNode(t *testing.T) Page {
	page := testNode(t)
	page.User.Name = viewtest.HostileName
	page.Path = viewtest.Path(t, "/a/"+viewtest.HostileName)
	page.Query = Query{View: show.Hex, Filter: viewtest.HostileName, Sort: "-bytes", Limit: 250, After: "c"}
	page.Status.Server = viewtest.HostileName
	page.Data.Result = show.Decode(format.Read(znode.Root, []byte("<script>alert(1)</script>\x1b[31m\u202e")), format.Text)
	page.ACL.Entries = []znode.ACL{{Scheme: "<b>", ID: viewtest.HostileName, Perms: znode.PermAll}}
	page.Children.Rows = []ChildRow{{Name: viewtest.HostileName, URL: page.Links.Node("main", page.Path)}, {Name: viewtest.HostileName}}
	page.Tree = []TreeItem{{Name: viewtest.HostileName, URL: page.Links.Node("main", page.Path), HasChildren: true}}
	return page
}

// testSecret returns the page of a znode with secrets, under a trail that cannot be
// written.
func testSecret(t *testing.T, masked Masked) Page {
	page := testNode(t)
	page.Data.Masked, page.Data.Revealed = masked, masked.Count == 0
	page.AuditURL, page.SessionsURL = "/zk/audit", "/zk/sessions"
	page.Shell.AuditURL, page.TrailProblem = "/zk/audit", viewtest.HostileName
	return page
}

// testRecipe returns the page of a read/write lock: a reader holds it, a writer waits, and
// 18 more stand in line. The name is what others say.
func testRecipe(t *testing.T, name string) Page {
	page := testNode(t)
	lock := viewtest.Path(t, "/services/orders/"+name)
	came := znode.Stat{Ctime: viewtest.Now.Add(-12 * time.Minute).UnixMilli(), EphemeralOwner: 0x100000000000007}
	url := page.Links.Node("main", lock)
	page.Recipe = &Recipe{
		Of: "kazoo", What: "A read/write lock.",
		Links: []RecipeLink{{Label: "Line", Path: lock, URL: url}},
		Line: &Line{Kind: "rwlock", Total: 21, Holders: 1, Contenders: []Contender{
			{Place: 1, Name: name + "0000000000", ID: name, URL: url, Mode: "read", Stat: came, Holds: true},
			{Place: 2, Name: name + "0000000001", URL: url, Mode: "write", Stat: znode.Stat{Ctime: came.Ctime}, WaitsFor: 1},
			{Place: 3, Name: name + "0000000002", URL: url, Mode: "read", WaitsFor: 2},
		}},
	}
	return page
}

// everyPage returns each page in each of its guises, by name.
func everyPage(t *testing.T) map[string]viewtest.Page {
	denied, empty, noMatch, anonymous := testNode(t), testNode(t), testNode(t), testNode(t)
	denied.Data = Data{Problem: &views.Problem{Kind: znode.Denied}}
	denied.Children = Children{Problem: &views.Problem{Kind: znode.Denied}}
	denied.ACL = ACL{Problem: &views.Problem{Kind: znode.Denied}}
	empty.Data, empty.Children = Data{}, Children{}
	noMatch.Children, noMatch.Query = Children{Total: 5}, Query{Filter: viewtest.HostileName}
	anonymous.User.Name = ""
	return map[string]viewtest.Page{
		"node": testNode(t), "hostile node": hostileNode(t), "denied node": denied, "empty node": empty,
		"no match": noMatch, "anonymous": anonymous,
		"masked": testSecret(t, Masked{Count: 2, CanReveal: true, AskReason: true}), "masked for good": testSecret(t, Masked{Count: 1, Whole: true, Why: viewtest.HostileName}),
		"revealed": testSecret(t, Masked{}),
		"recipe":   testRecipe(t, "worker"), "hostile recipe": testRecipe(t, viewtest.HostileName),
		"branch": TreeBranch{Words: words.English, Items: testNode(t).Tree, More: 3, MoreURL: "/zk/c/main/tree/"},
	}
}
