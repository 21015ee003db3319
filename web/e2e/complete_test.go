package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestThePathBoxCompletesByKeyboard completes a path level by level.
func TestThePathBoxCompletesByKeyboard(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/", "", "")
	tab.strike("/")
	tab.await(focused + `"goto"`)
	write := func(text string) {
		for _, letter := range text {
			tab.strike(string(letter))
		}
	}
	const box = `document.querySelector("#goto")`
	const offers = `[...document.querySelectorAll("#candidates [role=option]")].map(o => o.textContent.trim()).join(" ")`
	const active = `document.getElementById(` + box + `.getAttribute("aria-activedescendant"))?.textContent.trim()`
	write("/ap")
	tab.await(offers + ` === "app" && ` + box + `.ariaExpanded === "true"`)
	if role := tab.names("combobox"); len(role) != 1 || role[0] != "Go to path" {
		t.Errorf("the box is a combobox of the names %q", role)
	}
	tab.key("\t")
	tab.await(box + `.value === "/app/" && ` + offers + ` === "config.json deep"`)
	tab.key(kb.ArrowDown)
	tab.key(kb.ArrowDown)
	tab.await(active + ` === "deep"`)
	tab.key(kb.ArrowUp)
	tab.await(active + ` === "config.json"`)
	tab.key("\x1b")
	tab.await(box + `.ariaExpanded === "false" && ` + box + `.value === "/app/"`)
	write("de")
	tab.await(offers + ` === "deep" && ` + box + `.ariaExpanded === "true"`)
	tab.key(kb.ArrowDown)
	tab.leave(func() { tab.key("\r") })
	tab.expectPath("/c/main/tree/app/deep")
	if left := tab.names("listbox"); len(left) > 0 {
		t.Error("a list is open on a new page")
	}
}

// TestManyNamesAreOfferedInPart checks that only some of many names are offered and the rest is
// counted, and that a click on a name leads there.
func TestManyNamesAreOfferedInPart(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/", "", "")
	tab.fill("Go to path", "/many/n12")
	tab.await(`document.querySelectorAll("#candidates [role=option]").length === 20 && document.querySelector(".offered .more").textContent === "80 more…"`)
	tab.follow("option", "n1203")
	tab.expectPath("/c/main/tree/many/n1203")
}

// TestAnUnfinishedNameHasCandidates checks the suggestions for an unfinished name, also without
// script.
func TestAnUnfinishedNameHasCandidates(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/", "", "")
		tab.fill("Go to path", "conf")
		tab.leave(func() { tab.key("\r") })
		tab.expectPath("/c/main/tree/conf")
		if value := eval[string](tab, `document.querySelector("#goto").value`); value != "/conf" {
			t.Errorf("the box contains %q", value)
		}
		tab.fill("Go to path", "man")
		tab.leave(func() { tab.key("\r") })
		tab.follow("link", "/many", ".meant")
		tab.expectPath("/c/main/tree/many")
	})
}
