package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/web/jobs"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// make creates a znode, and returns the zxid.
func (h *historian) make(t *testing.T, op znode.Op) int64 {
	t.Helper()
	if op.Kind = znode.OpCreate; op.ACL == nil {
		op.ACL = open
	}
	results, err := h.boss.Apply(h.context, op)
	if err != nil {
		t.Fatal(err)
	}
	h.recording.Until(t, results[0].Zxid)
	return results[0].Zxid
}

// TestADeletedSubtreeIsBroughtBack checks that a subtree is restored, after a plan, as it was
// before its first znode was deleted, without ephemeral znodes, once, and only by people who may.
func TestADeletedSubtreeIsBroughtBack(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.add(t, "plain", people.Editor, "/")
	reader := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead}, {Scheme: "digest", ID: session.DigestID("editor", rightOne), Perms: znode.PermAll}}
	shut := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	h.make(t, znode.Op{Path: parsePath(t, "/app/old"), Data: []byte("root")})
	h.make(t, znode.Op{Path: parsePath(t, "/app/old/acl"), Data: []byte("mine"), ACL: reader})
	h.make(t, znode.Op{Path: parsePath(t, "/app/old/box"), Mode: znode.ModeContainer})
	h.make(t, znode.Op{Path: parsePath(t, "/app/old/eph"), Mode: znode.ModeEphemeral})
	h.make(t, znode.Op{Path: parsePath(t, "/app/old/login"), Data: []byte(`{"password":"` + secretValue + `"}`)})
	h.make(t, znode.Op{Path: parsePath(t, "/app/old/shut"), Data: []byte("hidden"), ACL: shut})
	h.make(t, znode.Op{Path: parsePath(t, "/app/old/sub")})
	h.make(t, znode.Op{Path: parsePath(t, "/app/old/sub/leaf"), Data: []byte("leaf")})
	for _, path := range []string{"sub/leaf", "sub", "shut", "login", "eph", "box", "acl", ""} {
		h.delete(t, strings.TrimSuffix("/app/old/"+path, "/"))
	}
	const at = "/c/main/bring-back/app/old"
	editor, plain, viewer := h.member(t, "editor"), h.member(t, "plain"), h.member(t, "viewer")
	if got := viewer.get(t, at); got.status != http.StatusForbidden {
		t.Errorf("who may not write: %d", got.status)
	}
	made := func(v *visitor, dry bool) changes.ImportJSON {
		t.Helper()
		form := url.Values{"dry_run": {"0"}}
		if dry {
			form.Set("dry_run", "1")
		}
		got := v.post(t, at, form, "Accept", "application/json")
		if got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.body)
		}
		return decode[changes.ImportJSON](t, got)
	}
	want := []string{
		"create /app/old", "create /app/old/acl", "create /app/old/box", "denied /app/old/eph import_ephemeral", "create /app/old/login",
		"denied /app/old/shut history_denied", "create /app/old/sub", "create /app/old/sub/leaf",
	}
	if plan := steps(made(editor, true)); !slices.Equal(plan, want) {
		t.Errorf("the plan is %q, want %q", plan, want)
	}
	want[1] = "denied /app/old/acl history_digest"
	if plan := steps(made(plain, true)); !slices.Equal(plan, want) {
		t.Errorf("a person who never had ADMIN sees %q", plan)
	}
	deleted := editor.get(t, "/c/main/versions/app/old").body
	if !strings.Contains(deleted, `href="/c/main/bring-back/app/old?deleted=0x`) {
		t.Error("the versions of a deleted znode do not link to bringing it back")
	}
	page := editor.get(t, at)
	if text := pageText(t, page.body); !strings.Contains(text, "Bring back 6 znodes") || !strings.Contains(text, "It can be undone") || strings.Contains(text, " bytes") || strings.Contains(page.body, secretValue) {
		t.Errorf("%d %s", page.status, text)
	}
	if plan := made(editor, false); plan.Made == nil || *plan.Made != 6 || plan.Error != nil {
		t.Errorf("%+v", plan)
	}
	h.holds(t, "/app/old/login", `{"password":"`+secretValue+`"}`)
	h.holds(t, "/app/old/sub/leaf", "leaf")
	if got := editor.post(t, "/c/main/set/app/old/acl", url.Values{"data": {"by the one whom its ACL names"}, "version": {"0"}}); got.status != http.StatusSeeOther {
		t.Errorf("its ACL is not as it was: %d", got.status)
	}
	if again := made(editor, true); again.Same != 5 || again.Conflict != 1 || again.Create != 0 {
		t.Errorf("with the znode there again: %+v", again)
	}
	then := deletedAt(t, deleted)
	h.set(t, "/app/old/sub/leaf", "newer")
	if got := editor.post(t, at, url.Values{"deleted": {then}}, "Accept", "application/json"); got.status != http.StatusConflict {
		t.Errorf("onto newer data: %d %s", got.status, got.body)
	}
	if got := editor.getJSON(t, "/c/main/bring-back/app/a"); got.status != http.StatusNotFound || !strings.Contains(got.body, string(znode.CodeHistoryUndeleted)) {
		t.Errorf("for an existing znode: %d %s", got.status, got.body)
	}
}

// deletedAt returns the moment of the first link that brings back a deletion.
func deletedAt(t *testing.T, page string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, "?deleted=")
	moment, _, _ := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("no such link")
	}
	return moment
}

// TestALargeSubtreeIsBroughtBackByAJob checks that a job restores a large subtree, but not below a
// znode that does not exist.
func TestALargeSubtreeIsBroughtBackByAJob(t *testing.T) {
	t.Parallel()
	const many = 250
	h := runHistorian(t)
	var made, deleted []znode.Op
	made = append(made, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/app/big"), ACL: open})
	for i := range many {
		path := parsePath(t, fmt.Sprintf("/app/big/%03d", i))
		made = append(made, znode.Op{Kind: znode.OpCreate, Path: path, Data: []byte(path.Name()), ACL: open})
		deleted = append(deleted, znode.Op{Kind: znode.OpDelete, Path: path, Version: znode.AnyVersion})
	}
	deleted = append(deleted, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/big"), Version: znode.AnyVersion})
	for _, ops := range [][]znode.Op{made, deleted} {
		results, err := h.boss.Apply(h.context, ops...)
		if err != nil {
			t.Fatal(err)
		}
		h.recording.Until(t, results[0].Zxid)
	}
	editor := h.member(t, "editor")
	if got := editor.getJSON(t, "/c/main/bring-back/app/big/007"); got.status != http.StatusConflict || !strings.Contains(got.body, string(znode.CodeHistoryParent)) {
		t.Errorf("below what is gone: %d %s", got.status, got.body)
	}
	done := editor.job(t, "/c/main/bring-back/app/big", nil)
	if done.State != jobs.Done || done.Kind != jobs.KindBringBack || done.Done != many+1 || done.Failed != 0 {
		t.Errorf("%+v", done)
	}
	h.holds(t, "/app/big/249", "249")
}
