package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func TestAllElevenStatFieldsWithTheirMeaning(t *testing.T) {
	root := render(t, testNode(t))
	want := map[string]string{
		"czxid": "0x2000000a3", "mzxid": "0x2000001f7", "pzxid": "0x2000000a4",
		"ctime":   "2025-12-31 02:04:05.000 UTC 2 days ago 2025-12-31T02:04:05.000Z",
		"mtime":   "2026-01-02 03:02:05.000 UTC 2 min ago 2026-01-02T03:02:05.000Z",
		"version": "3", "cversion": "7", "aversion": "1", "ephemeralOwner": "0x0 persistent",
		"dataLength": "307200 300 KiB", "numChildren": "1204",
	}
	for field, value := range want {
		cell := one(t, root, "the field "+field, func(n *html.Node) bool { return attr(n, "data-field") == field })
		if got := spaced(cell); got != value {
			t.Errorf("%s is %q, want %q", field, got, value)
		}
		term := one(t, root, "the term "+field, func(n *html.Node) bool { return n.Data == "button" && text(n) == field })
		about := one(t, root, "about "+field, hasAttr("id", attr(term, "aria-describedby")))
		if attr(about, "role") != "tooltip" || len(text(about)) < 20 {
			t.Errorf("%s is explained by %q", field, text(about))
		}
	}
	if fields := all(root, hasClass("term")); len(fields) != len(want) {
		t.Errorf("%d fields, want %d", len(fields), len(want))
	}
}

// spaced is text with a space between elements, as they stand apart on the page.
func spaced(node *html.Node) string {
	var parts []string
	for below := range node.Descendants() {
		if below.Type == html.TextNode {
			parts = append(parts, strings.Fields(below.Data)...)
		}
	}
	return strings.Join(parts, " ")
}

func TestTimesCarryTheirISOForm(t *testing.T) {
	cell := one(t, render(t, testNode(t)), "mtime", hasAttr("data-field", "mtime"))
	for _, element := range all(cell, isTag("time")) {
		if got := attr(element, "datetime"); got != "2026-01-02T03:02:05.000Z" {
			t.Errorf("datetime is %q", got)
		}
	}
	page := testNode(t)
	page.Stat.Mtime = 0
	if got := text(one(t, render(t, page), "the facts", hasClass("facts"))); !strings.Contains(got, "changed never") {
		t.Errorf("a znode that a server made by itself: %q", got)
	}
}

func TestFactsAndActions(t *testing.T) {
	root := render(t, testNode(t))
	facts := all(one(t, root, "the facts", hasClass("facts")), isTag("span"))
	want := []string{"Persistent", "changed 2 min ago", "version 3", "300 KiB", "1,204 children", "Stat and ACL"}
	if got := texts(facts); !slices.Equal(got, want) {
		t.Errorf("the facts are %q, want %q", got, want)
	}
	head := one(t, root, "the head", hasClass("head"))
	copied := map[string]string{}
	for _, button := range all(head, hasClass("copy")) {
		copied[text(button)] = attr(button, "data-copy") + attr(button, "data-copy-url")
	}
	for label, want := range map[string]string{
		"Copy path": "/services/orders", "Copy zkCli": "get -s /services/orders", "Copy link": "/zk/c/main/tree/services/orders",
	} {
		if copied[label] != want {
			t.Errorf("%s copies %q, want %q", label, copied[label], want)
		}
	}
	download := one(t, head, "the download", func(n *html.Node) bool { return text(n) == "Download" && n.Data == "a" })
	if got := attr(download, "href"); got != "/zk/c/main/raw/services/orders" {
		t.Errorf("the download is at %q", got)
	}
	var crumbs []string
	for _, link := range all(one(t, head, "the crumbs", hasClass("crumbs")), isTag("a")) {
		crumbs = append(crumbs, text(link)+" "+attr(link, "href"))
	}
	if want := []string{"/ /zk/c/main/tree/", "services /zk/c/main/tree/services", "orders /zk/c/main/tree/services/orders"}; !slices.Equal(crumbs, want) {
		t.Errorf("the crumbs are %q, want %q", crumbs, want)
	}
}

