package guard

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

var openACL = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

// codeOf returns the code of the first *znode.Error in err's chain.
func codeOf(err error) znode.Code {
	known, _ := errors.AsType[*znode.Error](err)
	if known == nil {
		return ""
	}
	return known.Code
}

// outcomes returns the events and outcomes of recorded entries.
func outcomes(recorded []audit.Entry) []string {
	var all []string
	for _, entry := range recorded {
		all = append(all, string(entry.Event)+" "+string(entry.Outcome))
	}
	return all
}

// TestAChangeIsAboutTheZnodeThatWasRead checks that the version alone is not enough, since that of
// a znode which was deleted and created anew begins at 0 again.
func TestAChangeIsAboutTheZnodeThatWasRead(t *testing.T) {
	g := newGuarded(t, people.Editor, false, "/app")
	ctx := testContext(t)
	at := path(t, "/app/b")
	read, err := g.Exists(ctx, at)
	if err != nil {
		t.Fatal(err)
	}
	if err := znode.Delete(ctx, g.session, at, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := znode.Create(ctx, g.session, at, []byte("somebody else's"), openACL, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		kind    znode.OpKind
		version int32
		code    znode.Code
	}{
		{znode.OpSet, 0, znode.CodeMadeAnew},
		{znode.OpDelete, 0, znode.CodeMadeAnew},
		{znode.OpSet, znode.AnyVersion, znode.CodeBadVersion},
		{znode.OpDelete, 1, znode.CodeBadVersion}, // from ZooKeeper
	} {
		_, err := g.Apply(ctx, znode.Op{Kind: test.kind, Path: at, Data: []byte("mine"), Version: test.version, Mzxid: read.Mzxid})
		if znode.KindOf(err) != znode.Conflict || codeOf(err) != test.code {
			t.Errorf("kind %d of version %d: %v, want code %q", test.kind, test.version, err, test.code)
		}
		if recorded := g.trail.take(); recorded[len(recorded)-1].Outcome != audit.Conflict || recorded[len(recorded)-1].Code != test.code {
			t.Errorf("recorded\n%s", entries(recorded))
		}
	}
	data, now, err := g.Get(ctx, at)
	if string(data) != "somebody else's" || err != nil {
		t.Errorf("there is %q now, and %v", data, err)
	}
	if _, err := g.Apply(ctx, znode.Op{Kind: znode.OpSet, Path: at, Data: []byte("mine"), Version: 0, Mzxid: now.Mzxid}); err != nil {
		t.Error(err)
	}
}

// TestWithoutREAD checks that people without READ can still write, delete, and see the way to their
// paths, although since 3.8.4 and 3.9.3 ZooKeeper does not even give them the stat.
func TestWithoutREAD(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.6", "3.8", "3.9"} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			g := newGuardedAt(t, zktest.RunRelease(t, release), people.Editor, false, "/app", "/hidden/open")
			ctx := testContext(t)
			unread, blind := path(t, "/app/unread"), path(t, "/hidden")
			if names, _, err := g.GetChildren(ctx, blind); err != nil || !slices.Equal(names, []string{"open"}) {
				t.Errorf("the children on the way are %q, %v", names, err)
			}
			if lists := g.Glance(ctx, znode.Question{Path: blind, Stat: true, Lists: []znode.Path{blind}}).Lists; lists[0].Err != nil || !slices.Equal(lists[0].Names, []string{"open"}) {
				t.Errorf("a page lists %+v", lists[0])
			}
			if _, err := g.Apply(ctx, znode.Op{Kind: znode.OpSet, Path: unread, Data: []byte("new"), Version: 0}); err != nil {
				t.Errorf("setting: %v", err)
			}
			if before := g.trail.take(); before[0].Before == nil || before[0].Before.Length != 5 || before[0].Before.Hash != "" { // ADMIN is enough for the stat
				t.Errorf("on record is %+v", before[0].Before)
			}
			writable := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermWrite}}
			if _, err := zktest.SetACL(ctx, g.session, unread, writable, znode.AnyVersion); err != nil {
				t.Fatal(err)
			}
			if _, err := g.Apply(ctx, znode.Op{Kind: znode.OpSet, Path: unread, Data: []byte("newer"), Version: 1}); err != nil {
				t.Errorf("setting without ADMIN: %v", err)
			}
			if _, err := g.Apply(ctx, znode.Op{Kind: znode.OpDelete, Path: unread, Version: 2, Mzxid: 1}); err == nil {
				t.Error("another znode than the one that was read is deleted")
			}
			if _, err := g.Apply(ctx, znode.Op{Kind: znode.OpDelete, Path: unread, Version: 2}); err != nil {
				t.Errorf("deleting: %v", err)
			}
		})
	}
}

