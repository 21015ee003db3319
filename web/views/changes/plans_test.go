package changes

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// plannedImport returns an import's plan with so many znodes dealt with in each way.
func plannedImport(t *testing.T, name string, counts map[string]int) ImportPage {
	path := viewtest.Path(t, "/a/"+name)
	return ImportPage{
		Shell: viewtest.Shell(), Path: path, Ontos: []string{"fail", "skip", "overwrite"},
		Plan: &ImportPlan{
			ID: "7", Fingerprint: "f", Onto: "fail", File: name, Of: name, Counts: counts, Changes: counts["create"] + counts["change"], Transactions: 1,
			Steps: []ImportStep{{Path: path, Does: "conflict", Why: views.Visible(name)}}, More: 1, Counters: []ImportCounter{{path, 2, 8}},
		},
	}
}

// imports returns the pages of imports in their guises, all names hostile.
func imports(t *testing.T) map[string]viewtest.Page {
	name := viewtest.HostileName
	plan := plannedImport(t, name, map[string]int{"create": 1, "conflict": 1})
	form, back, done := plan, plan, plan
	form.Plan, form.Problem = nil, &views.Problem{Kind: znode.Invalid, Message: name}
	back.Then = &Then{At: "0x10", Time: viewtest.Now, Alone: true}
	made := 1
	done.Made, done.Undo, done.Blamed = &made, []int64{3, 4}, &plan.Path
	return map[string]viewtest.Page{"import form": form, "import": plan, "bring back": back, "imported": done}
}

// TestAPlanInConflictSaysWhatToDo: the choice is the page's main button, as nothing else can
// be done.
func TestAPlanInConflictSaysWhatToDo(t *testing.T) {
	for conflicts, want := range map[int]bool{0: false, 1: true} {
		plan := viewtest.One(t, viewtest.Render(t, plannedImport(t, "b", map[string]int{"change": 1, "conflict": conflicts})), "the page", viewtest.IsTag("main"))
		again := viewtest.One(t, plan, "the way to another plan", viewtest.IsTag("button"), viewtest.HasAttr("name", "dry_run"))
		if said := strings.Contains(viewtest.Spaced(plan), words.English.Import.Choose); said != want || viewtest.HasClass("main")(again) != want {
			t.Errorf("with %d conflicts it says what to do: %v, and its button is %v", conflicts, said, again.Attr)
		}
	}
}

// TestEveryPlanCanBeLeft: whatever a plan says, one link leads back to the znode, and
// nothing is changed by it. Of a move another leads to where it is asked where to.
func TestEveryPlanCanBeLeft(t *testing.T) {
	pages := map[string]viewtest.Page{
		"an import":              plannedImport(t, "b", map[string]int{"create": 1}),
		"an import in conflict":  plannedImport(t, "b", map[string]int{"create": 1, "conflict": 1}),
		"an import of the same":  plannedImport(t, "b", map[string]int{"same": 2}),
		"an import of no change": plannedImport(t, "b", map[string]int{"skip": 2}),
		"an impossible import":   plannedImport(t, "b", map[string]int{"denied": 2}),
	}
	page := CopyPage{Shell: viewtest.Shell(), Path: viewtest.Path(t, "/a/b")}
	for name, plan := range map[string]CopyPlan{
		"a copy": {To: "/c"}, "a copy onto another": {To: "/c", There: &CopyThere{Complete: true, Different: 1}},
		"a copy that overwrites": {To: "/c", There: &CopyThere{Complete: true, Different: 1}, Overwrite: true}, "what lives by a session": {To: "/c", Ephemerals: 1},
	} {
		page.Plan, page.Move = &plan, true
		pages[name] = page
	}
	for name, page := range pages {
		main := viewtest.One(t, viewtest.Render(t, page), name, viewtest.IsTag("main"))
		cancels := viewtest.All(main, func(n *html.Node) bool { return n.Data == "a" && viewtest.Text(n) == "Cancel" })
		if len(cancels) != 1 || viewtest.Attr(cancels[0], "href") != "/zk/c/main/tree/a/b" {
			t.Errorf("%s: %d links cancel it", name, len(cancels))
		}
		elsewhere := viewtest.All(main, func(n *html.Node) bool { return n.Data == "a" && viewtest.Attr(n, "href") == "/zk/c/main/move/a/b" })
		if _, isMove := page.(CopyPage); len(elsewhere) == 0 && isMove {
			t.Errorf("%s: no link leads to another place or name", name)
		}
	}
}
