package e2e

import (
	_ "embed"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"

	"zkweb/zkconn/zktest"
)

var (
	//go:embed checks/contrast.js
	contrastCheck string
	//go:embed checks/targets.js
	targetsCheck string
	//go:embed checks/overflow.js
	overflowCheck string
	//go:embed checks/gaps.js
	gapsCheck string
	//go:embed checks/top.js
	topCheck string
)

// kindsOfPages are the pages that a signed-in person can reach while there is a connection.
var kindsOfPages = []struct{ name, path string }{
	{"login", "/login?next=%2Fc%2Fmain%2Ftree%2Fapp"},
	{"clusters", "/"},
	{"root", "/c/main/tree/"},
	{"JSON", "/c/main/tree/app/config.json"},
	{"hex", "/c/main/tree/bytes"},
	{"large", "/c/main/tree/large"},
	{"odd text", "/c/main/tree/html"},
	{"no data", "/c/main/tree/empty"},
	{"children", "/c/main/tree/many?q=9&sort=-bytes"},
	{"second page", "/c/main/tree/many?sort=-name&limit=250"},
	{"nothing matches", "/c/main/tree/many?q=nothing"},
	{"odd names", "/c/main/tree/names"},
	{"Chinese", "/c/main/tree/" + url.PathEscape("配置中心") + "/" + url.PathEscape("欢迎语")},
	{"long path", "/c/main/tree/long" + strings.Repeat("/"+longName, 8)},
	{"find", "/c/main/find/app"},
	{"found", "/c/main/find/?data=o&since=999d"},
	{"found names", "/c/main/find/names?name=e"},
	{"no such expression", "/c/main/find/app?name=(&match=regexp"},
	{"recently changed", "/c/main/recent/"},
	{"largest", "/c/main/largest/?by=family"},
	{"ACL report", "/c/main/acls/"},
	{"comparison", "/c/main/compare/app"},
	{"compared", "/c/main/compare/app?with=/names"},
	{"two znodes", "/c/main/compare/app/config.json?with=/app&one=1"},
	{"export", "/c/main/export/app"},
	{"denied", "/c/main/tree/" + url.PathEscape("机密")},
	{"lock", "/c/main/tree/mutex"},
	{"absent", "/c/main/tree/app/not/there"},
	{"invalid", "/c/main/tree/app/../bytes?limit=no"},
}

// TestEveryPage checks the general rules for pages on each kind of page, in each width and colour
// scheme.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	proxy := zktest.RunProxy(t, zookeeper.Addr())
	console := serve(t, "--cluster", "main="+proxy.Addr(), "--cluster", "other=127.0.0.1:1")
	tab := newTab(t, console)
	tab.enter("/c/main/tree/", alice, alicePassword)
	for _, kind := range kindsOfPages {
		t.Run(kind.name, func(t *testing.T) {
			tab := tab.in(t)
			tab.goTo(kind.path)
			checkPage(tab)
		})
	}
	t.Run("menus", func(t *testing.T) {
		tab := tab.in(t)
		tab.goTo("/c/main/tree/app")
		for _, menu := range []string{"#clusters", "#user"} {
			eval[any](tab, "document.querySelector("+quote(menu)+").showPopover(), 0")
			checkLooks(tab)
		}
	})
	t.Run("unavailable", func(t *testing.T) {
		tab := tab.in(t)
		must(t, proxy.Refuse())
		tab.goTo("/c/main/tree/app")
		tab.find("heading", "No answer from ZooKeeper")
		checkPage(tab)
	})
}

// in returns the same tab for a subtest.
func (p *tab) in(t *testing.T) *tab {
	within := *p
	within.t = t
	return &within
}

func checkPage(p *tab) {
	p.t.Helper()
	checkAccessibility(p)
	checkLooks(p)
}

// checkLooks checks the open page on a phone and on a desktop, light and dark.
func checkLooks(p *tab) {
	p.t.Helper()
	for _, width := range []int64{360, 1360} {
		p.resize(width, 800)
		for _, scheme := range []string{"light", "dark"} {
			p.prefer("prefers-color-scheme", scheme)
			for _, check := range []struct {
				name, script string
				of           string // the scheme, if the other one is not affected
			}{
				{"contrast", contrastCheck, ""}, {"targets", targetsCheck, "light"}, {"overflow", overflowCheck, "light"},
			} {
				if check.of != "" && check.of != scheme {
					continue
				}
				for _, complaint := range eval[[]string](p, check.script) {
					p.t.Errorf("%d px, %s, %s: %s", width, scheme, check.name, complaint)
				}
			}
		}
	}
}

