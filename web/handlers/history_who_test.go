package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"zkweb/zkconn/history"
)

// TestWhoIsKnownAfterARestart checks that the trail identifies the console's earlier sessions, that
// changes that bypassed the console are marked, and that a change in the trail links to its
// transaction.
func TestWhoIsKnownAfterARestart(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.set(t, "/app/who", "before the trail")
	editor := h.member(t, "editor")
	saved := editor.post(t, "/c/main/set/app/who", url.Values{"data": {"by the editor"}, "version": {"0"}})
	if saved.status != http.StatusSeeOther {
		t.Fatal(saved.status, saved.body)
	}
	h.set(t, "/app/who", "by another client")

	again := &historian{recordedTeam: &recordedTeam{team: &team{console: run(t, func(config *Config) {
		config.Rules, config.Histories = h.config.Rules, h.config.Histories
	}, "main="+h.server.Addr())}}}
	viewer := again.member(t, "viewer")
	told := viewer.history(t, "/c/main/changes/app/who")
	if len(told.Changes) != 3 {
		t.Fatalf("the changes are %+v", told.Changes)
	}
	if own := told.Changes[1]; own.Who != "editor" || own.Sure != "console" {
		t.Errorf("after a restart, the editor's change is %+v", own)
	}
	for _, page := range []string{"/c/main/changes/app/who", "/c/main/versions/app/who"} {
		if body := viewer.get(t, page).body; strings.Count(body, "not through zkweb") != 1 {
			t.Errorf("%s marks %d changes as made round the console, want the one that the trail would tell of", page, strings.Count(body, "not through zkweb"))
		}
	}
	zxid := told.Changes[1].Zxid
	link := fmt.Sprintf("/c/main/changes/app/who?from=%s&amp;to=%s", zxid, zxid)
	if body := again.member(t, "admin").get(t, "/audit?path=/app/who").body; !strings.Contains(body, link) {
		t.Errorf("the trail does not link to %s: %s", link, body)
	}
	if of := viewer.history(t, strings.ReplaceAll(link, "&amp;", "&")); len(of.Changes) != 1 || of.Changes[0].Zxid != zxid {
		t.Errorf("the page behind that link has %+v", of.Changes)
	}
	for _, session := range []string{told.Changes[0].Session, told.Changes[1].Session} {
		h.identify(t, session, history.Client{Who: "bob", Address: "10.0.0.7", Sure: "audit"})
	}
	for _, who := range []string{"BOB", "10.0.0.7"} {
		of := viewer.history(t, "/c/main/changes/app/who?who="+who)
		if len(of.Changes) != 2 || of.Changes[0].Who != "bob" || of.Changes[0].Address != "10.0.0.7" {
			t.Errorf("by %s are %+v, want both that another client made", who, of.Changes)
		}
	}
	if body := viewer.get(t, "/c/main/versions/app/who").body; strings.Count(body, "10.0.0.7") != 2 {
		t.Errorf("the page of versions has the address of %d versions, want both of another client", strings.Count(body, "10.0.0.7"))
	}
}

// identify tells the history the client of a session that it has recorded.
func (h *historian) identify(t *testing.T, session string, client history.Client) {
	t.Helper()
	id, err := strconv.ParseInt(session, 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	h.recording.Identify(t, id, client)
}