func TestDataViews(t *testing.T) {
	page := testNode(t)
	page.Query.Filter = "x"
	root := render(t, page)
	tabs := all(one(t, root, "the views", hasClass("views")), isTag("a"))
	if len(tabs) < 3 || text(tabs[0]) != "JSON" || attr(tabs[0], "aria-current") != "true" || text(tabs[len(tabs)-1]) != "Hex" {
		t.Errorf("the views are %q", texts(tabs))
	}
	if got := attr(tabs[len(tabs)-1], "href"); got != "/zk/c/main/tree/services/orders?q=x&view=hex" {
		t.Errorf("Hex is at %q", got)
	}
	if keys := texts(all(root, hasClass("t-key"))); !slices.Equal(keys, []string{`"a"`, `"n"`}) {
		t.Errorf("the keys are %q", keys)
	}
	if got := text(one(t, root, "the string", hasClass("t-string"))); got != `"<b>"` {
		t.Errorf("the string is %q", got)
	}
}

func TestEmptyAndCutData(t *testing.T) {
	big := show.Decode([]byte(strings.Repeat("x", 300<<10)), show.Text)
	for _, test := range []struct {
		name string
		data Data
		want string
	}{
		{"empty", Data{}, "This znode has no data (0 bytes)."},
		{"null", Data{Null: true}, "data is null"},
		{"cut", Data{Result: big}, "Download all 307,200 bytes"},
		{"unavailable", Data{Problem: &Problem{Kind: znode.Unavailable}}, "ZooKeeper did not answer in time."},
		{"its own words", Data{Problem: &Problem{Kind: znode.TooLarge, Message: "Over the limit."}}, "Too large Over the limit."},
	} {
		page := testNode(t)
		page.Data = test.data
		if got := spaced(one(t, render(t, page), "the data", hasAttr("aria-labelledby", "data"), isSection)); !strings.Contains(got, test.want) {
			t.Errorf("%s: the section says %.200q, want %q in it", test.name, got, test.want)
		}
	}
}

func TestDeniedParts(t *testing.T) {
	page := testNode(t)
	page.Data = Data{Problem: &Problem{Kind: znode.Denied, Message: "ZooKeeper asks for READ, which its ACL gives to digest:bob."}}
	page.Children = Children{Problem: &Problem{Kind: znode.Denied}}
	page.ACL = ACL{Problem: &Problem{Kind: znode.Denied, Message: "ZooKeeper asks for READ or ADMIN."}}
	root := render(t, page)
	var said []string
	for _, problem := range all(root, hasClass("problem")) {
		said = append(said, spaced(problem))
	}
	want := []string{
		"Denied ZooKeeper asks for READ, which its ACL gives to digest:bob. Sign in with other credentials",
		"Denied The ACL does not let you read this: it asks for READ (r).",
		"Denied ZooKeeper asks for READ or ADMIN.",
	}
	if !slices.Equal(said, want) {
		t.Errorf("the page says %q, want %q", said, want)
	}
	if fields := all(root, hasClass("term")); len(fields) != 11 {
		t.Errorf("%d fields of the stat are shown beside what is denied, want 11", len(fields))
	}
	if links := all(root, func(n *html.Node) bool { return text(n) == "Download" }); len(links) != 0 {
		t.Error("data that may not be read is offered as a download")
	}
	signIn := one(t, root, "the sign-in", func(n *html.Node) bool { return n.Data == "a" && text(n) == "Sign in with other credentials" })
	if got := attr(signIn, "href"); got != "/zk/login?next=%2Fzk%2Fc%2Fmain%2Ftree%2Fa%3Fq%3Dx" {
		t.Errorf("the sign-in is at %q", got)
	}
}

