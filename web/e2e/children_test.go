package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func names(first, count int) []string {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("n%04d", first+i)
	}
	return names
}

func TestPagesOfChildren(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/many", "", "")
		tab.expect("tbody .c-name", names(0, 100)...)
		tab.awaitSays("1–100 of 5,000")
		tab.follow("link", "Next page")
		tab.expect("tbody .c-name", names(100, 100)...)
		tab.awaitSays("101–200 of 5,000")
		second := tab.path()
		tab.follow("link", "Next page")
		tab.follow("link", "Previous page")
		tab.expect("tbody .c-name", names(100, 100)...)
		tab.follow("link", "First page")
		tab.expect("tbody .c-name", names(0, 100)...)
		tab.follow("link", "1000")
		tab.expect("tbody .c-name", names(0, 1000)...)
		tab.goTo(second)
		tab.expect("tbody .c-name", names(100, 100)...)
	})
}

func TestFilterAndSortChildren(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/many", "", "")
		tab.fill("Filter names", "9")
		tab.leave(func() { tab.key("\r") })
		want := slices.DeleteFunc(names(0, manyChildren), func(name string) bool { return !strings.Contains(name, "9") })
		tab.expect("tbody .c-name", want[:100]...)
		tab.awaitSays(fmt.Sprintf("1–100 of %d,%03d matching, 5,000 in all", len(want)/1000, len(want)%1000))

		tab.follow("link", "Name", "table")
		tab.expect("th[aria-sort=descending]", "Name")
		slices.Reverse(want)
		tab.expect("tbody .c-name", want[:100]...)

		tab.follow("link", "Bytes", "table")
		tab.expect("th[aria-sort=descending]", "Bytes")
		bytes := tab.texts("tbody .c-bytes")
		if !slices.IsSortedFunc(bytes, func(a, b string) int { return number(b) - number(a) }) || len(bytes) != 100 {
			t.Errorf("the bytes are %q, want 100 numbers, the largest first", bytes)
		}
		for i, name := range tab.texts("tbody .c-name") {
			n := number(strings.TrimPrefix(name, "n"))
			if !strings.Contains(name, "9") || number(bytes[i]) != sizeOfMany(n) {
				t.Errorf("row %d: %s with %s bytes, want a 9 and %d bytes", i, name, bytes[i], sizeOfMany(n))
			}
		}
		tab.follow("link", "Next page")
		tab.expect("th[aria-sort=descending]", "Bytes")
		if got := eval[string](tab, `document.querySelector("#filter").value`); got != "9" {
			t.Errorf("the filter is %q, want it kept", got)
		}
		tab.fill("Filter names", "no such name")
		tab.leave(func() { tab.key("\r") })
		tab.awaitSays("None of the 5,000 children has no such name in its name.")
		tab.follow("link", "Show all")
		tab.awaitSays("of 5,000")
	})
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// TestPastedURL gives a page's URL to another person, who signs in and sees the same page.
func TestPastedURL(t *testing.T) {
	t.Parallel()
	mine := newTab(t, shared)
	mine.enter("/c/main/tree/many?limit=250&q=7&sort=-bytes", "", "")
	mine.follow("link", "Next page")
	rows, address := mine.texts("tbody .c-name"), mine.path()
	if len(rows) != 250 || !strings.Contains(address, "after=") {
		t.Fatalf("%d rows at %s", len(rows), address)
	}
	theirs := newTab(t, shared)
	theirs.goTo(address)
	theirs.expectPath("/login?next=" + url.QueryEscape(address))
	theirs.signIn(alice, alicePassword)
	theirs.expectPath(address)
	theirs.expect("tbody .c-name", rows...)
	theirs.expect("th[aria-sort=descending]", "Bytes")
}

func TestBackKeepsThePage(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/many?q=12&sort=bytes", "", "")
	tab.follow("link", "Next page")
	second, rows := tab.path(), tab.texts("tbody .c-name")
	tab.follow("link", rows[0], "table")
	eval[any](tab, "history.back()")
	tab.await("location.pathname + location.search === " + quote(second))
	tab.await("document.readyState === 'complete'") // all rows have been loaded
	tab.awaitState("Connected")
	tab.expect("tbody .c-name", rows...)
	eval[any](tab, "history.back()")
	tab.await("location.search === '?q=12&sort=bytes'")
}

func TestRowsOfChildren(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/?q=l", "", "")
	tab.expect("thead th", "Name", "Children", "Bytes", "Modified", "Kind")
	tab.expect("tbody .c-name", "html", "large", "live", "long")
	tab.expect("tbody .c-children", "0", "0", "0", "1")
	tab.expect("tbody .c-bytes", strconv.Itoa(len(hostileData)), "307,200", "4", "0")
	tab.expect("tbody .c-kind", "persistent", "persistent", "ephemeral", "persistent")
	tab.await(`[...document.querySelectorAll("tbody .c-modified")].every(e => /^(just now|\d+ (sec|min)\. ago)$/.test(e.innerText))`)
}

// TestValuesOfChildren checks that a switch in the table shows the values, and that its links keep
// it on.
func TestValuesOfChildren(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/app?tab=children", "", "")
		tab.follow("link", "Show values")
		tab.expect("thead th.c-value", "Value")
		tab.expect("tbody .c-value", `{ "name": "basket", "limits": { "items": 200, "on": true } }`, "")
		tab.follow("link", "Bytes")
		tab.expect("tbody .c-value", `{ "name": "basket", "limits": { "items": 200, "on": true } }`, "")
		tab.follow("link", "Hide values")
		tab.expect("tbody .c-value")
	})
}

// TestChosenChildrenAreDeleted deletes children by the checkboxes beside their names, with script
// and without.
func TestChosenChildrenAreDeleted(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	for name, script := range map[string]bool{"script": true, "noscript": false} {
		t.Run(name, func(t *testing.T) {
			top := "/" + name
			for _, child := range []string{"", "/first", "/second", "/third"} {
				put(t, client, top+child, "")
			}
			tab := newTab(t, console)
			if !script {
				tab.withoutScript()
			}
			tab.enter("/c/main/tree"+top, alice, alicePassword)
			tab.follow("link", tab.words.Children.Choose)
			tab.press("checkbox", "first")
			tab.press("checkbox", "third")
			tab.expect("td.c-name input:checked + a", "first", "third")
			tab.follow("button", tab.words.Children.DeleteChosen)
			tab.follow("button", tab.words.Below.Delete(2))
			tab.expect("td.c-name", "second")
		})
	}
}
