package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"zkweb/web/words"
	"zkweb/zkconn/session"
)

// traveller is a tab of any browser.
type traveller interface {
	enter(path, user, password string)
	goTo(path string) int
	fill(label, text string)
	submit() // presses Enter in the field that was filled
	press(role, name string, within ...string)
	follow(role, name string, within ...string)
	expect(selector string, want ...string)
	expectPath(want string)
	await(expression string)
	holds(expression string) bool
	resize(width, height int64)
	write(text string)
	strikeTab()
	strikeEnter()
	strikeSpace()
}

func (p *tab) submit() {
	p.t.Helper()
	p.leave(func() { p.key(kb.Enter) })
}

// journey is what people do, in any browser, on a console that may change the tree. Some journeys
// need a script.
type journey struct {
	name     string
	run      func(t *testing.T, p traveller, at place)
	scripted bool
}

// journeys are what people do most often.
var journeys = []journey{
	{"browse", browse, false},
	{"filter", filterChildren, false},
	{"edit", edit, false},
	{"find", findBelow, false},
	{"changed meanwhile", seeAChange, true},
	{"language", chooseLanguage, false},
}

// keyboardJourneys are the journeys of people without a pointer.
var keyboardJourneys = []journey{
	{"refresh by keyboard", refreshByKeyboard, false},
	{"go by keyboard", goByKeyboard, false},
	{"find by keyboard", findByKeyboard, false},
	{"compare by keyboard", compareByKeyboard, false},
	{"ACL report by keyboard", reportByKeyboard, false},
	{"read by keyboard", readByKeyboard, false},
	{"language by keyboard", languageByKeyboard, false},
}

// place is where a journey takes place: its own znode, with children.
type place struct {
	path string
	puts func(path, data string) // creates a znode
	sets func(path, data string)
}

func TestJourneys(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	travel(t, client, func(t *testing.T) traveller { return newTab(t, console) }, true, slices.Concat(journeys, keyboardJourneys))
}

func TestJourneysWithoutScript(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	travel(t, client, func(t *testing.T) traveller {
		tab := newTab(t, console)
		tab.withoutScript()
		return tab
	}, false, slices.Concat(journeys, keyboardJourneys))
}

func TestJourneysInFirefox(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	firefox := startFirefox(t)
	travel(t, client, func(t *testing.T) traveller { return firefox.open(t, console) }, true, journeys)
	t.Run("long value", func(t *testing.T) {
		// short, since Firefox takes long to find an element by its role among many
		put(t, client, "/long", longJSON(12))
		p := firefox.open(t, console)
		p.enter("/c/main/tree/long", alice, alicePassword)
		p.goTo("/c/main/tree/long?view=json#L40-L52")
		p.await(`[...document.querySelectorAll(".data .l.on")].map(l => l.id).join().replace(/,.*,/, "-") === "L40-L52"`)
		p.await(`(([bar, tools, line]) => Math.abs(tools.top - bar.bottom) < 2 && line.top >= tools.bottom - 1)([".bar", ".data > .cap", "#L40"].map(s => document.querySelector(s).getBoundingClientRect()))`)
		p.press("checkbox", "Wrap")
		p.await(`getComputedStyle(document.querySelector(".code")).whiteSpace === "pre"`)
		p.fill("Find in data", "item-9")
		p.await(`document.querySelector(".find-in output").textContent === "1/1" && document.querySelector(".l.found").textContent.includes("item-9")`)
		p.press("button", "Fold")
		p.await(`[...document.querySelectorAll(".data .l")].filter(l => !l.hidden).length === 4`)
	})
}

// travel runs each journey in a new tab; those that need a script only if there is one.
func travel(t *testing.T, client *session.Session, open func(*testing.T) traveller, script bool, journeys []journey) {
	puts := func(path, data string) { put(t, client, path, data) }
	sets := func(path, data string) { overwrite(t, client, path, data) }
	for _, path := range []string{"/app", "/app/deep", "/app/other"} {
		puts(path, "data of "+path)
	}
	for _, journey := range journeys {
		if journey.scripted && !script {
			continue
		}
		t.Run(journey.name, func(t *testing.T) {
			p := open(t)
			p.enter("/c/main/tree/app", alice, alicePassword)
			p.await(`document.querySelector("[role=status]").innerText === "Connected"`)
			journey.run(t, p, place{"/app", puts, sets})
		})
	}
}

func browse(_ *testing.T, p traveller, at place) {
	p.follow("link", "deep", "#tree")
	p.expectPath("/c/main/tree" + at.path + "/deep")
	p.expect("h1", "deep")
	p.expect(".data pre", "data of "+at.path+"/deep")
	p.fill("Go to path", at.path)
	p.submit()
	p.expectPath("/c/main/tree" + at.path)
	p.goTo("/c/main/tree/none")
	p.expect("h1", "No such znode")
}

func filterChildren(_ *testing.T, p traveller, at place) {
	p.fill("Filter names", "oth")
	p.submit()
	p.expectPath("/c/main/tree" + at.path + "?q=oth")
	p.expect("section.children tbody .name", "other")
}

func edit(_ *testing.T, p traveller, at place) {
	at.puts(at.path+"/edited", "before")
	p.goTo("/c/main/tree" + at.path + "/edited")
	p.follow("link", "Edit")
	p.fill("Data", "after")
	p.follow("button", "Review changes")
	p.follow("button", "Save")
	p.expectPath("/c/main/tree" + at.path + "/edited")
	p.expect(".data pre", "after")
}

func findBelow(_ *testing.T, p traveller, at place) {
	p.follow("link", "Find")
	p.expectPath("/c/main/find" + at.path)
	p.fill("Name", "eep")
	p.submit()
	p.expect("main .live .name", at.path+"/deep")
	p.follow("link", at.path+"/deep", "main .live")
	p.expectPath("/c/main/tree" + at.path + "/deep")
}

// seeAChange checks that the page says that it is outdated, and changes only when told to.
func seeAChange(_ *testing.T, p traveller, at place) {
	at.puts(at.path+"/live", "before")
	p.goTo("/c/main/tree" + at.path + "/live")
	p.await(`document.querySelector("[role=status]").innerText === "Connected"`)
	at.sets(at.path+"/live", "after")
	p.await(`document.body.innerText.includes("version 0 → 1")`)
	p.expect(".data pre", "before")
	p.press("link", "Show")
	p.await(`document.querySelector(".data pre").innerText.trim() === "after"`)
}

func chooseLanguage(t *testing.T, p traveller, at place) {
	p.press("button", "alice not verified")
	p.follow("button", words.Chinese.Name)
	p.expectPath("/c/main/tree" + at.path)
	p.await(`document.documentElement.lang === "zh-CN"`)
	p.await(`document.querySelector("#stat").innerText === ` + quote(words.Chinese.Stat.Title))
}
