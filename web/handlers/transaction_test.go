package handlers

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/zkconn/znode"
)

const transactionPage = "/c/main/transaction"

// collects posts a change that is to be collected.
func (v *visitor) collects(t *testing.T, target string, form url.Values) {
	t.Helper()
	form.Set("collect", "1")
	if got := v.post(t, target, form); got.status != 303 || got.header.Get("Location") != transactionPage {
		t.Fatalf("%s: %d to %q %s", target, got.status, got.header.Get("Location"), pageText(t, got.body))
	}
}

func (v *visitor) collected(t *testing.T) changes.TransactionJSON {
	t.Helper()
	return decode[changes.TransactionJSON](t, v.getJSON(t, transactionPage))
}

// applied posts the form that makes the collected changes, as it is now.
func (v *visitor) applied(t *testing.T, headers ...string) answer {
	t.Helper()
	return v.post(t, transactionPage, url.Values{"do": {"apply"}, "revision": {strconv.Itoa(v.collected(t).Revision)}}, headers...)
}

// TestChangesAreCollectedAndMadeTogether collects changes on the pages of single changes, with a
// check.
func TestChangesAreCollectedAndMadeTogether(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	v := r.member(t, "editor")
	before := r.head(t)
	review := v.post(t, "/c/main/set/app/a", url.Values{"data": {"both\n"}, "version": {"0"}, "review": {"1"}}).body
	for page, html := range map[string]string{"review": review, "create": v.get(t, "/c/main/create/app").body, "delete": v.get(t, "/c/main/delete/app/b").body} {
		if !strings.Contains(html, `name="collect"`) {
			t.Errorf("the %s page does not offer to collect", page)
		}
	}
	if page := v.get(t, "/c/main/tree/app").body; strings.Contains(page, transactionPage) {
		t.Error("a page names a transaction that is none")
	}
	v.collects(t, "/c/main/set/app/a", url.Values{"data": {"both\n"}, "version": {"0"}})
	v.collects(t, "/c/main/create/app", url.Values{"name": {"new/child"}, "parents": {"1"}, "data": {"made"}})
	v.collects(t, "/c/main/delete/app/b", url.Values{"version": {"0"}})
	if got := v.post(t, transactionPage, url.Values{"do": {"check"}, "path": {"/team/x"}}); got.status != 303 {
		t.Fatalf("%d %s", got.status, pageText(t, got.body))
	}
	r.holds(t, "/app/a", "data of /app/a")
	for _, entry := range r.entries(t, before) {
		if entry.Outcome == audit.Intent {
			t.Errorf("collecting is recorded as a change: %+v", entry)
		}
	}
	page := v.get(t, transactionPage)
	text := pageText(t, page.body)
	for _, want := range []string{"Set /app/a", "− there now", "- data of /app/a", "+ both", "Create /app/new", "Create /app/new/child", "+ made", "Delete /app/b", "Check /team/x", "only at version 0", "Make all 5 changes"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %q", want, text)
		}
	}
	if bar := v.get(t, "/c/main/tree/app").body; !strings.Contains(bar, `href="`+transactionPage+`"`) {
		t.Error("no page links to the collected changes")
	}
	list := v.collected(t)
	if len(list.Ops) != 5 || list.Ops[0].Op != "set" || *list.Ops[0].Version != 0 || list.Ops[4].Op != "check" || list.Ops[1].Version != nil {
		t.Errorf("%+v", list)
	}
	got := v.applied(t)
	if got.status != 303 || got.header.Get("Location") != "/c/main/tree/" {
		t.Fatalf("%d to %q %s", got.status, got.header.Get("Location"), pageText(t, got.body))
	}
	r.holds(t, "/app/a", "both\n")
	r.holds(t, "/app/new/child", "made")
	if _, err := r.boss.Exists(r.context, parsePath(t, "/app/b")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("/app/b: %v", err)
	}
	if said := v.get(t, "/c/main/tree/").body; !strings.Contains(pageText(t, said), "5 changes were made together.") || !strings.Contains(said, "/undo/") {
		t.Error("the page after it does not say what was done, or does not link to undoing it")
	}
	if left := v.collected(t); len(left.Ops) != 0 {
		t.Errorf("still collected: %+v", left)
	}
}

