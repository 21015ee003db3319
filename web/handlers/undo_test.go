package handlers

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/auth/vault"
	"zkweb/web/handlers/changes"
	"zkweb/web/handlers/undo"
	"zkweb/zkconn/znode"
)

// runKeeping starts a recorded team whose console keeps what changes replace.
func runKeeping(t *testing.T) *recordedTeam {
	t.Helper()
	return runRecorded(t, func(config *Config) { keeping(t, config) })
}

// keeping makes a console keep what changes replace.
func keeping(t *testing.T, config *Config) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := vault.ReadKey(file)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := vault.Open(t.TempDir(), key, config.Logger)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	config.Rules.Previous = kept.Shelf("previous", vault.Bounds{MaxAge: time.Hour, MaxBytes: 1 << 20})
}

// change posts a change like a script, and returns the number of its entry.
func (r *recordedTeam) change(t *testing.T, v *visitor, target string, form url.Values) int64 {
	t.Helper()
	before := r.head(t)
	if got := v.post(t, target, form, "Accept", "application/json"); got.status >= 300 {
		t.Fatalf("%s: %d %s", target, got.status, got.body)
	}
	for _, entry := range r.entries(t, before) {
		if entry.Change != "" && entry.Outcome == audit.OK {
			return entry.Seq
		}
	}
	t.Fatalf("%s left no entry with what it replaced", target)
	return 0
}

func (r *recordedTeam) holds(t *testing.T, path, want string) {
	t.Helper()
	if data, _, err := r.boss.Get(r.context, parsePath(t, path)); err != nil || string(data) != want {
		t.Errorf("%s holds %q, %v, want %q", path, data, err, want)
	}
}

func undoOf(seq int64) string { return fmt.Sprintf("/undo/%d", seq) }

// TestAChangeIsTakenBackFromItsEntry undoes changes, as a page and as JSON, by people who may make
// them.
func TestAChangeIsTakenBackFromItsEntry(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	editor, admin := r.member(t, "editor"), r.member(t, "admin")
	seq := r.change(t, editor, "/c/main/set/app/a", url.Values{"data": {"new\nlines"}, "version": {"0"}})
	if page := admin.get(t, "/audit").body; !strings.Contains(page, `href="`+undoOf(seq)+`"`) {
		t.Error("the trail does not offer to undo it")
	}
	if page := r.member(t, "auditor").get(t, "/audit").body; strings.Contains(page, "/undo/") {
		t.Error("the trail offers to undo it to people who may not")
	}
	review := admin.get(t, undoOf(seq))
	if text := pageText(t, review.body); review.status != 200 || !strings.Contains(text, "- new") || !strings.Contains(text, "+ data of /app/a") || !strings.Contains(text, "editor") {
		t.Errorf("%d %q", review.status, text)
	}
	if got := admin.post(t, undoOf(seq), nil); got.status != 303 || got.header.Get("Location") != "/c/main/tree/app/a" {
		t.Errorf("%d to %q", got.status, got.header.Get("Location"))
	}
	r.holds(t, "/app/a", "data of /app/a")
	r.head(t)
	last := r.entries(t, seq)
	if entry := last[len(last)-1]; entry.Undoes != seq || entry.User != "admin" || entry.Event != audit.NodeSet || entry.Outcome != audit.OK {
		t.Errorf("recorded %+v", entry)
	}

	again := admin.post(t, undoOf(seq), nil)
	if text := pageText(t, again.body); again.status != 409 || !strings.Contains(text, "changed since") || strings.Contains(again.body, `action="/undo/`) {
		t.Errorf("taken back twice: %d %q", again.status, text)
	}
	if got := admin.getJSON(t, undoOf(seq)); decode[undo.JSON](t, got).Undo.Possible {
		t.Errorf("after the undo, undoing is said to be possible: %s", got.body)
	}

	seq = r.change(t, editor, "/c/main/delete/app/b", url.Values{"version": {"0"}})
	if plan := decode[undo.JSON](t, editor.getJSON(t, undoOf(seq))).Undo; !plan.Possible || len(plan.Steps) != 1 || plan.Steps[0].Op != "create" || plan.Steps[0].Path != "/app/b" {
		t.Errorf("%+v", plan)
	}
	done := decode[undo.JSONDone](t, editor.post(t, undoOf(seq), nil, "Accept", "application/json"))
	if done.Undone != seq || done.Entry == 0 || len(done.Results) != 1 || done.Results[0].Path != "/app/b" {
		t.Errorf("%+v", done)
	}
	r.holds(t, "/app/b", "data of /app/b")
	if got := editor.post(t, undoOf(done.Entry), nil, "Accept", "application/json"); got.status != 200 {
		t.Errorf("undoing the undo: %d %s", got.status, got.body)
	}
	if _, err := r.boss.Exists(r.context, parsePath(t, "/app/b")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("/app/b exists: %v", err)
	}
}

