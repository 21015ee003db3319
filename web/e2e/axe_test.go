package e2e

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"

	"zkweb/web/words"
)

// axePages returns all kinds of pages of a console whose readers are admins and may change znodes.
func axePages() []string {
	var pages []string
	for _, kind := range kindsOfPages {
		pages = append(pages, kind.path)
	}
	return append(pages,
		"/audit", "/audit/report", "/audit?user=nobody", "/audit?event=nonsense", "/sessions",
		"/c/main/create/app", "/c/main/set/app", "/c/main/set/bytes", "/c/main/delete/app/config.json", "/c/main/delete/app", "/c/main/import/app", "/c/main/transaction", "/proposals", "/c/main/copy/app", "/c/main/copy/app?name=app2", "/c/main/move/app?to=/names",
		"/c/main/find/", "/c/main/find/?name=n49&max_znodes=100", "/c/main/find/?name=[&match=regexp", "/c/main/recent/app", "/c/main/largest/app?by=children",
		"/c/main/tree/app?tab=children", "/c/main/tree/app?tab=acl", "/c/main/tree/app?tab=activity", "/clusters", "/c/main/servers", "/c/main/doctor", "/c/main/replicas/app", "/c/main/sessions", "/c/main/bundle/app",
		"/c/other/tree/", "/none", "/c/main/tree/"+strings.Repeat("x", 5000),
	)
}

// TestAxe checks that axe finds no violation of WCAG 2.2 A and AA or of best practices on any page,
// in both themes, on a desktop and a phone. In Chinese it checks only the main kinds of pages, but
// all of them for gaps after punctuation.
func TestAxe(t *testing.T) {
	t.Parallel()
	console := serve(t, "--cluster", "main="+zookeeper.Addr(), "--cluster", "other=127.0.0.1:1",
		"--allow-writes", "--default-role", "admin", "--data-dir", t.TempDir())
	for _, w := range words.Languages {
		t.Run(w.Lang, func(t *testing.T) {
			t.Parallel()
			tab := newTab(t, console)
			tab.speak(w)
			tab.enter("/c/main/tree/", alice, alicePassword)
			tab.withAxe()
			pages := axePages()
			if w != words.English {
				pages = pages[:len(kindsOfPages)]
			}
			for _, path := range pages {
				tab.goTo(path)
				tab.axe(path, w)
			}
			if w == words.Chinese {
				tab.noGaps(axePages())
			}
			tab.goTo("/c/main/tree/app")
			for _, menu := range tab.menus() {
				eval[any](tab, "document.getElementById("+quote(menu)+").showPopover(), 0")
				tab.axe("menu "+menu, w)
				eval[any](tab, "document.getElementById("+quote(menu)+").hidePopover(), 0")
			}
		})
	}
}

// noGaps fails for pages with a space after a Chinese punctuation mark.
func (p *tab) noGaps(paths []string) {
	p.t.Helper()
	for _, path := range paths {
		p.goTo(path)
		if gaps := eval[[]string](p, gapsCheck); len(gaps) > 0 {
			p.t.Errorf("%s has a space behind a mark: %q", path, gaps)
		}
	}
}

// withAxe injects axe-core into each page that the tab opens from now on.
func (p *tab) withAxe() {
	p.t.Helper()
	output, err := exec.Command("../../.ci/axe").Output()
	if err != nil {
		p.t.Fatalf(".ci/axe, which fetches axe-core: %v", err)
	}
	script, err := os.ReadFile(strings.TrimSpace(string(output)))
	must(p.t, err)
	call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: string(script)})
}

// menus returns the ids of everything that opens over the page.
func (p *tab) menus() []string {
	return eval[[]string](p, `[...document.querySelectorAll("[popover][id]")].map(e => e.id)`)
}

// thin removes, of the rows, lines and items in one place that differ only in their text, all but
// the first five, and elements that are far behind others. axe takes time for each element, and
// finds the same in five as in all.
const thin = `(() => {
	document.querySelectorAll(":is(tbody > tr, li, .l):nth-of-type(n+41)").forEach(e => e.remove());
	const places = new Map();
	for (const e of document.querySelectorAll("tbody > tr, li, .l")) {
		const made = e.outerHTML.replace(/( (?!class=|role=)[\w-]+)="[^"]*"/g, "$1").replace(/>[^<]+/g, ">");
		const alike = places.get(e.parentElement) ?? new Map();
		places.set(e.parentElement, alike.set(made, (alike.get(made) ?? 0) + 1));
		if (alike.get(made) > 5) e.remove();
	}
})()`

// axe fails if axe-core finds anything on the open page, if the page scrolls sideways, or if it
// does not have exactly one main heading. English is checked on a desktop in light and on a phone
// in dark; other languages, whose texts have other lengths, only on a phone.
func (p *tab) axe(name string, w *words.Words) {
	p.t.Helper()
	looks := []struct {
		width  int64
		scheme string
	}{{1440, "light"}, {390, "dark"}}
	if w != words.English {
		looks = looks[1:]
	}
	eval[any](p, thin)
	for _, look := range looks {
		p.resize(look.width, 900)
		p.prefer("prefers-color-scheme", look.scheme)
		found := eval[[]string](p, `axe.run({ resultTypes: ["violations"], preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
			.then(found => found.violations.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + ": " + n.target + ": " + n.html.slice(0, 120) + " " + (n.any[0]?.message ?? ""))))`)
		for _, complaint := range found {
			p.t.Errorf("%s, %d px, %s: %s", name, look.width, look.scheme, complaint)
		}
		if wide := eval[[]string](p, overflowCheck); len(wide) > 0 {
			p.t.Errorf("%s, %d px, scrolls sideways: %q", name, look.width, wide)
		}
	}
	for _, complaint := range eval[[]string](p, topCheck) {
		p.t.Errorf("%s: %s", name, complaint)
	}
	if titles := p.texts("main h1"); len(titles) != 1 {
		p.t.Errorf("%s has the headings %q, want one", name, titles)
	}
}
