package guard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// pastOf is the past of a server, as several people may see it.
type pastOf struct {
	server *zktest.Server
	store  *history.Store
	alice  *session.Session // has made all changes
	zxids  map[string]int64 // zxids of the named moments
	trail  *memory
	bob    *session.Session // no ACL names bob
}

const (
	readAll  = "world:anyone:cdrwa"
	aliceACL = "auth::cdrwa"
)

// story has alice's changes, one per line: verb, path, data or ACL. A name before a colon names the
// moment after the change.
const story = `
	create / /p ` + readAll + `
	create one /p/always ` + readAll + `
	set two /p/always
	create shut /p/opened ` + aliceACL + `
	acl /p/opened ` + readAll + `
	set open /p/opened
	create open /p/closed ` + readAll + `
	unread: set still /p/closed
	acl /p/closed ` + aliceACL + `
	create x /p/gone ` + readAll + `
	set y /p/gone
	delete /p/gone
	create x /p/goneshut ` + readAll + `
	acl /p/goneshut ` + aliceACL + `
	set y /p/goneshut
	delete /p/goneshut
	create x /p/anew ` + aliceACL + `
	delete /p/anew
	create y /p/anew ` + readAll + `
	create x /p/reshut ` + readAll + `
	delete /p/reshut
	create y /p/reshut ` + aliceACL + `
	create x /q ` + readAll + `
	create x /q/child ` + readAll + `
	set y /q/child
	acl /q ` + aliceACL + `
	create x /r ` + aliceACL + `
	create x /r/child ` + readAll + `
	set y /r/child
	acl /r ` + readAll + `
	set z /r/child
	create x /tree ` + readAll + `
	create x /tree/leaf ` + readAll + `
	middle: set y /tree/leaf
	delete /tree/leaf
	delete /tree
	create {"password":"first"} /p/login ` + readAll + `
	set {"password":"second","a":1} /p/login
	create x /s ` + aliceACL + `
	create x /s/anew ` + readAll + `
	delete /s/anew
	create x /s/anew ` + readAll + `
	delete /s/anew
	acl /s ` + readAll + `
	create y /s/anew ` + readAll + `
	acl /s ` + aliceACL + `
	create x /s/spans ` + readAll + `
	acl /s ` + readAll + `
	acl /s ` + aliceACL + `
	delete /s/spans
	acl /s ` + readAll + `
	create y /s/spans ` + readAll + `
	create x /u ` + readAll + `
	create x /u/child ` + readAll + `
	below: set y /u/child
	acl /u ` + aliceACL + `
	delete /u/child
	delete /u
	create x /v ` + readAll + `
	create x /v/child ` + readAll + `
	acl /v ` + aliceACL + `
	delete /v/child
	delete /v
	create x /v ` + readAll + `
	create y /v/child ` + readAll + `
	create x /w ` + readAll + `
	create x /w/child ` + readAll + `
	acl /w ` + aliceACL + `
	anew y /w
	create x /x ` + aliceACL + `
	create x /x/open ` + readAll + `
	create x /x/open/child ` + readAll + `
	buried: set y /x/open/child
	delete /x/open/child
	delete /x/open
	delete /x
	create x /y ` + aliceACL + `
	create x /y/shut ` + readAll + `
	create x /y/shut/open ` + readAll + `
	inside: set y /y/shut/open
	create x /m ` + readAll + `
	twice: twice y /m
`