// checkAccessibility checks the page as assistive technology sees it.
func checkAccessibility(p *tab) {
	p.t.Helper()
	found := map[string]int{}
	headings := 0
	for _, node := range p.accessible() {
		role, name := valueOf(node.Role), strings.TrimSpace(valueOf(node.Name))
		found[role]++
		if role == "heading" && propertyOf(node, "level") == "1" {
			headings++
		}
		if slices.Contains(namedRoles, role) && name == "" {
			p.t.Errorf("a %s has no name", role)
		}
	}
	if headings != 1 {
		p.t.Errorf("%d headings of level 1, want 1", headings)
	}
	for _, role := range []string{"main", "banner"} {
		if found[role] != 1 {
			p.t.Errorf("%d of the role %s, want 1", found[role], role)
		}
	}
	if lang := eval[string](p, "document.documentElement.lang"); lang != "en" {
		p.t.Errorf("the language is %q, want en", lang)
	}
	// The outputs are the state of the connection and what counts typed characters.
	want := 1 + eval[int](p, "document.querySelectorAll('main output').length")
	if strings.HasPrefix(p.path(), "/c/") && found["status"] != want {
		p.t.Errorf("%d of the role status, want %d", found["status"], want)
	}
	ids := eval[[]string](p, "[...document.querySelectorAll('[id]')].map(e => e.id)")
	if slices.Sort(ids); len(slices.Compact(slices.Clone(ids))) != len(ids) {
		p.t.Errorf("an id is used twice: %q", ids)
	}
}

// namedRoles are the roles whose elements must have a name.
var namedRoles = []string{
	"button", "link", "textbox", "searchbox", "checkbox", "combobox", "option", "navigation", "region", "search", "heading", "columnheader", "image",
}

func propertyOf(node *accessibility.Node, name string) string {
	for _, property := range node.Properties {
		if property.Name.String() == name {
			return string(property.Value.Value)
		}
	}
	return ""
}

func TestTreeIsNavigation(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	for _, landmark := range []struct{ role, name string }{
		{"navigation", "Tree"}, {"navigation", "Path"},
		{"region", "Data 3 bytes"}, {"region", "Data, Text"}, {"region", "Children 2"}, {"region", "Stat"}, {"region", "ACL"},
	} {
		tab.find(landmark.role, landmark.name)
	}
	tab.expect("#tree [aria-current=page]", "app")
	if open := eval[string](tab, `document.querySelector("#tree [aria-label='Children of app']").getAttribute("aria-expanded")`); open != "true" {
		t.Errorf("the branch of app has aria-expanded=%q, want true", open)
	}
}

// TestDrawer opens the sidebar on a screen too narrow to show it beside the page.
func TestDrawer(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.resize(390, 844)
		tab.enter("/c/main/tree/app", "", "")
		if eval[bool](tab, `document.querySelector("#tree").checkVisibility()`) {
			t.Fatal("the sidebar is open")
		}
		tab.press("button", "Tree")
		tab.find("navigation", "Tree")
		tab.follow("link", "empty", "#tree")
		tab.expectPath("/c/main/tree/empty")
	})
}

func TestReducedMotion(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	tab.prefer("prefers-reduced-motion", "reduce")
	moving := eval[[]string](tab, `[...document.querySelectorAll("*")].filter(e => {
		const style = getComputedStyle(e);
		return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
	}).map(e => e.tagName + "." + e.className)`)
	if len(moving) > 0 {
		t.Errorf("these move: %q", moving)
	}
}

// TestWithoutScript checks that what needs a script is not offered without one.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.withoutScript()
	tab.enter("/c/main/tree/app", "", "")
	tab.expect(".state [role=status]", "Connected")
	if shown := eval[[]string](tab, `[...document.querySelectorAll(".scripted")].filter(e => e.checkVisibility()).map(e => e.textContent)`); len(shown) > 0 {
		t.Errorf("these are shown: %q", shown)
	}
}
