package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"

	"zkweb/web/words"
)

// maxStops is the most tab stops that a page may have.
const maxStops = 200

func (p *tab) strikeTab()   { p.key("\t") }
func (p *tab) strikeEnter() { p.key(kb.Enter) }
func (p *tab) strikeSpace() { p.strike(" ") }

// write types into the focused element.
func (p *tab) write(text string) {
	p.t.Helper()
	call(p, input.InsertText, input.InsertTextParams{Text: text})
}

func (p *tab) holds(expression string) bool {
	p.t.Helper()
	return eval[bool](p, "!!("+expression+")")
}

func (p *fox) strikeTab()        { p.key("\ue004") }
func (p *fox) strikeEnter()      { p.key(enter) }
func (p *fox) strikeSpace()      { p.key(" ") }
func (p *fox) write(text string) { p.key(text) }

func (p *fox) holds(expression string) bool {
	p.t.Helper()
	holds, err := p.truth(expression)
	must(p.t, err)
	return holds
}

// tabTo presses the Tab key until the element that matches a selector has the focus.
func tabTo(t *testing.T, p traveller, selector string) {
	t.Helper()
	for range maxStops {
		p.strikeTab()
		if p.holds("document.activeElement.matches(" + quote(selector) + ")") {
			return
		}
	}
	t.Fatalf("the Tab key does not reach %s", selector)
}

// refreshByKeyboard reads the znode again.
func refreshByKeyboard(t *testing.T, p traveller, at place) {
	at.puts(at.path+"/refreshed", "before")
	p.goTo("/c/main/tree" + at.path + "/refreshed")
	at.sets(at.path+"/refreshed", "after")
	tabTo(t, p, "[data-key=r]")
	p.submit()
	p.expect(".data pre", "after")
}

// goByKeyboard opens a znode with the path box, without typing the leading slash.
func goByKeyboard(t *testing.T, p traveller, at place) {
	tabTo(t, p, "#goto")
	p.fill("Go to path", strings.TrimPrefix(at.path, "/")+"/deep")
	p.submit()
	p.expectPath("/c/main/tree" + at.path + "/deep")
}

// findByKeyboard finds by data, and opens the tabs beside the find.
func findByKeyboard(t *testing.T, p traveller, at place) {
	tabTo(t, p, ".head a[href*='/find/']")
	p.submit()
	tabTo(t, p, "[name=data]")
	p.write("data of " + at.path + "/oth")
	p.submit()
	p.expect(".hit a .name", at.path+"/other")
	for _, other := range []string{"recent", "largest"} {
		tabTo(t, p, ".tabs a[href*='/"+other+"/']")
		p.submit()
		p.expectPath("/c/main/" + other + at.path)
		p.await(fmt.Sprintf("[...document.querySelectorAll('.top tbody .name')].some(e => e.innerText === %s)", quote(at.path+"/deep")))
	}
}

// compareByKeyboard compares two znodes by their paths.
func compareByKeyboard(t *testing.T, p traveller, at place) {
	openByKeyboard(t, p, "compare")
	p.expectPath("/c/main/compare" + at.path)
	tabTo(t, p, "[name=with]")
	p.write(at.path + "/deep")
	p.submit()
	p.await(fmt.Sprintf("document.querySelector('main').innerText.includes(%s)", quote("other")))
	p.await("document.querySelector('.live .progress, table.top')")
}

// reportByKeyboard opens the ACL report.
func reportByKeyboard(t *testing.T, p traveller, at place) {
	openByKeyboard(t, p, "acls")
	p.expectPath("/c/main/acls" + at.path)
	p.expect(".top tbody .c-name .name", at.path)
	tabTo(t, p, ".top tbody .c-name a")
	p.submit()
	p.expectPath("/c/main/tree" + at.path + "?tab=acl")
}

// openByKeyboard opens a page from the znode's menu.
func openByKeyboard(t *testing.T, p traveller, page string) {
	t.Helper()
	tabTo(t, p, "[popovertarget=more]")
	p.strikeEnter()
	tabTo(t, p, "#more a[href*='/"+page+"/']")
	p.submit()
}

// readByKeyboard reads a long value, with links to its lines and with and without wrapping.
func readByKeyboard(t *testing.T, p traveller, at place) {
	at.puts(at.path+"/long", strings.Repeat("a line of a long value "+strings.Repeat("x", 300)+"\n", 60))
	p.goTo("/c/main/tree" + at.path + "/long")
	const wraps = `getComputedStyle(document.querySelector(".code")).whiteSpace === `
	p.await(wraps + `"pre-wrap"`)
	tabTo(t, p, "#wrap")
	p.strikeSpace()
	p.await(wraps + `"pre"`)
	p.goTo("/c/main/tree" + at.path)
	p.goTo("/c/main/tree" + at.path + "/long#L40")
	p.await(`document.querySelector("#L40").matches(":target") && scrollY > 0`)
}

// languageByKeyboard chooses a language in the user menu.
func languageByKeyboard(t *testing.T, p traveller, at place) {
	tabTo(t, p, "[popovertarget=user]")
	p.strikeEnter()
	tabTo(t, p, "#user [lang="+words.Chinese.Lang+"]")
	p.submit()
	p.expectPath("/c/main/tree" + at.path)
	p.await(`document.documentElement.lang === "` + words.Chinese.Lang + `"`)
}
