package handlers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"zkweb/auth/guard"
	"zkweb/web/handlers/events"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// authors waits for the next n author events, and returns how each is described, by the kind of the
// change.
func (s *stream) authors(t *testing.T, n int) map[guard.Change]string {
	t.Helper()
	told := map[guard.Change]string{}
	for len(told) < n {
		e, ok := s.next(t)
		if !ok {
			t.Fatal("the stream ended")
		}
		if e.name != "author" {
			continue
		}
		var author events.Author
		decoder := json.NewDecoder(strings.NewReader(e.data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&author); err != nil {
			t.Fatalf("%v: %s", err, e.data)
		}
		told[author.Change] = fmt.Sprintf("%s %s %s", cmp.Or(author.By, author.Session), author.Sure, author.Path)
	}
	return told
}

// TestTheHistoryTellsWhoChangedWhatAPageShows checks that, if the console does not know a change's
// author or may not tell it from the trail, the author in the history follows the event.
func TestTheHistoryTellsWhoChangedWhatAPageShows(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.set(t, "/app/l", "1")
	viewer, editor := h.member(t, "viewer"), h.member(t, "editor")
	s := viewer.follow(t, "node=/app/l")
	s.wantNode(t, "/app/l", "resumed")
	path, boss := parsePath(t, "/app/l"), fmt.Sprintf("%#x session /app/l", h.bossSession())
	want := func(s *stream, changes map[guard.Change]string) {
		t.Helper()
		if told := s.authors(t, len(changes)); !maps.Equal(told, changes) {
			t.Errorf("got %q, want %q", told, changes)
		}
	}

	h.set(t, "/app/l", "2")
	s.wantNode(t, "/app/l", "data")
	want(s, map[guard.Change]string{"data": boss})
	editor.post(t, "/c/main/set/app/l", url.Values{"version": {"1"}, "data": {"3"}})
	node := s.wantNode(t, "/app/l", "data")
	if node.By != "" {
		t.Errorf("a person who may not see the trail is told at once that it was %q", node.By)
	}
	zxid, err := strconv.ParseInt(node.Mzxid, 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	h.recording.Until(t, zxid)
	want(s, map[guard.Change]string{"data": "editor console /app/l"})
	h.set(t, "/app/l/child", "x")
	want(s, map[guard.Change]string{"children": boss})
	if _, err := zktest.SetACL(h.context, h.boss, path, open, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	s.awaitNode(t, "/app/l", "acl")
	h.delete(t, "/app/l/child")
	want(s, map[guard.Change]string{"acl": boss, "children": boss})
	h.delete(t, "/app/l")
	s.awaitNode(t, "/app/l", "deleted")
	want(s, map[guard.Change]string{"deleted": boss})

	seen := viewer.follow(t, "node=/app/l&seen=1.1.1.0.0.0.0")
	h.set(t, "/app/l", "anew")
	want(seen, map[guard.Change]string{"created": boss})
}
