package guard

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// shelf keeps what changes replace in memory; its disk can be full.
type shelf struct {
	full bool
	mu   sync.Mutex
	all  map[string][]byte
}

func (s *shelf) Put(_ context.Context, id string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.full {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultFailing}
	}
	if s.all == nil {
		s.all = map[string][]byte{}
	}
	s.all[id] = value
	return nil
}

func (s *shelf) Get(_ context.Context, id string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, kept := s.all[id]; kept {
		return value, nil
	}
	return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeKeptNoLonger}
}

func (s *shelf) Has(_ context.Context, id string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, kept := s.all[id]
	return kept, nil
}

// newKeeping returns an editor's guard that keeps what changes replace.
func newKeeping(t *testing.T) (*guarded, *shelf) {
	t.Helper()
	g, kept := newGuarded(t, people.Editor, false, "/"), &shelf{}
	g.rules.Previous = kept
	return g, kept
}

// change makes a change and returns the entry with its outcome.
func (g *guarded) change(t *testing.T, ops ...znode.Op) audit.Entry {
	t.Helper()
	if _, err := g.Apply(testContext(t), ops...); err != nil {
		t.Fatal(err)
	}
	recorded := g.trail.take()
	last := recorded[len(recorded)-1]
	last.Seq = 7
	return last
}

// is checks the data of a znode; nil is ZooKeeper's null.
func (g *guarded) is(t *testing.T, at string, want []byte) {
	t.Helper()
	data, _, err := g.session.Get(testContext(t), path(t, at))
	if err != nil || string(data) != string(want) || (data == nil) != (want == nil) {
		t.Errorf("%s holds %q, %v, want %q", at, data, err, want)
	}
}

// takeBack undoes the change of an entry, or returns why it cannot be undone.
func (g *guarded) takeBack(t *testing.T, entry audit.Entry) error {
	t.Helper()
	undo, err := g.Undo(testContext(t), entry)
	if err == nil {
		_, err = undo.Apply(testContext(t))
	}
	return err
}

// takeBackAhead is like takeBack, while newer changes are still being undone.
func (g *guarded) takeBackAhead(t *testing.T, entry audit.Entry) error {
	t.Helper()
	undo, err := g.UndoAhead(testContext(t), &JobChanges{}, entry, map[znode.Path]int32{})
	if err == nil {
		_, err = undo.Apply(testContext(t))
	}
	return err
}

// TestEveryChangeIsTakenBack checks data, ACL and kind of the znode, and the entry that says which
// change was undone.
func TestEveryChangeIsTakenBack(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	closed := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead | znode.PermWrite | znode.PermDelete}}
	for at, data := range map[string][]byte{"/null": nil, "/empty": {}, "/binary": {0, 1, 0xff}} {
		if _, err := znode.Create(testContext(t), g.session, path(t, at), data, closed, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
		set := g.change(t, znode.Op{Kind: znode.OpSet, Path: path(t, at), Data: []byte("new")})
		if err := g.takeBack(t, set); err != nil {
			t.Errorf("a set of %s: %v", at, err)
		}
		g.is(t, at, data)
		for _, entry := range g.trail.take() {
			if entry.Event != audit.NodeSet || entry.Undoes != 7 || entry.Change == "" || entry.Change == set.Change {
				t.Errorf("recorded %+v", entry)
			}
		}
		deleted := g.change(t, znode.Op{Kind: znode.OpDelete, Path: path(t, at), Version: 2})
		if err := g.takeBack(t, deleted); err != nil {
			t.Errorf("a delete of %s: %v", at, err)
		}
		g.is(t, at, data)
		if acl, _, err := g.session.GetACLs(testContext(t), path(t, at)); err != nil || !slices.Equal(acl, closed) {
			t.Errorf("the ACL of %s is %v, %v", at, acl, err)
		}
	}
	created := g.change(t, znode.Op{Kind: znode.OpCreate, Path: path(t, "/app/s-"), ACL: openACL, Mode: znode.ModeSequential})
	if err := g.takeBack(t, created); err != nil {
		t.Error(err)
	}
	if _, err := g.session.Exists(testContext(t), path(t, created.Path)); znode.KindOf(err) != znode.NotFound {
		t.Errorf("%s is still there: %v", created.Path, err)
	}
}

