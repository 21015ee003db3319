package nodes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/web/words"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func TestAllElevenStatFieldsWithTheirMeaning(t *testing.T) {
	root := viewtest.Render(t, testNode(t))
	want := map[string]string{
		"czxid": "0x2000000a3", "mzxid": "0x2000001f7", "pzxid": "0x2000000a4",
		"ctime":   "2025-12-31 02:04:05.000 UTC 2 days ago",
		"mtime":   "2026-01-02 03:02:05.000 UTC 2 min. ago",
		"version": "3", "cversion": "7", "aversion": "1", "ephemeralOwner": "0x0 persistent",
		"dataLength": "307200 300 KiB", "numChildren": "1204",
	}
	for field, value := range want {
		cell := viewtest.One(t, root, "the field "+field, func(n *html.Node) bool { return viewtest.Attr(n, "data-field") == field })
		if got := viewtest.Spaced(cell); got != value {
			t.Errorf("%s is %q, want %q", field, got, value)
		}
		term := viewtest.One(t, root, "the term "+field, func(n *html.Node) bool { return n.Data == "button" && viewtest.Text(n) == field })
		about := viewtest.One(t, root, "about "+field, viewtest.HasAttr("id", viewtest.Attr(term, "aria-describedby")))
		if viewtest.Attr(about, "role") != "tooltip" || len(viewtest.Text(about)) < 20 {
			t.Errorf("%s is explained by %q", field, viewtest.Text(about))
		}
	}
	if fields := viewtest.All(root, viewtest.HasClass("term")); len(fields) != len(want) {
		t.Errorf("%d fields, want %d", len(fields), len(want))
	}
}

func TestTimesCarryTheirISOForm(t *testing.T) {
	cell := viewtest.One(t, viewtest.Render(t, testNode(t)), "mtime", viewtest.HasAttr("data-field", "mtime"))
	for _, element := range viewtest.All(cell, viewtest.IsTag("time")) {
		if got := viewtest.Attr(element, "datetime"); got != "2026-01-02T03:02:05.000Z" {
			t.Errorf("datetime is %q", got)
		}
	}
	page := testNode(t)
	page.Stat.Mtime = 0
	if got := viewtest.Text(viewtest.One(t, viewtest.Render(t, page), "the facts", viewtest.HasClass("facts"))); !strings.Contains(got, "never changed") {
		t.Errorf("a znode that a server made by itself: %q", got)
	}
}

func TestFactsAndActions(t *testing.T) {
	root := viewtest.Render(t, testNode(t))
	facts := viewtest.All(viewtest.One(t, root, "the facts", viewtest.HasClass("facts")), viewtest.IsTag("span"))
	want := []string{"Persistent", "changed 2 min. ago", "version 3", "300 KiB", "1,204 children", "Stat and ACL", "read at 03:04:05 UTC · Refresh · After a sync", "· Refresh · After a sync", "0 new versions ▁▁▁▁▁▁▁▁▁▁▁▁"}
	if got := viewtest.Texts(facts); !slices.Equal(got, want) {
		t.Errorf("the facts are %q, want %q", got, want)
	}
	head := viewtest.One(t, root, "the head", viewtest.HasClass("head"))
	copied := map[string]string{}
	for _, button := range viewtest.All(head, viewtest.HasClass("copy")) {
		copied[viewtest.Text(button)] = viewtest.Attr(button, "data-copy") + viewtest.Attr(button, "data-copy-url")
	}
	for label, want := range map[string]string{
		"Copy path": "/services/orders", "Copy zkCli command": "get -s /services/orders", "Copy link": "/zk/c/main/tree/services/orders",
	} {
		if copied[label] != want {
			t.Errorf("%s copies %q, want %q", label, copied[label], want)
		}
	}
	download := viewtest.One(t, head, "the download", func(n *html.Node) bool { return viewtest.Text(n) == "Download" && n.Data == "a" })
	if got := viewtest.Attr(download, "href"); got != "/zk/c/main/raw/services/orders" {
		t.Errorf("the download is at %q", got)
	}
	var crumbs []string
	for _, link := range viewtest.All(viewtest.One(t, head, "the crumbs", viewtest.HasClass("crumbs")), viewtest.IsTag("a")) {
		crumbs = append(crumbs, viewtest.Text(link)+" "+viewtest.Attr(link, "href"))
	}
	if want := []string{"/ /zk/c/main/tree/", "services /zk/c/main/tree/services", "orders /zk/c/main/tree/services/orders"}; !slices.Equal(crumbs, want) {
		t.Errorf("the crumbs are %q, want %q", crumbs, want)
	}
}

