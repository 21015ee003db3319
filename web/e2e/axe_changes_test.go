package e2e

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"

	"zkweb/web/words"
	"zkweb/zkconn/history"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestAxeOfChanges checks with axe the pages on the way of a change, most of which have no URL of
// their own, and those about changes afterwards.
func TestAxeOfChanges(t *testing.T) {
	t.Parallel()
	server := zktest.RunNew(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	recording := zktest.Record(t, server, history.Options{})
	console := serve(t, "--cluster", "main="+server.Addr(), "--allow-writes", "--default-role", "admin",
		"--data-dir", t.TempDir(), "--keep-previous", "1", "--data-key", newDataKey(t), "--share-links", "--history", recording.Dir)
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	client, err := openSession(ctx, server.Addr())
	must(t, err)
	t.Cleanup(client.Close)
	tab := newTab(t, console)
	seedChanges(t, client)
	tab.enter("/c/main/tree/", alice, alicePassword)
	tab.withAxe()
	visit := func(page string) { tab.axe(page, words.English) }
	walkChanges(tab, visit)
	before, last := sets(t, client, "/app/other", "before"), sets(t, client, "/app/other", "last")
	recording.Until(t, last)
	for _, page := range append(toldOfChanges, pagesOfThePast(before, last)...) {
		tab.goTo(page)
		visit(page)
	}
	status, _ := client.Status()
	tab.goTo(fmt.Sprintf("/c/main/sessions/%#x?watches=1", status.Session))
	tab.await(`document.querySelector(".holds").children.length === 4`)
	visit("a session that holds several")
	timesOfBars(tab)
	timesOfFilter(tab)
	tab.posts("/c/main/share/app/text", url.Values{"hours": {"1"}})
	visit("a link")
	tab.goTo(eval[string](tab, `new URL(document.querySelector("main a[rel=noreferrer]").href).pathname`))
	visit("what a link shows")
	tab.goTo("/shares")
	visit("links")
}

// toldOfChanges are pages about the past, the present and current work in a cluster whose servers
// answer everything.
var toldOfChanges = []string{
	"/c/main/versions/app/text", "/c/main/versions/none", "/c/main/versions/lock", "/c/main/changes/", "/c/main/changes/app?who=nobody", "/c/main/changes/?from=x",
	"/c/main/tree/app?at=0x5", "/c/main/find/app?at=0x5&name=t", "/c/main/sessions?watches=1", "/c/main/sessions?watching=/app", "/c/main/servers",
	"/c/main/bring-back/app?at=0x5", "/audit/report", "/shares", "/c/main/share/app", "/c/main/bundle/app",
}

// pagesOfThePast returns pages about two transactions; the later one changed again what the earlier
// one had set.
func pagesOfThePast(before, last int64) []string {
	return []string{
		"/c/main/changes/app?by=session",
		fmt.Sprintf("/c/main/undo/%#x", last), fmt.Sprintf("/c/main/undo/%#x", before), // the first can be undone, the second cannot
		fmt.Sprintf("/c/main/bring-back/app?at=%#x", before), // with a conflict
		"/c/main/tree" + strings.Repeat("/deep", 20),
	}
}

// sets sets the data of a znode, and returns the zxid.
func sets(t *testing.T, client *session.Session, path, data string) int64 {
	t.Helper()
	results, err := client.Apply(t.Context(), znode.Op{Kind: znode.OpSet, Path: pathOf(t, path), Data: []byte(data), Version: znode.AnyVersion})
	must(t, err)
	return results[0].Zxid
}

// timesOfBars checks that the tooltips of the chart of changes are in the reader's time zone, like
// the rows below it.
func timesOfBars(tab *tab) {
	tab.t.Helper()
	zone, err := time.LoadLocation("Asia/Kolkata")
	must(tab.t, err)
	call(tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone.String()})
	tab.goTo("/c/main/changes/")
	bars := eval[[][]string](tab, `[...document.querySelectorAll(".bars a")].map(a => [a.querySelector("title").textContent, new URL(a.href.baseVal, location).searchParams.get("from")])`)
	if len(bars) == 0 {
		tab.t.Error("there are no bars")
	}
	for _, bar := range bars {
		from, err := time.Parse(time.RFC3339, bar[1])
		must(tab.t, err)
		if want := from.In(zone).Format(time.DateTime) + ": "; !strings.HasPrefix(bar[0], want) {
			tab.t.Errorf("the bar from %s on says %q, want %q first", bar[1], bar[0], want)
		}
	}
}

// timesOfFilter checks that the filter of the changes is in the reader's time zone and the query in
// UTC.
func timesOfFilter(tab *tab) {
	tab.t.Helper()
	tab.goTo("/c/main/changes/?from=2026-01-02T03:04:05Z&to=0x7fffffff00000000")
	tab.expect(".filters .zone", "+05:30", "+05:30")
	const fields = `[...document.querySelectorAll("[name=from], [name=to]")].map(e => e.value).join(", ")`
	if got, want := eval[string](tab, fields), "2026-01-02T08:34:05, 0x7fffffff00000000"; got != want {
		tab.t.Errorf("the filter is from and to %s, want %s", got, want)
	}
	eval[any](tab, `document.querySelector("[name=from]").value = "2026-01-02 09:00"; null`)
	tab.follow("button", "Show")
	if got := tab.path(); !strings.Contains(got, "from=2026-01-02T03%3A30%3A00.000Z") || !strings.Contains(got, "to=0x7fffffff00000000") {
		tab.t.Errorf("the filter asks for %s", got)
	}
	if got, want := eval[string](tab, fields), "2026-01-02T09:00:00, 0x7fffffff00000000"; got != want {
		tab.t.Errorf("then the filter is from and to %s, want %s", got, want)
	}
	eval[any](tab, `document.querySelector("[name=from]").value = "2026-01-02"; null`)
	tab.follow("button", "Show")
	if got := tab.path(); !strings.Contains(got, "from=2026-01-02&") {
		tab.t.Errorf("for a day without a time, the filter returns %s", got)
	}
}