// TestGuardAppliesABatch checks that the policy is asked about all ops at once, and that intent and
// outcome are recorded once for all.
func TestGuardAppliesABatch(t *testing.T) {
	g := newGuarded(t, people.Editor, false, "/app")
	ctx := testContext(t)
	create := func(at, data string) znode.Op {
		return znode.Op{Kind: znode.OpCreate, Path: path(t, at), Data: []byte(data), ACL: openACL}
	}
	remove := func(at string, version int32) znode.Op {
		return znode.Op{Kind: znode.OpDelete, Path: path(t, at), Version: version}
	}
	for _, test := range []struct {
		name     string
		ops      []znode.Op
		kind     znode.Kind
		blamed   int // index of the op that the error is about
		recorded []string
	}{
		{"made", []znode.Op{create("/app/a/new", "n"), {Kind: znode.OpSet, Path: path(t, "/app/a"), Data: []byte("2")}, remove("/app/b", 0)}, "", 0,
			[]string{"node.batch intent", "node.batch ok"}},
		{"a version", []znode.Op{create("/app/a/newer", "n"), remove("/app/a/deep", 7)}, znode.Conflict, 1,
			[]string{"node.batch intent", "node.batch conflict"}},
		{"outside", []znode.Op{create("/app/a/newer", "n"), remove("/team/x", 0)}, znode.Denied, 1, []string{"node.batch denied"}},
		{"a mask", []znode.Op{create("/app/a/newer", "n"), create("/app/a/newest", "password="+mask.Text)}, znode.Invalid, 1, []string{"node.batch failed"}},
		{"an ACL", []znode.Op{create("/app/a/newer", "n"), {Kind: znode.OpSetACL, Path: path(t, "/app/a"), ACL: openACL}}, znode.Invalid, 1, []string{"node.batch intent", "node.batch failed"}}, // ZooKeeper has no such transaction
		{"a check outside", []znode.Op{create("/app/a/newer", "n"), {Kind: znode.OpCheck, Path: path(t, "/team/x")}}, znode.Denied, 1, []string{"node.batch denied"}},
		{"another znode", []znode.Op{create("/app/a/newer", "n"), {Kind: znode.OpDelete, Path: path(t, "/app/a/deep"), Mzxid: 1}}, znode.Conflict, 1, []string{"node.batch conflict"}},
		{"a full disk", []znode.Op{create("/app/a/newer", "n"), remove("/app/a/deep", 0)}, znode.Unavailable, 0, nil},
	} {
		g.trail.full = test.name == "a full disk"
		results, err := g.Apply(ctx, test.ops...)
		blamed, _ := errors.AsType[*znode.OpError](err)
		if znode.KindOf(err) != test.kind || (err == nil) != (len(results) == len(test.ops)) || test.blamed > 0 && (blamed == nil || blamed.Index != test.blamed) {
			t.Errorf("%s: %+v and %v, want kind %q", test.name, results, err, test.kind)
		}
		recorded := g.trail.take()
		if got := outcomes(recorded); !slices.Equal(got, test.recorded) {
			t.Errorf("%s: recorded %q, want %q", test.name, got, test.recorded)
		}
		for _, entry := range recorded {
			batch := entry.Batch
			if batch == nil || batch.Count != len(test.ops) || batch.First != test.ops[0].Path.String() || batch.Last != test.ops[len(test.ops)-1].Path.String() || batch.Paths == "" {
				t.Errorf("%s: the batch on record is %+v", test.name, batch)
			}
			if blamed != nil && entry.Outcome != audit.Intent && batch.Blamed != batch.Last {
				t.Errorf("%s: %q is blamed on record", test.name, batch.Blamed)
			}
		}
	}
	if _, err := g.Exists(ctx, path(t, "/app/a/newer")); znode.KindOf(err) != znode.NotFound {
		t.Errorf("part of a batch was made: %v", err)
	}
	if _, err := g.Exists(ctx, path(t, "/app/a/new")); err != nil {
		t.Error(err)
	}
}

func TestCommonAncestor(t *testing.T) {
	for _, test := range []struct {
		paths []string
		want  string
	}{
		{[]string{"/a/b"}, "/a/b"},
		{[]string{"/a/b", "/a/c/d"}, "/a"},
		{[]string{"/a", "/a/b"}, "/a"},
		{[]string{"/a/bc", "/a/b"}, "/a"},
		{[]string{"/a", "/b"}, "/"},
		{[]string{"/", "/b"}, "/"},
	} {
		var ops []znode.Op
		for _, text := range test.paths {
			ops = append(ops, znode.Op{Path: path(t, text)})
		}
		if got := commonAncestor(ops).String(); got != test.want {
			t.Errorf("%q: %s, want %s", test.paths, got, test.want)
		}
	}
}

