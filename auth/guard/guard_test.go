package guard

import (
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// memory is a trail whose disk can be full.
type memory struct {
	noTrail
	full    bool
	meet    func() // called before an intent is appended
	mu      sync.Mutex
	entries []audit.Entry
	soon    int // number of entries that AppendSoon has appended
}

func (m *memory) Append(ctx context.Context, entry audit.Entry) (int64, error) {
	if m.full {
		return 0, errors.New("the disk is full")
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if m.meet != nil && entry.Outcome == audit.Intent {
		m.meet()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries = append(m.entries, entry)
	return int64(len(m.entries)), nil
}

func (m *memory) AppendSoon(ctx context.Context, entry audit.Entry) error {
	_, err := m.Append(ctx, entry)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.soon++
	return err
}

func (m *memory) AppendRead(entry audit.Entry) { _, _ = m.Append(context.Background(), entry) }

func (m *memory) KeyedHash(_ string, at znode.Path, value []byte) string {
	return at.String() + " " + hex.EncodeToString(value)
}

func (m *memory) Entries(context.Context, audit.Filter) iter.Seq2[audit.Entry, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	entries := slices.Clone(m.entries)
	return func(yield func(audit.Entry, error) bool) {
		for _, entry := range slices.Backward(entries) {
			if !yield(entry, nil) {
				return
			}
		}
	}
}

// take returns the entries that were appended since the last call.
func (m *memory) take() []audit.Entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	taken := m.entries
	m.entries = nil
	return taken
}

// guarded is alice's guard for a server with some znodes.
type guarded struct {
	*Guard
	session *session.Session
	trail   *memory
}

func newGuarded(t *testing.T, role people.Role, readOnly bool, paths ...string) *guarded {
	t.Helper()
	return newGuardedAt(t, zktest.Run(t), role, readOnly, paths...)
}

// newGuardedAt is like newGuarded, for a server of the test's own.
func newGuardedAt(t *testing.T, server *zktest.Server, role people.Role, readOnly bool, paths ...string) *guarded {
	t.Helper()
	session := openSession(t, server.Addr(), "alice", "right")
	open := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	blind := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll &^ znode.PermRead}}
	for _, node := range []struct {
		path, data string
		acl        []znode.ACL
	}{
		{"/app", "of the app", open}, {"/app/a", "one", open}, {"/app/b", "two", open}, {"/app/a/deep", "", open},
		{"/apple", "fruit", open}, {"/team", "", open}, {"/team/x", "", open}, {"/team/y", "", open}, {"/team/y/z", "", open},
		{"/hidden", "", blind}, {"/hidden/open", "", open}, {"/hidden/other", "", open}, {"/app/unread", "12345", blind},
	} {
		if _, err := znode.Create(testContext(t), session, path(t, node.path), []byte(node.data), node.acl, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	person := people.Person{User: "alice", Verified: true, Role: role}
	for _, text := range paths {
		person.Paths = append(person.Paths, path(t, text))
	}
	trail := &memory{}
	rules := Rules{AllowWrites: !readOnly, Trail: trail}.WithDefaults()
	guard := &Guard{Person: person, rules: rules, session: session, entry: audit.Entry{User: "alice", Verified: true, Role: string(role)}}
	return &guarded{guard, session, trail}
}

func TestGuardReads(t *testing.T) {
	g := newGuarded(t, people.Auditor, true, "/app", "/team/y", "/hidden/open", "/absent/deep", "/team/gone")
	refused := znode.Denied
	for _, test := range []struct {
		path                        string
		exists, data, acl, children znode.Kind
		names                       []string
		recorded                    bool // a refusal is recorded
	}{
		{"/", "", refused, refused, "", []string{"app", "hidden", "team"}, false},
		{"/app", "", "", "", "", []string{"a", "b", "unread"}, false},
		{"/app/a", "", "", "", "", []string{"deep"}, false},
		{"/app/a/deep", "", "", "", "", nil, false},
		{"/app/none", znode.NotFound, znode.NotFound, znode.NotFound, znode.NotFound, nil, false},
		{"/app/unread", "", refused, "", refused, nil, false}, // by ZooKeeper
		{"/apple", refused, refused, refused, refused, nil, true},
		{"/team", "", refused, refused, "", []string{"y"}, false},
		{"/team/x", refused, refused, refused, refused, nil, true},
		{"/team/none", refused, refused, refused, refused, nil, true},
		{"/team/y", "", "", "", "", []string{"z"}, false},
		{"/hidden", "", refused, refused, "", []string{"open"}, false},
		{"/hidden/other", refused, refused, refused, refused, nil, true},
		{"/absent", znode.NotFound, refused, refused, znode.NotFound, nil, false},
		{"/zookeeper", refused, refused, refused, refused, nil, true},
	} {
		at := path(t, test.path)
		ctx := testContext(t)
		_, existsErr := g.Exists(ctx, at)
		data, _, dataErr := g.Get(ctx, at)
		acl, _, aclErr := g.GetACLs(ctx, at)
		names, _, childrenErr := g.GetChildren(ctx, at)
		stat := g.Stats(ctx, []znode.Path{path(t, "/app"), at})
		got := []znode.Kind{znode.KindOf(existsErr), znode.KindOf(dataErr), znode.KindOf(aclErr), znode.KindOf(childrenErr), znode.KindOf(stat[1].Err)}
		if want := []znode.Kind{test.exists, test.data, test.acl, test.children, test.exists}; !slices.Equal(got, want) {
			t.Errorf("%s: exists, data, ACL, children, stats give %q, want %q", test.path, got, want)
		}
		if stat[0].Err != nil || stat[0].Stat.NumChildren != 3 {
			t.Errorf("%s: the stat beside it is %+v", test.path, stat[0])
		}
		if !slices.Equal(names, test.names) || dataErr != nil && data != nil || aclErr != nil && acl != nil {
			t.Errorf("%s: children %q, want %q; data %q, ACL %v", test.path, names, test.names, data, acl)
		}
		recorded := g.trail.take()
		if (len(recorded) > 0) != test.recorded {
			t.Errorf("%s: recorded %+v", test.path, recorded)
		}
		for _, entry := range recorded {
			want := audit.Entry{Event: audit.NodeRead, User: "alice", Verified: true, Role: "auditor", Path: test.path, Outcome: audit.Denied}.Because(existsErr)
			if !reflect.DeepEqual(entry, want) {
				t.Errorf("%s: recorded %+v, want %+v", test.path, entry, want)
			}
		}
	}
}

func TestGuardWrites(t *testing.T) {
	g := newGuarded(t, people.Editor, false, "/app")
	ctx := testContext(t)
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	exists := func(at string) znode.Stat {
		stat, _ := g.session.Exists(ctx, path(t, at)) // zero if the znode does not exist
		return stat
	}
	entry := func(event audit.Event, at string, outcome audit.Outcome, before, after *audit.Data, err error) audit.Entry {
		return audit.Entry{Event: event, User: "alice", Verified: true, Role: "editor", Path: at, Outcome: outcome, Before: before, After: after}.Because(err)
	}
	value := func(stat znode.Stat, at, data string) *audit.Data {
		return &audit.Data{Version: stat.Version, Mzxid: stat.Mzxid, Length: len(data), Hash: g.trail.KeyedHash("", path(t, at), []byte(data))}
	}
	unread := exists("/app/unread")
	one := exists("/app/a")

	for _, test := range []struct {
		name string
		do   func() error
		want func(err error) []audit.Entry
		kind znode.Kind
	}{
		{"create", func() error {
			created, err := znode.Create(ctx, g, path(t, "/app/new"), []byte("n"), acl, znode.ModePersistent)
			if created.Path != path(t, "/app/new") {
				t.Errorf("created %s", created.Path)
			}
			return err
		}, func(error) []audit.Entry {
			return []audit.Entry{
				entry(audit.NodeCreate, "/app/new", audit.Intent, nil, value(znode.Stat{}, "/app/new", "n"), nil),
				entry(audit.NodeCreate, "/app/new", audit.OK, nil, value(exists("/app/new"), "/app/new", "n"), nil),
			}
		}, ""},
		{"create again", func() error {
			_, err := znode.Create(ctx, g, path(t, "/app/new"), []byte("m"), acl, znode.ModePersistent)
			return err
		}, func(err error) []audit.Entry {
			return []audit.Entry{
				entry(audit.NodeCreate, "/app/new", audit.Intent, nil, value(znode.Stat{}, "/app/new", "m"), nil),
				entry(audit.NodeCreate, "/app/new", audit.Conflict, nil, value(znode.Stat{}, "/app/new", "m"), err),
			}
		}, znode.Conflict},
		{"create sequential", func() error {
			created, err := znode.Create(ctx, g, path(t, "/app/a/s-"), nil, acl, znode.ModeSequential)
			if created.Path != path(t, "/app/a/s-0000000001") {
				t.Errorf("created %s", created.Path)
			}
			return err
		}, func(error) []audit.Entry {
			return []audit.Entry{
				entry(audit.NodeCreate, "/app/a/s-", audit.Intent, nil, value(znode.Stat{}, "/app/a/s-", ""), nil),
				entry(audit.NodeCreate, "/app/a/s-0000000001", audit.OK, nil, value(exists("/app/a/s-0000000001"), "/app/a/s-0000000001", ""), nil),
			}
		}, ""},
		{"set", func() error {
			stat, err := znode.Set(ctx, g, path(t, "/app/a"), []byte("changed"), 0)
			if stat.Version != 1 {
				t.Errorf("the stat is %+v", stat)
			}
			return err
		}, func(error) []audit.Entry {
			return []audit.Entry{
				entry(audit.NodeSet, "/app/a", audit.Intent, value(one, "/app/a", "one"), value(znode.Stat{Version: 1}, "/app/a", "changed"), nil),
				entry(audit.NodeSet, "/app/a", audit.OK, value(one, "/app/a", "one"), value(exists("/app/a"), "/app/a", "changed"), nil),
			}
		}, ""},
		{"set an old version", func() error {
			_, err := znode.Set(ctx, g, path(t, "/app/a"), []byte("late"), 0)
			return err
		}, func(err error) []audit.Entry {
			before := value(exists("/app/a"), "/app/a", "changed")
			return []audit.Entry{
				entry(audit.NodeSet, "/app/a", audit.Intent, before, value(znode.Stat{Version: 1}, "/app/a", "late"), nil),
				entry(audit.NodeSet, "/app/a", audit.Conflict, before, value(znode.Stat{Version: 1}, "/app/a", "late"), err),
			}
		}, znode.Conflict},
		{"set what may not be read", func() error {
			_, err := znode.Set(ctx, g, path(t, "/app/unread"), []byte("x"), znode.AnyVersion)
			return err
		}, func(error) []audit.Entry {
			before := &audit.Data{Version: 0, Mzxid: unread.Mzxid, Length: 5}
			return []audit.Entry{
				entry(audit.NodeSet, "/app/unread", audit.Intent, before, value(znode.Stat{}, "/app/unread", "x"), nil),
				entry(audit.NodeSet, "/app/unread", audit.OK, before, value(exists("/app/unread"), "/app/unread", "x"), nil),
			}
		}, ""},
		{"set what is not there", func() error {
			_, err := znode.Set(ctx, g, path(t, "/app/none"), nil, 0)
			return err
		}, func(err error) []audit.Entry {
			return []audit.Entry{
				entry(audit.NodeSet, "/app/none", audit.Intent, nil, value(znode.Stat{Version: 1}, "/app/none", ""), nil),
				entry(audit.NodeSet, "/app/none", audit.Failed, nil, value(znode.Stat{Version: 1}, "/app/none", ""), err),
			}
		}, znode.NotFound},
		{"delete a parent", func() error { return znode.Delete(ctx, g, path(t, "/app/a"), znode.AnyVersion) }, func(err error) []audit.Entry {
			before := value(exists("/app/a"), "/app/a", "changed")
			return []audit.Entry{
				entry(audit.NodeDelete, "/app/a", audit.Intent, before, nil, nil),
				entry(audit.NodeDelete, "/app/a", audit.Conflict, before, nil, err),
			}
		}, znode.Conflict},
		{"set outside", func() error {
			_, err := znode.Set(ctx, g, path(t, "/apple"), []byte("x"), 0)
			return err
		}, func(err error) []audit.Entry {
			return []audit.Entry{entry(audit.NodeSet, "/apple", audit.Denied, nil, value(znode.Stat{Version: 1}, "/apple", "x"), err)}
		}, znode.Denied},
		{"create one's own path", func() error {
			_, err := znode.Create(ctx, g, path(t, "/app"), nil, acl, znode.ModePersistent)
			return err
		}, func(err error) []audit.Entry {
			return []audit.Entry{entry(audit.NodeCreate, "/app", audit.Denied, nil, value(znode.Stat{}, "/app", ""), err)}
		}, znode.Denied},
		{"delete outside", func() error { return znode.Delete(ctx, g, path(t, "/team/x"), 0) }, func(err error) []audit.Entry {
			return []audit.Entry{entry(audit.NodeDelete, "/team/x", audit.Denied, nil, nil, err)}
		}, znode.Denied},
	} {
		err := test.do()
		if znode.KindOf(err) != test.kind {
			t.Errorf("%s: %v, want kind %q", test.name, err, test.kind)
		}
		if got, want := withoutZxids(t, g.trail.take()), test.want(err); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: recorded\n%s\nwant\n%s", test.name, entries(got), entries(want))
		}
	}

	two := exists("/app/b")
	if err := znode.Delete(ctx, g, path(t, "/app/b"), 0); err != nil {
		t.Fatal(err)
	}
	want := []audit.Entry{
		entry(audit.NodeDelete, "/app/b", audit.Intent, value(two, "/app/b", "two"), nil, nil),
		entry(audit.NodeDelete, "/app/b", audit.OK, value(two, "/app/b", "two"), nil, nil),
	}
	if got := withoutZxids(t, g.trail.take()); !reflect.DeepEqual(got, want) {
		t.Errorf("delete: recorded\n%s\nwant\n%s", entries(got), entries(want))
	}
	if exists("/app/b") != (znode.Stat{}) || exists("/apple").Version != 0 {
		t.Error("the znodes are not as they should be")
	}
}

// withoutZxids removes the zxids from entries. Those of changes that were made have one.
func withoutZxids(t *testing.T, all []audit.Entry) []audit.Entry {
	t.Helper()
	for i := range all {
		if made := all[i].Outcome == audit.OK; made != (all[i].Zxid != 0) {
			t.Errorf("the entry %s %s %s has the zxid %#x", all[i].Event, all[i].Path, all[i].Outcome, all[i].Zxid)
		}
		all[i].Zxid = 0
	}
	return all
}

func entries(all []audit.Entry) string {
	text := ""
	for _, entry := range all {
		text += string(entry.Event) + " " + entry.Path + " " + string(entry.Outcome) + " " + entry.Error
		for _, data := range []*audit.Data{entry.Before, entry.After} {
			if data != nil {
				text += " " + data.Hash
			}
		}
		text += "\n"
	}
	return text
}

// TestGuardChangesNothing checks that nothing is changed if the policy refuses, or if the intent
// cannot be recorded.
func TestGuardChangesNothing(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*guarded)
		kind   znode.Kind
	}{
		{"a read-only console", func(g *guarded) { g.rules.AllowWrites = false }, znode.Denied},
		{"a viewer", func(g *guarded) { g.Person.Role = people.Viewer }, znode.Denied},
		{"nobody", func(g *guarded) { g.Person = people.Person{} }, znode.Denied},
		{"a full disk", func(g *guarded) { g.trail.full = true }, znode.Unavailable},
		{"no trail", func(g *guarded) { g.rules.Trail = noTrail{} }, znode.Unavailable},
	} {
		g := newGuarded(t, people.Admin, false, "/")
		ctx := testContext(t)
		lastZxid := func() int64 {
			made, err := znode.Create(ctx, g.session, path(t, "/mark-"), nil, []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}, znode.ModeSequential)
			if err != nil {
				t.Fatal(err)
			}
			return made.Stat.Czxid
		}
		before := lastZxid()
		test.change(g)
		_, created := znode.Create(ctx, g, path(t, "/app/new"), nil, nil, znode.ModePersistent)
		_, set := znode.Set(ctx, g, path(t, "/app/a"), nil, znode.AnyVersion)
		deleted := znode.Delete(ctx, g, path(t, "/app/b"), znode.AnyVersion)
		for _, err := range []error{created, set, deleted} {
			if znode.KindOf(err) != test.kind {
				t.Errorf("%s: %v, want kind %q", test.name, err, test.kind)
			}
		}
		if after := lastZxid(); after != before+1 {
			t.Errorf("%s: %d transactions happened, want none", test.name, after-before-1)
		}
	}
}

