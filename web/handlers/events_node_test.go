package handlers

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/events"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// follow opens a stream that follows a znode.
func (v *visitor) follow(t *testing.T, query string) *stream {
	t.Helper()
	return v.listenTo(t, "main", query)
}

// nextNode waits for the next event about a znode, and checks its fields.
func (s *stream) nextNode(t *testing.T) events.Node {
	t.Helper()
	e, ok := s.next(t)
	for ok && e.name != "node" {
		e, ok = s.next(t)
	}
	if !ok {
		t.Fatal("the stream ended")
	}
	var node events.Node
	decoder := json.NewDecoder(strings.NewReader(e.data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&node); err != nil {
		t.Fatalf("%v: %s", err, e.data)
	}
	return node
}

// wantNode waits for the next event about a znode, which must be the given change.
func (s *stream) wantNode(t *testing.T, path string, change guard.Change) events.Node {
	t.Helper()
	node := s.nextNode(t)
	if node.Path != path || node.Change != change {
		t.Fatalf("event %+v, want %s of %s", node, change, path)
	}
	return node
}

// awaitNode waits for the given change, whatever comes before it.
func (s *stream) awaitNode(t *testing.T, path string, change guard.Change) {
	t.Helper()
	for {
		if node := s.nextNode(t); node.Path == path && node.Change == change {
			return
		}
	}
}

func (c *team) apply(t *testing.T, op znode.Op) {
	t.Helper()
	if op.Kind == znode.OpCreate {
		op.ACL = open
	} else {
		op.Version = znode.AnyVersion
	}
	if _, err := c.boss.Apply(c.context, op); err != nil {
		t.Fatal(err)
	}
}

// TestTwoPeopleAndAScriptOnOneZnode checks that each is told what the others do, and by whom if
// they may know.
func TestTwoPeopleAndAScriptOnOneZnode(t *testing.T) {
	t.Parallel()
	c := runRecorded(t, nil)
	admin, editor := c.member(t, "admin"), c.member(t, "editor")
	streams := []*stream{admin.follow(t, "node=/app/a"), editor.follow(t, "node=/app/a"), c.member(t, "reader").follow(t, "node=/app/a")}
	for _, s := range streams {
		if first := s.wantNode(t, "/app/a", "resumed"); first.Version != 0 || first.NumChildren != 1 || first.Differs != nil {
			t.Errorf("the first event is %+v", first)
		}
	}
	all := func(change guard.Change, by ...string) (last events.Node) {
		t.Helper()
		for i, s := range streams {
			last = s.wantNode(t, "/app/a", change)
			if last.By != by[i] {
				t.Errorf("%s: listener %d is told it was by %q, want %q", change, i, last.By, by[i])
			}
		}
		return last
	}
	app := parsePath(t, "/app/a")

	editor.post(t, "/c/main/set/app/a", url.Values{"version": {"0"}, "data": {"by the editor"}})
	if node := all("data", "editor", "editor", ""); node.Version != 1 {
		t.Errorf("the event is %+v", node)
	}
	c.apply(t, znode.Op{Kind: znode.OpSet, Path: app, Data: []byte("by a script")})
	if node := all("data", "", "", ""); node.Version != 2 {
		t.Errorf("the event is %+v", node)
	}
	admin.post(t, "/c/main/create/app/a", url.Values{"name": {"child"}})
	if node := all("children", "admin", "", ""); node.NumChildren != 2 || node.Version != 2 {
		t.Errorf("the event is %+v", node)
	}
	admin.post(t, "/c/main/delete/app/a/child", url.Values{"version": {"0"}})
	all("children", "admin", "", "")
	c.apply(t, znode.Op{Kind: znode.OpSetACL, Path: app, ACL: open})
	if node := all("acl", "", "", ""); node.Aversion != 1 {
		t.Errorf("the event is %+v", node)
	}
	c.apply(t, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/a/deep")})
	all("children", "", "", "")
	editor.post(t, "/c/main/delete/app/a", url.Values{"version": {"2"}})
	if node := all("deleted", "editor", "editor", ""); node.Version != 2 {
		t.Errorf("the event of the deleted znode is %+v, want its last state", node)
	}
	admin.post(t, "/c/main/create/app", url.Values{"name": {"a"}})
	all("created", "admin", "", "")
}

// TestEventsAreForThoseWhoMayRead checks that events are only for people who may read the znode, by
// the policy and by ZooKeeper, as both are at the time.
func TestEventsAreForThoseWhoMayRead(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "alice", people.Viewer, "/app", "/lonely")
	c.add(t, "bob", people.Viewer, "/")
	alice, bob := c.member(t, "alice"), c.member(t, "bob")
	// Nothing is reported of znodes that are outside her paths, on the way there, or denied by
	// their ACL.
	bobOnly := []znode.ACL{{Scheme: "digest", ID: session.DigestID("bob", rightOne), Perms: znode.PermAll}, {Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	setACL := func(path string, acl []znode.ACL) {
		t.Helper()
		if _, err := zktest.SetACL(c.context, c.boss, parsePath(t, path), acl, znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	setACL("/app/b", bobOnly)
	silent := []*stream{alice.follow(t, "node=/team/x"), alice.follow(t, "node=/"), alice.follow(t, "node=/app/b")}
	s, around, all := alice.follow(t, "node=/app/a"), alice.follow(t, "node=/app/a&around=1"), bob.follow(t, "node=/app/b")
	s.wantNode(t, "/app/a", "resumed")
	all.wantNode(t, "/app/b", "resumed")
	around.awaitNode(t, "/app", "resumed")
	for _, path := range []string{"/team/x", "/", "/app/b", "/app/a"} {
		c.apply(t, znode.Op{Kind: znode.OpSet, Path: parsePath(t, path), Data: []byte("new")})
	}
	c.apply(t, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/app/new")})
	s.wantNode(t, "/app/a", "data")
	all.wantNode(t, "/app/b", "data")
	around.awaitNode(t, "/app", "children")

	setACL("/app/a", bobOnly) // they are told this change and no more
	if last := s.wantNode(t, "/app/a", "acl"); last.Version != 1 {
		t.Errorf("the last event is %+v", last)
	}
	c.apply(t, znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/app/a"), Data: []byte("newer")})
	c.apply(t, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/new")})
	around.awaitNode(t, "/app", "children") // long enough for an event that must not come
	setACL("/app/a", open)
	if back := s.wantNode(t, "/app/a", "resumed"); back.Version != 2 || !slices.Equal(back.Differs, []guard.Change{"data", "acl"}) {
		t.Errorf("when she may read again, the event is %+v", back)
	}

	c.write(t, "alice", `{"role":"viewer","paths":["/lonely"]}`)
	eventually(t, "she has other paths", func() bool { return alice.getJSON(t, "/c/main/tree/app/a").status == 403 })
	c.apply(t, znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/app/a"), Data: []byte("newest")})
	lonely := alice.follow(t, "node=/lonely")
	lonely.wantNode(t, "/lonely", "resumed")
	c.apply(t, znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/lonely"), Data: []byte("new")})
	lonely.wantNode(t, "/lonely", "data")
	for i, s := range append(silent, s, around) {
		for len(s.events) > 0 {
			if e := <-s.events; e.name == "node" && (i < len(silent)+1 || strings.Contains(e.data, `"/"`)) {
				t.Errorf("stream %d is told %+v", i, e)
			}
		}
	}
}

// TestNothingIsMissedBetweenAPageAndItsStream checks that a stream that is told what the page has
// read reports the differences, and who made them.
func TestNothingIsMissedBetweenAPageAndItsStream(t *testing.T) {
	t.Parallel()
	c := runRecorded(t, nil)
	editor, reader := c.member(t, "editor"), c.member(t, "reader")
	seen := regexp.MustCompile(`data-seen="([0-9.]+)"`).FindStringSubmatch(editor.get(t, "/c/main/tree/app/a").body)
	if seen == nil {
		t.Fatal("the page does not say what it has read")
	}
	same := c.member(t, "viewer").follow(t, "node=/app/a&seen="+seen[1]).wantNode(t, "/app/a", "resumed")
	if same.Differs != nil || same.By != "" {
		t.Errorf("the event of an unchanged znode is %+v", same)
	}
	editor.post(t, "/c/main/set/app/a", url.Values{"version": {"0"}, "data": {"in between"}})
	c.apply(t, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/app/a/new")})
	for v, by := range map[*visitor]string{editor: "editor", reader: ""} {
		told := v.follow(t, "node=/app/a&seen="+seen[1]).wantNode(t, "/app/a", "resumed")
		if !slices.Equal(told.Differs, []guard.Change{"data", "children"}) || told.By != by || told.Version != 1 {
			t.Errorf("the first event is %+v, want one by %q", told, by)
		}
	}
	// What others who share the session were told is not reported again if the page is newer.
	newer := regexp.MustCompile(`data-seen="([0-9.]+)"`).FindStringSubmatch(c.member(t, "viewer").get(t, "/c/main/tree/app/a").body)
	told := c.member(t, "viewer").follow(t, "node=/app/a&seen="+newer[1]).wantNode(t, "/app/a", "resumed")
	if told.Differs != nil || told.Version != 1 {
		t.Errorf("the event for a newer page is %+v", told)
	}
	for _, seen := range []string{"", "1.2.3", "1.2.3.4.5.6.7.8", "1.2.3.4.5.6.x", "1.2.3.4.5.6.99999999999999999999"} {
		if told := reader.follow(t, "node=/app/a&seen="+seen).wantNode(t, "/app/a", "resumed"); told.Differs != nil {
			t.Errorf("seen=%q differs by %q", seen, told.Differs)
		}
	}
	for _, name := range []string{"new", "deep"} {
		c.apply(t, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/app/a/"+name)})
	}
	editor.post(t, "/c/main/delete/app/a", url.Values{"version": {"1"}})
	if told := c.member(t, "admin").follow(t, "node=/app/a&seen="+seen[1]).wantNode(t, "/app/a", "deleted"); told.By != "editor" {
		t.Errorf("the event of the deleted znode is %+v", told)
	}
}

// TestAZnodeThatIsNotThere checks that a missing znode is reported as deleted, and followed until
// it is created.
func TestAZnodeThatIsNotThere(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "bob", people.Viewer, "/")
	bob := c.member(t, "bob")
	if got := bob.getJSON(t, "/c/main/events?node=app"); got.status != 400 || decode[errorAnswer](t, got).Error.Kind != "invalid" {
		t.Errorf("what is no path: %d", got.status)
	}
	s := bob.follow(t, "node=/app/later")
	s.wantNode(t, "/app/later", "deleted")
	c.apply(t, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/app/later")})
	s.wantNode(t, "/app/later", "created")
}

// TestAfterAnOutageEverythingIsComparedAnew checks that the stream reports the differences after an
// outage, and does not replay events.
func TestAfterAnOutageEverythingIsComparedAnew(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "bob", people.Viewer, "/")
	s := c.member(t, "bob").follow(t, "node=/app/a")
	first := s.wantNode(t, "/app/a", "resumed")
	c.server.Stop()
	if err := c.server.Restart(); err != nil {
		t.Fatal(err)
	}
	if node := s.wantNode(t, "/app/a", "resumed"); node.Mzxid != first.Mzxid || node.Differs != nil {
		t.Errorf("after a restart in which nothing happened: %+v", node)
	}
}

// TestOneWatchForAllWhoLook checks that people who share a ZooKeeper session share its watches, and
// that no watch is left once the last one has gone.
func TestOneWatchForAllWhoLook(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	c := run(t, nil, "main="+server.Addr())
	watches := func() int {
		_, sessions, _ := strings.Cut(fourLetter(t, server.Addr(), "wchp"), "/zookeeper/quota\n")
		sessions, _, _ = strings.Cut(sessions, "/") // without the next path
		return strings.Count(sessions, "0x")
	}
	var open []*stream
	for range 3 {
		v := c.anonymous(t)
		for range 5 {
			open = append(open, v.follow(t, "around=1&node=/zookeeper/quota"))
		}
	}
	for _, s := range open {
		s.awaitNode(t, "/zookeeper/quota", "resumed")
	}
	eventually(t, "there is one watch", func() bool { return watches() == 1 })
	for _, s := range open {
		s.leave()
	}
	eventually(t, "there is no watch", func() bool { return watches() == 0 })
}