func TestDataViews(t *testing.T) {
	page := testNode(t)
	page.Query.Filter = "x"
	root := viewtest.Render(t, page)
	tabs := viewtest.All(viewtest.One(t, root, "the views", viewtest.HasClass("views")), viewtest.IsTag("a"))
	if got := viewtest.Texts(tabs); !slices.Equal(got, []string{"JSON", "Text", "Hex", "Download"}) || viewtest.Attr(tabs[0], "aria-current") != "true" {
		t.Fatalf("the views are %q", got)
	}
	if got := viewtest.Attr(tabs[2], "href"); got != "/zk/c/main/tree/services/orders?q=x&view=hex" {
		t.Errorf("Hex is at %q", got)
	}
	if got := viewtest.Attr(tabs[3], "href"); got != "/zk/c/main/raw/services/orders" {
		t.Errorf("the download is at %q", got)
	}
	if keys := viewtest.Texts(viewtest.All(root, viewtest.HasClass("t-key"))); !slices.Equal(keys, []string{`"a"`, `"n"`}) {
		t.Errorf("the keys are %q", keys)
	}
	if got := viewtest.Text(viewtest.One(t, root, "the string", viewtest.HasClass("t-string"))); got != `"<b>"` {
		t.Errorf("the string is %q", got)
	}
}

func TestEmptyAndCutData(t *testing.T) {
	big := show.Decode(format.Read(znode.Root, []byte(strings.Repeat("x", 300<<10))), format.Text)
	for _, test := range []struct {
		name string
		data Data
		want string
	}{
		{"empty", Data{}, "This znode has no data."},
		{"null", Data{Null: true}, "created with null"},
		{"cut", Data{Result: big}, "Download all 307,200 bytes"},
		{"unavailable", Data{Problem: &views.Problem{Kind: znode.Unavailable}}, "ZooKeeper did not answer in time."},
		{"its own words", Data{Problem: &views.Problem{Kind: znode.TooLarge, Message: "Over the limit."}}, "Too large Over the limit."},
	} {
		page := testNode(t)
		page.Data = test.data
		if got := viewtest.Spaced(viewtest.One(t, viewtest.Render(t, page), "the left column", viewtest.HasClass("left"))); !strings.Contains(got, test.want) {
			t.Errorf("%s: the section says %.200q, want %q in it", test.name, got, test.want)
		}
	}
}

// TestDataThatComesTooSlowlyCanBeDownloaded, as its sentence says.
func TestDataThatComesTooSlowlyCanBeDownloaded(t *testing.T) {
	for problem, want := range map[*views.Problem]bool{
		nil: true,
		{Kind: znode.Unavailable, Code: znode.CodeDataSlow}: true,
		{Kind: znode.Unavailable, Code: znode.CodeNoAnswer}: false,
		{Kind: znode.Denied}: false,
	} {
		page := testNode(t)
		page.Data = Data{Problem: problem}
		links := viewtest.All(viewtest.Render(t, page), func(n *html.Node) bool { return n.Data == "a" && viewtest.Text(n) == "Download" })
		if (len(links) > 0) != want {
			t.Errorf("%+v: %d links to download", problem, len(links))
		}
	}
}

