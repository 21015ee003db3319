package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/undo"
	"zkweb/web/views"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// made posts a change, waits until the history has it, and returns the numbers of its intent and
// its outcome.
func (h *historian) made(t *testing.T, v *visitor, target string, form url.Values) (intent, outcome int64) {
	t.Helper()
	before := h.head(t)
	if got := v.post(t, target, form, "Accept", "application/json"); got.status >= 300 {
		t.Fatalf("%s: %d %s", target, got.status, got.body)
	}
	h.head(t)
	for _, entry := range h.entries(t, before) {
		switch {
		case entry.Outcome == audit.Intent:
			intent = entry.Seq
		case entry.Outcome == audit.OK && entry.Zxid != 0:
			outcome = entry.Seq
			h.recording.Until(t, entry.Zxid)
		case entry.Batch != nil && entry.Batch.Each:
			outcome = entry.Seq
			for _, made := range entry.Batch.Transactions() {
				h.recording.Until(t, made.Last)
			}
		}
	}
	if intent == 0 || outcome == 0 {
		t.Fatalf("%s left no entries", target)
	}
	return intent, outcome
}

// TestTheHistoryTakesAChangeBack undoes changes whose former state the trail did not keep: by the
// intent and by the outcome, of each kind, for people who could read it then and may read it now.
func TestTheHistoryTakesAChangeBack(t *testing.T) {
	t.Parallel()
	h := runHistorian(t, func(config *Config) {
		approving(t, config, "/asked")
		config.Rules.Previous = nil
	})
	h.add(t, "other", people.Editor, "/")
	editor, admin, other := h.member(t, "editor"), h.member(t, "admin"), h.member(t, "other")
	h.set(t, "/app/u", "before")
	plan := func(v *visitor, seq int64) undo.JSONPlan {
		t.Helper()
		return decode[undo.JSON](t, v.getJSON(t, undoOf(seq))).Undo
	}

	intent, outcome := h.made(t, editor, "/c/main/set/app/u", url.Values{"data": {"after"}, "version": {"0"}})
	if page := admin.get(t, "/audit").body; !strings.Contains(page, `href="`+undoOf(outcome)+`"`) {
		t.Error("the trail does not offer to undo it")
	}
	for _, seq := range []int64{intent, outcome} {
		if p := plan(editor, seq); !p.Possible || !p.History || len(p.Steps) != 1 || p.Steps[0].Op != "set" {
			t.Errorf("by entry %d: %+v", seq, p)
		}
	}
	if text := pageText(t, editor.get(t, undoOf(outcome)).body); !strings.Contains(text, "+ before") || !strings.Contains(text, "history of the cluster says") {
		t.Errorf("the page says %q", text)
	}
	back, _ := h.made(t, other, undoOf(outcome), nil)
	h.holds(t, "/app/u", "before")
	h.made(t, editor, undoOf(back), nil) // undone in turn
	h.holds(t, "/app/u", "after")

	_, acl := h.made(t, editor, "/c/main/acl/app/u", url.Values{"acl": {"world:anyone:cdra"}, "aversion": {"0"}})
	h.made(t, editor, undoOf(acl), nil)
	if now, _, err := h.boss.GetACLs(h.context, parsePath(t, "/app/u")); err != nil || !slices.Equal(now, open) {
		t.Errorf("the ACL is %v, %v", now, err)
	}
	if _, err := znode.Create(h.context, h.boss, parsePath(t, "/app/box"), []byte("lid"), open, znode.ModeContainer); err != nil {
		t.Fatal(err)
	}
	_, gone := h.made(t, editor, "/c/main/delete/app/box", url.Values{"version": {"0"}})
	h.made(t, editor, undoOf(gone), nil)
	h.holds(t, "/app/box", "lid")
	created := h.set(t, "/app/box/x", "so that the server deletes it once that is gone")
	h.delete(t, "/app/box/x")
	told := editor.getJSON(t, "/c/main/tree/app?at="+"0x"+strconv.FormatInt(created, 16))
	if told.status != 200 {
		t.Error(told.status)
	}
	_, made := h.made(t, editor, "/c/main/create/app", url.Values{"name": {"fresh"}, "data": {"x"}})
	h.made(t, editor, undoOf(made), nil)
	if _, err := h.boss.Exists(h.context, parsePath(t, "/app/fresh")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("the created znode still exists: %v", err)
	}

	// a proposal links to the page that undoes its change
	asked := editor.proposes(t, "/c/main/create/", url.Values{"name": {"asked"}, "data": {"x"}})
	h.made(t, admin, "/proposals/"+asked, url.Values{"do": {"apply"}})
	if page := admin.get(t, "/proposals/"+asked).body; !undoLink.MatchString(page) {
		t.Errorf("an applied proposal offers no way back: %s", pageText(t, page))
	}

	// a person who could not read it then does not get it now
	shut := []znode.ACL{{Scheme: "digest", ID: session.DigestID("editor", rightOne), Perms: znode.PermAll}}
	h.set(t, "/app/shut", "for the editor")
	if _, err := zktest.SetACL(h.context, h.boss, parsePath(t, "/app/shut"), shut, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	_, hidden := h.made(t, editor, "/c/main/set/app/shut", url.Values{"data": {"later"}, "version": {"0"}})
	_, _ = h.made(t, editor, "/c/main/acl/app/shut", url.Values{"acl": {"world:anyone:cdrwa"}, "aversion": {"1"}, "anyway": {"opens_to_anybody"}})
	if got := other.getJSON(t, undoOf(hidden)); got.status != 403 || !strings.Contains(got.body, string(znode.CodeUndoUnseen)) {
		t.Errorf("who could not read it then: %d %s", got.status, got.body)
	}

	if got := admin.post(t, "/c/main/quota/app", url.Values{"count": {"100"}, "version": {"none"}}); got.status != 303 {
		t.Fatalf("a quota: %d %s", got.status, got.body)
	}
	entries := h.entries(t, 0)
	at := slices.IndexFunc(entries, func(e audit.Entry) bool { return e.Event == audit.NodeQuota && e.Outcome == audit.OK })
	if p := plan(admin, entries[at].Seq); !p.Possible {
		t.Errorf("a quota that the trail offers to undo: %+v", p)
	}
}

// TestTheHistoryDoesNotKnowAChangeYet checks that the page says so, and that a change of another
// ensemble with the same number is not mistaken for it.
func TestTheHistoryDoesNotKnowAChangeYet(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	editor := h.member(t, "editor")
	before := h.head(t)
	editor.post(t, "/c/main/set/app/a", url.Values{"data": {"after"}, "version": {"0"}})
	h.head(t)
	for _, entry := range h.entries(t, before) {
		if entry.Event != audit.NodeSet {
			continue
		}
		if got := editor.getJSON(t, undoOf(entry.Seq)); got.status != 404 || !strings.Contains(got.body, string(znode.CodeUndoUnrecorded)) {
			t.Errorf("%s: %d %s", entry.Outcome, got.status, got.body)
		}
	}
}

// TestTheHistoryTakesACLsBackThatWereSetOneByOne undoes ACLs that were set for a subtree, except
// those that somebody has set since, and those with digests that the person may not see.
func TestTheHistoryTakesACLsBackThatWereSetOneByOne(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.add(t, "other", people.Admin, "/")
	editor, other := h.member(t, "editor"), h.member(t, "other")
	now := func(path string) string {
		t.Helper()
		acl, _, err := h.boss.GetACLs(h.context, parsePath(t, path))
		if err != nil {
			t.Fatal(err)
		}
		return znode.FormatACL(acl)
	}
	acl := func(path string, acl []znode.ACL) {
		t.Helper()
		results, err := h.boss.Apply(h.context, znode.Op{Kind: znode.OpSetACL, Path: parsePath(t, path), ACL: acl, Version: znode.AnyVersion})
		if err != nil {
			t.Fatal(err)
		}
		h.recording.Until(t, results[0].Zxid)
	}
	was := znode.FormatACL(open)
	keyed := append(slices.Clone(open), znode.ACL{Scheme: "digest", ID: session.DigestID("editor", rightOne), Perms: znode.PermAll})
	for _, path := range []string{"/app/acls", "/app/acls/a", "/app/acls/b", "/app/acls/keyed"} {
		h.set(t, path, "x")
	}
	acl("/app/acls/keyed", keyed)
	fields := url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "recursive": {"1"}, "anyway": {"opens_to_anybody"}}
	_, set := h.made(t, editor, "/c/main/acl/app/acls", fields)
	if page := h.member(t, "admin").get(t, "/audit").body; !strings.Contains(page, `href="`+undoOf(set)+`"`) {
		t.Error("the trail does not offer to undo it")
	}
	theirs := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll &^ znode.PermCreate}}
	acl("/app/acls/b", theirs)
	told := decode[undo.JSON](t, editor.getJSON(t, undoOf(set))).Undo
	why := map[string]znode.Code{}
	for _, step := range told.Steps {
		if why[step.Path] = ""; step.Error != nil {
			why[step.Path] = step.Error.Code
		}
	}
	if !told.Possible || !told.History || len(why) != 4 || why["/app/acls/b"] != znode.CodeUndoChanged || why["/app/acls"] != "" {
		t.Errorf("the plan is %+v", told)
	}
	page := editor.get(t, undoOf(set))
	if text := pageText(t, page.body); !strings.Contains(text, "ACL as it was") || !strings.Contains(page.body, `action="`+undoOf(set)+`"`) {
		t.Errorf("the page says %q", text)
	}
	back, _ := h.made(t, other, undoOf(set), nil)
	for path, want := range map[string]string{"/app/acls": was, "/app/acls/a": was, "/app/acls/b": znode.FormatACL(theirs), "/app/acls/keyed": znode.FormatACL(keyed)} {
		if got := now(path); got != want {
			t.Errorf("%s has %s, want %s", path, got, want)
		}
	}
	h.made(t, editor, undoOf(back), nil) // undone in turn
	if got := now("/app/acls/a"); got != "world:anyone:cdrwa,ip:127.0.0.9:r" {
		t.Errorf("taken back twice, it has %s", got)
	}
}

