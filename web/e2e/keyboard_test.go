package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const focused = `document.activeElement?.id === `

func TestSingleKeys(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	tab.strike("/")
	tab.await(focused + `"goto"`)
	tab.strike("/") // typed into the box now, in place of what was there
	if got := eval[string](tab, `document.querySelector("#goto").value`); got != "/" {
		t.Errorf("the box holds %q, want /", got)
	}
	eval[any](tab, "document.activeElement.blur()")
	tab.strike("f")
	tab.await(focused + `"filter"`)
	eval[any](tab, "document.activeElement.blur()")
	tab.leave(func() { tab.strike("u") })
	tab.expectPath("/c/main/tree/")
}

// TestSingleKeysCanBeSwitchedOff and stay off on the next page.
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

// TestKeyboardReachesEverything goes through a long page with the Tab key. The
// focus can always be seen: it has an outline, and the bar does not cover it.
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
		"INPUT#goto", "INPUT#filter", "BUTTON anonymous", "BUTTON Copy", "BUTTON More actions", "DIV Width of the tree", "SUMMARY Stat and ACL", "BUTTON.twist", "A Text", "PRE", "A Bytes", "A config.json", "BUTTON czxid",
	} {
		if !reached[want] {
			t.Errorf("the Tab key does not reach %s; it reached %v", want, reached)
		}
	}
}

// focusedNow names what has the focus and says what is wrong with how it can
// be seen; "" once the focus has left the page.
const focusedNow = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "";
	const name = e.tagName + (e.id ? "#" + e.id : e.matches(".twist") ? ".twist" : e.matches("pre") ? "" : " " + (e.ariaLabel ?? e.innerText.trim().split("\n")[0]));
	const box = e.getBoundingClientRect(), style = getComputedStyle(e);
	const bar = document.querySelector(".bar");
	let wrong = "";
	if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong = "no outline";
	else if (box.bottom < 0 || box.top > innerHeight || box.width === 0) wrong = "out of view";
	else if (!bar.contains(e) && !e.matches(".skip, #tree *") && box.top < bar.getBoundingClientRect().bottom - 1) wrong = "under the bar";
	return name + "\0" + wrong;
})()`

// TestBrowseByKeyboard opens a branch of the sidebar and follows a link with no
// mouse.
func TestBrowseByKeyboard(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/", "", "")
	tab.focus(tab.find("button", "Children of app", "#tree"))
	tab.key(" ")
	tab.find("link", "config.json", "#tree")
	tab.key("\t\t")
	tab.leave(func() { tab.key("\r") })
	tab.expectPath("/c/main/tree/app/config.json")
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
		tab.find("button", "Copy") // it says what it does again
	}
}

// TestFindByKeyboard takes no mouse.
func TestFindByKeyboard(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	tab.leave(func() { tab.strike("t") })
	tab.expectPath("/c/main/find/app")
	tab.fill("Name", "deeper")
	tab.leave(func() { tab.key(kb.Enter) })
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