func TestDeniedParts(t *testing.T) {
	page := testNode(t)
	page.Data = Data{Problem: &views.Problem{Kind: znode.Denied, Code: znode.CodeReadDenied, Message: "ZooKeeper asks for READ, which its ACL gives to digest:bob."}}
	page.Children = Children{Problem: &views.Problem{Kind: znode.Denied}}
	page.ACL = ACL{Problem: &views.Problem{Kind: znode.Denied, Message: "ZooKeeper asks for READ or ADMIN."}}
	root := viewtest.Render(t, page)
	var said []string
	for _, problem := range viewtest.All(root, viewtest.HasClass("problem")) {
		said = append(said, viewtest.Spaced(problem))
	}
	want := []string{
		"Denied ZooKeeper asks for READ, which its ACL gives to digest:bob. " + page.Words.Failure.AskedAs("digest:alice") + " Sign in with other credentials",
		"Denied You need READ on this znode.",
		"Denied ZooKeeper asks for READ or ADMIN.",
	}
	if !slices.Equal(said, want) {
		t.Errorf("the page says %q, want %q", said, want)
	}
	if fields := viewtest.All(root, viewtest.HasClass("term")); len(fields) != 11 {
		t.Errorf("%d fields of the stat are shown beside what is denied, want 11", len(fields))
	}
	if links := viewtest.All(root, func(n *html.Node) bool { return viewtest.Text(n) == "Download" }); len(links) != 0 {
		t.Error("data that may not be read is offered as a download")
	}
	signIn := viewtest.One(t, root, "the sign-in", func(n *html.Node) bool { return n.Data == "a" && viewtest.Text(n) == "Sign in with other credentials" })
	if got := viewtest.Attr(signIn, "href"); got != "/zk/login?next=%2Fzk%2Fc%2Fmain%2Ftree%2Fa%3Fq%3Dx" {
		t.Errorf("the sign-in is at %q", got)
	}
}

func TestACLInWordsAndLetters(t *testing.T) {
	rows := viewtest.All(viewtest.One(t, viewtest.Render(t, testNode(t)), "the ACL", viewtest.HasClass("acl")), viewtest.IsTag("div"))
	var got []string
	for _, row := range rows {
		got = append(got, viewtest.Spaced(row))
	}
	want := []string{"world:anyone anyone r read", "digest:ops:x user ops, by password cdrwa all permissions"}
	if !slices.Equal(got, want) {
		t.Errorf("the ACL is %q, want %q", got, want)
	}
}

func TestChildrenTable(t *testing.T) {
	page := testNode(t)
	page.Query = Query{Sort: "-bytes", Limit: 250, View: show.Hex, Filter: "o", After: "cursor"}
	section := viewtest.One(t, viewtest.Render(t, page), "the children", viewtest.IsSection, viewtest.HasAttr("aria-labelledby", "children"))
	headers := viewtest.All(section, viewtest.IsTag("th"))
	if got := viewtest.Texts(headers); !slices.Equal(got, []string{"Name", "Children", "Bytes", "Modified", "Kind"}) {
		t.Errorf("the headers are %q", got)
	}
	for _, header := range headers {
		order, sorted := viewtest.Attribute(header, "aria-sort")
		if want := viewtest.Text(header) == "Bytes"; sorted != want || (want && order != "descending") {
			t.Errorf("%s has aria-sort %q", viewtest.Text(header), order)
		}
	}
	if got := viewtest.Attr(viewtest.All(headers[2], viewtest.IsTag("a"))[0], "href"); got != "/zk/c/main/tree/services/orders?limit=250&q=o&sort=bytes&view=hex" {
		t.Errorf("Bytes leads to %q", got)
	}
	var rows []string
	for _, row := range viewtest.All(viewtest.One(t, section, "the body", viewtest.IsTag("tbody")), viewtest.IsTag("tr")) {
		rows = append(rows, viewtest.Spaced(row))
	}
	if want := []string{"locks 2 1,500 3 hr. ago persistent", "10.0.3.11:8080 0 0 just now ephemeral", "deleted deleted since the names were listed"}; !slices.Equal(rows, want) {
		t.Errorf("the rows are %q, want %q", rows, want)
	}
	hidden := map[string]string{}
	for _, input := range viewtest.All(section, viewtest.HasAttr("type", "hidden")) {
		hidden[viewtest.Attr(input, "name")] = viewtest.Attr(input, "value")
	}
	if want := map[string]string{"view": "hex", "sort": "-bytes", "limit": "250"}; len(hidden) != 3 || hidden["view"] != want["view"] || hidden["sort"] != want["sort"] || hidden["limit"] != want["limit"] {
		t.Errorf("the filter keeps %v, want %v", hidden, want)
	}
	next := viewtest.One(t, section, "the next page", viewtest.HasAttr("rel", "next"))
	if got := viewtest.Attr(next, "href"); got != page.Children.Next {
		t.Errorf("the next page is at %q", got)
	}
	first := viewtest.One(t, section, "the first page", func(n *html.Node) bool { return n.Data == "a" && viewtest.Text(n) == "First page" })
	if got := viewtest.Attr(first, "href"); got != "/zk/c/main/tree/services/orders?limit=250&q=o&sort=-bytes&view=hex" {
		t.Errorf("the first page is at %q", got)
	}
	if current := viewtest.One(t, section, "the current limit", viewtest.HasAttr("aria-current", "true")); viewtest.Text(current) != "250" {
		t.Errorf("the current limit is %q", viewtest.Text(current))
	}
}