func TestGuardWithALostAnswer(t *testing.T) {
	server := zktest.Run(t)
	proxy := zktest.RunProxy(t, server.Addr())
	session := openSession(t, proxy.Addr(), "alice", "right")
	trail := &memory{}
	g := &Guard{Person: people.Person{Role: people.Admin, Paths: []znode.Path{znode.Root}}, session: session, rules: Rules{AllowWrites: true, Trail: trail}.WithDefaults()}
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	if _, err := znode.Create(testContext(t), g, path(t, "/a"), []byte("old"), acl, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	trail.take()
	trail.meet = proxy.Blackhole
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, err := znode.Set(ctx, g, path(t, "/a"), []byte("new"), 0)
	if znode.KindOf(err) != znode.UnknownOutcome {
		t.Errorf("%v, want UnknownOutcome", err)
	}
	recorded := trail.take()
	if len(recorded) != 2 || recorded[0].Outcome != audit.Intent || recorded[1].Outcome != audit.Unknown || !reflect.DeepEqual(recorded[1], recorded[1].Because(err)) {
		t.Errorf("recorded\n%s\nwant the intent and that the outcome is unknown", entries(recorded))
	}
}

// TestARefusalIsRecordedWhenTheBrowserHasGone checks that a refusal is recorded although the client
// disconnects at once.
func TestARefusalIsRecordedWhenTheBrowserHasGone(t *testing.T) {
	trail := &memory{}
	g := &Guard{Person: people.Person{Role: people.Viewer}, rules: Rules{Trail: trail}.WithDefaults()}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := g.Get(gone, path(t, "/team")); !errors.Is(err, people.ErrPolicy) {
		t.Errorf("%v, want a refusal by the policy", err)
	}
	if recorded := trail.take(); len(recorded) != 1 || recorded[0].Outcome != audit.Denied || recorded[0].Path != "/team" {
		t.Errorf("recorded\n%s\nwant the refusal", entries(recorded))
	}
}

func TestAFaultOfTheMaskerShowsNothing(t *testing.T) {
	g := newGuarded(t, people.Viewer, true, "/")
	const unmistakable = "what no name of a file or function holds"
	if _, err := znode.Set(testContext(t), g.session, path(t, "/app/a"), []byte(unmistakable), znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	g.rules.Masker = nil // makes masking panic
	masked, _, err := g.GetMasked(testContext(t), path(t, "/app/a"), 0)
	if masked.Data != nil || znode.KindOf(err) != znode.Internal || strings.Contains(err.Error(), unmistakable) {
		t.Errorf("data %q, error %v; want no data and a fault that does not tell any", masked.Data, err)
	}
}
