package e2e

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
)

// TestAxeOfChanges finds nothing on the pages on the way of a change, most of which
// have no address that leads there.
func TestAxeOfChanges(t *testing.T) {
	t.Parallel()
	axe := readAxe(t)
	server := zktest.Run(t)
	console := serve(t, "--cluster", "main="+server.Addr(), "--allow-writes", "--default-role", "admin",
		"--data-dir", t.TempDir(), "--keep-previous", "1", "--data-key", newDataKey(t))
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	client, err := openSession(ctx, server.Addr())
	must(t, err)
	t.Cleanup(client.Close)
	tab := newTab(t, console)
	seedChanges(t, client)
	tab.enter("/c/main/tree/", alice, alicePassword)
	walkChanges(tab, func(page string) {
		eval[any](tab, axe+";0")
		tab.axe(page, words.English)
	})
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

// seedChanges makes what walkChanges changes.
func seedChanges(t *testing.T, client *session.Session) {
	t.Helper()
	put(t, client, "/app", `{"user": "shop"}`)
	put(t, client, "/app/text", "first\nsecond\nthird\n")
	put(t, client, "/app/other", "other")
	put(t, client, "/many", "")
	for i := range 250 {
		put(t, client, fmt.Sprintf("/many/n%03d", i), "")
	}
}

// walkChanges goes from page to page of what changes znodes, and calls visit on each.
func walkChanges(tab *tab, visit func(page string)) {
	visits := visit
	visit = func(page string) {
		visits(page)
		// So that the page can be left with what is typed there.
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
	}{
		{"a review", "set/app/text", url.Values{"data": {"first\n2nd\nthird\n"}, "base": {"first\nsecond\nthird\n"}, "version": {"0"}, "review": {"1"}}},
		{"a refusal", "create/app", url.Values{"name": {"a/b"}, "data": {"x"}}},
		{"an ACL's warnings", "acl/app", url.Values{"aversion": {"0"}, "rows": {"1"}, "scheme-0": {"world"}, "id-0": {"anyone"}, "perms-0": {"read"}}},
		{"an ACL below", "acl/app", url.Values{"aversion": {"0"}, "rows": {"1"}, "scheme-0": {"world"}, "id-0": {"anyone"}, "perms-0": {"read"}, "mode": {"replace"}, "do": {"below"}}},
		{"a copy's plan", "copy/app", url.Values{"to": {"/many"}}},
		{"a merge", "set/app/text", url.Values{"data": {"first\nmine\nthird\n"}, "base": {"first\n2nd\nthird\n"}, "version": {"7"}, "review": {"1"}}},
	} {
		tab.posts("/c/main/"+step.path, step.form)
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

// posts sends a form as if the page that is open had it, and waits for the answer.
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
