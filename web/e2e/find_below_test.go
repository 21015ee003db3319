package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"zkweb/zkconn/zktest"
)

// TestFindBelow finds a znode below another one and opens it.
func TestFindBelow(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		find := tab.words.Find
		tab.enter("/c/main/tree/app", "", "")
		tab.follow("link", find.Title, ".head")
		tab.expectPath("/c/main/find/app")
		tab.fill(find.Data, "BOTTOM")
		tab.follow("button", find.Title, "#main")
		tab.expect(".hit a .name", "/app/deep/deeper")
		tab.expect(".hit mark", "bottom")
		if said := tab.shown(".progress"); len(said) != 1 || !strings.HasPrefix(said[0], "1 found in 4 znodes") {
			t.Errorf("the page says %q", said)
		}
		if stops := tab.shown(".stop"); len(stops) > 0 {
			t.Errorf("what has ended can be stopped: %q", stops)
		}
		tab.follow("link", "/app/deep/deeper", ".live")
		tab.expectPath("/c/main/tree/app/deep/deeper?view=text")

		tab.goTo("/c/main/find/names?name=%E2%80%AE")
		if name := tab.text(".hit a .name"); !strings.Contains(name, "⟨U+202E⟩") {
			t.Errorf("a name that would turn the line is shown as %q", name)
		}
		tab.goTo("/c/main/find/app?name=(&match=regexp")
		tab.awaitSays("RE2")
		if typed := eval[string](tab, `document.querySelector("[name=name]").value`); typed != "(" {
			t.Errorf("what was typed has become %q", typed)
		}
	})
}

// TestRecentAndLargest checks the tabs beside a find.
func TestRecentAndLargest(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		find := tab.words.Find
		tab.enter("/c/main/tree/many", "", "")
		tab.follow("link", find.Title, ".head")
		tab.follow("link", find.Largest, "#main")
		if names := tab.texts(".top tbody .name"); len(names) != 100 || sizeOfMany(manyNumber(t, names[0])) != 499 {
			t.Errorf("%d rows, the first is %s", len(names), names[0])
		}
		tab.follow("link", find.Orders["children"], "#main")
		tab.expect(".top tbody .name", "/many")
		tab.follow("link", find.Recent, "#main")
		if names := tab.texts(".top tbody .name"); len(names) != 100 || names[0] != "/many/n4999" {
			t.Errorf("%d rows, the first is %s", len(names), names[0])
		}
	})
}

func manyNumber(t *testing.T, path string) (n int) {
	t.Helper()
	_, err := fmt.Sscanf(path, "/many/n%d", &n)
	must(t, err)
	return n
}

// TestFindStops checks that results are shown while the find goes on, and that it can be stopped in
// place.
func TestFindStops(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	client, err := openSession(ctx, server.Addr())
	must(t, err)
	t.Cleanup(client.Close)
	put(t, client, "/first", "a needle")
	put(t, client, "/large", "")
	for i := range 60 {
		put(t, client, fmt.Sprintf("/large/%02d", i), strings.Repeat("x", 200<<10))
	}
	proxy := zktest.RunProxy(t, server.Addr())
	console := serve(t, "--cluster", "main="+proxy.Addr())
	for name, script := range map[string]bool{"script": true, "no script": false} {
		t.Run(name, func(t *testing.T) {
			tab := newTab(t, console)
			if !script {
				tab.withoutScript()
			}
			proxy.Pace(100 << 20)
			tab.enter("/c/main/find/", "", "")
			proxy.Pace(300 << 10)
			tab.fill(tab.words.Find.Data, "needle")
			tab.press("button", tab.words.Find.Title, "#main")
			tab.await(`!!document.querySelector(".hit mark") && document.readyState === "loading"`)
			if said := tab.shown(".progress"); len(said) > 1 {
				t.Errorf("the page says at once %q", said)
			}
			if script {
				tab.await(`performance.getEntriesByType("resource").some(e => e.name.includes("/static/stop.") && e.responseEnd > 0)`)
			}
			tab.press("button", tab.words.Find.Stop, ".live")
			tab.await(`document.readyState === "complete"`)
			tab.expect(".hit mark", "needle")
			end := "going" // without script, the browser itself stops loading the page
			if script {
				end = "stopped"
			}
			if said := tab.shown(".progress"); len(said) != 1 || !strings.Contains(said[0], tab.words.Find.Ends[end]) {
				t.Errorf("the page says %q", said)
			}
			console.awaitMetric(t, "zkweb_finds", "0")
		})
	}
}

// shown returns the texts of the visible elements that match a selector.
func (p *tab) shown(selector string) []string {
	p.t.Helper()
	return eval[[]string](p, `[...document.querySelectorAll(`+quote(selector)+`)].filter(e => e.checkVisibility({ visibilityProperty: true })).map(e => e.innerText)`)
}

// TestACLReport opens the ACL report from a znode's menu.
func TestACLReport(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		w := tab.words.ACLs
		tab.enter("/c/main/tree/app", "", "")
		tab.press("button", tab.words.Node.More, ".head")
		tab.follow("link", w.Title, "#more")
		tab.expectPath("/c/main/acls/app")
		tab.expect("main h2", w.Opens["anyone"])
		tab.expect(".top tbody .c-name .name", "/app")
		if stops := tab.shown(".stop"); len(stops) > 0 {
			t.Errorf("what has ended can be stopped: %q", stops)
		}
		tab.follow("link", "/app", ".top")
		tab.expectPath("/c/main/tree/app?tab=acl")
	})
}
