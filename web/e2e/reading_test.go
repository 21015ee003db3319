package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

const longLines = `document.querySelectorAll(".data .l").length`

// TestLongValueWithoutAScroller checks that a long value scrolls with the page, and that links lead
// to its lines.
func TestLongValueWithoutAScroller(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/reading/long.json", "", "")
		const scrolls = `[".code", ".code code"].some(s => { const e = document.querySelector(s); return e.scrollHeight > e.clientHeight + 1 })`
		if lines := eval[int](tab, longLines); lines < 500 || eval[bool](tab, scrolls) {
			t.Errorf("%d lines; a scroller of their own: %v", lines, eval[bool](tab, scrolls))
		}
		tab.goTo("/c/main/tree/reading")
		tab.goTo("/c/main/tree/reading/long.json#L40")
		tab.await(`document.querySelector("#L40").matches(":target") && document.querySelector("#L40").getBoundingClientRect().top > document.querySelector(".data > .cap").getBoundingClientRect().bottom - 1`)
		tab.await(`scrollY > 0`)
		const wrapped = `getComputedStyle(document.querySelector(".code")).whiteSpace`
		if got := eval[string](tab, wrapped); got != "pre-wrap" {
			t.Errorf("white space is %s, want lines that are wrapped", got)
		}
		tab.press("checkbox", "Wrap")
		if got := eval[string](tab, wrapped); got != "pre" {
			t.Errorf("switched off, white space is %s", got)
		}
	})
}

// TestRangesOfLines selects a range of lines with a second click or with Shift, and checks that the
// copied link leads to it.
func TestRangesOfLines(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/reading/long.json?view=json", "", "")
	const on = `[...document.querySelectorAll(".data .l.on")].map(l => l.id).join(" ")`
	click := func(line string, shift bool) {
		eval[any](tab, `document.querySelector("#`+line+` > a").dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, shiftKey: `+map[bool]string{true: "true", false: "false"}[shift]+`}))`)
	}
	click("L5", false)
	tab.await(`location.hash === "#L5" && ` + on + ` === "L5"`)
	click("L3", false)
	tab.await(`location.hash === "#L3-L5" && ` + on + ` === "L3 L4 L5"`)
	if got := tab.copied("Copy link"); got != tab.address+"/c/main/tree/reading/long.json?view=json#L3-L5" {
		t.Errorf("the copied link is %s", got)
	}
	click("L6", true)
	tab.await(`location.hash === "#L3-L6"`)
	click("L9", false)
	tab.await(`location.hash === "#L9" && ` + on + ` === "L9"`)
	tab.goTo("/c/main/tree/reading")
	tab.goTo("/c/main/tree/reading/long.json#L3-L4")
	tab.await(on + ` === "L3 L4"`)
}

// TestFindInDataByKeyboard checks that the search counts matches, wraps around, and accepts line
// numbers.
func TestFindInDataByKeyboard(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/reading/long.json", "", "")
	tab.focus(tab.find("searchbox", "Find in data"))
	const found = `document.querySelector(".l.found")?.textContent.trim()`
	for _, letter := range "ITEM-9" {
		tab.strike(string(letter))
	}
	tab.await(`document.querySelector(".find-in output").textContent === "1/11" && ` + found + ` === '"name": "item-9",'`)
	tab.key("\r")
	tab.await(`document.querySelector(".find-in output").textContent === "2/11" && ` + found + ` === '"name": "item-90",'`)
	for range 2 {
		tab.key("\r", chromedp.KeyModifiers(chromedp.ModifierShift))
	}
	tab.await(`document.querySelector(".find-in output").textContent === "11/11" && ` + found + ` === '"name": "item-99",'`)
	tab.await(`CSS.highlights.get("found").size === 11`)
	tab.fill("Find in data", ":7-9")
	tab.key("\r")
	tab.await(`location.hash === "#L7-L9"`)
}

// TestFoldedData checks that folding keeps line numbers, and that Ctrl+F finds folded text.
func TestFoldedData(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/reading/long.json", "", "")
	const shown = `[...document.querySelectorAll(".data .l")].filter(l => !l.hidden).length`
	all := eval[int](tab, longLines)
	tab.focus(tab.find("button", "Fold"))
	tab.key(" ")
	if got := eval[int](tab, shown); got != 4 { // {, "items": [, ], }
		t.Errorf("%d lines are shown, want 4", got)
	}
	if top := eval[bool](tab, `document.querySelector("#L40").getBoundingClientRect().height === 0`); !top {
		t.Error("folded lines take up space")
	}
	if wide := eval[int](tab, `document.querySelector("#L2 .twist").offsetWidth`); wide < 24 {
		t.Errorf("the button that unfolds is %d pixels wide, want 24", wide)
	}
	eval[any](tab, `document.querySelector("#L2 .twist").click()`)
	if got := eval[int](tab, shown); got <= 4 || got >= all {
		t.Errorf("with one line unfolded %d of %d are shown", got, all)
	}
	eval[any](tab, `document.querySelector("#L40").dispatchEvent(new Event("beforematch", {bubbles: true}))`)
	if got := eval[int](tab, shown); got != all {
		t.Errorf("after a match, %d of %d lines are shown", got, all)
	}
}

// TestCopyData checks that copied data includes invisible characters.
func TestCopyData(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/reading/long.json?view=text", "", "")
	if text := tab.copied("Copy data"); text != longJSON(100) {
		t.Errorf("copied are %d bytes: %.200s", len(text), text)
	}
}