// TestABatchIsTakenBackAsOne checks that a batch is undone by one transaction, the last change
// first.
func TestABatchIsTakenBackAsOne(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	batch := g.change(t,
		znode.Op{Kind: znode.OpDelete, Path: path(t, "/app/a/deep")},
		znode.Op{Kind: znode.OpDelete, Path: path(t, "/app/a")},
		znode.Op{Kind: znode.OpCheck, Path: path(t, "/apple")},
		znode.Op{Kind: znode.OpSet, Path: path(t, "/app/b"), Data: []byte("new")},
		znode.Op{Kind: znode.OpCreate, Path: path(t, "/app/made"), ACL: openACL},
		znode.Op{Kind: znode.OpCreate, Path: path(t, "/app/made/too"), ACL: openACL},
	)
	if err := g.takeBack(t, batch); err != nil {
		t.Fatal(err)
	}
	g.is(t, "/app/a", []byte("one"))
	g.is(t, "/app/a/deep", []byte{})
	g.is(t, "/app/b", []byte("two"))
	if got := outcomes(g.trail.take()); !slices.Equal(got, []string{"node.batch intent", "node.batch ok"}) {
		t.Errorf("recorded %q", got)
	}
	batch = g.change(t,
		znode.Op{Kind: znode.OpSet, Path: path(t, "/app/a"), Data: []byte("mine")},
		znode.Op{Kind: znode.OpSet, Path: path(t, "/app/b"), Data: []byte("mine"), Version: 2},
	)
	g.change(t, znode.Op{Kind: znode.OpSet, Path: path(t, "/app/b"), Data: []byte("theirs"), Version: 3})
	if err := g.takeBack(t, batch); znode.CodeOf(err) != znode.CodeUndoChanged {
		t.Errorf("a batch with later work: %v", err)
	}
	g.is(t, "/app/a", []byte("mine"))
	g.is(t, "/app/b", []byte("theirs"))
}

// TestNothingLaterIsUndone checks that a change is not undone if anything has happened to its znode
// since, also while newer changes are still being undone.
func TestNothingLaterIsUndone(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	ctx := testContext(t)
	at := path(t, "/app/b")
	set := znode.Op{Kind: znode.OpSet, Path: at, Data: []byte("mine"), Version: znode.AnyVersion}
	remove := func() { g.change(t, znode.Op{Kind: znode.OpDelete, Path: at, Version: znode.AnyVersion}) }
	create := func(data string) audit.Entry {
		return g.change(t, znode.Op{Kind: znode.OpCreate, Path: at, Data: []byte(data), ACL: openACL})
	}
	for _, test := range []struct {
		name   string
		change func() audit.Entry
		later  func()
		code   znode.Code
		left   string // the data in the end; "" for no znode
	}{
		{"a set, set again", func() audit.Entry { return g.change(t, set) }, func() { g.change(t, set) }, znode.CodeUndoChanged, "mine"},
		{"a set, deleted", func() audit.Entry { return g.change(t, set) }, remove, znode.CodeUndoGone, ""},
		{"a create, deleted", func() audit.Entry { return create("x") }, remove, znode.CodeUndoGone, ""},
		{"a create, made anew", func() audit.Entry { return create("x") }, func() { remove(); create("y") }, znode.CodeUndoChanged, "y"},
		{"a delete, made anew", func() audit.Entry {
			return g.change(t, znode.Op{Kind: znode.OpDelete, Path: at})
		}, func() { create("z") }, znode.CodeUndoThere, "z"},
		{"a set, made anew at the same version", func() audit.Entry { return g.change(t, set) }, func() { remove(); create("0"); g.change(t, set) }, znode.CodeUndoChanged, "mine"},
		{"a create with a new ACL", func() audit.Entry { remove(); return create("x") }, func() {
			if _, err := zktest.SetACL(ctx, g.session, at, openACL, 0); err != nil {
				t.Fatal(err)
			}
		}, znode.CodeUndoChanged, "x"},
		{"a create with children", func() audit.Entry { remove(); return create("x") }, func() {
			g.change(t, znode.Op{Kind: znode.OpCreate, Path: path(t, "/app/b/c"), ACL: openACL})
		}, znode.CodeUndoChanged, "x"},
	} {
		entry := test.change()
		test.later()
		if err := g.takeBackAhead(t, entry); znode.KindOf(err) != znode.Conflict {
			t.Errorf("%s, ahead: %v", test.name, err)
		}
		g.trail.take()
		if err := g.takeBack(t, entry); znode.CodeOf(err) != test.code || znode.KindOf(err) != znode.Conflict {
			t.Errorf("%s: %v, want %s", test.name, err, test.code)
		}
		if got := outcomes(g.trail.take()); len(got) != 1 || !strings.HasSuffix(got[0], " conflict") {
			t.Errorf("%s: recorded %q", test.name, got)
		}
		if test.left != "" {
			g.is(t, "/app/b", []byte(test.left))
		} else if _, err := g.session.Exists(ctx, at); znode.KindOf(err) != znode.NotFound {
			t.Errorf("%s: the znode is back", test.name)
		}
	}
}

