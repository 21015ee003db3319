package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// TestTheTrailTellsOfWhatCameRoundTheConsole checks that the trail shows changes that bypassed the
// console, filtered by time, path and person, and no more of them than the history shows to the
// reader.
func TestTheTrailTellsOfWhatCameRoundTheConsole(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	for role, who := range map[people.Role]string{people.Auditor: "confined", people.Admin: "other"} {
		h.add(t, who, role, "/team")
	}
	editor := h.member(t, "editor") // the trail starts with this sign-in
	if saved := editor.post(t, "/c/main/create/app", url.Values{"name": {"out"}, "data": {"by the editor"}}); saved.status != http.StatusSeeOther {
		t.Fatal(saved.status, saved.body)
	}
	h.set(t, "/app/out", "by a client")
	h.set(t, "/team/mine", "by a client")
	h.make(t, znode.Op{Path: parsePath(t, "/team/shut"), ACL: []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}})
	h.set(t, "/team/shut/unlisted", "by a client")
	told := h.member(t, "admin").history(t, "/c/main/changes/?outside=1")
	if len(told.Changes) == 0 || slices.ContainsFunc(told.Changes, func(v toldVersion) bool { return !v.Outside || v.Who == "editor" || v.Path == "/team/shut/unlisted" }) {
		t.Fatalf("alone from outside are %+v", told.Changes)
	}
	of := told.Changes[slices.IndexFunc(told.Changes, func(v toldVersion) bool { return v.Path == "/app/out" })]
	h.identify(t, of.Session, history.Client{Who: "bob", Address: "10.0.0.7", Sure: "audit"})
	one := []string{"<details><summary>Not through zkweb: 1 change", "/c/main/versions/app/out", "/c/main/changes/app/out?from=" + of.Zxid, "bob", "10.0.0.7", "by the server’s log</small>", "/c/main/changes/app/out?outside=1"}
	for _, test := range []struct {
		who, query string
		has, not   []string
	}{
		{"admin", "?path=/app/out", one, nil},
		{"auditor", "?path=/app/out&user=bob", []string{"Not through zkweb: 1 change", "outside=1&amp;who=bob"}, nil},
		{"admin", "?path=/app/out&user=eve", []string{"Not through zkweb: no change"}, []string{"10.0.0.7"}},
		{"admin", "?path=/app/out&to=2001-01-01", []string{"Not through zkweb: no change"}, []string{"10.0.0.7"}},
		{"admin", "?path=/app/out&from=2001-01-01&to=2101-01-01", []string{"Not through zkweb: 1 change", "from=2001-01-01T00%3A00%3A00Z"}, nil},
		{"admin", "", []string{"<details><summary>Not through zkweb: ", "/versions/app/out", "/versions/team/mine", "/versions/team/shut\""}, []string{"unlisted"}},
		{"admin", "?event=node.set", nil, []string{"Not through"}},
		{"confined", "", []string{"/versions/team/mine", "/versions/team/shut\""}, []string{"/app/out", "unlisted"}},
		{"other", "?path=/", []string{"/versions/team/mine"}, []string{"/app/out", "unlisted"}},
		{"other", "?path=/app/out", nil, []string{"Not through", "/versions/"}},
	} {
		body := h.member(t, test.who).get(t, "/audit"+test.query).body
		for _, want := range test.has {
			if !strings.Contains(body, want) {
				t.Errorf("%s, %s: the trail lacks %q", test.who, test.query, want)
			}
		}
		for _, not := range test.not {
			if strings.Contains(body, not) {
				t.Errorf("%s, %s: the trail has %q", test.who, test.query, not)
			}
		}
	}
	if body := h.member(t, "admin").get(t, "/audit?path=/app/out", "Accept-Language", "zh").body; !strings.Contains(body, "未经 zkweb：1 项修改") {
		t.Error("the Chinese page does not say so")
	}
}
