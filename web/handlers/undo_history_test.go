package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/undo"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// made posts a change, has the history catch up with it, and returns the numbers of its
// intent and its outcome.
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
		}
	}
	if intent == 0 || outcome == 0 {
		t.Fatalf("%s left no entries", target)
	}
	return intent, outcome
}

// TestTheHistoryTakesAChangeBack where the trail keeps nothing of what it replaced: by the
// intent and by the outcome, of each kind of change, for those who could and may read it.
func TestTheHistoryTakesAChangeBack(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.add(t, "other", people.Editor, "/")
	editor, admin, other := h.member(t, "editor"), h.member(t, "admin"), h.member(t, "other")
	h.set(t, "/app/u", "before")
	plan := func(v *visitor, seq int64) undo.JSONPlan {
		t.Helper()
		return decode[undo.JSON](t, v.getJSON(t, undoOf(seq))).Undo
	}

	intent, outcome := h.made(t, editor, "/c/main/set/app/u", url.Values{"data": {"after"}, "version": {"0"}})
	if page := admin.get(t, "/audit").body; !strings.Contains(page, `href="`+undoOf(outcome)+`"`) {
		t.Error("the trail does not offer to take it back")
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
	h.made(t, editor, undoOf(back), nil) // which is taken back in turn
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
		t.Errorf("what was created is there: %v", err)
	}

	// who could not read it then does not get it now
	shut := []znode.ACL{{Scheme: "digest", ID: session.DigestID("editor", rightOne), Perms: znode.PermAll}}
	h.set(t, "/app/shut", "for the editor")
	if _, err := znode.SetACL(h.context, h.boss, parsePath(t, "/app/shut"), shut, znode.AnyVersion); err != nil {
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
		t.Errorf("a quota, which the trail offers to take back: %+v", p)
	}
}

// TestTheHistoryDoesNotKnowAChangeYet: that is said, and another ensemble's change of the
// same number is not taken for it.
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