// TestALostAnswerIsTakenBack checks that a change whose answer was lost is undone if the znode
// shows that it was made.
func TestALostAnswerIsTakenBack(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	lost := func(entry audit.Entry) audit.Entry {
		entry.Outcome, entry.Zxid = audit.Unknown, 0
		return entry
	}
	made := znode.Op{Kind: znode.OpCreate, Path: path(t, "/app/made"), Data: []byte("mine"), ACL: openACL}
	if err := g.takeBack(t, lost(g.change(t, made))); err != nil {
		t.Errorf("a create: %v", err)
	}
	create := lost(g.change(t, made))
	g.change(t, znode.Op{Kind: znode.OpDelete, Path: made.Path})
	made.Data = []byte("theirs")
	g.change(t, made)
	if err := g.takeBack(t, create); znode.CodeOf(err) != znode.CodeUndoUnknown {
		t.Errorf("a create at which there is another: %v", err)
	}
	set := znode.Op{Kind: znode.OpSet, Path: path(t, "/app/b"), Data: []byte("mine"), Version: znode.AnyVersion}
	if err := g.takeBack(t, lost(g.change(t, set))); err != nil {
		t.Error(err)
	}
	g.is(t, "/app/b", []byte("two"))
	entry := g.change(t, set)
	if err := g.takeBack(t, entry); err != nil {
		t.Error(err)
	}
	if err := g.takeBack(t, lost(entry)); znode.CodeOf(err) != znode.CodeUndoUnknown {
		t.Errorf("it was taken back already: %v", err)
	}
	late := g.change(t, set)
	late.Outcome = audit.OK
	g.trail.entries = []audit.Entry{late}
	if err := g.takeBack(t, lost(late)); err != nil {
		t.Errorf("the answer came after all: %v", err)
	}
	entry.Outcome = audit.Failed
	if err := g.takeBack(t, entry); znode.CodeOf(err) != znode.CodeUndoNotMade {
		t.Errorf("a change that was not made: %v", err)
	}
}

