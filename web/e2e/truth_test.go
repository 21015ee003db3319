package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"

	"zkweb/web/words"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// apply changes znodes without the console.
func apply(t *testing.T, client *session.Session, ops ...znode.Op) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	_, err := client.Apply(ctx, ops...)
	must(t, err)
}

func pathOf(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	must(t, err)
	return path
}

// TestTheScriptSaysHowLongAgoAsTheServerDoes compares the browser's wording with that of web/words.
func TestTheScriptSaysHowLongAgoAsTheServerDoes(t *testing.T) {
	t.Parallel()
	for _, w := range words.Languages {
		t.Run(w.Lang, func(t *testing.T) { compareAgo(t, w) })
	}
}

func compareAgo(t *testing.T, w *words.Words) {
	tab := newTab(t, shared)
	tab.speak(w)
	tab.enter("/c/main/tree/app", "", "")
	const day = 24 * time.Hour
	var want []string
	for _, passed := range []time.Duration{
		0, 2 * time.Second, 90 * time.Second, 30 * time.Minute, 90 * time.Minute, 10*time.Hour + time.Minute, 36 * time.Hour, 5*day + time.Hour,
		45 * day, 100 * day, 500 * day, 1300 * day, -90 * time.Second, -50 * time.Hour,
	} {
		want = append(want, w.Format.Ago(passed))
		eval[any](tab, fmt.Sprintf(`(() => {
			const time = document.createElement("time");
			time.className = "ago";
			time.dateTime = new Date(Date.parse(document.documentElement.dataset.now) - %d).toISOString();
			document.querySelector(".facts").append(time);
		})(), 0`, passed.Milliseconds()))
	}
	tab.await(`[...document.querySelectorAll(".facts > time.ago")].every(t => t.textContent)`)
	// the number of seconds grows while the test runs
	got := tab.texts(".facts > time.ago")
	for i := range want {
		if got[i] != want[i] && want[i] != w.Format.JustNow {
			t.Errorf("the script says %q, the server %q", got[i], want[i])
		}
	}
}

func TestDamagedStorageStopsNothing(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	for _, damaged := range []string{`[1,`, `{"a":1}`, `null`, `"x"`} {
		eval[any](tab, `sessionStorage.setItem("zkweb.opened", `+quote(damaged)+`), 0`)
		eval[any](tab, `document.querySelector(".state").dataset.state = "", 0`)
		tab.goTo("/c/main/tree/app")
		tab.awaitState("Connected")
		tab.await(`!document.querySelector("a.twist")`) // the script has turned them into buttons
	}
}

// TestTimesThatCannotBeReadStay checks that the page keeps the server's text of a time that the
// script cannot parse.
func TestTimesThatCannotBeReadStay(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	eval[any](tab, `document.querySelector(".facts time.ago").dateTime = "+300000-01-01T00:00:00.000Z", 0`)
	eval[any](tab, `document.querySelector(".facts time.ago").textContent = "in ages", 0`)
	eval[any](tab, `document.querySelector("aside time.ago").textContent = "?", 0`)
	tab.await(`document.querySelector("aside time.ago").textContent !== "?"`) // a second has passed
	tab.expect(".facts time.ago", "in ages")
}

// TestTooltipsDoNotFlash checks that elements that are hidden when a page loads do not fade out.
func TestTooltipsDoNotFlash(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	for _, tip := range eval[[]string](tab, `[...document.querySelectorAll(".tip")].map(e => getComputedStyle(e)).map(s => s.visibility + " " + s.transitionDuration)`) {
		if tip != "hidden 0s" {
			t.Errorf("a tooltip is %s at first, want it hidden and without a transition", tip)
		}
	}
}