// TestAnEarlierACLIsRestored restores an ACL from the list of versions. The page shows it beside
// the present one, and never with a digest that the person may not see.
func TestAnEarlierACLIsRestored(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	editor, viewer := h.member(t, "editor"), h.member(t, "viewer")
	created := h.set(t, "/app/r", "x")
	_, _ = h.made(t, editor, "/c/main/acl/app/r", url.Values{"acl": {"world:anyone:cdra"}, "aversion": {"0"}})
	link := "/c/main/acl/app/r?restore=" + views.Hex(created)
	if !strings.Contains(editor.get(t, "/c/main/versions/app/r").body, `href="`+link+`"`) || strings.Contains(viewer.get(t, "/c/main/versions/app/r").body, "?restore=") {
		t.Error("who may not set the ACL is offered to restore it, or who may is not")
	}
	form := editor.get(t, link)
	text := pageText(t, form.body)
	if form.status != 200 || !strings.Contains(text, "at an earlier version") || !strings.Contains(text, "The ACL now, version 1") {
		t.Errorf("%d %q", form.status, text)
	}
	fields := postedBy(t, form.body, "Save ACL")
	fields.Set("anyway", "opens_to_anybody")
	if got := editor.post(t, "/c/main/acl/app/r", fields); got.status != 303 {
		t.Errorf("%d %s", got.status, got.body)
	}
	if now, stat, err := h.boss.GetACLs(h.context, parsePath(t, "/app/r")); err != nil || !slices.Equal(now, open) || stat.Aversion != 2 {
		t.Errorf("the ACL is %v of version %d, %v", now, stat.Aversion, err)
	}
	boss := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead}, {Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	results, err := h.boss.Apply(h.context, znode.Op{Kind: znode.OpSetACL, Path: parsePath(t, "/app/r"), ACL: boss, Version: znode.AnyVersion})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := zktest.SetACL(h.context, h.boss, parsePath(t, "/app/r"), open, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	h.set(t, "/app/r", "recorded until here")
	if got := editor.getJSON(t, "/c/main/acl/app/r?restore="+views.Hex(results[0].Zxid)); got.status != 403 || strings.Contains(got.body, session.DigestID("boss", bossPassword)) {
		t.Errorf("an ACL with another's digest: %d %s", got.status, got.body)
	}
}

// TestATransactionIsTakenBack undoes a transaction, whoever made it: all of it or nothing, only by
// people who may know each of its changes, and as a job if it is large.
func TestATransactionIsTakenBack(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.add(t, "confined", people.Editor, "/team")
	editor, viewer, confined := h.member(t, "editor"), h.member(t, "viewer"), h.member(t, "confined")
	h.set(t, "/app/t1", "before")
	h.set(t, "/app/t2", "kept")
	apply := func(ops ...znode.Op) int64 {
		t.Helper()
		results, err := h.boss.Apply(h.context, ops...)
		if err != nil {
			t.Fatal(err)
		}
		h.recording.Until(t, results[0].Zxid)
		return results[0].Zxid
	}
	create := func(path string) znode.Op {
		return znode.Op{Kind: znode.OpCreate, Path: parsePath(t, path), ACL: open}
	}
	set := znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/app/t1"), Data: []byte("after"), Version: znode.AnyVersion}
	zxid := apply(create("/app/t3"), create("/app/t3/x"), set, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/t2"), Version: 0})
	link := "/c/main/undo/" + views.Hex(zxid)
	if page := editor.get(t, "/c/main/changes/app").body; strings.Count(page, `href="`+link+`?below=%2Fapp"`) != 1 || strings.Contains(viewer.get(t, "/c/main/changes/app").body, link) {
		t.Error("the link to undo the transaction is shown to people who may not, or not to those who may")
	}
	none := confined.getJSON(t, "/c/main/undo/0x7000")
	if got := confined.getJSON(t, link); got.status != 404 || got.status != none.status || !strings.Contains(got.body, string(znode.CodeTransactionNone)) {
		t.Errorf("a person who may not know of it: %d %s", got.status, got.body)
	}
	shown := editor.get(t, link+"?below=%2Fapp")
	if text := pageText(t, shown.body); shown.status != 200 || !strings.Contains(text, "Undo this transaction?") || !strings.Contains(text, "+ before") || !strings.Contains(shown.body, `action="`+link+`?below=%2Fapp"`) {
		t.Errorf("%d %q", shown.status, text)
	}
	if got := viewer.post(t, link, nil, "Accept", "application/json"); got.status != 403 {
		t.Errorf("a viewer: %d %s", got.status, got.body)
	}
	if got, unknown := viewer.getJSON(t, link), viewer.getJSON(t, "/c/main/undo/0x7000"); got.status != 403 || got.status != unknown.status || got.body != unknown.body {
		t.Errorf("a viewer who looks: %d %s; where there is none: %d %s", got.status, got.body, unknown.status, unknown.body)
	}
	apply(set) // since then
	stale := editor.post(t, link, nil, "Accept", "application/json")
	if stale.status != 409 || !strings.Contains(stale.body, string(znode.CodeUndoChanged)) {
		t.Errorf("a znode was set since: %d %s", stale.status, stale.body)
	}
	if again := editor.post(t, link, nil); again.status != 409 || !strings.Contains(pageText(t, again.body), "Undo this transaction?") {
		t.Errorf("by a form: %d %q", again.status, pageText(t, again.body))
	}
	if page := editor.get(t, link).body; strings.Contains(page, "<form method=\"post\" action=\""+link) || !strings.Contains(page, "changes/?from="+views.Hex(zxid)) {
		t.Error("the page of a conflict offers to continue, or has no way back")
	}
	zxid = apply(create("/app/t4"), create("/app/t4/x"), znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/app/t3"), Data: []byte("y"), Version: 0})
	link = "/c/main/undo/" + views.Hex(zxid)
	done := editor.post(t, link, nil)
	if done.status != 303 {
		t.Errorf("%d %s", done.status, done.body)
	}
	if page := editor.get(t, done.header.Get("Location")).body; !strings.Contains(pageText(t, page), "The change was undone.") || !strings.Contains(page, `href="/undo/`) {
		t.Error("the page after it does not say so, or does not link to undoing that")
	}
	h.holds(t, "/app/t3", "")
	if _, err := h.boss.Exists(h.context, parsePath(t, "/app/t4")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("what it created still exists: %v", err)
	}
	large := strings.Repeat("x", 300<<10)
	h.set(t, "/app/large", large)
	h.set(t, "/app/larger", large)
	gone := apply(znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/large")}, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/larger")})
	if job := editor.job(t, "/c/main/undo/"+views.Hex(gone), nil); job.Failed != 0 || job.Done != 2 {
		t.Errorf("what is too large for one request: %+v", job)
	}
	h.holds(t, "/app/larger", large)
	many := []znode.Op{create("/app/many")}
	for i := range 600 {
		many = append(many, create("/app/many/"+strconv.Itoa(i)))
	}
	job := editor.job(t, "/c/main/undo/"+views.Hex(apply(many...)), nil)
	if job.Failed != 0 || job.Done != 601 {
		t.Errorf("the job is %+v", job)
	}
	if _, err := h.boss.Exists(h.context, parsePath(t, "/app/many")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("what it created still exists: %v", err)
	}
}

// TestWhatManyRequestsTakeBack checks that a job undoes a transaction that needs many requests, and
// that the end of a session, however many znodes it deleted, cannot be undone.
func TestWhatManyRequestsTakeBack(t *testing.T) {
	t.Parallel()
	const many = 5100 // more than are requested together
	h := runHistorian(t)
	editor := h.member(t, "editor")
	at, err := cluster.Parse("main=" + h.server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	short := session.Open(at, session.Anonymous(), session.Options{SessionTimeout: 30 * time.Second}) // to get such a transaction soon
	t.Cleanup(short.Close)
	if err := short.AwaitConnected(h.context); err != nil {
		t.Fatal(err)
	}
	ops := make([]znode.Op, 0, many)
	for i := range many {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/app/"+strconv.Itoa(i)), ACL: open})
	}
	results, err := short.Apply(h.context, ops...)
	if err != nil {
		t.Fatal(err)
	}
	h.recording.Until(t, results[0].Zxid)
	link := "/c/main/undo/" + views.Hex(results[0].Zxid)
	if text := pageText(t, editor.get(t, link).body); !strings.Contains(text, "job") || !strings.Contains(text, "5,080 znodes more") {
		t.Errorf("the page says %.600q", text)
	}
	if job := editor.job(t, link, nil); job.Done != many || job.Failed != 0 {
		t.Errorf("%+v %q", job, editor.said(t, job.ID))
	}
	if stat, err := h.boss.Exists(h.context, parsePath(t, "/app")); err != nil || stat.NumChildren != 4 {
		t.Errorf("%+v, %v", stat, err)
	}

	for i := range ops {
		ops[i] = znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/team/"+strconv.Itoa(i)), ACL: open, Mode: znode.ModeEphemeral}
	}
	if _, err := short.Apply(h.context, ops...); err != nil {
		t.Fatal(err)
	}
	short.Close()
	eventually(t, "the end of the session", func() bool {
		_, err := h.boss.Exists(h.context, ops[0].Path)
		return znode.KindOf(err) == znode.NotFound
	})
	h.set(t, "/team/x", "recorded until here")
	ended := editor.history(t, "/c/main/versions/team/0").Versions[0].Zxid
	if got := editor.getJSON(t, "/c/main/undo/"+ended); got.status != 409 || !strings.Contains(got.body, string(znode.CodeUndoEphemeral)) {
		t.Errorf("the end of a session: %d %.300s", got.status, got.body)
	}
}
