package changes

import (
	"maps"
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

func hostileReview(t *testing.T) ReviewPage {
	page := testReview(t)
	page.Path, page.Text, page.Base, page.Diff, page.Note, page.Syntax, page.Encoding, page.Reason, page.Revealed = viewtest.Path(t, "/a/"+viewtest.HostileName), "</textarea>"+viewtest.HostileName, "</textarea>"+viewtest.HostileName, nil, viewtest.HostileName, viewtest.HostileName, viewtest.HostileName, viewtest.HostileName, true
	return page
}

func hostileMerge(t *testing.T) MergePage {
	page := testMerge(t)
	page.Path, page.Text, page.Base = viewtest.Path(t, "/a/"+viewtest.HostileName), "</textarea>"+viewtest.HostileName, "</textarea>"+viewtest.HostileName
	page.Parts = []MergePart{{Base: "</pre>" + viewtest.HostileName, Theirs: viewtest.HostileName, Yours: viewtest.HostileName + "\n", Conflict: 0}}
	return page
}

func hostileDelete(t *testing.T) DeletePage {
	page := testDelete(t)
	page.Path, page.Problem = viewtest.Path(t, "/a/"+viewtest.HostileName), &views.Problem{Kind: znode.UnknownOutcome, Message: viewtest.HostileName}
	return page
}

func hostileBlindDelete(t *testing.T) DeletePage {
	page := hostileDelete(t)
	page.Stat, page.Text, page.Untold, page.Typed = nil, "", true, viewtest.HostileName
	return page
}

func hostileTransaction(t *testing.T) TransactionPage {
	step := CollectedStep{Step: views.Step{
		Op: "set", Path: viewtest.Path(t, "/a/"+viewtest.HostileName), Note: viewtest.HostileName, Facts: []string{viewtest.HostileName}, Problem: viewtest.HostileName,
	}, ID: 7}
	other := CollectedStep{Step: views.Step{Op: "create", Path: viewtest.Path(t, "/b"), Diff: []views.DiffLine{{Kind: views.DiffAdded, Text: "</pre>" + viewtest.HostileName}},
		ThenACL: []znode.ACL{{Scheme: "<b>", ID: viewtest.HostileName, Perms: znode.PermAll}}}, ID: 8}
	return TransactionPage{Shell: viewtest.Shell(), Revision: 3, Steps: []CollectedStep{step, other}, Failed: 1, Problem: &views.Problem{Kind: znode.Conflict, Message: viewtest.HostileName}}
}

// everyPage returns each page in each of its guises, by name.
func everyPage(t *testing.T) map[string]viewtest.Page {
	pages := map[string]viewtest.Page{
		"create": testCreate(t), "hostile create": hostileCreate(t), "set": testSet(t), "hostile set": hostileSet(t),
		"review": testReview(t), "hostile review": hostileReview(t), "merge": testMerge(t), "hostile merge": hostileMerge(t),
		"delete": testDelete(t), "hostile delete": hostileDelete(t), "hostile blind delete": hostileBlindDelete(t),
		"no transaction": TransactionPage{Shell: viewtest.Shell()}, "hostile transaction": hostileTransaction(t),
	}
	maps.Copy(pages, hostileACLs(t))
	maps.Copy(pages, copies(t))
	maps.Copy(pages, imports(t))
	return pages
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage(t)) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) {
	viewtest.NoInlineStyleOrScript(t, everyPage(t))
}

func TestNoPageShowsDeceivingCharacters(t *testing.T) {
	viewtest.NoDeceivingCharacters(t, everyPage(t))
}