// TestAnEntrySaysThatWhatItReplacedIsGone checks an entry whose former data had to make room for
// later changes.
func TestAnEntrySaysThatWhatItReplacedIsGone(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	admin := r.member(t, "admin")
	gone := r.change(t, admin, "/c/main/set/app/a", url.Values{"data": {"new"}, "version": {"0"}})
	kept := gone
	for i := range 4 {
		kept = r.change(t, admin, "/c/main/set/app/b", url.Values{"data": {strings.Repeat(strconv.Itoa(i), 500<<10)}, "version": {strconv.Itoa(i)}})
	}
	page := admin.get(t, "/audit?event=node.set").body
	if strings.Contains(page, `href="`+undoOf(gone)+`"`) || !strings.Contains(page, `href="`+undoOf(kept)+`"`) || !strings.Contains(page, sentence(znode.CodeKeptNoLonger)) {
		t.Errorf("the trail offers to undo what is no longer kept, or not what is kept: %s", pageText(t, page))
	}
	for name, got := range map[string]answer{"its page": admin.get(t, undoOf(gone)), "its button": admin.post(t, undoOf(gone), nil)} {
		if got.status != 404 || !strings.Contains(got.body, sentence(znode.CodeKeptNoLonger)) {
			t.Errorf("%s: %d %s", name, got.status, pageText(t, got.body))
		}
	}
}

// TestWhoeverChangedIsLedToTakeItBack checks that the next page offers to undo, once.
func TestWhoeverChangedIsLedToTakeItBack(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	v := r.member(t, "editor")
	for _, step := range []struct {
		target, page, says string
		form               url.Values
		undone             func() bool
	}{
		{"/c/main/set/app/a", "/c/main/tree/app/a", "Saved as version 1.", url.Values{"data": {"new"}, "version": {"0"}}, func() bool {
			data, _, err := r.boss.Get(r.context, parsePath(t, "/app/a"))
			return err == nil && string(data) == "data of /app/a"
		}},
		{"/c/main/create/app", "/c/main/tree/app/made", "Created.", url.Values{"name": {"made"}, "data": {""}}, func() bool {
			_, err := r.boss.Exists(r.context, parsePath(t, "/app/made"))
			return znode.KindOf(err) == znode.NotFound
		}},
		{"/c/main/acl/team", "/c/main/tree/team?tab=acl", "The ACL was saved.", url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "aversion": {"0"}}, func() bool {
			acl, _, err := r.boss.GetACLs(r.context, parsePath(t, "/team"))
			return err == nil && len(acl) == 1
		}},
		{"/c/main/delete/app/b", "/c/main/tree/app", "Deleted b.", url.Values{"version": {"0"}}, func() bool {
			_, err := r.boss.Exists(r.context, parsePath(t, "/app/b"))
			return err == nil
		}},
	} {
		if got := v.post(t, step.target, step.form); got.header.Get("Location") != step.page {
			t.Fatalf("%s leads to %q with %d", step.target, got.header.Get("Location"), got.status)
		}
		page := v.get(t, step.page).body
		link := regexp.MustCompile(`href="(/undo/[0-9]+)"`).FindStringSubmatch(page)
		if link == nil || !strings.Contains(pageText(t, page), step.says) {
			t.Errorf("%s: the page says %.200q and leads to %q", step.target, pageText(t, page), link)
			continue
		}
		if strings.Contains(v.get(t, step.page).body, "/undo/") {
			t.Errorf("%s: the page leads there twice", step.target)
		}
		back := v.post(t, link[1], nil)
		if said := pageText(t, v.get(t, back.header.Get("Location")).body); back.status != 303 || !strings.Contains(said, "The change was undone.") || !step.undone() {
			t.Errorf("%s: taken back, %d and %.200q, done: %v", step.target, back.status, said, step.undone())
		}
	}
}