func TestACLInWordsAndLetters(t *testing.T) {
	rows := all(one(t, render(t, testNode(t)), "the ACL", hasClass("acl")), isTag("div"))
	var got []string
	for _, row := range rows {
		got = append(got, spaced(row))
	}
	want := []string{"world:anyone anyone r read", "digest:ops:x user ops with the right password cdrwa everything"}
	if !slices.Equal(got, want) {
		t.Errorf("the ACL is %q, want %q", got, want)
	}
}

func TestChildrenTable(t *testing.T) {
	page := testNode(t)
	page.Query = NodeQuery{Sort: "-bytes", Limit: 250, View: show.Hex, Filter: "o", After: "cursor"}
	section := one(t, render(t, page), "the children", isSection, hasAttr("aria-labelledby", "children"))
	headers := all(section, isTag("th"))
	if got := texts(headers); !slices.Equal(got, []string{"Name", "Children", "Bytes", "Modified", "Kind"}) {
		t.Errorf("the headers are %q", got)
	}
	for _, header := range headers {
		order, sorted := attribute(header, "aria-sort")
		if want := text(header) == "Bytes"; sorted != want || (want && order != "descending") {
			t.Errorf("%s has aria-sort %q", text(header), order)
		}
	}
	if got := attr(all(headers[2], isTag("a"))[0], "href"); got != "/zk/c/main/tree/services/orders?limit=250&q=o&sort=bytes&view=hex" {
		t.Errorf("Bytes leads to %q", got)
	}
	var rows []string
	for _, row := range all(one(t, section, "the body", isTag("tbody")), isTag("tr")) {
		rows = append(rows, spaced(row))
	}
	if want := []string{"locks 2 1,500 3 h ago persistent", "10.0.3.11:8080 e 0 0 just now ephemeral", "deleted gone: deleted after the names were listed"}; !slices.Equal(rows, want) {
		t.Errorf("the rows are %q, want %q", rows, want)
	}
	hidden := map[string]string{}
	for _, input := range all(section, hasAttr("type", "hidden")) {
		hidden[attr(input, "name")] = attr(input, "value")
	}
	if want := map[string]string{"view": "hex", "sort": "-bytes", "limit": "250"}; len(hidden) != 3 || hidden["view"] != want["view"] || hidden["sort"] != want["sort"] || hidden["limit"] != want["limit"] {
		t.Errorf("the filter keeps %v, want %v", hidden, want)
	}
	next := one(t, section, "the next page", hasAttr("rel", "next"))
	if got := attr(next, "href"); got != page.Children.Next {
		t.Errorf("the next page is at %q", got)
	}
	first := one(t, section, "the first page", func(n *html.Node) bool { return n.Data == "a" && text(n) == "First page" })
	if got := attr(first, "href"); got != "/zk/c/main/tree/services/orders?limit=250&q=o&sort=-bytes&view=hex" {
		t.Errorf("the first page is at %q", got)
	}
	if current := one(t, section, "the current limit", hasAttr("aria-current", "true")); text(current) != "250" {
		t.Errorf("the current limit is %q", text(current))
	}
}

func TestChildrenInWords(t *testing.T) {
	rows := make([]ChildRow, 3)
	for _, test := range []struct {
		children Children
		query    NodeQuery
		owner    int64
		want     string
	}{
		{Children{}, NodeQuery{}, 0, "This znode has no children."},
		{Children{}, NodeQuery{}, 5, "An ephemeral znode cannot have children."},
		{Children{Total: 1200}, NodeQuery{Filter: "<b>"}, 0, "None of the 1,200 children has <b> in its name. Show all"},
		{Children{Total: 3, Matched: 3, First: 1, Rows: rows}, NodeQuery{}, 0, "1–3 of 3"},
		{Children{Total: 5000, Matched: 1200, First: 101, Rows: rows}, NodeQuery{}, 0, "101–103 of 1,200 matching, 5,000 in all"},
		{Children{Total: 5000, Matched: 5000, Rows: rows}, NodeQuery{}, 0, "3 rows of 5,000"},
		{Children{Total: 3, Matched: 3, First: 1, Rows: rows, Note: "Sorted by name only."}, NodeQuery{}, 0, "Sorted by name only."},
		{Children{Problem: &Problem{Kind: znode.Unavailable}}, NodeQuery{}, 0, "ZooKeeper did not answer in time."},
	} {
		page := testNode(t)
		page.Children, page.Query, page.Stat.EphemeralOwner = test.children, test.query, test.owner
		section := one(t, render(t, page), "the children", isSection, hasAttr("aria-labelledby", "children"))
		if got := text(section); !strings.Contains(got, test.want) {
			t.Errorf("%+v: the section says %q, want %q in it", test.children, got, test.want)
		}
	}
}

