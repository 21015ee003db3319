package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"

	"zkweb/zkconn/history"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// alive returns a console on a ZooKeeper server behind a proxy, and a session on that server.
func alive(t *testing.T, server *zktest.Server) (*console, *session.Session, *zktest.Proxy) {
	t.Helper()
	proxy := zktest.RunProxy(t, server.Addr())
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	client, err := openSession(ctx, server.Addr())
	must(t, err)
	t.Cleanup(client.Close)
	put(t, client, "/app", "")
	put(t, client, "/app/node", `{"one": 1, "two": 2}`)
	put(t, client, "/app/node/first", "")
	return serve(t, "--cluster", "main="+proxy.Addr()), client, proxy
}

func set(t *testing.T, client *session.Session, path, data string) {
	t.Helper()
	apply(t, client, znode.Op{Kind: znode.OpSet, Path: pathOf(t, path), Data: []byte(data), Version: znode.AnyVersion})
}

func remove(t *testing.T, client *session.Session, path string) {
	t.Helper()
	apply(t, client, znode.Op{Kind: znode.OpDelete, Path: pathOf(t, path), Version: znode.AnyVersion})
}

// awaitLive waits until the bar says what changed, or with "" until there is no bar.
func (p *tab) awaitLive(what string) {
	p.t.Helper()
	if what == "" {
		p.await(`document.querySelector("#live").hidden`)
		return
	}
	p.await(`!document.querySelector("#live").hidden && document.querySelector("#live p").innerText.startsWith(` + quote(what+" · ") + ")")
}

// asTimeGoesOn is where the fact after the time stands while the time gets older, in both
// languages. It must be one place for each language: otherwise a line of facts that is nearly full
// wraps, and everything below it moves.
const asTimeGoesOn = `["en", "zh-CN"].flatMap((lang) => {
	const root = document.documentElement, time = document.querySelector(".facts .ago"), was = [root.lang, time.textContent];
	root.lang = lang;
	const format = new Intl.RelativeTimeFormat(lang, { style: "short" });
	const texts = [lang === "en" ? "just now" : "刚刚", ...[[59, "second"], [8, "minute"], [59, "minute"], [23, "hour"]].map(([n, unit]) => format.format(-n, unit))];
	const places = texts.map((text) => {
		time.textContent = text;
		return lang + " " + Math.round(time.parentElement.nextElementSibling.getBoundingClientRect().left);
	});
	[root.lang, time.textContent] = was;
	return [...new Set(places)].length > 1 ? places : [];
}).join()`

// TestAPageSaysThatItIsOld checks that a bar says what changed and moves nothing, with watches and
// without.
func TestAPageSaysThatItIsOld(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"3.4", "3.9"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			console, client, _ := alive(t, zktest.RunRelease(t, line))
			tab := newTab(t, console)
			tab.enter("/c/main/tree/app/node", "", "")
			tab.awaitState("Connected")
			stayed := tab.stays()
			places := `[...document.querySelectorAll("main :is(section, h2, pre, tr), #tree li")].map(e => e.tagName + " " + Math.round(e.getBoundingClientRect().top)).join()`
			placed := eval[string](tab, places)
			tab.awaitLive("")
			if places := eval[string](tab, asTimeGoesOn); strings.Contains(places, ",") {
				t.Errorf("while time passes, the fact after the time is at %s", places)
			}

			set(t, client, "/app/node", `{"one": 1, "two": 3}`)
			tab.awaitLive("version 0 → 1")
			put(t, client, "/app/node/second", "")
			put(t, client, "/app/node/third", "")
			remove(t, client, "/app/node/first")
			tab.awaitLive("version 0 → 1 · 2 children came · 1 child went")
			tab.expect(".children h2 .news", "2 new, 1 gone")
			apply(t, client, znode.Op{Kind: znode.OpSetACL, Path: pathOf(t, "/app/node"), ACL: open, Version: znode.AnyVersion})
			tab.awaitLive("version 0 → 1 · 2 children came · 1 child went · ACL changed")
			put(t, client, "/app/other", "")
			tab.await(`document.querySelector("#tree [href$='/tree/app'] ~ .news")?.innerText === "1 new"`)
			tab.await(`/^app .*\d.*, 1 new$/.test(document.querySelector("#tree .row:has(> [href$='/tree/app'])").ariaLabel)`)
			tab.expect(".facts b", "0")
			tab.expect("td.c-name a", "first")
			tab.press("button", "Hide until the next change")
			tab.awaitLive("")
			set(t, client, "/app/node", "x")
			tab.awaitLive("version 0 → 2")
			if got := tab.text("#writes"); !strings.HasPrefix(got, "2 new versions") {
				t.Errorf("the counter says %q", got)
			}
			if now := eval[string](tab, places); now != placed {
				t.Errorf("what was at %s is at %s", placed, now)
			}
			stayed()
			tab.follow("link", "Show", "#live")
			tab.expectPath("/c/main/tree/app/node")
			tab.expect(".facts b", "2")
			tab.awaitLive("")

			remove(t, client, "/app/node/second")
			remove(t, client, "/app/node/third")
			remove(t, client, "/app/node")
			tab.awaitLive("This znode was deleted.")
			put(t, client, "/app/node", "anew")
			tab.awaitLive("deleted and created anew")
		})
	}
}