// TestWhatWasSavedIsComparedWithWhatWasThere checks the page that compares and changes nothing.
func TestWhatWasSavedIsComparedWithWhatWasThere(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	v := r.member(t, "editor")
	v.post(t, "/c/main/set/app/a", url.Values{"data": {"new"}, "version": {"0"}})
	page := v.get(t, "/c/main/tree/app/a").body
	link := regexp.MustCompile(`href="(/undo/[0-9]+\?compare=1)"`).FindStringSubmatch(page)
	if link == nil || !strings.Contains(pageText(t, page), "Compare with version 0") {
		t.Fatalf("the page links to %q: %.300q", link, pageText(t, page))
	}
	compared := v.get(t, link[1])
	if compared.status != 200 || strings.Contains(compared.body, `action="/undo/`) {
		t.Errorf("%d, or it takes the change back:\n%s", compared.status, compared.body)
	}
	text := pageText(t, compared.body)
	for _, want := range []string{"What the change did", "− before the change · + as it is", "- data of /app/a", "+ new"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	v.post(t, "/c/main/set/app/a", url.Values{"data": {"newer"}, "version": {"1"}})
	if text := pageText(t, v.get(t, link[1]).body); strings.Contains(text, "What the change did") || !strings.Contains(text, "changed since") {
		t.Errorf("what others did since counts as what the change did: %q", text)
	}
	v.post(t, "/c/main/acl/team", url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "aversion": {"0"}})
	if page := v.get(t, "/c/main/tree/team?tab=acl").body; strings.Contains(page, "compare=1") {
		t.Error("after an ACL was saved, the page links to a comparison of data")
	}
}

// TestUndoTellsNobodyMore checks that undo shows no more than the page of the znode.
func TestUndoTellsNobodyMore(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.add(t, "ed", people.Editor, "/team")
	editor := r.member(t, "editor")
	seq := r.change(t, editor, "/c/main/set/app/token", url.Values{"data": {"tok-new"}, "version": {"0"}})
	for who, want := range map[string]struct {
		status int
		code   string
	}{
		"viewer": {403, "role_forbids"}, "reader": {403, "role_forbids"}, "auditor": {403, "role_forbids"}, "ed": {403, "outside_paths"},
	} {
		v := r.member(t, who)
		for _, got := range []answer{v.getJSON(t, undoOf(seq)), v.post(t, undoOf(seq), nil, "Accept", "application/json")} {
			if failed := decode[errorAnswer](t, got); got.status != want.status || failed.Error.Code != want.code || strings.Contains(got.body, secretToken) {
				t.Errorf("%s: %d %s", who, got.status, got.body)
			}
		}
		if got := v.get(t, undoOf(seq)+"?compare=1"); got.status != want.status || strings.Contains(got.body, "•masked•") {
			t.Errorf("%s compares: %d %q", who, got.status, pageText(t, got.body))
		}
	}
	r.holds(t, "/app/token", "tok-new")
	head := r.head(t)
	for _, address := range []string{undoOf(seq) + "?compare=1", undoOf(seq)} {
		if review := editor.get(t, address); review.status != 200 || strings.Contains(review.body, secretToken) || strings.Contains(review.body, "tok-new") || !strings.Contains(review.body, "•masked•") {
			t.Errorf("%s: %d %q", address, review.status, pageText(t, review.body))
		}
		r.head(t)
		looks := r.entries(t, head)
		if len(looks) == 0 || slices.ContainsFunc(looks, func(entry audit.Entry) bool {
			return entry.Event != audit.NodeRead || entry.Path != "/app/token" || entry.User != "editor"
		}) {
			t.Errorf("%s: recorded %+v", address, looks)
		}
	}
	if got := r.visitor(t).get(t, undoOf(seq)); got.status != 303 || got.header.Get("Location") != "/login?next=%2Fundo%2F"+fmt.Sprint(seq) {
		t.Errorf("signed out: %d to %q", got.status, got.header.Get("Location"))
	}
	for _, address := range []string{"/undo/0", "/undo/999999", "/undo/x", "/undo/-1", "/undo/99999999999999999999", "/undo/9223372036854775807"} {
		if got := editor.getJSON(t, address); got.status != 404 || decode[errorAnswer](t, got).Error.Code != "undo_none" {
			t.Errorf("%s: %d %s", address, got.status, got.body)
		}
	}
	if got := editor.getJSON(t, "/undo/1"); got.status != 404 {
		t.Errorf("an entry about something else: %d %s", got.status, got.body)
	}
	if got := editor.post(t, undoOf(seq), nil, "Origin", "http://evil.example"); got.status != 403 {
		t.Errorf("from another site: %d", got.status)
	}
	if got := editor.post(t, undoOf(seq), nil); got.status != 303 {
		t.Errorf("%d %s", got.status, got.body)
	}
	r.holds(t, "/app/token", secretToken)
}