// TestAConflictKeepsTheTransaction checks that the error says which change it is about.
func TestAConflictKeepsTheTransaction(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "editor")
	v.collects(t, "/c/main/set/app/a", url.Values{"data": {"mine"}, "version": {"0"}})
	v.collects(t, "/c/main/set/app/b", url.Values{"data": {"mine"}, "version": {"0"}})
	seen := v.collected(t)
	if _, err := znode.Set(r.context, r.boss, parsePath(t, "/app/b"), []byte("theirs"), 0); err != nil {
		t.Fatal(err)
	}
	for _, got := range []answer{v.applied(t), v.applied(t)} {
		text := pageText(t, got.body)
		if got.status != 409 || !strings.Contains(text, "It is about change 2 of 2.") || !strings.Contains(text, "- theirs") {
			t.Errorf("%d %q", got.status, text)
		}
	}
	if failed := decode[failedOp](t, v.applied(t, "Accept", "application/json")).Error; failed.Kind != "conflict" || failed.Op == nil || *failed.Op != 1 {
		t.Errorf("as JSON %+v", failed)
	}
	r.holds(t, "/app/a", "data of /app/a")
	now := v.collected(t)
	if len(now.Ops) != 2 || now.Ops[0].Error != nil || now.Ops[1].Error == nil || now.Ops[1].Error.Code != znode.CodeBadVersion {
		t.Errorf("%+v", now)
	}
	for _, do := range []string{fmt.Sprintf("up-%d", now.Ops[1].ID), fmt.Sprintf("remove-%d", now.Ops[1].ID)} {
		if got := v.post(t, transactionPage, url.Values{"do": {do}}); got.status != 303 {
			t.Fatalf("%s: %d", do, got.status)
		}
	}
	got := v.post(t, transactionPage, url.Values{"do": {"apply"}, "revision": {strconv.Itoa(seen.Revision)}})
	if got.status != 409 || !strings.Contains(pageText(t, got.body), "another than the one that was shown") {
		t.Errorf("as it was seen before: %d %q", got.status, pageText(t, got.body))
	}
	if got := v.applied(t); got.status != 303 || got.header.Get("Location") != "/c/main/tree/app/a" {
		t.Errorf("%d to %q", got.status, got.header.Get("Location"))
	}
	r.holds(t, "/app/a", "mine")
	if got := v.applied(t); got.status != 400 || !strings.Contains(pageText(t, got.body), "the list is empty") {
		t.Errorf("of nothing: %d", got.status)
	}
}

// TestWhatIsNotCollected checks what the change itself would refuse, and what cannot be part of a
// transaction.
func TestWhatIsNotCollected(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "ed", people.Editor, "/app")
	v := r.member(t, "ed")
	for name, test := range map[string]struct {
		target string
		form   url.Values
		status int
	}{
		"outside the paths":      {"/c/main/set/team/x", url.Values{"data": {"x"}, "version": {"0"}}, 403},
		"another version":        {"/c/main/set/app/a", url.Values{"data": {"x"}, "version": {"7"}}, 409},
		"a mask":                 {"/c/main/set/app/a", url.Values{"data": {"•masked•"}, "version": {"0"}}, 400},
		"an ephemeral":           {"/c/main/create/app", url.Values{"name": {"e"}, "mode": {"ephemeral"}, "data": {""}}, 409},
		"no name":                {"/c/main/create/app", url.Values{"name": {""}, "data": {""}}, 400},
		"a check elsewhere":      {transactionPage, url.Values{"do": {"check"}, "path": {"/team/x"}}, 403},
		"a check of what is not": {transactionPage, url.Values{"do": {"check"}, "path": {"/app/none"}}, 404},
		"nothing of that name":   {transactionPage, url.Values{"do": {"dance"}}, 400},
	} {
		test.form.Set("collect", "1")
		if got := v.post(t, test.target, test.form); got.status != test.status {
			t.Errorf("%s: %d %q", name, got.status, pageText(t, got.body))
		}
	}
	if got := v.collected(t); len(got.Ops) != 0 {
		t.Errorf("collected: %+v", got)
	}
	if got := r.member(t, "viewer").post(t, "/c/main/set/app/a", url.Values{"data": {"x"}, "version": {"0"}, "collect": {"1"}}); got.status != 403 {
		t.Errorf("a viewer: %d", got.status)
	}
	v.collects(t, "/c/main/delete/app/b", url.Values{"version": {"0"}})
	if got := r.member(t, "ed").collected(t); len(got.Ops) != 0 {
		t.Errorf("another sign-in of the same person sees %+v", got)
	}
	if got := v.post(t, "/logout", nil); got.status != 303 {
		t.Fatal(got.status)
	}
	v.mustSignIn(t, credentialsForm("ed", rightOne))
	if got := v.collected(t); len(got.Ops) != 0 {
		t.Errorf("after signing in again: %+v", got)
	}
}