// TestTypedTextIsNotLeftByAccident checks that the browser asks before leaving a form with typed
// text, but not after it was submitted or discarded.
func TestTypedTextIsNotLeftByAccident(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	put(t, client, "/node", "one")
	tab := newTab(t, console)
	asks := `(() => { const e = new Event("beforeunload", { cancelable: true }); dispatchEvent(e); return e.defaultPrevented; })()`
	tab.enter("/c/main/set/node", alice, alicePassword)
	if eval[bool](tab, asks) {
		t.Error("leaving an untouched form asks for confirmation")
	}
	tab.fill("Data", "two")
	if !eval[bool](tab, asks) {
		t.Error("leaving typed text does not ask for confirmation")
	}
	tab.follow("link", "Cancel")
	tab.expectPath("/c/main/tree/node")

	tab.goTo("/c/main/create/")
	tab.fill("Name", "a/b")
	tab.follow("button", "Create")
	if !eval[bool](tab, asks) {
		t.Error("leaving a refused form does not ask for confirmation")
	}
	tab.fill("Name", "b")
	tab.follow("button", "Create")
	tab.expectPath("/c/main/tree/b")
}

// TestTheTrailInTheReadersZone checks that the filter and the rows use the same time zone, and that
// each row takes one line.
func TestTheTrailInTheReadersZone(t *testing.T) {
	t.Parallel()
	console, _ := administered(t)
	tab := newTab(t, console)
	call(tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Shanghai"})
	tab.resize(1440, 900)
	tab.enter("/audit?from=2026-01-02T03:04:05", "ada", "x")
	tab.expect(".filters .zone", "+08:00", "+08:00")
	if value := eval[string](tab, `document.querySelector("[name=from]").value`); value != "2026-01-02T11:04:05" {
		t.Errorf("the filter starts at %s, want it in the reader's zone", value)
	}
	if lines := eval[float64](tab, `Math.max(...[...document.querySelectorAll("td.when")].map(e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)))`); lines > 2 {
		t.Errorf("a row's time takes %.1f lines", lines)
	}
	tab.follow("button", "Filter")
	if got := tab.path(); !strings.Contains(got, "from=2026-01-02T03%3A04%3A05.000Z") {
		t.Errorf("the filter asks for %s, want the same time", got)
	}
	tab.follow("link", "Today")
	midnight := eval[string](tab, `(t => { t.setHours(0, 0, 0, 0); return t.toISOString(); })(new Date())`)
	if got := eval[string](tab, `new URL(location).searchParams.get("from")`); got != midnight {
		t.Errorf("today starts at %s, want %s", got, midnight)
	}
}

// TestDeepSidebar checks that each level is indented further than the one above, at any depth.
func TestDeepSidebar(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	client, err := openSession(ctx, server.Addr())
	must(t, err)
	t.Cleanup(client.Close)
	path := ""
	var paths []string
	for i := range 30 {
		path += fmt.Sprintf("/level-%d", i)
		put(t, client, path, "")
		paths = append(paths, path)
	}
	put(t, client, "/beside", "")
	tab := newTab(t, serve(t, "--cluster", "main="+server.Addr()))
	tab.enter("/c/main/tree"+paths[13], "", "")
	indents := eval[[]float64](tab, `(() => {
		const rows = [];
		for (let li = document.querySelector("#tree [aria-current]").closest("li"); li; li = li.parentElement.closest("li")) rows.unshift(li.getBoundingClientRect().left);
		return rows;
	})()`)
	if len(indents) != 15 {
		t.Fatalf("%d levels, want 15", len(indents))
	}
	for i := 2; i < len(indents); i++ {
		if indents[i] <= indents[i-1] {
			t.Errorf("level %d stands at %v, the one above at %v", i, indents[i], indents[i-1])
		}
	}

	tab.goTo("/c/main/tree" + path)
	levels := eval[[]string](tab, `[...document.querySelectorAll("#tree .row")].filter(e => e.checkVisibility()).map(e => e.ariaLevel + " " + e.ariaLabel.split(" ").slice(0, 2).join(" "))`)
	for at, want := range map[int]string{0: "1 / 3", 7: "8 level-6 1", 8: "9 … 15", 9: "24 level-22 1", 16: "31 level-29"} {
		if len(levels) != 17 || levels[at] != want {
			t.Errorf("of a way of 31 levels the item %d is not %q: %q", at, want, levels)
		}
	}
	tab.follow("link", "… 15 levels", "#tree")
	tab.expectPath("/c/main/tree" + paths[21])
	tab.follow("link", "level-15", ".crumbs")
	tab.expectPath("/c/main/tree" + paths[15])
}