// TestAfterAnOutageAPageIsComparedAnew checks the page after SUSPENDED, after LOST, and after the
// tab was hidden.
func TestAfterAnOutageAPageIsComparedAnew(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	console, client, proxy := alive(t, server)
	tab := newTab(t, console)
	tab.enter("/c/main/tree/app/node", "", "")
	tab.awaitState("Connected")
	tab.await("document.querySelector('#tree').checkVisibility()")

	must(t, proxy.Refuse())
	tab.awaitState("Reconnecting")
	must(t, proxy.Resume())
	tab.awaitState("Connected")
	tab.awaitLive("") // nothing happened

	must(t, proxy.Refuse())
	tab.awaitState("Reconnecting")
	set(t, client, "/app/node", "new")
	tab.expect("#live:not([hidden])")
	must(t, proxy.Resume())
	tab.awaitLive("version 0 → 1")

	tab.hide()
	console.awaitMetric(t, streamsMetric, "0")
	set(t, client, "/app/node", "newer")
	tab.show()
	tab.awaitLive("version 0 → 2")
}

// TestFollow checks that with Follow a change is shown as it happens and marked for a moment, and
// everything else stays as it was.
func TestFollow(t *testing.T) {
	t.Parallel()
	console, client, _ := alive(t, zktest.Run(t))
	tab := newTab(t, console)
	tab.enter("/c/main/tree/app/node", "", "")
	tab.awaitState("Connected")
	tab.press("switch", "Follow")
	stayed := tab.stays()
	eval[any](tab, `(() => {
		window.fresh = [];
		new MutationObserver(all => all.forEach(({ target, oldValue }) => {
			if (target.classList.contains("fresh") && !oldValue?.includes("fresh")) window.fresh.push(target.innerText.trim());
		})).observe(document.body, { subtree: true, attributeFilter: ["class"], attributeOldValue: true });
		window.kept = document.querySelector("td.c-name a");
		document.querySelector("#filter").focus();
		document.querySelector("#filter").value = "fir";
	})(), 0`)

	set(t, client, "/app/node", `{"one": 1, "two": 3}`)
	tab.await(`document.querySelector(".data pre").innerText.includes('"two": 3')`)
	tab.expect(".facts > span > b", "1")
	put(t, client, "/app/node/second", "")
	tab.await(`document.querySelectorAll("td.c-name").length === 2`)
	tab.expect("td.c-name", "first", "second")
	tab.expect("#tree ul ul ul ul .name", "first", "second")
	put(t, client, "/app/zoo", "")
	tab.await(`[...document.querySelectorAll("#tree .name")].some(e => e.innerText === "zoo")`)
	tab.awaitLive("")
	if fresh := eval[[]string](tab, "window.fresh"); !strings.Contains(strings.Join(fresh, "\n"), `"two": 3`) || strings.Contains(strings.Join(fresh, "\n"), `"one": 1`) {
		t.Errorf("marked as new were %q", fresh)
	}
	tab.await(`!document.querySelector(".fresh")`)
	if !eval[bool](tab, `window.kept.isConnected && document.activeElement.id === "filter" && document.activeElement.value === "fir"`) {
		t.Error("a part that did not change was replaced")
	}
	stayed()

	remove(t, client, "/app/node/first")
	tab.await(`document.querySelectorAll("td.c-name").length === 1`)
	tab.goTo("/c/main/tree/app")
	set(t, client, "/app", "followed on the next page")
	tab.await(`document.querySelector(".data pre")?.innerText.includes("followed on")`)
	remove(t, client, "/app/node/second")
	remove(t, client, "/app/node")
	remove(t, client, "/app/zoo")
	remove(t, client, "/app")
	tab.awaitLive("This znode was deleted.")
}

