package changes

import (
	"testing"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

func hostileCreate(t *testing.T) CreatePage {
	page := testCreate(t)
	page.Parent, page.Name, page.Text, page.Problem = viewtest.Path(t, "/a/"+viewtest.HostileName), viewtest.HostileName, "</textarea>"+viewtest.HostileName, &views.Problem{Kind: znode.Invalid, Message: viewtest.HostileName}
	page.ACL = []znode.ACL{{Scheme: "<b>", ID: viewtest.HostileName, Perms: znode.PermAll}}
	return page
}

func hostileSet(t *testing.T) SetPage {
	page := testSet(t)
	page.Path, page.Text, page.Problem = viewtest.Path(t, "/a/"+viewtest.HostileName), "</textarea>"+viewtest.HostileName, &views.Problem{Kind: znode.Conflict, Message: viewtest.HostileName}
	page.Now = &DataNow{Diff: []views.DiffLine{{Kind: views.DiffRemoved, Text: viewtest.HostileName}, {Kind: views.DiffAdded, Text: "</pre>" + viewtest.HostileName}}}
	return page
}

func hostileDelete(t *testing.T) DeletePage {
	page := testDelete(t)
	page.Path, page.Problem = viewtest.Path(t, "/a/"+viewtest.HostileName), &views.Problem{Kind: znode.UnknownOutcome, Message: viewtest.HostileName}
	return page
}

// everyPage is each page in each of its guises, by name.
func everyPage(t *testing.T) map[string]viewtest.Page {
	return map[string]viewtest.Page{
		"create": testCreate(t), "hostile create": hostileCreate(t), "set": testSet(t), "hostile set": hostileSet(t),
		"delete": testDelete(t), "hostile delete": hostileDelete(t),
	}
}

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) {
	viewtest.NoInlineStyleOrScript(t, everyPage(t))
}

func TestNoPageShowsDeceivingCharacters(t *testing.T) {
	viewtest.NoDeceivingCharacters(t, everyPage(t))
}
