package shares

import (
	"testing"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// everyPage returns each page in each of its guises, by name.
func everyPage(t *testing.T) map[string]viewtest.Page {
	shown := Shown{Name: "main:/" + viewtest.HostileName, Stat: viewtest.Stat(), Text: viewtest.HostileName + "\n\tx", IsText: true, Cut: true, Masked: true}
	visit := VisitPage{Words: words.English, Links: views.Links{BasePath: "/zk"}, Until: viewtest.Now, Sides: []Shown{shown}}
	compared := visit
	compared.Sides, compared.Compared = []Shown{shown, shown}, true
	compared.Diff = []views.DiffLine{{Kind: views.DiffAdded, Text: viewtest.HostileName}}
	return map[string]viewtest.Page{
		"make": MakePage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), With: viewtest.HostileName, Hours: viewtest.HostileName, Most: 720, Problem: &views.Problem{Kind: znode.Invalid, Message: viewtest.HostileName}},
		"made": MadePage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a"), URL: "/zk/s/x", Until: viewtest.Now},
		"list": ListPage{Shell: viewtest.Shell(), Rows: []Row{{ID: "x", Of: []Side{{viewtest.HostileName, "/zk/c/main/tree/a"}}, Owner: viewtest.HostileName, Made: viewtest.Now, Until: viewtest.Now}, {Own: true, MayEnd: true}}},
		"none": ListPage{Shell: viewtest.Shell()}, "visit": visit, "compared": compared,
	}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage(t)) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) {
	viewtest.NoInlineStyleOrScript(t, everyPage(t))
}

func TestNoPageShowsDeceivingCharacters(t *testing.T) {
	viewtest.NoDeceivingCharacters(t, everyPage(t))
}
