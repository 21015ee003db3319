package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"zkweb/web/words"
)

const focused = `document.activeElement?.id === `

func TestSingleKeys(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	tab.strike("/")
	tab.await(focused + `"goto"`)
	tab.strike("/") // typed into the box now, replacing its content
	if got := eval[string](tab, `document.querySelector("#goto").value`); got != "/" {
		t.Errorf("the box contains %q, want /", got)
	}
	eval[any](tab, "document.activeElement.blur()")
	tab.strike("f")
	tab.await(focused + `"filter"`)
	eval[any](tab, "document.activeElement.blur()")
	tab.leave(func() { tab.strike("u") })
	tab.expectPath("/c/main/tree/")
}

// TestSingleKeysCanBeSwitchedOff checks that single keys can be switched off, and stay off on the
// next page.
func TestSingleKeysCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	tab.strike("?")
	tab.press("checkbox", "Single-key shortcuts")
	tab.goTo("/c/main/tree/app")
	if eval[bool](tab, `document.querySelector("#shortcuts").checked`) {
		t.Error("the shortcuts are on again")
	}
	tab.strike("/")
	tab.strike("f")
	tab.strike("u")
	if on := eval[string](tab, "document.activeElement.tagName"); on != "BODY" {
		t.Errorf("a key put the focus on %s", on)
	}
	tab.expectPath("/c/main/tree/app")
	tab.press("button", "anonymous")
	tab.press("button", "Keyboard shortcuts ?")
	tab.press("checkbox", "Single-key shortcuts")
	tab.goTo("/c/main/tree/app")
	tab.strike("/")
	tab.await(focused + `"goto"`)
}

// TestKeyboardReachesEverything goes through a long page with the Tab key. The focus must always be
// visible: with an outline, and not covered by the bar.
func TestKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	tab.resize(1360, 300)
	tab.key("\t")
	if first := eval[string](tab, "document.activeElement.textContent"); first != "Skip to content" {
		t.Errorf("the first stop is %q, want the link past the bar", first)
	}
	reached := map[string]bool{}
	for _, direction := range [][]chromedp.KeyOption{nil, {chromedp.KeyModifiers(chromedp.ModifierShift)}} {
		for range 200 {
			tab.key("\t", direction...)
			stop := eval[string](tab, focusedNow)
			if stop == "" {
				break
			}
			what, complaint, _ := strings.Cut(stop, "\x00")
			if reached[what] = true; complaint != "" {
				t.Errorf("%s: %s", what, complaint)
			}
		}
	}
	for _, want := range []string{
		"INPUT#goto", "INPUT#filter", "BUTTON anonymous", "BUTTON Copy", "BUTTON More actions", "DIV Width of the tree", "SUMMARY Stat and ACL", "DIV app 2 children", "A Text", "PRE", "A Bytes", "A config.json", "BUTTON czxid",
	} {
		if !reached[want] {
			t.Errorf("the Tab key does not reach %s; it reached %v", want, reached)
		}
	}
}

