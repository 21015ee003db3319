package proposals

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

// proposal returns one in a state.
func proposal(t *testing.T, state string) Proposal {
	return Proposal{
		ID: "abc", Cluster: "main", By: viewtest.HostileName, Comment: viewtest.HostileName, Made: viewtest.Now, Entry: 12, State: state, Op: "set", Count: 1,
		About: viewtest.Path(t, "/a/"+viewtest.HostileName), DecidedBy: viewtest.HostileName, DecidedAt: viewtest.Now, DecisionComment: viewtest.HostileName, Decision: 13,
	}
}

// everyPage returns each page in each of its guises, by name.
func everyPage(t *testing.T) map[string]viewtest.Page {
	own, several, quota := proposal(t, "open"), proposal(t, "applied"), proposal(t, "open")
	own.Own, several.Op, several.Count, quota.Op, quota.QuotaBefore, quota.QuotaAfter = true, "", 3, "quota", "count=1", viewtest.HostileName
	step := views.Step{Op: "set", Path: own.About, Diff: []views.DiffLine{{Kind: views.DiffAdded, Text: "</pre>" + viewtest.HostileName}}, Problem: viewtest.HostileName}
	return map[string]viewtest.Page{
		"none":     ListPage{Shell: viewtest.Shell()},
		"list":     ListPage{Shell: viewtest.Shell(), Proposals: []Proposal{own, several, quota}},
		"own":      Page{Shell: viewtest.Shell(), Proposal: own, Steps: []views.Step{step}, Stale: true, Left: []views.Left{{Path: own.About.String(), Why: viewtest.HostileName}}},
		"another":  Page{Shell: viewtest.Shell(), Proposal: proposal(t, "open"), Steps: []views.Step{step}, MayApply: true, Problem: &views.Problem{Kind: znode.Conflict, Message: viewtest.HostileName}},
		"quota":    Page{Shell: viewtest.Shell(), Proposal: quota, QuotaProblem: viewtest.HostileName},
		"over":     Page{Shell: viewtest.Shell(), Proposal: several, Done: []Done{{Op: "delete", Path: own.About}}, Change: 14, Kept: true},
		"rejected": Page{Shell: viewtest.Shell(), Proposal: proposal(t, "rejected"), Done: []Done{{Op: "create", Path: own.About}}},
	}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage(t)) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) {
	viewtest.NoInlineStyleOrScript(t, everyPage(t))
}

func TestNoPageShowsDeceivingCharacters(t *testing.T) {
	viewtest.NoDeceivingCharacters(t, everyPage(t))
}

// TestWhoHasDecidedIsOneFact: the name belongs to what its bearer did.
func TestWhoHasDecidedIsOneFact(t *testing.T) {
	page := Page{Shell: viewtest.Shell(), Proposal: proposal(t, "applied")}
	page.DecidedBy = "bob"
	facts := viewtest.All(viewtest.Render(t, page), viewtest.IsTag("span"))
	if !slices.ContainsFunc(facts, func(fact *html.Node) bool { return viewtest.Spaced(fact) == "Applied by bob" }) {
		t.Errorf("it is told as %q", viewtest.Texts(facts))
	}
}

// TestNobodyIsOfferedToApplyTheirOwn, nor what is stale.
func TestNobodyIsOfferedToApplyTheirOwn(t *testing.T) {
	for name, want := range map[string]string{"own": "anew,reject", "another": "apply,reject", "quota": "reject", "over": "", "rejected": ""} {
		main := viewtest.One(t, viewtest.Render(t, everyPage(t)[name]), "the page", viewtest.IsTag("main"))
		var offered []string
		for _, button := range viewtest.All(main, viewtest.IsTag("button")) {
			offered = append(offered, viewtest.Attr(button, "value"))
		}
		if got := strings.Join(offered, ","); got != want {
			t.Errorf("%s: offered is %q, want %q", name, got, want)
		}
	}
}