// newProxied returns a guard whose ZooKeeper is behind a proxy.
func newProxied(t *testing.T) (*Guard, *memory, *zktest.Proxy, *session.Session) {
	t.Helper()
	proxy := zktest.RunProxy(t, zktest.Run(t).Addr())
	opened := openSession(t, proxy.Addr(), "alice", "right")
	if _, err := znode.Create(testContext(t), opened, path(t, "/a"), []byte("old"), openACL, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	trail := &memory{}
	admin := people.Person{Role: people.Admin, Paths: []znode.Path{znode.Root}}
	return New(admin, Rules{AllowWrites: true, Trail: trail}.WithDefaults(), opened, audit.Entry{}), trail, proxy, opened
}

// TestAChangeDoesNotNeedTheBrowser checks that the outcome of a change is recorded even if the
// request ends after the intent was recorded.
func TestAChangeDoesNotNeedTheBrowser(t *testing.T) {
	g, trail, proxy, _ := newProxied(t)
	ctx, leave := context.WithTimeout(context.Background(), 10*time.Second)
	trail.meet = func() {
		proxy.HoldReplies()
		leave()
		go func() { _ = proxy.Resume() }()
	}
	if stat, err := znode.Set(ctx, g, path(t, "/a"), []byte("new"), 0); err != nil || stat.Version != 1 {
		t.Errorf("%+v and %v", stat, err)
	}
	if got, want := outcomes(trail.take()), []string{"node.set intent", "node.set ok"}; !slices.Equal(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

// TestABrowserThatLeavesBeforeAChangeIsNamed checks that the trail does not blame ZooKeeper if the
// request ended before the change.
func TestABrowserThatLeavesBeforeAChangeIsNamed(t *testing.T) {
	g, trail, _, _ := newProxied(t)
	ctx, leave := context.WithTimeout(context.Background(), 10*time.Second)
	leave()
	if _, err := znode.Set(ctx, g, path(t, "/a"), []byte("new"), 0); znode.CodeOf(err) != znode.CodeGivenUp {
		t.Errorf("%v", err)
	}
	recorded := trail.take()
	if len(recorded) != 1 || recorded[0].Outcome != audit.Failed || recorded[0].Code != znode.CodeGivenUp {
		t.Errorf("recorded\n%s", entries(recorded))
	}
}

// TestAnAnswerThatComesLateIsRecorded checks that a late answer is recorded by itself after the
// person was told that the outcome is unknown, and that a caller who waits for what Ahead records
// waits for it.
func TestAnAnswerThatComesLateIsRecorded(t *testing.T) {
	g, trail, proxy, _ := newProxied(t)
	trail.meet = proxy.HoldReplies
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var recording sync.WaitGroup
	if _, err := znode.Set(ctx, g.Ahead(&recording), path(t, "/a"), []byte("new"), 0); znode.KindOf(err) != znode.UnknownOutcome {
		t.Fatalf("%v, want UnknownOutcome", err)
	}
	recording.Wait()
	if got, want := outcomes(trail.take()), []string{"node.set intent", "node.set unknown"}; !slices.Equal(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
	if err := proxy.Resume(); err != nil {
		t.Fatal(err)
	}
	var late []audit.Entry
	zktest.Eventually(t, "the outcome is on record", func() bool {
		late = trail.take()
		return len(late) > 0
	})
	if len(late) != 1 || late[0].Outcome != audit.OK || late[0].After.Version != 1 || late[0].After.Mzxid == 0 {
		t.Errorf("recorded\n%s\nwant the outcome with the stat", entries(late))
	}
	if trail.soon != 1 {
		t.Errorf("%d outcomes were recorded ahead, want that it is not known alone", trail.soon)
	}
}

// TestAChangeThatWasNotSentInTimeIsNotMade checks that such a change is not reported as unknown.
func TestAChangeThatWasNotSentInTimeIsNotMade(t *testing.T) {
	g, trail, proxy, opened := newProxied(t)
	const deadline = 2 * time.Second
	var ctx context.Context
	for name, meet := range map[string]func(){
		"no connection": func() {
			if err := proxy.Refuse(); err != nil {
				t.Error(err)
			}
			proxy.Cut()
			for {
				status, changed := opened.Status()
				if status.State != znode.Connected {
					return
				}
				<-changed
			}
		},
		"a slow disk": func() { <-ctx.Done() },
	} {
		trail.meet = meet
		var cancel func()
		ctx, cancel = context.WithTimeout(context.Background(), deadline)
		_, err := znode.Set(ctx, g, path(t, "/a"), []byte("new"), 0)
		cancel()
		if kind := znode.KindOf(err); kind != znode.Unavailable {
			t.Errorf("%s: %v, want Unavailable", name, err)
		}
		if got, want := outcomes(trail.take()), []string{"node.set intent", "node.set failed"}; !slices.Equal(got, want) {
			t.Errorf("%s: recorded %q, want %q", name, got, want)
		}
		if err := proxy.Resume(); err != nil {
			t.Fatal(err)
		}
		if err := opened.AwaitConnected(testContext(t)); err != nil {
			t.Fatal(err)
		}
		if data, stat, err := g.Get(testContext(t), path(t, "/a")); string(data) != "old" || stat.Version != 0 || err != nil {
			t.Errorf("%s: there is %q, and %v", name, data, err)
		}
	}
}

// TestAChangeWithoutTimeLeftIsNotBegun checks that a change is not sent after its deadline, when it
// would be chance whether it is sent before it is given up.
func TestAChangeWithoutTimeLeftIsNotBegun(t *testing.T) {
	g := newGuarded(t, people.Editor, false, "/app")
	sent := make(chan struct{}, 1)
	g.Guard.session = sender{g.session, sent}
	ctx, cancel := context.WithTimeout(testContext(t), time.Second)
	defer cancel()
	g.trail.meet = func() { <-ctx.Done() } // recording the intent takes all of the time
	_, err := znode.Set(ctx, g, path(t, "/app"), []byte("new"), znode.AnyVersion)
	if codeOf(err) != znode.CodeNotSent {
		t.Errorf("it failed with %v", err)
	}
	if len(sent) > 0 {
		t.Error("it was begun all the same")
	}
}

// sender counts the changes that it is asked to send, and sends none.
type sender struct {
	zookeeper
	sent chan<- struct{}
}

func (s sender) Apply(context.Context, ...znode.Op) ([]znode.Result, error) {
	s.sent <- struct{}{}
	return nil, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent}
}

// meddler deletes and recreates znodes right after they were created.
type meddler struct {
	zookeeper
	t *testing.T
}

func (m meddler) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	results, err := m.zookeeper.Apply(ctx, ops...)
	if err == nil && ops[0].Kind == znode.OpCreate {
		at := results[0].Path
		if err := znode.Delete(ctx, m.zookeeper, at, 0); err != nil {
			m.t.Error(err)
		}
		if _, err := znode.Create(ctx, m.zookeeper, at, []byte("another"), openACL, znode.ModePersistent); err != nil {
			m.t.Error(err)
		}
	}
	return results, err
}

// TestWhatIsOnRecordIsWhatWasMade checks that the entry has the stat of the change itself, even if
// the znode changes a moment later.
func TestWhatIsOnRecordIsWhatWasMade(t *testing.T) {
	g := newGuarded(t, people.Editor, false, "/app")
	ctx := testContext(t)
	g.Guard.session = meddler{g.session, t}
	made, err := znode.Create(ctx, g, path(t, "/app/new"), []byte("mine"), openACL, znode.ModePersistent)
	if err != nil {
		t.Fatal(err)
	}
	now, err := g.Exists(ctx, path(t, "/app/new"))
	recorded := g.trail.take()
	if after := recorded[len(recorded)-1].After; err != nil || after.Mzxid != made.Stat.Mzxid || after.Mzxid == 0 || after.Mzxid == now.Mzxid {
		t.Errorf("on record is the change %d, made was %d, there is %d", after.Mzxid, made.Stat.Mzxid, now.Mzxid)
	}
}

// TestAChangeWhoseTurnDoesNotCome checks that the intent is recorded before the change's turn, and
// that the change is recorded as not made if the turn fails.
func TestAChangeWhoseTurnDoesNotCome(t *testing.T) {
	g := newGuarded(t, people.Editor, false, "/app")
	ctx := testContext(t)
	var before []string
	early := g.InTurn(func(context.Context) error {
		before = outcomes(g.trail.take())
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent}
	})
	_, err := early.Apply(ctx, znode.Op{Kind: znode.OpDelete, Path: path(t, "/app/b")}, znode.Op{Kind: znode.OpCheck, Path: path(t, "/app")})
	if codeOf(err) != znode.CodeNotSent {
		t.Errorf("it failed with %v", err)
	}
	after := outcomes(g.trail.take())
	if !slices.Equal(before, []string{"node.batch intent"}) || !slices.Equal(after, []string{"node.batch failed"}) {
		t.Errorf("recorded %q before, and %q after", before, after)
	}
	if _, err := g.Exists(ctx, path(t, "/app/b")); err != nil {
		t.Errorf("it was made: %v", err)
	}
}