// TestRowsThatAreTooManyToSort say so above them, and which order they are in.
func TestRowsThatAreTooManyToSort(t *testing.T) {
	page := testNode(t)
	page.Query, page.Children.ByName, page.Children.Note = Query{Tab: TabChildren, Sort: "-modified"}, true, "Sorted by name."
	section := viewtest.One(t, viewtest.Render(t, page), "the children", viewtest.IsSection, viewtest.HasAttr("aria-labelledby", "children"))
	sorted := viewtest.One(t, section, "the sorted column", viewtest.HasAttr("aria-sort", "ascending"))
	if viewtest.Text(sorted) != "Name" || len(viewtest.All(section, viewtest.HasAttr("aria-sort", "descending"))) > 0 {
		t.Errorf("the rows are sorted by %s", viewtest.Text(sorted))
	}
	if text := viewtest.Text(section); strings.Index(text, page.Children.Note) > strings.Index(text, "NameChildren") {
		t.Errorf("the note stands below the rows: %q", text)
	}
}

func TestChildrenInWords(t *testing.T) {
	rows := make([]ChildRow, 3)
	for _, test := range []struct {
		children Children
		query    Query
		owner    int64
		want     string
	}{
		{Children{}, Query{}, 0, "This znode has no children."},
		{Children{}, Query{}, 5, "An ephemeral znode cannot have children."},
		{Children{Total: 1200}, Query{Filter: "<b>"}, 0, "None of the 1,200 children has <b> in its name. Show all"},
		{Children{Total: 3, Matched: 3, First: 1, Rows: rows}, Query{}, 0, "3 children"},
		{Children{Total: 5000, Matched: 1200, First: 101, Rows: rows}, Query{}, 0, "101–103 of 1,200 matching, 5,000 in all"},
		{Children{Total: 5000, Matched: 5000, Rows: rows}, Query{}, 0, "3 rows of 5,000"},
		{Children{Total: 3, Matched: 3, First: 1, Rows: rows, Note: "Sorted by name only."}, Query{}, 0, "Sorted by name only."},
		{Children{Problem: &views.Problem{Kind: znode.Unavailable}}, Query{}, 0, "ZooKeeper did not answer in time."},
	} {
		page := testNode(t)
		page.Children, page.Query, page.Stat.EphemeralOwner = test.children, test.query, test.owner
		page.Query.Tab = TabChildren
		section := viewtest.One(t, viewtest.Render(t, page), "the children", viewtest.IsSection, viewtest.HasAttr("aria-labelledby", "children"))
		if got := viewtest.Text(section); !strings.Contains(got, test.want) {
			t.Errorf("%+v: the section says %q, want %q in it", test.children, got, test.want)
		}
	}
}

