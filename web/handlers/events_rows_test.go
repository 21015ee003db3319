package handlers

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/events"
	"zkweb/zkconn/znode"
)

// nextRows waits for the next event about rows, and checks its fields.
func (s *stream) nextRows(t *testing.T) events.Rows {
	t.Helper()
	for {
		e, ok := s.next(t)
		if !ok {
			t.Fatal("the stream ended")
		}
		if e.name != "rows" {
			continue
		}
		var rows events.Rows
		decoder := json.NewDecoder(strings.NewReader(e.data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&rows); err != nil {
			t.Fatalf("%v: %s", err, e.data)
		}
		return rows
	}
}

var rowsSeen = regexp.MustCompile(`<table[^>]* data-seen="([0-9a-z]+)"`)

// TestRowsAreForThoseWhoMayRead checks that a current page hears only of children that change, and
// that nobody hears of a child that they may not, or no longer, read.
func TestRowsAreForThoseWhoMayRead(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "alice", people.Viewer, "/")
	c.add(t, "bob", people.Viewer, "/")
	alice, bob := c.member(t, "alice"), c.member(t, "bob")
	page := rowsSeen.FindStringSubmatch(bob.get(t, "/c/main/tree/app").body)
	if page == nil {
		t.Fatal("the page does not say what rows it shows")
	}
	same := bob.follow(t, "node=/app&rows=a/b/&had="+page[1])
	twin := bob.follow(t, "node=/app&rows=a/b/&had=other") // is told when same might be told
	late := bob.follow(t, "node=/app&rows=b/none/&had=other")
	shut := alice.follow(t, "node=/app&rows=a/b/&had=other")
	for _, s := range []*stream{twin, shut} {
		if told := s.nextRows(t); len(told.Rows) != 2 {
			t.Errorf("the event for a page that shows something else is %+v", told)
		}
	}
	c.write(t, "alice", `{"role":"viewer","paths":["/app/a"]}`)
	eventually(t, "she has other paths", func() bool { return alice.getJSON(t, "/c/main/tree/app/b").status == 403 })
	confined := alice.follow(t, "node=/app&rows=a/b/&had=other")
	told := late.nextRows(t)
	if told.Path != "/app" || len(told.Rows) != 2 || told.Rows[0].Name != "b" || told.Rows[0].Mzxid == "" || !told.Rows[1].Deleted {
		t.Errorf("the event for a page that shows something else is %+v", told)
	}
	c.apply(t, znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/app/b"), Data: []byte("new")})
	for _, s := range []*stream{same, twin, late} {
		if told := s.nextRows(t); len(told.Rows) != 1 || told.Rows[0].Name != "b" || told.Rows[0].Version != 1 || told.Rows[0].DataLength != 3 {
			t.Errorf("the event of a child that was set is %+v", told)
		}
	}
	c.apply(t, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/b")})
	if told := same.nextRows(t); len(told.Rows) != 1 || !told.Rows[0].Deleted {
		t.Errorf("the event of a child that was deleted is %+v", told)
	}
	for _, s := range []*stream{confined, shut} {
		for len(s.events) > 0 {
			if e := <-s.events; e.name == "rows" {
				t.Errorf("a person who may not read the list gets %+v", e)
			}
		}
	}
}

// TestAPersonHasSomeListsOfRows checks that a shared list does not count against the limit, and
// that over the limit all other events are still sent.
func TestAPersonHasSomeListsOfRows(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "alice", people.Viewer, "/")
	c.add(t, "bob", people.Viewer, "/")
	alice, bob := c.member(t, "alice"), c.member(t, "bob")
	c.events.Lists.PerOwner = 1
	first := alice.follow(t, "node=/app&rows=a/&had=other")
	second := alice.follow(t, "node=/app&rows=a/&had=other")
	over := alice.follow(t, "node=/app&rows=b/&had=other")
	others := bob.follow(t, "node=/app&rows=b/&had=other")
	over.wantNode(t, "/app", "resumed")
	for _, s := range []*stream{first, second, others} {
		if told := s.nextRows(t); len(told.Rows) != 1 {
			t.Errorf("the event has %+v", told)
		}
	}
	if lists := c.events.Lists.Count(); lists != 2 {
		t.Errorf("there are %d lists, want 2", lists)
	}
	for _, s := range []*stream{first, second, others} {
		s.leave()
	}
	eventually(t, "no list is left", func() bool { return c.events.Lists.Count() == 0 })
	alice.follow(t, "node=/app&rows=b/&had=other").nextRows(t)
}

// TestRowsThatCannotBe checks that invalid rows are refused, and that those beyond the limits are
// ignored.
func TestRowsThatCannotBe(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "alice", people.Viewer, "/")
	alice := c.member(t, "alice")
	for _, names := range []string{"a/../", "./", "a%00b/", strings.Repeat("x", 5000) + "/"} {
		if status := alice.getJSON(t, "/c/main/events?node=/app&rows="+names).status; status != 400 {
			t.Errorf("rows=%.20s is answered with %d, want 400", names, status)
		}
	}
	many := alice.follow(t, "node=/app&had=other&rows="+url.QueryEscape(strings.Repeat("a/", 5000)))
	long := alice.follow(t, "node=/"+strings.Repeat("x", 2045)+"&had=other&rows="+url.QueryEscape(strings.Repeat("a/", 5000)))
	for s, want := range map[*stream]int{many: 200, long: 32} { // paths of 2 KiB
		if told := s.nextRows(t); len(told.Rows) != want {
			t.Errorf("the event has %d rows, want %d", len(told.Rows), want)
		}
	}
}