func newDataKey(t *testing.T) string {
	t.Helper()
	key := make([]byte, 32)
	_, err := rand.Read(key)
	must(t, err)
	file := filepath.Join(t.TempDir(), "key")
	must(t, os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(key)), 0o600))
	return file
}

// seedChanges creates the znodes that walkChanges changes.
func seedChanges(t *testing.T, client *session.Session) {
	t.Helper()
	put(t, client, "/app", `{"user": "shop"}`)
	put(t, client, "/app/text", "first\nsecond\nthird\n")
	put(t, client, "/app/other", "other")
	for levels := range 20 {
		put(t, client, strings.Repeat("/deep", levels+1), "")
	}
	for _, name := range []string{"a", "b", "c"} {
		must(t, create(t.Context(), client, sample{path: "/held-" + name, mode: znode.ModeEphemeral}))
	}
	put(t, client, "/lock", "")
	must(t, create(t.Context(), client, sample{path: "/lock/" + strings.Repeat("0a", 16) + "__lock__0000000000", mode: znode.ModeEphemeral}))
	put(t, client, "/many", "")
	for i := range 250 {
		put(t, client, fmt.Sprintf("/many/n%03d", i), "")
	}
}

// walkChanges visits the pages that change znodes one after the other, and calls visit on each.
func walkChanges(tab *tab, visit func(page string)) {
	visits := visit
	visit = func(page string) {
		visits(page)
		// so that the page can be left although something was typed
		eval[any](tab, `document.querySelectorAll("main.change form").forEach(form => form.dispatchEvent(new Event("submit"))), 0`)
	}
	for _, page := range []string{"create/app", "set/app/text", "set/app/text?as=hex", "acl/app", "tree/app?tab=acl", "quota/app", "import/app",
		"export/app", "copy/app", "move/app", "delete/app/text", "delete/app", "transaction"} {
		tab.goTo("/c/main/" + page)
		visit(page)
	}
	for _, step := range []struct {
		page, path string
		form       url.Values
		has        string // text that only the expected page contains
	}{
		{"a review", "set/app/text", url.Values{"data": {"first\n2nd\nthird\n"}, "base": {"first\nsecond\nthird\n"}, "version": {"0"}, "review": {"1"}}, ".diff"},
		{"a refusal", "create/app", url.Values{"name": {"a/b"}, "data": {"x"}}, ".problem"},
		{"an ACL's warnings", "acl/app", url.Values{"aversion": {"0"}, "rows": {"1"}, "scheme-0": {"world"}, "id-0": {"anyone"}, "perms-0": {"r"}}, "[name=anyway]"},
		{"an ACL below", "acl/app", url.Values{"aversion": {"0"}, "rows": {"2"}, "scheme-0": {"world"}, "id-0": {"anyone"}, "perms-0": {"r", "a"},
			"scheme-1": {"sasl"}, "id-1": {"orders/a-host.of-production.example.com@EXAMPLE.COM"}, "perms-1": {"r"}, "mode": {"replace"}, "do": {"below"}}, "table .d"},
		{"a copy's plan", "copy/app", url.Values{"to": {"/many"}}, "main"},
		{"a merge", "set/app/text", url.Values{"data": {"first\nmine\nthird\n"}, "base": {"first\n2nd\nthird\n"}, "version": {"7"}, "review": {"1"}}, ".merge"},
	} {
		tab.posts("/c/main/"+step.path, step.form)
		if len(tab.texts(step.has)) == 0 {
			tab.t.Errorf("%s has no %s", step.page, step.has)
		}
		visit(step.page)
	}
	tab.posts("/c/main/set/app/text", url.Values{"data": {"saved"}, "version": {"0"}})
	visit("after a change")
	tab.goTo("/audit")
	tab.leave(func() { eval[any](tab, `document.querySelector("a[href*='/undo/']").click(), 0`) })
	visit("an undo")
	tab.posts("/c/main/delete/many", url.Values{"recursive": {"1"}, "confirm": {"many"}, "expected": {"251"}})
	tab.await(`location.pathname.startsWith("/jobs/") && document.querySelector("#job").innerText.includes("251")`)
	visit("a job")
	job := tab.path()
	tab.goTo("/jobs")
	visit("jobs")
	tab.goTo(job + "/undo")
	visit("the undo of a job")
}

// posts submits a form as if it were on the open page, and waits for the answer.
func (p *tab) posts(path string, form url.Values) {
	p.t.Helper()
	script := fmt.Sprintf(`(() => {
		const form = document.createElement("form");
		form.method = "post";
		form.action = %s;
		for (const [name, value] of new URLSearchParams(%s)) {
			const field = document.createElement("textarea");
			field.name = name;
			field.value = value;
			form.append(field);
		}
		document.body.append(form);
		form.submit();
		return 0;
	})()`, quote(path), quote(form.Encode()))
	p.leave(func() { eval[any](p, script) })
}