// TestRowsOfChildrenSayThatTheyAreOld checks the marks beside names, in the table and in the tree,
// which must move nothing. With Follow, the cells are kept up to date, including those of new rows.
func TestRowsOfChildrenSayThatTheyAreOld(t *testing.T) {
	t.Parallel()
	console, client, _ := alive(t, zktest.Run(t))
	put(t, client, "/app/node/a&b+c", "")
	put(t, client, "/app/node/going", "")
	tab := newTab(t, console)
	tab.enter("/c/main/tree/app/node", "", "")
	tab.awaitState("Connected")
	const places = `[...document.querySelectorAll("main :is(section, h2, td a), #tree li")].map(e => e.getBoundingClientRect()).map(e => [e.left, e.top, e.height].join(" ")).join()`
	placed := eval[string](tab, places)
	set(t, client, "/app/node/first", "new")
	put(t, client, "/app/node/first/child", "")
	set(t, client, "/app/node/a&b+c", "new")
	remove(t, client, "/app/node/going")
	tab.await(`[...document.querySelectorAll(".children table .news")].map(e => e.innerText).join("|") === "data changed|data changed, 1 new|deleted"`)
	tab.await(`document.querySelector("#tree [href$='/node/first'] ~ .news")?.innerText === "1 new"`)
	tab.await(`document.querySelector("#tree .row:has([href$='/node/first'])").ariaLabel === "first, 1 new"`)
	tab.expect("td.c-bytes", "0", "0", "0")
	if now := eval[string](tab, places); now != placed {
		t.Errorf("what was at %s is at %s", placed, now)
	}

	tab.press("switch", "Follow")
	tab.await(`[...document.querySelectorAll("td.c-bytes")].map(e => e.innerText).join() === "3,3"`)
	tab.await(`!document.querySelector(".news")`)
	put(t, client, "/app/node/second", "")
	tab.await(`document.querySelectorAll("td.c-name").length === 3`)
	set(t, client, "/app/node/second", "newest")
	tab.await(`[...document.querySelectorAll("td.c-bytes")].map(e => e.innerText).join() === "3,3,6"`)
}

// TestAFormSaysThatItIsOld checks that a form says so before it is submitted, and keeps what was
// typed.
func TestAFormSaysThatItIsOld(t *testing.T) {
	t.Parallel()
	console, client := writable(t)
	put(t, client, "/node", "one")
	tab := newTab(t, console)
	tab.enter("/c/main/set/node", alice, alicePassword)
	tab.awaitState("Connected")
	tab.fill("Data", "mine")
	set(t, client, "/node", "theirs")
	tab.awaitLive("version 0 → 1")
	if typed := eval[string](tab, `document.querySelector("#data").value`); typed != "mine" {
		t.Errorf("what was typed became %q", typed)
	}
	if links := tab.texts("#live a"); len(links) > 0 {
		t.Errorf("the bar links to %q", links)
	}
}