// TestNobodyIsGivenWhatTheyMayNotRead checks that undoing somebody else's change does not disclose
// what the person may not read.
func TestNobodyIsGivenWhatTheyMayNotRead(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	mine := []znode.ACL{{Scheme: "auth", Perms: znode.PermAll}}
	if _, err := znode.Create(testContext(t), g.session, path(t, "/app/mine"), []byte("secret"), mine, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	set := g.change(t, znode.Op{Kind: znode.OpSet, Path: path(t, "/app/mine"), Data: []byte("harmless")})
	deleted := g.change(t, znode.Op{Kind: znode.OpDelete, Path: path(t, "/app/mine"), Version: 1})
	bob := *g
	bob.Guard = &Guard{Person: people.Person{User: "bob", Verified: true, Role: people.Editor, Paths: g.Person.Paths}, rules: g.rules, session: otherSession{g.session}}
	for _, entry := range []audit.Entry{set, deleted} {
		if err := bob.takeBack(t, entry); znode.KindOf(err) != znode.Denied || znode.CodeOf(err) != znode.CodeUndoUnseen {
			t.Errorf("%s: %v", entry.Event, err)
		}
	}
	bob.Person.Paths = []znode.Path{path(t, "/team")}
	if err := bob.takeBack(t, deleted); znode.CodeOf(err) != znode.CodeOutsidePaths {
		t.Errorf("outside their paths: %v", err)
	}
	bob.Person.Paths, bob.Person.Role = g.Person.Paths, people.Viewer
	if err := bob.takeBack(t, deleted); znode.CodeOf(err) != znode.CodeRoleForbids {
		t.Errorf("a viewer: %v", err)
	}
	if err := g.takeBack(t, deleted); err != nil {
		t.Error(err)
	}
	g.is(t, "/app/mine", []byte("harmless"))
}

// otherSession is a session with other credentials.
type otherSession struct{ zookeeper }

func (otherSession) HasDigest(string) bool { return false }

// TestNothingIsChangedThatCannotBeKept checks that a change is not made if what it replaces has to
// be kept, but cannot be.
func TestNothingIsChangedThatCannotBeKept(t *testing.T) {
	t.Parallel()
	g, kept := newKeeping(t)
	kept.full = true
	_, err := g.Apply(testContext(t), znode.Op{Kind: znode.OpSet, Path: path(t, "/app/b"), Data: []byte("mine")})
	if znode.CodeOf(err) != znode.CodeVaultFailing {
		t.Errorf("a full disk: %v", err)
	}
	g.is(t, "/app/b", []byte("two"))
	if got := outcomes(g.trail.take()); !slices.Equal(got, []string{"node.set intent", "node.set failed"}) {
		t.Errorf("recorded %q", got)
	}
	kept.full = false
	unread := g.change(t, znode.Op{Kind: znode.OpDelete, Path: path(t, "/app/unread")})
	if err := g.takeBack(t, unread); unread.Change != "" || znode.CodeOf(err) != znode.CodeUndoUnkept {
		t.Errorf("what nobody could read is kept under %q: %v", unread.Change, err)
	}
}

// TestEphemeralZnodesDoNotComeBack checks that the other znodes of a batch are brought back
// nevertheless.
func TestEphemeralZnodesDoNotComeBack(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	ephemeral := func() {
		if _, err := znode.Create(testContext(t), g.session, path(t, "/app/a/e"), nil, openACL, znode.ModeEphemeral); err != nil {
			t.Fatal(err)
		}
	}
	remove := znode.Op{Kind: znode.OpDelete, Path: path(t, "/app/a/e")}
	ephemeral()
	if err := g.takeBack(t, g.change(t, remove)); znode.CodeOf(err) != znode.CodeUndoEphemeral {
		t.Error(err)
	}
	ephemeral()
	batch := g.change(t, remove, znode.Op{Kind: znode.OpDelete, Path: path(t, "/app/a/deep")})
	undo, err := g.Undo(testContext(t), batch)
	if err != nil || len(undo.Lost) != 1 || undo.Lost[0] != remove.Path {
		t.Fatalf("%+v, %v", undo, err)
	}
	if _, err := undo.Apply(testContext(t)); err != nil {
		t.Error(err)
	}
	g.is(t, "/app/a/deep", []byte{})
}

// TestACLsSetEachAreTakenBackEach checks that all are undone except those that were not set then,
// or were set again since.
func TestACLsSetEachAreTakenBackEach(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	ctx := testContext(t)
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}, {Scheme: "ip", ID: "127.0.0.9", Perms: znode.PermRead}}
	theirs := append(slices.Clone(openACL), znode.ACL{Scheme: "ip", ID: "127.0.0.8", Perms: znode.PermRead})
	set := func(at string, acl []znode.ACL) {
		t.Helper()
		if _, err := zktest.SetACL(ctx, g.session, path(t, at), acl, znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	op := func(at string, aversion int32) znode.Op {
		return znode.Op{Kind: znode.OpSetACL, Path: path(t, at), ACL: acl, Version: aversion}
	}
	errs, _, err := g.ApplyEach(ctx, nil, []znode.Op{op("/app/a", 0), op("/app/b", 5), op("/team/x", 0), op("/team/y", 5)})
	if err != nil || errs[0] != nil || znode.CodeOf(errs[1]) != znode.CodeBadVersion || errs[2] != nil || errs[3] == nil {
		t.Fatal(errs, err)
	}
	recorded := g.trail.take()
	entry := recorded[len(recorded)-1]
	if entry.Change == "" || !entry.Batch.Each || entry.Batch.Failed != 2 {
		t.Errorf("recorded %+v %+v", entry, entry.Batch)
	}
	set("/team/x", theirs) // since the change
	set("/app/b", theirs)  // has the aversion that the failed change would have left
	undo, err := g.Undo(ctx, entry)
	if err != nil {
		t.Fatal(err)
	}
	left, err := undo.Part(ctx)
	if err != nil || len(undo.Steps) != 1 || undo.Steps[0].Op.Path != path(t, "/app/a") || len(left) != 3 {
		t.Fatalf("%+v, left %+v, %v", undo.Steps, left, err)
	}
	for _, step := range left {
		if asBefore := step.Op.Path == path(t, "/team/y"); (step.Err == nil) != asBefore {
			t.Errorf("%s is left because of %v", step.Op.Path, step.Err)
		}
	}
	if errs, err := undo.ApplyEach(ctx); err != nil || errs[0] != nil {
		t.Error(errs, err)
	}
	for at, want := range map[string][]znode.ACL{"/app/a": openACL, "/app/b": theirs, "/team/x": theirs, "/team/y": openACL} {
		if now, _, err := g.session.GetACLs(ctx, path(t, at)); err != nil || !slices.Equal(now, want) {
			t.Errorf("%s has %v, %v", at, now, err)
		}
	}
}

// TestACLsOfOthersStayAhead checks that UndoAhead, which does not read the ACLs, does not replace
// those of a znode whose ACL was set since, of one that was created anew and has as many changes,
// or of one that is gone.
func TestACLsOfOthersStayAhead(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	ctx := testContext(t)
	theirs := append(slices.Clone(openACL), znode.ACL{Scheme: "ip", ID: "127.0.0.8", Perms: znode.PermRead})
	for folder, mine := range map[string][]znode.ACL{
		"/app/known": append(slices.Clone(openACL), znode.ACL{Scheme: "ip", ID: "127.0.0.9", Perms: znode.PermRead}),
		"/app/auth":  {{Scheme: "auth", Perms: znode.PermAll}}, // nobody knows what the server made of it
	} {
		var ops []znode.Op
		for _, at := range []string{folder, folder + "/same", folder + "/set", folder + "/anew", folder + "/gone"} {
			op := znode.Op{Kind: znode.OpSetACL, Path: path(t, at), ACL: mine}
			_, err := znode.Create(ctx, g.session, op.Path, nil, openACL, znode.ModePersistent)
			must(t, err)
			if at != folder {
				ops = append(ops, op)
			}
		}
		g.trail.take()
		errs, _, err := g.ApplyEach(ctx, nil, ops)
		if err != nil || slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
			t.Fatal(errs, err)
		}
		recorded := g.trail.take()
		_, err = zktest.SetACL(ctx, g.session, ops[1].Path, theirs, 1)
		must(t, err)
		for _, op := range ops[2:] {
			must(t, znode.Delete(ctx, g.session, op.Path, 0))
		}
		_, err = znode.Create(ctx, g.session, ops[2].Path, nil, openACL, znode.ModePersistent)
		must(t, err)
		_, err = zktest.SetACL(ctx, g.session, ops[2].Path, theirs, 0)
		must(t, err)

		undo, err := g.UndoAhead(ctx, &JobChanges{}, recorded[len(recorded)-1], map[znode.Path]int32{})
		must(t, err)
		if errs, err = undo.ApplyEach(ctx); err != nil || len(errs) != len(ops) {
			t.Fatal(errs, err)
		}
		for i, want := range []znode.Kind{znode.NotFound, znode.Conflict, znode.Conflict, ""} { // steps are in reverse order
			if undo.Steps[i].Now != nil || znode.KindOf(errs[i]) != want {
				t.Errorf("%s: %v, want %q; it was looked at: %v", undo.Steps[i].Op.Path, errs[i], want, undo.Steps[i].Now)
			}
		}
		for i, want := range [][]znode.ACL{openACL, theirs, theirs} {
			if now, _, err := g.session.GetACLs(ctx, ops[i].Path); err != nil || !slices.Equal(now, want) {
				t.Errorf("%s has %v, %v", ops[i].Path, now, err)
			}
		}
	}
}