// TestAQuotaIsTakenBack checks that a quota that somebody has set since is not undone.
func TestAQuotaIsTakenBack(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	v := r.member(t, "editor")
	set := func(form url.Values) (seq int64) {
		t.Helper()
		if got := v.post(t, "/c/main/quota/team", form); got.status != 303 {
			t.Fatalf("%d %s", got.status, got.body)
		}
		for _, entry := range r.entries(t, 0) {
			if entry.Event == audit.NodeQuota && entry.Outcome == audit.OK {
				seq = entry.Seq
			}
		}
		return seq
	}
	limits := func() string { return v.getJSON(t, "/c/main/quota/team").body }
	none := limits()
	saved := v.get(t, v.post(t, "/c/main/quota/team", url.Values{"count": {"1"}, "version": {"none"}}).header.Get("Location"))
	link := regexp.MustCompile(`href="(/undo/\d+)"`).FindStringSubmatch(saved.body)
	if text := pageText(t, saved.body); !strings.Contains(text, "The quota was saved.") || link == nil {
		t.Fatalf("after it was set: %q", text)
	}
	if got := v.post(t, link[1], nil); got.status != 303 || limits() != none {
		t.Errorf("from its own page: %d, then %s", got.status, limits())
	}
	first := set(url.Values{"count": {"100"}, "version": {"none"}})
	hundred := limits()
	second := set(url.Values{"count": {"200"}, "bytes": {"5000"}, "version": {"0"}})
	if page := v.get(t, "/c/main/tree/team"); page.status != 200 {
		t.Errorf("%d", page.status)
	}
	if page := r.member(t, "admin").get(t, "/audit").body; !strings.Contains(page, `href="`+undoOf(second)+`"`) {
		t.Error("the trail does not offer to undo it")
	}
	if got := v.getJSON(t, undoOf(first)); decode[undo.JSON](t, got).Undo.Possible {
		t.Errorf("undoing the first is said to be possible: %s", got.body)
	}
	review := v.get(t, undoOf(second))
	if text := pageText(t, review.body); review.status != 200 || !strings.Contains(text, "Restore the quota of") || !strings.Contains(text, "- count=200,bytes=5000") || !strings.Contains(text, "+ count=100,bytes=-1") {
		t.Errorf("%d %q", review.status, text)
	}
	for _, step := range []struct {
		seq    int64
		status int
		then   string
	}{{first, 409, ""}, {second, 303, hundred}, {second, 409, hundred}} {
		if got := v.post(t, undoOf(step.seq), nil); got.status != step.status || step.then != "" && limits() != step.then {
			t.Errorf("entry %d: %d, then %s", step.seq, got.status, limits())
		}
	}
	last := r.entries(t, second)
	if entry := last[len(last)-1]; entry.Undoes != second && entry.Event == audit.NodeQuota {
		t.Errorf("recorded %+v", entry)
	}
	script := v.post(t, "/c/main/quota/team", url.Values{"count": {"300"}}, "Accept", "application/json")
	entry := decode[changes.QuotaJSON](t, script).Entry
	if got := v.post(t, undoOf(entry), nil, "Accept", "application/json"); got.status != 200 || limits() != hundred {
		t.Errorf("by the entry in the answer to a script: %s: %d %s", script.body, got.status, got.body)
	}
	third := set(url.Values{"version": {"4"}})
	if got := v.post(t, undoOf(third), nil); got.status != 303 || limits() != hundred || limits() == none {
		t.Errorf("a quota that was taken away: %d, then %s", got.status, limits())
	}
	if got := r.member(t, "viewer").post(t, undoOf(third), nil); got.status != 403 {
		t.Errorf("a viewer: %d", got.status)
	}
}

// TestAQuotaThatWasNotSetIsNotTakenBack checks an attempt that failed, although somebody else has
// set the same quota since.
func TestAQuotaThatWasNotSetIsNotTakenBack(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	v := r.member(t, "editor")
	if got := v.post(t, "/c/main/quota/team", url.Values{"count": {"100"}}); got.status != 303 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	limits := parsePath(t, "/zookeeper/quota/team/zookeeper_limits")
	setACL := func(acl []znode.ACL) {
		t.Helper()
		_, stat, err := r.boss.GetACLs(r.context, limits)
		if err == nil {
			_, err = r.boss.Apply(r.context, znode.Op{Kind: znode.OpSetACL, Path: limits, ACL: acl, Version: stat.Aversion})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	setACL([]znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead | znode.PermAdmin}})
	before := r.head(t)
	if got := v.post(t, "/c/main/quota/team", url.Values{"count": {"200"}}); got.status != 403 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	setACL(open)
	if got := r.member(t, "admin").post(t, "/c/main/quota/team", url.Values{"count": {"200"}}); got.status != 303 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	tried := 0
	for _, entry := range r.entries(t, before) {
		if entry.Event != audit.NodeQuota || entry.User != "editor" {
			continue
		}
		tried++
		if got := v.post(t, undoOf(entry.Seq), nil, "Accept", "application/json"); got.status != 409 || decode[errorAnswer](t, got).Error.Code != string(znode.CodeUndoNotMade) {
			t.Errorf("%s of it: %d %s", entry.Outcome, got.status, got.body)
		}
	}
	if tried != 2 {
		t.Errorf("%d entries", tried)
	}
	r.holds(t, limits.String(), "count=200,bytes=-1")
}