// TestFollowedDataFolds checks that folded data stays folded when it changes.
func TestFollowedDataFolds(t *testing.T) {
	t.Parallel()
	console, client, _ := alive(t, zktest.Run(t))
	long := func(n int) string {
		return `{"list": [` + strings.Repeat("0, ", 50) + fmt.Sprint(n) + `], "other": {"a": {"b": 1}}}`
	}
	set(t, client, "/app/node", long(1))
	tab := newTab(t, console)
	tab.enter("/c/main/tree/app/node", "", "")
	tab.awaitState("Connected")
	tab.press("switch", "Follow")
	const folds = `[...document.querySelectorAll(".data .l")].filter(l => l.querySelector(":scope > .twist")).map(l => l.querySelector(".twist").ariaExpanded).join()`
	eval[any](tab, `[...document.querySelectorAll(".data .l")].find(l => l.textContent.includes("other")).querySelector(".twist").click(), 0`)
	if got := eval[string](tab, folds); got != "true,true,false,true" {
		t.Fatalf("the lines are open: %s", got)
	}
	set(t, client, "/app/node", long(4711))
	tab.await(`document.querySelector(".data pre").textContent.includes("4711")`)
	tab.await(folds + ` === "true,true,false,true"`)
}

// TestAPageThatIsShownLater checks that changes between the read of a page and its stream are
// reported, beside the data and in the tree.
func TestAPageThatIsShownLater(t *testing.T) {
	t.Parallel()
	console, client, _ := alive(t, zktest.Run(t))
	tab := newTab(t, console)
	tab.enter("/c/main/tree/", "", "")
	call(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		window.away = true;
		Object.defineProperty(document, "hidden", { get: () => window.away });`})
	tab.goTo("/c/main/tree/app/node")
	set(t, client, "/app/node", "in between")
	put(t, client, "/app/node/second", "")
	put(t, client, "/app/other", "")
	eval[any](tab, `window.away = false, document.dispatchEvent(new Event("visibilitychange"))`)
	tab.awaitLive("version 0 → 1 · 1 child came")
	tab.await(`document.querySelector("#tree [href$='/tree/app'] ~ .news")?.innerText === "1 new"`)
	put(t, client, "/app/third", "")
	tab.await(`document.querySelector("#tree [href$='/tree/app'] ~ .news").innerText === "2 new"`)
	if left := eval[int](tab, `document.querySelectorAll("#tree .news").length`); left != 1 {
		t.Errorf("%d znodes of the tree have marks, want 1", left)
	}
}

// TestAStreamWithoutSignsOfLife checks that the page gives up a stream that a proxy holds back.
func TestAStreamWithoutSignsOfLife(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	call(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		const real = setTimeout;
		window.setTimeout = (run, time) => real(run, time === 40000 ? 50 : time);
		window.streams = 0;
		window.EventSource = class extends EventSource { constructor(url) { super(url); window.streams++; } };`})
	tab.enter("/c/main/tree/app", "", "")
	tab.await("window.streams > 2")
}

// TestTheLiveBarLooks checks the general rules for pages with the bar.
func TestTheLiveBarLooks(t *testing.T) {
	t.Parallel()
	console, client, _ := alive(t, zktest.Run(t))
	tab := newTab(t, console)
	tab.enter("/c/main/tree/app/node", "", "")
	tab.awaitState("Connected")
	for i := range 3 {
		set(t, client, "/app/node", fmt.Sprint(i))
	}
	put(t, client, "/app/node/second", "")
	tab.awaitLive("version 0 → 3 · 1 child came")
	checkLooks(tab)
}

// TestTheBarSaysWhoAsTheHistoryTells checks that a change by another client is reported with its
// session.
func TestTheBarSaysWhoAsTheHistoryTells(t *testing.T) {
	t.Parallel()
	server := zktest.RunNew(t)
	recording := zktest.Record(t, server, history.Options{})
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	client, err := openSession(ctx, server.Addr())
	must(t, err)
	t.Cleanup(client.Close)
	put(t, client, "/app", "")
	tab := newTab(t, serve(t, "--cluster", "main="+server.Addr(), "--history", recording.Dir))
	tab.enter("/c/main/tree/app", "", "")
	tab.awaitState("Connected")
	results, err := client.Apply(ctx, znode.Op{Kind: znode.OpSet, Path: pathOf(t, "/app"), Data: []byte("x"), Version: znode.AnyVersion})
	must(t, err)
	recording.Until(t, results[0].Zxid)
	status, _ := client.Status()
	tab.awaitLive(fmt.Sprintf("version 0 → 1 by session %#x", uint64(status.Session)))
}