// TestChildrenOfWhatIsCollected checks that children of a collected create are collected, too, and
// follow it.
func TestChildrenOfWhatIsCollected(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "editor")
	if got := v.get(t, "/c/main/create/app/fam"); got.status != 404 {
		t.Fatalf("a parent that is nowhere: %d", got.status)
	}
	v.collects(t, "/c/main/create/app", url.Values{"name": {"fam"}, "data": {""}, "acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}})
	if page := v.get(t, transactionPage).body; !strings.Contains(page, `href="/c/main/create/app/fam"`) {
		t.Error("the list does not link to creating a child")
	}
	form := v.get(t, "/c/main/create/app/fam")
	if form.status != 200 || strings.Count(form.body, `name="collect"`) != 1 || !strings.Contains(pageText(t, form.body), "creates the parent, so this goes there, too") {
		t.Errorf("the form: %d %q", form.status, pageText(t, form.body))
	}
	if got := v.post(t, "/c/main/create/app/fam", url.Values{"name": {"child"}, "data": {""}}); got.status != 404 {
		t.Errorf("created at once: %d", got.status)
	}
	v.collects(t, "/c/main/create/app/fam", url.Values{"name": {"child"}, "data": {"one"}})
	v.collects(t, "/c/main/create/app", url.Values{"name": {"fam/new/deep"}, "parents": {"1"}, "data": {"two"}})
	list := v.collected(t)
	var paths []string
	for _, op := range list.Ops {
		paths = append(paths, op.Path)
		if op.Error != nil {
			t.Errorf("%s: %+v", op.Path, op.Error)
		}
	}
	if got := strings.Join(paths, " "); got != "/app/fam /app/fam/child /app/fam/new /app/fam/new/deep" {
		t.Fatalf("collected are %s", got)
	}
	move := func(do string) {
		t.Helper()
		if got := v.post(t, transactionPage, url.Values{"do": {do + "-" + strconv.Itoa(list.Ops[0].ID)}}); got.status != 303 {
			t.Fatal(got.status)
		}
	}
	move("down")
	if now := v.collected(t); now.Ops[0].Error == nil || now.Ops[0].Error.Code != znode.CodeOpParent || now.Ops[1].Error != nil {
		t.Errorf("a child before its parent: %+v", now)
	}
	move("up")
	if got := v.applied(t); got.status != 303 {
		t.Fatalf("%d %s", got.status, pageText(t, got.body))
	}
	r.holds(t, "/app/fam/new/deep", "two")
	for _, path := range []string{"/app/fam/child", "/app/fam/new/deep"} {
		if acl, _, err := r.boss.GetACLs(r.context, parsePath(t, path)); err != nil || znode.FormatACL(acl) != "world:anyone:cdrwa,ip:127.0.0.9:r" {
			t.Errorf("%s has the ACL %v, %v", path, acl, err)
		}
	}
	v.collects(t, "/c/main/delete/app/fam/new", url.Values{"version": {"0"}})
	v.collects(t, "/c/main/delete/app/fam/new/deep", url.Values{"version": {"0"}})
	if list = v.collected(t); list.Ops[0].Error == nil || list.Ops[0].Error.Code != znode.CodeHasChildren {
		t.Errorf("a parent before its child: %+v", list)
	}
	move("down")
	if list = v.collected(t); list.Ops[0].Error != nil || list.Ops[1].Error != nil {
		t.Errorf("a child before its parent: %+v", list)
	}
	if got := v.applied(t); got.status != 303 {
		t.Errorf("%d %s", got.status, pageText(t, got.body))
	}
}