// tell makes the changes of a story.
func (p *pastOf) tell(t *testing.T, story string) {
	t.Helper()
	recording := zktest.Record(t, p.server, history.Options{SegmentTransactions: 9})
	var last int64
	for line := range strings.Lines(story) {
		name, step, named := strings.Cut(strings.TrimSpace(line), ": ")
		if !named {
			step = name
		}
		words := strings.Fields(step)
		if len(words) == 0 {
			continue
		}
		op := znode.Op{Version: znode.AnyVersion}
		var others []znode.Op
		switch words[0] {
		case "create":
			acl, err := znode.ParseACL(words[3])
			if err != nil {
				t.Fatal(err)
			}
			op = znode.Op{Kind: znode.OpCreate, Path: path(t, words[2]), Data: []byte(words[1]), ACL: acl}
		case "twice":
			op.Kind, op.Data, op.Path = znode.OpSet, []byte(words[1]), path(t, words[2])
			others = []znode.Op{op}
		case "anew": // without children, open to everybody
			op = znode.Op{Kind: znode.OpCreate, Path: path(t, words[2]), Data: []byte(words[1]), ACL: everybody}
			for _, gone := range []string{"/child", ""} {
				others = append(others, znode.Op{Kind: znode.OpDelete, Path: path(t, words[2]+gone), Version: znode.AnyVersion})
			}
		case "set":
			op.Kind, op.Data, op.Path = znode.OpSet, []byte(words[1]), path(t, words[2])
		case "acl":
			acl, err := znode.ParseACL(words[2])
			if err != nil {
				t.Fatal(err)
			}
			op.Kind, op.Path, op.ACL = znode.OpSetACL, path(t, words[1]), acl
		case "delete":
			op.Kind, op.Path = znode.OpDelete, path(t, words[1])
		}
		results, err := p.alice.Apply(testContext(t), append(others, op)...)
		if err != nil {
			t.Fatal(step, err)
		}
		last = results[0].Zxid
		if named {
			p.zxids[name] = last
		}
	}
	recording.Until(t, last)
	store, err := history.Open(recording.Dir, history.Key{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	p.store = store
}

func newPast(t *testing.T) *pastOf {
	t.Helper()
	server := zktest.RunNew(t)
	p := &pastOf{server: server, alice: openSession(t, server.Addr(), "alice", "right"), zxids: map[string]int64{}, trail: &memory{}}
	p.bob = openSession(t, server.Addr(), "bob", "wrong")
	p.tell(t, story)
	return p
}

// as returns the past as somebody may see it.
func (p *pastOf) as(t *testing.T, user string, role people.Role, paths ...string) *Past {
	t.Helper()
	person := people.Person{User: user, Verified: true, Role: role}
	for _, text := range paths {
		person.Paths = append(person.Paths, path(t, text))
	}
	own := p.alice // the session counts, not the name
	if user != "alice" {
		own = p.bob
	}
	rules := Rules{AllowWrites: true, Trail: p.trail, Histories: map[string]History{"main": {p.store, znode.Root}}}.WithDefaults()
	g := &Guard{Person: person, rules: rules, session: own, entry: audit.Entry{User: user, Cluster: "main"}}
	return g.Past()
}

// told returns what somebody sees of a version.
func (p *Past) told(t *testing.T, v Version) string {
	t.Helper()
	line := fmt.Sprintf("%s %d", v.Verb, v.Version)
	if !v.HasData() {
		return line
	}
	data, err := p.Data(testContext(t), v)
	if err != nil {
		if !errors.Is(err, errPast) {
			t.Fatal(err)
		}
		return line + " denied"
	}
	return line + " " + string(data.Data)
}

// TestThePast checks who may see what of a server's past.
func TestThePast(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	t.Run("is no way round ACLs", p.isNoWayRoundACLs)
	t.Run("tells no name that could not be listed", p.tellsNoName)
	t.Run("is within the paths", p.isWithinThePaths)
	t.Run("as a tree", p.asATree)
	t.Run("counts the lives that may be known of", p.countsLives)
	t.Run("has the sessions that may be known of", p.hasSessions)
	t.Run("records who may not take a transaction back", p.recordsARefusal)
	t.Run("says that a transaction is too much to take back", p.boundsATransaction)
	t.Run("says that it is slow", p.isSlow)
}

// isSlow checks that the error for a deadline names the history, not ZooKeeper.
func (p *pastOf) isSlow(t *testing.T) {
	then, _, err := p.as(t, "alice", people.Editor, "/").At(testContext(t), p.zxids["middle"])
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithDeadline(testContext(t), time.Now())
	defer cancel()
	at := path(t, "/tree")
	_, existsErr := then.Exists(over, at)
	_, _, getErr := then.Get(over, at)
	_, _, aclErr := then.GetACLs(over, at)
	_, _, childrenErr := then.GetChildren(over, at)
	answer := then.Glance(over, znode.Question{Path: at, Stat: true, Data: true, Lists: []znode.Path{at}})
	for what, err := range map[string]error{
		"Exists": existsErr, "Get": getErr, "GetACLs": aclErr, "GetChildren": childrenErr, "Stats": then.Stats(over, []znode.Path{at})[0].Err,
		"a page's stat": answer.StatErr, "its data": answer.DataErr, "its list": answer.Lists[0].Err,
	} {
		if znode.CodeOf(err) != znode.CodeHistorySlow {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// recordsARefusal checks that a refusal is recorded if somebody may know of a version, but not read
// it.
func (p *pastOf) recordsARefusal(t *testing.T) {
	bob := p.as(t, "bob", people.Editor, "/")
	p.trail.take()
	if _, err := bob.UndoTransaction(testContext(t), p.zxids["unread"], znode.Root); znode.CodeOf(err) != znode.CodeUndoUnseen {
		t.Errorf("bob may take it back: %v", err)
	}
	if entries := p.trail.take(); len(entries) != 1 || entries[0].Outcome != audit.Denied || entries[0].Path != "/p/closed" || entries[0].Settings["transaction"] == "" {
		t.Errorf("recorded %+v", entries)
	}
}

// boundsATransaction checks that the error for a transaction that is too large says how large it
// is, but only to those who may know of it.
func (p *pastOf) boundsATransaction(t *testing.T) {
	alice, zxid := p.as(t, "alice", people.Editor, "/"), p.zxids["twice"]
	if changes, err := alice.transaction(testContext(t), zxid, 2); err != nil || len(changes) != 2 {
		t.Errorf("%d changes, %v", len(changes), err)
	}
	_, err := alice.transaction(testContext(t), zxid, 1)
	if known, _ := errors.AsType[*znode.Error](err); znode.CodeOf(err) != "undo_many" || znode.KindOf(err) != znode.TooLarge || known.Args["changes"] != "2" || known.Args["most"] != "1" {
		t.Errorf("of more: %v", err)
	}
	if _, err := p.as(t, "bob", people.Editor, "/elsewhere").transaction(testContext(t), zxid, 1); znode.CodeOf(err) != znode.CodeTransactionNone {
		t.Errorf("who may not know of it: %v", err)
	}
}

// isNoWayRoundACLs is the truth table of what people may see of the past.
func (p *pastOf) isNoWayRoundACLs(t *testing.T) {
	for _, c := range []struct {
		path string
		bob  []string // what bob sees, whom no ACL names
		all  []string // what alice sees
	}{
		{"/p/always", nil, []string{"set 1 two", "create 0 one"}},
		{"/p/opened", []string{"set 1 open", "acl 1", "create 0 denied"}, []string{"set 1 open", "acl 1", "create 0 shut"}},
		{"/p/closed", []string{"acl 1", "set 1 denied", "create 0 denied"}, []string{"acl 1", "set 1 still", "create 0 open"}},
		{"/p/gone", nil, []string{"delete 1", "set 1 y", "create 0 x"}},
		{"/p/goneshut", []string{"delete 1", "set 1 denied", "acl 1", "create 0 denied"}, []string{"delete 1", "set 1 y", "acl 1", "create 0 x"}},
		{"/p/anew", []string{"create 0 y", "delete 0", "create 0 denied"}, []string{"create 0 y", "delete 0", "create 0 x"}},
		{"/p/reshut", []string{"create 0 denied", "delete 0", "create 0 denied"}, []string{"create 0 y", "delete 0", "create 0 x"}},
		{"/q/child", []string{}, []string{"set 1 y", "create 0 x"}},
		{"/r/child", []string{"set 2 z"}, []string{"set 2 z", "set 1 y", "create 0 x"}},
		{"/tree/leaf", nil, []string{"delete 1", "set 1 y", "create 0 x"}},
		{"/u/child", []string{}, []string{"delete 1", "set 1 y", "create 0 x"}},
		{"/v/child", []string{"create 0 y"}, []string{"create 0 y", "delete 0", "create 0 x"}},
		{"/w/child", []string{}, []string{"delete 0", "create 0 x"}},
		{"/x/open/child", []string{}, []string{"delete 1", "set 1 y", "create 0 x"}},
		{"/never", nil, []string{}},
		{"/p/login", nil, []string{`set 1 {"password":"` + mask.Text + `","a":1}`, `create 0 {"password":"` + mask.Text + `"}`}},
	} {
		if c.bob == nil {
			c.bob = c.all
		}
		for _, who := range []struct {
			past *Past
			want []string
		}{
			{p.as(t, "alice", people.Reader, "/"), c.all},
			{p.as(t, "bob", people.Viewer, "/"), c.bob},
		} {
			versions, err := who.past.Versions(testContext(t), path(t, c.path), 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			told := []string{}
			for _, v := range versions {
				told = append(told, who.past.told(t, v))
			}
			if !slices.Equal(told, who.want) {
				t.Errorf("%s is told of %s: %q, want %q", who.past.Person.User, c.path, told, who.want)
			}
			var below []string
			for v, err := range who.past.Changes(testContext(t), path(t, c.path), history.Window{}, time.Time{}) {
				if err != nil {
					t.Fatal(err)
				}
				if v.Path == path(t, c.path) {
					below = append(below, who.past.told(t, v))
				}
			}
			if len(below) != len(who.want) {
				t.Errorf("%s is told of the changes of %s: %q, want %q", who.past.Person.User, c.path, below, who.want)
			}
		}
	}
}

// tellsNoName checks that changes below a znode do not disclose its name to people who may not list
// its parent, unless they, or their policy, have named it.
func (p *pastOf) tellsNoName(t *testing.T) {
	for _, c := range []struct {
		past  *Past
		of    string
		told  int
		whole bool
	}{
		{p.as(t, "alice", people.Viewer, "/"), "/", 4, true},
		{p.as(t, "bob", people.Viewer, "/"), "/", 1, false},
		{p.as(t, "bob", people.Viewer, "/"), "/y", 1, false},
		{p.as(t, "bob", people.Viewer, "/"), "/y/shut", 2, true},
		{p.as(t, "bob", people.Viewer, "/y/shut"), "/", 2, true},
	} {
		told := 0
		for v, err := range c.past.Changes(testContext(t), path(t, c.of), history.Window{}, time.Time{}) {
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(v.Path.String(), "/y") {
				told++
			}
		}
		if told != c.told {
			t.Errorf("%s of %v is told of %d changes below /y by those of %s, want %d", c.past.Person.User, c.past.Person.Paths, told, c.of, c.told)
		}
		if _, err := c.past.transaction(testContext(t), p.zxids["inside"], 1); (err == nil) != c.whole {
			t.Errorf("%s of %v, below %s, and a transaction of there: %v", c.past.Person.User, c.past.Person.Paths, c.of, err)
		}
	}
}

// isWithinThePaths checks that nothing is disclosed about znodes outside the policy's paths.
func (p *pastOf) isWithinThePaths(t *testing.T) {
	confined := p.as(t, "alice", people.Reader, "/p/always", "/tree/leaf")
	for _, outside := range []string{"/p/gone", "/never", "/p", "/"} {
		if versions, err := confined.Versions(testContext(t), path(t, outside), 0, 100); znode.KindOf(err) != znode.Denied || len(versions) > 0 {
			t.Errorf("%s: %v, %v", outside, versions, err)
		}
	}
	paths := map[string]int{}
	for v, err := range confined.Changes(testContext(t), znode.Root, history.Window{}, time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		paths[v.Path.String()]++
	}
	if len(paths) != 2 || paths["/p/always"] != 2 || paths["/tree/leaf"] != 3 {
		t.Errorf("the changes are of %v", paths)
	}
	for _, v := range slices.Collect(func(yield func(Version) bool) {
		for v := range p.as(t, "mallory", "", "/").Changes(testContext(t), znode.Root, history.Window{}, time.Time{}) {
			if !v.Path.IsRoot() && !yield(v) {
				return
			}
		}
	}) {
		t.Errorf("who has no role is told of %v", v)
	}
}

// asATree checks that a guard of the past reads by the same rules.
func (p *pastOf) asATree(t *testing.T) {
	for _, c := range []struct {
		user, path string
		data       string // or the code of the error
		children   string
	}{
		{"alice", "/tree/leaf", "y", ""},
		{"bob", "/tree/leaf", "y", ""},
		{"bob", "/tree", "x", "leaf"},
		{"bob", "/", "", "p q r tree zookeeper"},
		{"bob", "/p/always", "two", ""},
		{"bob", "/p/closed", string(znode.CodeHistoryDenied), string(znode.CodeHistoryDenied)},
		{"bob", "/p/reshut", string(znode.CodeHistoryDenied), string(znode.CodeHistoryDenied)},
		{"bob", "/p/gone", string(znode.CodeHistoryGone), string(znode.CodeHistoryGone)},
		{"bob", "/q/child", string(znode.CodeHistoryDenied), string(znode.CodeHistoryDenied)},
		{"bob", "/q/never", string(znode.CodeHistoryDenied), string(znode.CodeHistoryDenied)},
		{"bob", "/q/never/below", string(znode.CodeHistoryDenied), string(znode.CodeHistoryDenied)},
		{"bob", "/p/closed/below", string(znode.CodeHistoryDenied), string(znode.CodeHistoryDenied)},
		{"bob", "/p/gone/below", string(znode.CodeHistoryGone), string(znode.CodeHistoryGone)},
		{"bob", "/never/far/below", string(znode.CodeHistoryGone), string(znode.CodeHistoryGone)},
		{"alice", "/q/child", "y", ""},
		{"alice", "/q/never", string(znode.CodeHistoryGone), string(znode.CodeHistoryGone)},
	} {
		past, moment, err := p.as(t, c.user, people.Viewer, "/").At(testContext(t), p.zxids["middle"])
		if err != nil || moment.Zxid != p.zxids["middle"] {
			t.Fatal(moment, err)
		}
		got := func(text string, err error) string {
			if err != nil {
				return string(znode.CodeOf(err))
			}
			return text
		}
		data, _, err := past.Get(testContext(t), path(t, c.path))
		if text := got(string(data), err); text != c.data {
			t.Errorf("%s reads %s: %q, want %q", c.user, c.path, text, c.data)
		}
		names, _, err := past.GetChildren(testContext(t), path(t, c.path))
		if text := got(strings.Join(names, " "), err); text != c.children {
			t.Errorf("%s lists %s: %q, want %q", c.user, c.path, text, c.children)
		}
		answer := past.Glance(testContext(t), znode.Question{Path: path(t, c.path), Data: true, ACL: true, Lists: []znode.Path{path(t, c.path)}})
		if text := got(string(answer.Data), answer.DataErr); text != c.data {
			t.Errorf("%s looks at %s: %q, want %q", c.user, c.path, text, c.data)
		}
		if c.user == "bob" && strings.Contains(znode.FormatACL(answer.ACL), "alice:") && !strings.Contains(znode.FormatACL(answer.ACL), "alice:x") {
			t.Errorf("%s is shown a hash: %v", c.user, answer.ACL)
		}
		if _, err := past.Apply(testContext(t), znode.Op{Kind: znode.OpSet, Path: path(t, "/p"), Version: znode.AnyVersion}); err == nil {
			t.Error("the past was changed")
		}
		past.Looked(path(t, c.path), nil)
		entries := p.trail.take()
		if last := entries[len(entries)-1]; last.Settings["at"] != fmt.Sprintf("%#x", p.zxids["middle"]) {
			t.Errorf("the look is recorded as %v", last.Settings)
		}
	}
	for user, want := range map[string]znode.Code{"alice": "", "bob": znode.CodeHistoryDenied} {
		for moment, below := range map[string]string{"below": "/u/child", "buried": "/x/open/child"} {
			past, _, err := p.as(t, user, people.Viewer, "/").At(testContext(t), p.zxids[moment])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := past.session.Exists(testContext(t), path(t, below)); znode.CodeOf(err) != want {
				t.Errorf("%s, below what was closed before it went: %s: %v", user, below, err)
			}
		}
	}
	if _, _, err := p.as(t, "bob", people.Viewer, "/").At(context.Background(), -1); err != nil {
		t.Errorf("the newest: %v", err)
	}
}

// countsLives checks the number that alice and bob get for the newest znode at a path.
func (p *pastOf) countsLives(t *testing.T) {
	for text, want := range map[string][2]int{
		"/p/always": {1, 1}, "/p/anew": {2, 2}, "/p/reshut": {2, 2}, "/r/child": {1, 1}, "/": {1, 1},
		"/s/anew":  {3, 1},
		"/v/child": {2, 1},
		"/s/spans": {2, 2}, // the parent was open while the first one existed
	} {
		for i, past := range []*Past{p.as(t, "alice", people.Reader, "/"), p.as(t, "bob", people.Reader, "/")} {
			versions, err := past.Versions(testContext(t), path(t, text), 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			if text == "/" && len(versions) == 0 {
				continue // nobody has changed it
			}
			number, err := past.LifeNumber(testContext(t), versions[0])
			if err != nil || number != want[i] {
				t.Errorf("%s is told that the newest at %s is number %d, %v; want %d", past.Person.User, text, number, err, want[i])
			}
			if first, err := past.LifeNumber(testContext(t), versions[len(versions)-1]); err != nil || first != 1 && text != "/s/spans" {
				t.Errorf("%s is told that the oldest at %s is number %d, %v", past.Person.User, text, first, err)
			}
		}
	}
}

// hasSessions checks that a session is shown to people who may see all clients' sessions, or who
// know of something that it did, and that the user of a console's session is shown only to people
// who may see that.
func (p *pastOf) hasSessions(t *testing.T) {
	status, _ := p.alice.Status()
	did := []Version{{Change: history.Change{Session: status.Session}}}
	const silent = 0x77 // a session that did nothing
	for _, test := range []struct {
		past  *Past
		id    int64
		told  []Version
		known bool
		who   string
	}{
		{p.as(t, "bob", people.Viewer, "/p"), status.Session, nil, false, ""},
		{p.as(t, "bob", people.Admin, "/p"), status.Session, nil, false, ""},
		{p.as(t, "bob", people.Viewer, "/p"), silent, did, false, ""},
		{p.as(t, "bob", people.Viewer, "/p"), status.Session, did, true, "carol"},
		{p.as(t, "bob", people.Viewer, "/"), status.Session, nil, true, ""},
		{p.as(t, "carol", people.Viewer, "/"), status.Session, nil, true, "carol"},
		{p.as(t, "bob", people.Admin, "/"), status.Session, nil, true, "carol"},
	} {
		test.past.rules.Owned("main", status.Session, "carol")
		session, known, err := test.past.Session(testContext(t), test.id, test.told, 0, 50)
		if err != nil || known != test.known || session.Who != test.who || known != (session.ID != 0) {
			t.Errorf("%s, %s of %v, is told of %#x: %t %+v, %v", test.past.Person.User, test.past.Person.Role, test.past.Person.Paths, uint64(test.id), known, session, err)
		}
	}
}

// TestWhoMadeAChangeIsForThoseWhoMayKnowOfIt checks that the author of a change is not disclosed to
// people who share a ZooKeeper session that may not list the parent.
func TestWhoMadeAChangeIsForThoseWhoMayKnowOfIt(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	zxid := func(text string) int64 {
		t.Helper()
		versions, err := p.as(t, "alice", people.Admin, "/").Versions(testContext(t), path(t, text), 0, 1)
		if err != nil || len(versions) != 1 {
			t.Fatal(versions, err)
		}
		return versions[0].Zxid
	}
	rules := Rules{Trail: p.trail, Histories: map[string]History{"main": {p.store, znode.Root}}}.WithDefaults()
	for _, test := range []struct {
		sought Sought
		bob    bool // bob may know, too
	}{
		{Sought{Path: path(t, "/p/always"), Change: DataChanged, Number: zxid("/p/always")}, true},
		{Sought{Path: path(t, "/q/child"), Change: DataChanged, Number: zxid("/q/child")}, false},
		{Sought{Path: path(t, "/tree"), Change: ChildrenChanged, Number: zxid("/tree/leaf")}, true},
		{Sought{Path: path(t, "/q"), Change: ChildrenChanged, Number: zxid("/q/child")}, false},
	} {
		for own, may := range map[*session.Session]bool{p.alice: true, p.bob: test.bob} {
			made, known, err := NewLive(own, "main", rules, nil).Maker(testContext(t), test.sought)
			if err != nil || known != may || known && made.Session == 0 {
				t.Errorf("%+v: told %t %+v, %v; want %t", test.sought, known, made, err, may)
			}
		}
	}
}
