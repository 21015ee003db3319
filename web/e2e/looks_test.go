package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"zkweb/zkconn/zktest"
)

// TestTabsOfAZnode checks that tabs are links, which work without script, and that neither data nor
// children hide the other.
func TestTabsOfAZnode(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/app", "", "")
		shown := func() []bool {
			return eval[[]bool](tab, `[".data", ".children", "main section[aria-labelledby=acl]"].map(s => !!document.querySelector(".left " + s.replace("main ", "")))`)
		}
		for _, test := range []struct {
			tab  string
			want [3]bool
		}{{"", [3]bool{true, true, false}}, {"Data", [3]bool{true, false, false}}, {"Children 2", [3]bool{false, true, false}}, {"ACL 1", [3]bool{false, false, true}}} {
			if test.tab != "" {
				tab.follow("link", test.tab, ".tabs")
			}
			if got := shown(); len(got) != 3 || [3]bool(got) != test.want {
				t.Errorf("tab %q shows data, children, ACL: %v, want %v", test.tab, got, test.want)
			}
		}
		tab.goTo("/c/main/tree/empty")
		tab.expect(".tabs [aria-current]", "Children")
	})
}

// TestZonesKeepTheirSize checks that the inspector stays folded and the sidebar keeps its width.
func TestZonesKeepTheirSize(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	width := func() float64 {
		return eval[float64](tab, `document.querySelector("#tree").getBoundingClientRect().width`)
	}
	before := width()
	eval[any](tab, `document.querySelector("[role=separator]").focus()`)
	tab.key(kb.End)
	eval[any](tab, `document.querySelector("#inspector > summary").click()`)
	tab.await(`!document.querySelector("#inspector").open`)
	tab.goTo("/c/main/tree/bytes")
	if after := width(); after <= before {
		t.Errorf("the sidebar is %.0f px wide, and was %.0f", after, before)
	}
	if eval[bool](tab, `document.querySelector("#inspector").open`) {
		t.Error("the inspector is open again")
	}
}

// TestAMarkedCluster checks that a marked cluster is identified by colour and words.
func TestAMarkedCluster(t *testing.T) {
	t.Parallel()
	tab := newTab(t, serve(t, "--cluster", "main="+zookeeper.Addr(), "--cluster-mark", "main=PROD,red"))
	tab.enter("/c/main/tree/app", "", "")
	tab.expect(".bar .mark", "PROD")
	if title := eval[string](tab, "document.title"); title != "PROD · app — /app — main — zkweb" {
		t.Errorf("the title is %q", title)
	}
	if band := eval[string](tab, `getComputedStyle(document.querySelector(".bar")).borderTopColor`); band != "rgb(179, 38, 30)" {
		t.Errorf("the band is %s", band)
	}
	checkLooks(tab)
}

// TestAPrintedPage checks that a printed page names its cluster, has no controls, and cuts neither
// a long path nor a long line.
func TestAPrintedPage(t *testing.T) {
	t.Parallel()
	tab := newTab(t, serve(t, "--cluster", "main="+zookeeper.Addr(), "--cluster", "other=127.0.0.1:1"))
	tab.enter("/c/main/tree/app", "", "")
	tab.resize(700, 900)
	call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	tab.await(`document.querySelector("[popovertarget=clusters]").checkVisibility()`)
	if shown := eval[[]string](tab, `[...document.querySelectorAll("main :is(button, .button, input, summary):not(.term)")].filter(e => e.checkVisibility()).map(e => e.innerText)`); len(shown) > 0 {
		t.Errorf("what is printed can be pressed: %q", shown)
	}
	if date := eval[string](tab, `getComputedStyle(document.querySelector(".read time"), "::after").content`); len(date) < len("2026-11-27T11:00:00Z") {
		t.Errorf("the printed page does not say when it was read: %s", date)
	}
	eval[any](tab, `document.querySelector(".crumbs h1").append("n".repeat(1000)), document.querySelector(".children td a").append("n".repeat(400)), 0`)
	if cut := eval[[]string](tab, `[document.documentElement, ...document.querySelectorAll("main *:not(.crumbs li)")].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth || e.matches(".crumbs") && e.scrollHeight > e.clientHeight + 1).map(e => e.tagName + "." + e.className)`); len(cut) > 0 {
		t.Errorf("what is printed is cut: %q", cut)
	}
}

// TestTheClustersPageInAnOutage checks the page that people look at first in an outage.
func TestTheClustersPageInAnOutage(t *testing.T) {
	t.Parallel()
	proxy := zktest.RunProxy(t, zookeeper.Addr())
	tab := newTab(t, serve(t, "--cluster", "main="+proxy.Addr(), "--cluster", "other=127.0.0.1:1"))
	tab.enter("/c/main/tree/app", "", "")
	tab.goTo("/clusters")
	tab.expect("[data-health=serving] h2", "main")
	tab.expect("[data-health=down] h2", "other")
	must(t, proxy.Refuse())
	zktest.Until(t, func() bool {
		tab.goTo("/clusters")
		return len(tab.texts("[data-health=down] h2")) == 2
	}, func() string { return "the page still says that main serves" })
	tab.find("button", "anonymous") // the user's menu
	checkPage(tab)
}