// TestTheStepThatFailsIsNamed checks the index of the failed step among all steps, including those
// that are not tried.
func TestTheStepThatFailsIsNamed(t *testing.T) {
	t.Parallel()
	g, _ := newKeeping(t)
	ctx := testContext(t)
	theirs := append(slices.Clone(openACL), znode.ACL{Scheme: "ip", ID: "127.0.0.8", Perms: znode.PermRead})
	var ops []znode.Op
	for _, at := range []string{"/app/a", "/app/b", "/team/x"} {
		ops = append(ops, znode.Op{Kind: znode.OpSetACL, Path: path(t, at), ACL: append(slices.Clone(openACL), znode.ACL{Scheme: "ip", ID: "127.0.0.9", Perms: znode.PermRead})})
	}
	if errs, _, err := g.ApplyEach(ctx, nil, ops); err != nil || slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
		t.Fatal(errs, err)
	}
	recorded := g.trail.take()
	set := func(at string) {
		t.Helper()
		if _, err := zktest.SetACL(ctx, g.session, path(t, at), theirs, znode.AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	set("/team/x")
	undo, err := g.Undo(ctx, recorded[len(recorded)-1])
	if err != nil || undo.Steps[0].Op.Path != path(t, "/team/x") || undo.Steps[0].Err == nil {
		t.Fatal(undo, err)
	}
	set("/app/a") // after planning
	results, err := undo.Apply(ctx)
	blamed, isOp := errors.AsType[*znode.OpError](err)
	if !isOp || undo.Steps[blamed.Index].Op.Path != path(t, "/app/a") || len(results) != 1 || results[0].Path != path(t, "/app/b") {
		t.Errorf("%v, %+v", err, results)
	}
}

// TestWhatIsTooMuchIsCut checks that Cut keeps the first steps that fit into one request, and at
// least one.
func TestWhatIsTooMuchIsCut(t *testing.T) {
	step := func(bytes int) UndoStep {
		return UndoStep{Op: znode.Op{Kind: znode.OpCreate, Path: path(t, "/a"), Data: make([]byte, bytes), ACL: openACL}}
	}
	acl := step(0)
	acl.Op.ACL = slices.Repeat(openACL, 50_000)
	each := &audit.Batch{Each: true}
	for name, test := range map[string]struct {
		undo Undo
		left int // 0 if nothing is cut
	}{
		"a small one":    {Undo{Steps: []UndoStep{step(1), step(1)}}, 0},
		"many":           {Undo{Steps: slices.Repeat([]UndoStep{step(1)}, undoSteps+1)}, undoSteps},
		"much":           {Undo{Steps: []UndoStep{step(1), step(300 << 10), step(300 << 10)}}, 2},
		"a large ACL":    {Undo{Steps: []UndoStep{acl, step(1)}}, 1},
		"one":            {Undo{Steps: []UndoStep{step(900 << 10)}}, 0},
		"each by itself": {Undo{Steps: []UndoStep{acl, acl}, Entry: audit.Entry{Batch: each}}, 0},
	} {
		all := len(test.undo.Steps)
		if cut := test.undo.Cut(); cut != (test.left > 0) || len(test.undo.Steps) != cmp.Or(test.left, all) {
			t.Errorf("%s: %d steps of %d are left, %v", name, len(test.undo.Steps), all, cut)
		}
	}
}

// TestChangesOfAJobAreInTheirOrder checks that changes are sorted by when they were made, since
// those that are prepared together have their intents and outcomes in any order.
func TestChangesOfAJobAreInTheirOrder(t *testing.T) {
	t.Parallel()
	trail := &memory{}
	for i, entry := range []audit.Entry{
		{Change: "b", Outcome: audit.Intent}, {Change: "a", Outcome: audit.Intent}, {Change: "c", Outcome: audit.Intent},
		{Change: "b", Outcome: audit.OK, Zxid: 2}, {Change: "a", Outcome: audit.OK, Zxid: 1},
		{Change: "lost", Outcome: audit.Intent}, {Change: "lost", Outcome: audit.Unknown}, {Change: "c", Outcome: audit.OK, Zxid: 3},
	} {
		entry.Seq, entry.Settings = int64(i+1), map[string]string{"job": "j"}
		if _, err := trail.Append(testContext(t), entry); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := (&Guard{rules: Rules{Trail: trail}}).jobEntries(testContext(t), "j", time.Time{}, time.Time{})
	var order string
	for _, entry := range entries {
		order += entry.Change + " "
	}
	if err != nil || order != "c lost b a " {
		t.Errorf("%q, %v", order, err)
	}
}