func TestSidebar(t *testing.T) {
	tree := viewtest.One(t, viewtest.Render(t, testNode(t)), "the tree", viewtest.HasAttr("id", "tree"))
	if tree.Data != "nav" || viewtest.Attr(tree, "aria-label") != "Tree" {
		t.Errorf("the tree is a %s called %q", tree.Data, viewtest.Attr(tree, "aria-label"))
	}
	current := viewtest.One(t, tree, "the current znode", viewtest.HasAttr("aria-current", "page"))
	if viewtest.Text(current) != "orders" || viewtest.Attr(current, "href") != "/zk/c/main/tree/services/orders" {
		t.Errorf("the current znode is %q at %q", viewtest.Text(current), viewtest.Attr(current, "href"))
	}
	var twists []string
	for _, twist := range viewtest.All(tree, viewtest.HasClass("twist")) {
		twists = append(twists, viewtest.Attr(twist, "aria-label")+" → "+viewtest.Attr(twist, "href"))
	}
	want := []string{
		"Children of / → /zk/c/main/tree/",
		"Children of services → /zk/c/main/tree/",
		"Children of orders → /zk/c/main/tree/services/orders",
	}
	if !slices.Equal(twists, want) {
		t.Errorf("the disclosure controls are %q, want %q", twists, want)
	}
	var rows []string
	for _, row := range viewtest.All(tree, viewtest.HasClass("row")) {
		rows = append(rows, viewtest.Spaced(row))
	}
	if want := []string{"/ 2", "services 1", "orders 1,204", "secrets denied", "leader"}; !slices.Equal(rows, want) {
		t.Errorf("the rows are %q, want %q", rows, want)
	}
	more := viewtest.One(t, tree, "the rest", viewtest.HasClass("more"))
	if link := viewtest.All(more, viewtest.IsTag("a")); viewtest.Text(more) != "1,203 more…" || viewtest.Attr(link[0], "href") != "/zk/c/main/tree/services#children" {
		t.Errorf("the rest is %q", viewtest.Text(more))
	}
}

func TestBranchOfTheSidebar(t *testing.T) {
	root := viewtest.Render(t, TreeBranch{Words: words.English, Problem: &views.Problem{Kind: znode.Denied}})
	if got := viewtest.Text(viewtest.One(t, root, "the list", viewtest.IsTag("ul"))); got != "You need READ on this znode." {
		t.Errorf("a branch that may not be read says %q", got)
	}
	root = viewtest.Render(t, TreeBranch{Words: words.English, Items: []TreeItem{{Name: "a", URL: "/c/main/tree/a"}, {Name: "b"}}, More: 2, MoreURL: "/x"})
	if got := viewtest.Texts(viewtest.All(root, viewtest.IsTag("li"))); !slices.Equal(got, []string{"a", "b", "2 more…"}) {
		t.Errorf("the branch is %q", got)
	}
}

func TestOpenItemWithoutRows(t *testing.T) {
	page := testNode(t)
	page.Tree = []TreeItem{{Name: "/", URL: "/zk/c/main/tree/", Open: true, HasChildren: true, Count: -1}}
	if lists := viewtest.All(viewtest.One(t, viewtest.Render(t, page), "the tree", viewtest.HasAttr("id", "tree")), viewtest.IsTag("ul")); len(lists) != 1 {
		t.Errorf("%d lists, want the outer one alone", len(lists))
	}
}

func TestRelativeTimesCountFromThePage(t *testing.T) {
	page := testNode(t)
	page.Now = viewtest.Now.Add(24 * time.Hour)
	if got := viewtest.Text(viewtest.One(t, viewtest.Render(t, page), "the facts", viewtest.HasClass("facts"))); !strings.Contains(got, "changed 1 day ago") {
		t.Errorf("the facts are %q", got)
	}
}

