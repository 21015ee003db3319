package undo

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

func testPage(t *testing.T) Page {
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	diff := []views.DiffLine{{Kind: views.DiffRemoved, Text: "new"}, {Kind: views.DiffAdded, Text: "old"}}
	return Page{
		Shell: viewtest.Shell(), Seq: 12, Event: "node.batch", When: viewtest.Now, Job: "abc", By: "alice", More: 2, Lost: []string{"/a/e"}, Possible: true,
		Steps: []Step{
			{Step: views.Step{Op: "set", Path: viewtest.Path(t, "/a"), Diff: diff, Hidden: true}},
			{Step: views.Step{Op: "create", Path: viewtest.Path(t, "/b"), Note: "no text", ThenACL: acl}, OwnACL: true, Persistent: true},
			{Step: views.Step{Op: "delete", Path: viewtest.Path(t, "/c"), Diff: diff}},
			{Step: views.Step{Op: "acl", Path: viewtest.Path(t, "/d"), NowACL: acl, ThenACL: acl}},
		},
	}
}

func hostilePage(t *testing.T) Page {
	page := testPage(t)
	page.By, page.Lost = viewtest.HostileName, []string{viewtest.HostileName}
	page.Possible, page.Comment = true, viewtest.HostileName
	page.Approval, page.Problem = true, &views.Problem{Kind: znode.Conflict, Message: viewtest.HostileName}
	page.Steps[0].Path = viewtest.Path(t, "/a/"+viewtest.HostileName)
	page.Steps[0].Diff = []views.DiffLine{{Kind: views.DiffAdded, Text: "</pre>" + viewtest.HostileName}}
	page.Steps[1].ThenACL = []znode.ACL{{Scheme: "<b>", ID: viewtest.HostileName, Perms: znode.PermAll}}
	return page
}

// everyPage returns the page in each of its guises, by name.
func everyPage(t *testing.T) map[string]viewtest.Page {
	transaction := hostilePage(t)
	transaction.Zxid, transaction.Seq, transaction.Possible = 0x10, 0, false
	compared := hostilePage(t)
	compared.Compared, compared.Steps = true, compared.Steps[:1]
	return map[string]viewtest.Page{"compared": compared, "undo": testPage(t), "hostile undo": hostilePage(t), "hostile transaction": transaction}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage(t)) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) {
	viewtest.NoInlineStyleOrScript(t, everyPage(t))
}

func TestNoPageShowsDeceivingCharacters(t *testing.T) {
	viewtest.NoDeceivingCharacters(t, everyPage(t))
}

// TestAComparisonRestoresNothing, and so speaks of no way back.
func TestAComparisonRestoresNothing(t *testing.T) {
	page := testPage(t)
	page.Compared, page.Steps = true, page.Steps[:1]
	text := viewtest.Text(viewtest.Render(t, page))
	for _, back := range []string{page.Words.Undo.Step.Do["set"], page.Words.Undo.Step.Hidden} {
		if strings.Contains(text, back) {
			t.Errorf("%q is in %q", back, text)
		}
	}
	if !strings.Contains(text, "Changed /a") {
		t.Errorf("it does not say what was changed: %q", text)
	}
}

// TestWhatCannotBeTakenBack leads to what was done, by its name.
func TestWhatCannotBeTakenBack(t *testing.T) {
	page := testPage(t)
	page.Zxid, page.Seq, page.Possible = 0x10, 0, false
	main := viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))
	links := viewtest.All(main, func(n *html.Node) bool { return n.Data == "a" && viewtest.HasClass("button")(n) })
	if len(links) != 1 || viewtest.Text(links[0]) != "Look at its changes" || viewtest.Attr(links[0], "href") != "/zk/c/main/changes/?from=0x10&to=0x10" {
		t.Errorf("the page of a transaction that stays leads to %q", viewtest.Texts(links))
	}
}
