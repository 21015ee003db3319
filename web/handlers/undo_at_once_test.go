package handlers

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"zkweb/web/handlers/changes"
)

var undoLink = regexp.MustCompile(`href="/undo/(\d+)"`)

// TestWhatIsDoneAtOnceIsTakenBack undoes it by the link on the page after it, or by the entries in
// the answer to a script, since an editor sees no trail.
func TestWhatIsDoneAtOnceIsTakenBack(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.mixed(t)
	v := r.member(t, "editor")
	before := append(r.state(t, "/box"), r.state(t, "/app")...)
	takenBack := func(what string, entries ...string) {
		t.Helper()
		if len(entries) == 0 {
			t.Errorf("%s: nothing leads to where it is taken back", what)
		}
		for _, entry := range entries {
			if got := v.post(t, "/undo/"+entry, nil, "Accept", "application/json"); got.status != 200 {
				t.Errorf("%s: %d %s", what, got.status, got.body)
			}
		}
		if got := differ(before, append(r.state(t, "/box"), r.state(t, "/app")...)); len(got) != 0 {
			t.Errorf("%s: taken back, there differ %q", what, got)
		}
	}
	links := func(page answer) (entries []string) {
		for _, match := range undoLink.FindAllStringSubmatch(page.body, -1) {
			entries = append(entries, match[1])
		}
		return entries
	}
	led := func(target string, form url.Values) answer {
		t.Helper()
		got := v.post(t, target, form)
		if got.status != 303 {
			t.Fatalf("%s: %d %s", target, got.status, pageText(t, got.body))
		}
		return v.get(t, got.header.Get("Location"))
	}
	page := led(link("delete", "/box"), below)
	if said := pageText(t, page.body); !strings.Contains(said, "8 znodes were changed. Undo") {
		t.Errorf("after a deletion the page says %.300q", said)
	}
	takenBack("a deletion", links(page)...)
	takenBack("chosen children", links(led(link("delete", "/app"), url.Values{"recursive": {"1"}, "child": {"a", "b"}}))...)
	takenBack("a copy", links(led(link("copy", "/box"), url.Values{"to": {"/app/copied"}}))...)
	takenBack("a move", links(led(link("move", "/box"), url.Values{"to": {"/app/moved"}}))...)
	if got := v.get(t, "/c/main/tree/app"); len(links(got)) != 0 {
		t.Error("the page says it twice")
	}
	numbers := func(entries ...int64) (all []string) {
		for i := len(entries) - 1; i >= 0; i-- { // the newest first
			all = append(all, strconv.FormatInt(entries[i], 10))
		}
		return all
	}
	_, moved := v.copyTo(t, "move", "/box", "/app/moved")
	takenBack("a move by a script", numbers(moved.Entries...)...)
	deleted := decode[changes.BelowJSON](t, v.post(t, link("delete", "/box"), below, "Accept", "application/json"))
	takenBack("a deletion by a script", numbers(deleted.Entries...)...)
	acls := url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "recursive": {"1"}}
	set := decode[changes.ACLBelowJSON](t, v.post(t, link("acl", "/app"), acls, "Accept", "application/json"))
	takenBack("ACLs by a script", numbers(set.Entry)...)
	takenBack("ACLs", links(led(link("acl", "/app"), acls))...)
	imported := v.importFile(t, "/", "# lines\n/app=new=1\n/app/a=other=2\n", 200)
	takenBack("an import by a script", numbers(imported.Entries...)...)
}
