package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestBrowse(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/", "", "")
		tab.follow("link", "app", "table")
		tab.expectPath("/c/main/tree/app")
		tab.follow("link", "deep", "table")
		tab.follow("link", "deeper", "#tree")
		tab.expectPath("/c/main/tree/app/deep/deeper")
		tab.expect("#tree [aria-current=page]", "deeper")
		tab.expect(".crumbs li", "/", "app", "deep", "deeper")
		tab.follow("link", "app", ".crumbs")
		tab.expectPath("/c/main/tree/app")
		tab.expect("h1", "app")
		tab.fill("Go to path", "/app/config.json")
		tab.leave(func() { tab.key("\r") })
		tab.expectPath("/c/main/tree/app/config.json")
	})
}

// TestSidebarOpensInPlace opens and closes a branch of the sidebar without leaving the page.
func TestSidebarOpensInPlace(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/", "", "")
	tab.press("button", "Children of app", "#tree")
	tab.find("link", "config.json", "#tree")
	tab.press("button", "Children of deep", "#tree")
	tab.find("link", "deeper", "#tree")
	tab.expectPath("/c/main/tree/")

	tab.follow("link", "empty", "#tree")
	tab.find("link", "deeper", "#tree") // the branch is open on the next page, too

	tab.press("button", "Children of app", "#tree")
	tab.await(`!document.querySelector("#tree").innerText.includes("config.json")`)
	tab.expectPath("/c/main/tree/empty")
}

// TestSidebarOpensByPage does the same without script, by links.
func TestSidebarOpensByPage(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.withoutScript()
	tab.enter("/c/main/tree/", "", "")
	tab.follow("link", "Children of app", "#tree")
	tab.expectPath("/c/main/tree/app")
	tab.find("link", "config.json", "#tree")
	tab.follow("link", "Children of app", "#tree")
	tab.expectPath("/c/main/tree/")
}

func TestSidebarOfManyChildren(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/many/n2500", "", "")
	if names := strings.Join(tab.texts("#tree .name"), " "); !strings.Contains(names, "n2499") || !strings.Contains(names, "n2501") || len(names) > 1000 {
		t.Errorf("the sidebar shows %s, want the neighbours and few others", names)
	}
	tab.find("link", "4,970 more…", "#tree")
}

// TestHostileNames follows the link of each child and checks where it leads.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/names", "", "")
	links := eval[[]string](tab, `[...document.querySelectorAll("tbody a")].map(a => a.getAttribute("href"))`)
	if len(links) != len(hostileNames) {
		t.Fatalf("%d rows, want %d", len(links), len(hostileNames))
	}
	reached := map[string]bool{}
	for _, link := range links {
		if status := tab.goTo(link); status != http.StatusOK {
			t.Errorf("%s gives %d", link, status)
			continue
		}
		reached[tab.text(".data pre .l")] = true
		if permalink := eval[string](tab, `document.querySelector("h1 a").getAttribute("href")`); permalink != link {
			t.Errorf("the permalink of %s is %s", link, permalink)
		}
	}
	for _, name := range hostileNames {
		if !reached["data of "+asShown(name)] {
			t.Errorf("%q was not reached; reached: %v", name, reached)
		}
	}
}

// asShown returns a name as a page shows it in data, with its spaces.
func asShown(name string) string {
	return strings.NewReplacer("\u202e", "⟨U+202E⟩", "\u200b", "⟨U+200B⟩").Replace(strings.TrimRight(name, " "))
}

func TestOddCharactersOfNamesAreWrittenOut(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/names", "", "")
	page := eval[string](tab, "document.body.innerText + document.title")
	for _, want := range []string{"⟨U+202E⟩gnp.exe", "zero⟨U+200B⟩width", "⟨U+0020⟩lead and trail⟨U+0020⟩", "<script>alert(1)<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %q", want)
		}
	}
	if strings.ContainsAny(page, "\u202e\u200b") {
		t.Error("the page contains a character that changes how others are shown")
	}
	if eval[int](tab, "document.querySelectorAll('main script, main img').length") > 0 {
		t.Error("a name became an element")
	}
}

func TestGoToTakesAnyPath(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/", "", "")
	for _, test := range []struct{ typed, path, says string }{
		{"/app/config.json", "/c/main/tree/app/config.json", "basket"},
		{"/names/100%", "/c/main/tree/names/100%25", "data of 100%"},
		{"/配置中心/欢迎语", "/c/main/tree/" + url.PathEscape("配置中心") + "/" + url.PathEscape("欢迎语"), "欢迎 👋🎉"},
		{"/nowhere/at/all", "/c/main/tree/nowhere/at/all", "No such znode"},
		{"  get -s app//config.json", "/c/main/tree/app/config.json", "basket"},
		{shared.address + "/c/main/set/app", "/c/main/tree/app", "one"},
		{"/app/../bytes", "", "Invalid path"},
	} {
		tab.fill("Go to path", test.typed)
		tab.leave(func() { tab.key("\r") })
		tab.awaitSays(test.says)
		if test.path != "" {
			tab.expectPath(test.path)
		} else if kept := eval[string](tab, `document.querySelector("#goto").value`); kept != test.typed {
			t.Errorf("the box contains %q, want what was typed: %q", kept, test.typed)
		}
	}
}

func TestAbsentZnode(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/", "", "")
		if status := tab.goTo("/c/main/tree/app/deep/nothing/here"); status != http.StatusNotFound {
			t.Errorf("status %d, want 404", status)
		}
		tab.awaitState("Connected")
		tab.find("heading", "No such znode")
		tab.awaitSays("/app/deep/nothing/here")
		if lines := eval[float64](tab, `(h => h.getBoundingClientRect().height / parseFloat(getComputedStyle(h).lineHeight))(document.querySelector("main h1"))`); lines > 1.5 {
			t.Errorf("beside the tree, the title takes %.1f lines", lines)
		}
		tab.follow("link", "/app/deep", "main")
		tab.expectPath("/c/main/tree/app/deep")
	})
}

func TestDeniedZnode(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/private", "", "")
		tab.expect(".problem b", "Denied", "Denied", "Denied")
		tab.expect("[data-field=numChildren]", "1")
		tab.expect("[data-field=version]", "0")
		for _, section := range []string{".data", ".children"} {
			if words := tab.text(section + " .problem"); !strings.Contains(words, "READ") {
				t.Errorf("%s says %q, want what ZooKeeper asks for", section, words)
			}
		}
		if len(tab.texts("a[download]")) > 0 {
			t.Error("the page offers to download data that may not be read")
		}
		tab.follow("link", "Sign in with other credentials")
		tab.signIn(alice, alicePassword)
		tab.expectPath("/c/main/tree/private")
		tab.expect(".data pre .l", "the cake is a lie")
		tab.expect("tbody .c-name", "child")
	})
}