func TestSidebar(t *testing.T) {
	tree := one(t, render(t, testNode(t)), "the tree", hasAttr("id", "tree"))
	if tree.Data != "nav" || attr(tree, "aria-label") != "Tree" {
		t.Errorf("the tree is a %s called %q", tree.Data, attr(tree, "aria-label"))
	}
	current := one(t, tree, "the current znode", hasAttr("aria-current", "page"))
	if text(current) != "orders" || attr(current, "href") != "/zk/c/main/tree/services/orders" {
		t.Errorf("the current znode is %q at %q", text(current), attr(current, "href"))
	}
	var twists []string
	for _, twist := range all(tree, hasClass("twist")) {
		twists = append(twists, attr(twist, "aria-label")+" → "+attr(twist, "href")+" "+attr(twist, "data-branch"))
	}
	want := []string{
		"Close / → /zk/c/main/tree/ /zk/c/main/branch/",
		"Close services → /zk/c/main/tree/ /zk/c/main/branch/services",
		"Open orders → /zk/c/main/tree/services/orders /zk/c/main/branch/services/orders",
	}
	if !slices.Equal(twists, want) {
		t.Errorf("the disclosure controls are %q, want %q", twists, want)
	}
	var rows []string
	for _, row := range all(tree, hasClass("row")) {
		rows = append(rows, spaced(row))
	}
	if want := []string{"/ 2", "services 1", "orders 1,204", "secrets denied", "leader e"}; !slices.Equal(rows, want) {
		t.Errorf("the rows are %q, want %q", rows, want)
	}
	more := one(t, tree, "the rest", hasClass("more"))
	if link := all(more, isTag("a")); text(more) != "1,203 more…" || attr(link[0], "href") != "/zk/c/main/tree/services#children" {
		t.Errorf("the rest is %q", text(more))
	}
}

func TestBranchOfTheSidebar(t *testing.T) {
	root := render(t, TreeBranch{Problem: &Problem{Kind: znode.Denied}})
	if got := text(one(t, root, "the list", isTag("ul"))); got != "The ACL does not let you read this: it asks for READ (r)." {
		t.Errorf("a branch that may not be read says %q", got)
	}
	root = render(t, TreeBranch{Items: []TreeItem{{Name: "a", URL: "/c/main/tree/a"}, {Name: "b"}}, More: 2, MoreURL: "/x"})
	if got := texts(all(root, isTag("li"))); !slices.Equal(got, []string{"a", "b", "2 more…"}) {
		t.Errorf("the branch is %q", got)
	}
}

func TestOpenItemWithoutRows(t *testing.T) {
	page := testNode(t)
	page.Tree = []TreeItem{{Name: "/", URL: "/zk/c/main/tree/", Branch: "/zk/c/main/branch/", Open: true, HasChildren: true, Count: -1}}
	if lists := all(one(t, render(t, page), "the tree", hasAttr("id", "tree")), isTag("ul")); len(lists) != 1 {
		t.Errorf("%d lists, want the outer one alone", len(lists))
	}
}

func TestRelativeTimesCountFromThePage(t *testing.T) {
	page := testNode(t)
	page.Now = testNow.Add(24 * time.Hour)
	if got := text(one(t, render(t, page), "the facts", hasClass("facts"))); !strings.Contains(got, "changed 1 day ago") {
		t.Errorf("the facts are %q", got)
	}
}

func isSection(node *html.Node) bool { return node.Data == "section" }