// focusedNow returns the name of the focused element with what is wrong with its visibility, or ""
// once the focus has left the page.
const focusedNow = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "";
	const name = e.tagName + (e.id ? "#" + e.id : e.matches("pre") ? "" : " " + (e.ariaLabel ?? e.innerText.trim().split("\n")[0]));
	const box = e.getBoundingClientRect(), style = getComputedStyle(e);
	const bar = document.querySelector(".bar");
	let wrong = "";
	if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong = "no outline";
	else if (box.bottom < 0 || box.top > innerHeight || box.width === 0) wrong = "out of view";
	else if (!bar.contains(e) && !e.matches(".skip, #tree *") && box.top < bar.getBoundingClientRect().bottom - 1) wrong = "under the bar";
	return name + "\0" + wrong;
})()`

// TestBrowseByKeyboard opens a branch of the sidebar and follows a link without a mouse. The tree
// is one tab stop, with arrow keys inside.
func TestBrowseByKeyboard(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/", "", "")
	if stops := eval[[]string](tab, `[...document.querySelectorAll("#tree [tabindex='0']")].map(e => e.ariaLabel.split(" ")[0])`); len(stops) != 1 || stops[0] != "/" {
		t.Errorf("the Tab key stops at %q, want the znode of the page alone", stops)
	}
	const here = `document.activeElement.ariaLabel?.split(" ")[0] === `
	eval[any](tab, `document.querySelector("#tree [tabindex='0']").focus()`)
	for _, step := range []struct{ keys, at string }{
		{kb.ArrowRight, "app"}, // the root is open, so this goes to its first child
		{kb.ArrowRight, ""},    // this opens it
		{kb.ArrowRight, "config.json"},
		{kb.ArrowLeft, "app"},
		{kb.End, "配置中心"}, {kb.Home, "/"}, {kb.ArrowDown, "app"}, {kb.ArrowUp, "/"},
	} {
		tab.key(step.keys)
		if step.at == "" {
			tab.await(`document.activeElement.ariaExpanded === "true"`)
			continue
		}
		tab.await(here + quote(step.at))
	}
	tab.strike("c") // the first letter of a name, not a key of the page
	tab.await(here + `"config.json"`)
	tab.find("treeitem", "config.json", "#tree")
	tab.find("treeitem", "app 2 children", "#tree")
	tab.leave(func() { tab.key("\r") })
	tab.expectPath("/c/main/tree/app/config.json")
	tab.await(`document.querySelector("#tree [tabindex='0']").ariaSelected === "true"`)
}

// TestKeysOfThePage checks that each key does its work, or nothing if the page lacks its target.
func TestKeysOfThePage(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	tab.strike("e") // nothing can be changed here
	tab.strike("g")
	tab.await(focused + `"goto"`)
	eval[any](tab, "document.activeElement.blur()")
	eval[any](tab, `document.querySelector("#inspector").open = false`)
	tab.strike("s")
	tab.await(focused + `"stat" && document.querySelector("#inspector").open`)
	tab.strike("?")
	tab.find("dialog", "Keyboard shortcuts")
	tab.key("\x1b")
	clipboard.Lock()
	tab.strike("c")
	tab.find("button", "Copied")
	clipboard.Unlock()
	tab.leave(func() { tab.strike("r") })
	tab.expectPath("/c/main/tree/app")
	tab.goTo("/c/main/tree/many")
	tab.leave(func() { tab.strike("n") })
	tab.find("link", "Previous page")
	tab.leave(func() { tab.strike("p") })
	tab.expectPath("/c/main/tree/many")
}

func TestCopy(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/names/with%20space?view=hex", "", "")
	for _, test := range []struct{ button, want string }{
		{"Copy path", "/names/with space"},
		{"Copy zkCli command", `get -s '/names/with space'`},
		{"Copy link", tab.address + "/c/main/tree/names/with%20space?view=hex"},
	} {
		if got := tab.copied(test.button); got != test.want {
			t.Errorf("%s copies %q, want %q", test.button, got, test.want)
		}
		tab.find("button", "Copy") // the button has its label again
	}
}

// TestFindByKeyboard finds without a mouse: results appear below the path box, and all of them on a
// page.
func TestFindByKeyboard(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	write := func(text string) {
		for _, letter := range text {
			tab.strike(string(letter))
		}
	}
	const box = `document.querySelector("#goto")`
	const offers = `[...document.querySelectorAll("#candidates [role=option]")].map(o => o.textContent).join(" ")`
	tab.strike("t")
	tab.await(focused + `"goto" && ` + box + `.value === "find " && ` + box + `.role === "combobox"`)
	write("deep")
	tab.await(offers + ` === "/app/deep /app/deep/deeper" && document.querySelector(".offered [role=status]").textContent === "Enter shows all that is found."`)
	write(" er")
	tab.await(offers + ` === "/app/deep/deeper"`)
	tab.key(kb.ArrowDown)
	tab.leave(func() { tab.key(kb.Enter) })
	tab.expectPath("/c/main/tree/app/deep/deeper")

	tab.goTo("/c/main/tree/app")
	tab.strike("t")
	tab.await(box + `.role === "combobox"`)
	write("nosuch")
	tab.await(`document.querySelector(".offered [role=status]")?.textContent.startsWith("Nothing found.")`)
	tab.key("\x1b")
	tab.await(box + `.value === "/app" && document.querySelector(".offered").hidden`)
	eval[any](tab, box+".select()")
	write("find deeper")
	tab.leave(func() { tab.key(kb.Enter) })
	tab.expectPath("/c/main/find/app?match=fragments&name=deeper")
	tab.expect(".live .hit .name", "/app/deep/deeper")
	for !eval[bool](tab, `document.activeElement.matches(".hit a")`) {
		tab.key("\t")
		if eval[bool](tab, `document.activeElement === document.body`) {
			t.Fatal("the keyboard does not reach what was found")
		}
	}
	tab.leave(func() { tab.key(kb.Enter) })
	tab.expectPath("/c/main/tree/app/deep/deeper")
}

// TestThePathBoxTellsFailedFromNothing checks that a find that was refused, broke off or was cut is
// not shown as one that found nothing.
func TestThePathBoxTellsFailedFromNothing(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	tab.strike("t")
	tab.await(focused + `"goto" && document.querySelector("#goto").role === "combobox"`)
	for i, answer := range []string{
		`Promise.resolve(new Response('{"error":{"kind":"unavailable"}}', { status: 503 }))`,
		`Promise.reject(new TypeError("no network"))`,
		`Promise.resolve(new Response('{"done":true,"stopped":"lost","error":{"kind":"unavailable"}}\n'))`,
		`Promise.resolve(new Response('{"path":"/app"}\n'))`,
	} {
		eval[any](tab, fmt.Sprintf(`void (window.real ??= window.fetch, window.fetch = (url, ...rest) => {
			if (!String(url).includes("/find/")) return real(url, ...rest);
			window.asked = %d;
			return %s;
		})`, i, answer))
		tab.fill("Go to path", fmt.Sprintf("find deep%d", i))
		tab.await(fmt.Sprintf(`window.asked === %d && document.querySelector(".offered [role=status]").textContent === %q`, i, words.English.Shell.FindFailed))
	}
}

// TestThePathBoxOffersTheFirstOfMany checks that the path box requests no more results than it
// offers.
func TestThePathBoxOffersTheFirstOfMany(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/", "", "")
	tab.strike("t")
	tab.fill("Go to path", "find many n12")
	tab.await(`document.querySelectorAll("#candidates [role=option]").length === 20 && document.querySelector(".offered [role=status]").textContent === "Enter shows all that is found."`)
	tab.follow("option", "/many/n1203")
	tab.expectPath("/c/main/tree/many/n1203")
}