func TestOffers(t *testing.T) {
	for _, test := range []struct {
		offers Offers
		want   []string
	}{
		{Offers{}, nil},
		{Offers{Create: true, Set: true, Delete: true}, []string{"Edit /zk/c/main/set/services/orders", "Create child /zk/c/main/create/services/orders", "Delete /zk/c/main/delete/services/orders"}},
		{Offers{Set: true}, []string{"Edit /zk/c/main/set/services/orders"}},
	} {
		page := testNode(t)
		page.Offers = test.offers
		var got []string
		head := viewtest.One(t, viewtest.Render(t, page), "the head", viewtest.HasClass("head"))
		for _, link := range viewtest.All(viewtest.One(t, head, "the actions", viewtest.HasClass("acts")), viewtest.IsTag("a")) {
			if text := viewtest.Text(link); text != "Download" && text != "Find" && text != "Compare" && text != "ACL report" && text != "Export" && text != "Import" && text != "Who watches this" && text != "On each server" && text != "Support bundle" { // which change nothing, or not this znode alone
				got = append(got, viewtest.Text(link)+" "+viewtest.Attr(link, "href"))
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%+v offers %q, want %q", test.offers, got, test.want)
		}
	}
}

// TestOnTheWay: a page that only leads to what is open is no error.
func TestOnTheWay(t *testing.T) {
	page := testNode(t)
	page.User.Paths = []znode.Path{viewtest.Path(t, "/services/orders/locks")}
	denied := &views.Problem{Kind: znode.Denied, Code: znode.CodeOnTheWay}
	page.Data, page.ACL = Data{Problem: denied}, ACL{Problem: denied}
	page.Children = Children{Total: 1, Matched: 1, First: 1, Rows: page.Children.Rows[:1]}
	main := viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))
	if problems := viewtest.All(main, viewtest.HasClass("problem")); len(problems) != 0 {
		t.Errorf("the page complains: %q", viewtest.Texts(problems))
	}
	said := viewtest.Spaced(viewtest.One(t, main, "the note", viewtest.HasClass("note")))
	if want := "You have access to: /services/orders/locks"; !strings.HasPrefix(said, want) {
		t.Errorf("the page says %q, want %q first", said, want)
	}
	link := viewtest.One(t, viewtest.One(t, main, "the paths", viewtest.HasClass("paths")), "the link", viewtest.IsTag("a"))
	if got := viewtest.Attr(link, "href"); got != "/zk/c/main/tree/services/orders/locks" {
		t.Errorf("the open path is at %q", got)
	}
	if facts := viewtest.Text(viewtest.One(t, main, "the facts", viewtest.HasClass("facts"))); !strings.Contains(facts, "1 child") || strings.Contains(facts, "1,204") {
		t.Errorf("the facts count what may not be seen: %q", facts)
	}
}

// TestUnreadLevelsOfTheSidebarSaySo: a level that shows the way alone does not
// pass for one with a single child.
func TestUnreadLevelsOfTheSidebarSaySo(t *testing.T) {
	page := testNode(t)
	page.Tree[0].More, page.Tree[0].MoreURL = -1, "/zk/c/main/tree/"
	var said []string
	for _, more := range viewtest.All(viewtest.Render(t, page), viewtest.HasClass("more")) {
		said = append(said, viewtest.Text(more)+" "+viewtest.Attr(viewtest.One(t, more, "the link", viewtest.IsTag("a")), "href"))
	}
	if want := []string{"1,203 more… /zk/c/main/tree/services#children", "more… /zk/c/main/tree/"}; !slices.Equal(said, want) {
		t.Errorf("the sidebar says %q, want %q", said, want)
	}
}

// TestThePageSaysWhenItWasRead, where it is read again, and how to ask whether it
// is still so.
func TestThePageSaysWhenItWasRead(t *testing.T) {
	page := testNode(t)
	page.Query = Query{View: show.Hex, Filter: "x"}
	main := viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))
	read := viewtest.One(t, main, "when it was read", viewtest.HasClass("read"))
	if got := viewtest.Spaced(read); got != "read at 03:04:05 UTC · Refresh · After a sync" {
		t.Errorf("the page says %q", got)
	}
	const here = "/zk/c/main/tree/services/orders?q=x&view=hex"
	for i, link := range viewtest.All(read, viewtest.IsTag("a")) {
		if got, want := viewtest.Attr(link, "href"), []string{here, here + "&sync=1"}[i]; got != want {
			t.Errorf("%s leads to %q, want %q", viewtest.Text(link), got, want)
		}
	}
	for name, want := range map[string]string{"data-stat": "/zk/c/main/stat/services/orders", "data-seen": "8589934755.8589935095.8589934756.1.3.7.1204", "data-page": here,
		"data-events": "/zk/c/main/events?around=1&node=%2Fservices%2Forders"} {
		if got := viewtest.Attr(main, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
