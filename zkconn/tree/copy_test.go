package tree_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// copied returns the result for a znode as text.
func copied(c tree.Copied) string {
	switch {
	case c.Same:
		return "same"
	case c.Gone:
		return "gone"
	case c.Err != nil:
		return string(znode.CodeOf(c.Err))
	}
	return "copied"
}

// copyOf returns a copy of /a to /b in memory that records the results in fates.
func copyOf(t *testing.T, m *memory, fates map[string]string) tree.Copying {
	t.Helper()
	return tree.Copying{From: parse(t, "/a"), To: parse(t, "/b"), Source: m, Target: m, Writer: m, Report: func(all []tree.Copied) error {
		for _, c := range all {
			if before := fates[c.From.String()]; before != "" {
				t.Errorf("%s is reported twice: %s, %s", c.From, before, copied(c))
			}
			fates[c.From.String()] = copied(c)
		}
		return nil
	}}
}

// contents returns the paths at and below root, with data and ACL.
func (m *memory) contents(root string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []string
	for path, node := range m.nodes {
		if path == root || strings.HasPrefix(path, root+"/") {
			all = append(all, fmt.Sprintf("%s %q %v %v", strings.TrimPrefix(path, root), node.data, node.data == nil, node.acl))
		}
	}
	slices.Sort(all)
	return all
}

var mine = []znode.ACL{{Scheme: "digest", ID: "me:hash", Perms: znode.PermAll}}

func (m *memory) restrict(path string, acl []znode.ACL) {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed := *m.nodes[path]
	changed.acl = acl
	changed.stat.Aversion++
	m.nodes[path] = &changed
}

func (m *memory) fill(path, data string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed := *m.nodes[path]
	changed.data = []byte(data)
	changed.stat.DataLength = int32(len(data))
	changed.stat.Version++
	m.nodes[path] = &changed
}

func (m *memory) claim(path string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed := *m.nodes[path]
	changed.stat.EphemeralOwner = 0x100
	m.nodes[path] = &changed
}

func TestCopy(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/b/c", "/a/b/d", "/a/e", "/ab")
	m.fill("/a/b", "data")
	m.fill("/a/e", "")
	m.restrict("/a/b/c", mine)
	for i := range 700 {
		m.create(fmt.Sprintf("/a/many/%04d", i), []byte("x"))
	}
	fates := map[string]string{}
	c := copyOf(t, m, fates)
	if err := tree.Copy(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if len(fates) != 706 || !slices.Equal(m.contents("/b"), m.contents("/a")) {
		t.Errorf("%d fates; the copy is %.300q, want %.300q", len(fates), m.contents("/b"), m.contents("/a"))
	}
	if len(m.multis) != 2 {
		t.Errorf("in batches of %d", m.multis)
	}
	clear(fates)
	if err := tree.Copy(t.Context(), c); err != nil || len(m.multis) != 2 || fates["/a/b/c"] != "same" || fates["/a/many/0699"] != "same" {
		t.Errorf("once more: %v, in batches of %d, %.200v", err, m.multis, fates)
	}
}

func TestCopyOntoWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, overwrite := range []bool{false, true} {
		m := newMemory("/a/data/below", "/a/acl", "/a/same", "/b/data", "/b/acl", "/b/same", "/b/other")
		m.fill("/a/data", "new")
		m.fill("/b/data", "old")
		m.restrict("/a/acl", mine)
		fates := map[string]string{}
		c := copyOf(t, m, fates)
		c.Overwrite = overwrite
		if err := tree.Copy(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"/a": "same", "/a/same": "same", "/a/data": "copied", "/a/data/below": "copied", "/a/acl": "copied"}
		if !overwrite {
			want["/a/data"], want["/a/data/below"], want["/a/acl"] = "copy_exists", "copy_above", "copy_exists"
		}
		if fmt.Sprint(fates) != fmt.Sprint(want) || !m.has("/b/other") {
			t.Errorf("overwrite %v: %v, want %v", overwrite, fates, want)
		}
		if got := m.contents("/b/data")[0] + m.contents("/b/acl")[0]; strings.Contains(got, "new") != overwrite || strings.Contains(got, "hash") != overwrite {
			t.Errorf("overwrite %v: %s", overwrite, got)
		}
	}
}

func TestCopyTellsWhatIsNotCopied(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/held", "/a/hidden/below", "/a/secret", "/a/closed/x", "/a/closed/y", "/b/closed", "/a/z")
	m.claim("/a/held")
	m.restrict("/a/hidden", []znode.ACL{{Scheme: "digest", ID: "me:x", Perms: znode.PermAll}})
	m.locked["/b/closed"] = true
	fates := map[string]string{}
	c := copyOf(t, m, fates)
	c.May = func(from, to znode.Path, _ []byte) error {
		if from.Name() == "secret" && to.String() == "/b/secret" {
			return &znode.Error{Kind: znode.Denied, Code: znode.CodeCopyUnmasks}
		}
		return nil
	}
	if err := tree.Copy(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"/a": "same", "/a/held": "copy_ephemeral", "/a/hidden": "copy_digest", "/a/hidden/below": "copy_above", "/a/secret": "copy_unmasks",
		"/a/closed": "same", "/a/closed/x": "no_auth", "/a/closed/y": "no_auth", "/a/z": "copied",
	}
	if fmt.Sprint(fates) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", fates, want)
	}
}

// Changes by others between the look and the write are never overwritten unseen.
func TestCopyWhileOthersChange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meet func(m *memory)
		want string
	}{
		"the answer is lost":      {func(m *memory) { m.lose = 1 }, "map[/a:copied /a/x:copied]"},
		"somebody creates":        {func(m *memory) { m.create("/b/x", []byte("theirs")) }, "map[/a:same /a/x:copy_exists]"},
		"somebody makes the same": {func(m *memory) { m.create("/b/x", nil) }, "map[/a:same /a/x:same]"},
		"the place has gone":      {func(m *memory) { m.remove("/") }, "map[/a:copy_above /a/x:copy_above]"},
	} {
		m, fates := newMemory("/a/x"), map[string]string{}
		m.meet = func() { test.meet(m) }
		if err := tree.Copy(t.Context(), copyOf(t, m, fates)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := fmt.Sprint(fates); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// limited is a server with a low jute.maxbuffer.
type limited struct {
	*memory
	most    int
	refused *int // number of refused requests; nil if not needed
}

func (l limited) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	bytes := 0
	for _, op := range ops {
		bytes += len(op.Path.String()) + len(op.Data)
	}
	if bytes > l.most {
		if l.refused != nil {
			*l.refused++
		}
		return nil, &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeDroppedLarge}
	}
	return l.memory.Apply(ctx, ops...)
}

func TestCopyToAServerThatTakesLess(t *testing.T) {
	t.Parallel()
	m, fates := newMemory("/a"), map[string]string{}
	for i := range 20 {
		m.create(fmt.Sprintf("/a/%02d", i), []byte(strings.Repeat("x", 1000)))
	}
	m.create("/a/99", []byte(strings.Repeat("x", 5000)))
	c := copyOf(t, m, fates)
	c.Writer = limited{memory: m, most: 4000}
	if err := tree.Copy(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if fates["/a/19"] != "copied" || fates["/a/99"] != "dropped_large" || !m.has("/b/19") {
		t.Errorf("%v", fates)
	}
}

func TestDeleteAndMoveAtAServerThatTakesLess(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/" + strings.Repeat("x", 500))
	for i := range 20 {
		m.create(fmt.Sprintf("/a/%02d", i), nil)
	}
	if count, made, err := tree.MoveAtOnce(t.Context(), tree.Copying{From: parse(t, "/a"), To: parse(t, "/b"), Source: m, Writer: limited{memory: m, most: 50}}); count != 0 || made || err != nil {
		t.Errorf("a move: %d %v %v", count, made, err)
	}
	fates := map[string]string{}
	err := tree.Delete(t.Context(), m, limited{memory: m, most: 50}, parse(t, "/a"), func(all []tree.Fate) error {
		for _, fate := range all {
			fates[fate.Path.Name()] = string(znode.CodeOf(fate.Err))
		}
		return nil
	})
	if err != nil || len(fates) != 22 || fates["19"] != "" || m.has("/a/19") || fates[strings.Repeat("x", 500)] != "dropped_large" || fates["a"] != "has_undeleted" {
		t.Errorf("%v: %v", err, fates)
	}
	for i := range 1200 {
		m.create(fmt.Sprintf("/many/%04d", i), nil)
	}
	refused := 0
	err = tree.Delete(t.Context(), m, limited{m, 400, &refused}, parse(t, "/many"), func([]tree.Fate) error { return nil })
	if err != nil || m.has("/many") || refused > 5 { // 500, 250, 125 and 62 ops, and a batch prepared meanwhile
		t.Errorf("%v, and %d requests were refused", err, refused)
	}
}

// vanishing is a writer for whom a znode is there when it is read, and gone when it is written.
type vanishing struct{ left *int }

func (v vanishing) Apply(_ context.Context, ops ...znode.Op) ([]znode.Result, error) {
	switch *v.left--; {
	case *v.left < 0:
		return nil, &znode.Error{Kind: znode.Unauthenticated}
	case ops[0].Kind == znode.OpCreate:
		return nil, &znode.Error{Kind: znode.Conflict}
	}
	return nil, &znode.Error{Kind: znode.NotFound}
}

// TestCopyOverWhatComesAndGoes checks that a copy tries a bounded number of times to overwrite a
// znode that others delete and create.
func TestCopyOverWhatComesAndGoes(t *testing.T) {
	t.Parallel()
	m, fates, left := newMemory("/a"), map[string]string{}, 100
	m.create("/b", []byte("another"))
	c := copyOf(t, m, fates)
	c.Overwrite, c.Writer = true, vanishing{&left}
	if err := tree.Copy(t.Context(), c); err != nil || fates["/a"] != "copy_above" {
		t.Errorf("it ends with %v: %v", err, fates)
	}
}

func TestCopyEndsWithItsWriterAndItsReport(t *testing.T) {
	t.Parallel()
	m, failure := newMemory("/a/b"), &znode.Error{Kind: znode.Unauthenticated}
	c := copyOf(t, m, map[string]string{})
	c.Writer = failing{failure}
	if err := tree.Copy(t.Context(), c); !errors.Is(err, failure) {
		t.Errorf("the writer fails: %v", err)
	}
	full := errors.New("the disk is full")
	c = copyOf(t, m, map[string]string{})
	c.Report = func([]tree.Copied) error { return full }
	if err := tree.Copy(t.Context(), c); !errors.Is(err, full) {
		t.Errorf("the report fails: %v", err)
	}
	c = copyOf(t, m, map[string]string{})
	c.May = nil
	c.Report = func([]tree.Copied) error { panic("a fault") }
	defer func() {
		if recover() != "a fault" {
			t.Error("the panic does not reach the caller")
		}
	}()
	_ = tree.Copy(t.Context(), c)
}

// move moves /a to /b, and returns the results for each znode, copied and deleted.
func move(t *testing.T, m *memory) (map[string]string, error) {
	t.Helper()
	fates := map[string]string{}
	err := tree.Move(t.Context(), copyOf(t, m, fates), m, func(all []tree.Fate) error {
		for _, fate := range all {
			said := " deleted"
			if fate.Gone {
				said = " gone"
			} else if fate.Err != nil {
				said = " " + string(znode.CodeOf(fate.Err))
			}
			fates[fate.Path.String()] += said
		}
		return nil
	})
	return fates, err
}

func TestMove(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/b/c", "/a/d")
	want := strings.ReplaceAll(fmt.Sprint(m.contents("/a")), "/a", "/b")
	fates, err := move(t, m)
	if err != nil || m.has("/a") || fmt.Sprint(m.contents("/b")) != want || fates["/a/b/c"] != "copied deleted" {
		t.Errorf("%v %v", fates, err)
	}
}

// Only znodes that are at the new place as they were compared are deleted.
func TestMoveWhileOthersChange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meet func(m *memory)
		want string
	}{
		"somebody writes":      {func(m *memory) { m.fill("/a/b/c", "new") }, "map[/a:copied has_undeleted /a/b:copied has_undeleted /a/b/c:copied move_changed /a/d:copied deleted]"},
		"somebody creates":     {func(m *memory) { m.create("/a/b/new", nil) }, "map[/a:copied has_undeleted /a/b:copied has_undeleted /a/b/c:copied deleted /a/b/new: move_changed /a/d:copied deleted]"},
		"somebody sets an ACL": {func(m *memory) { m.restrict("/a/d", mine) }, "map[/a:copied has_undeleted /a/b:copied deleted /a/b/c:copied deleted /a/d:copied move_changed]"},
		"somebody deletes":     {func(m *memory) { m.remove("/a/d") }, "map[/a:copied deleted /a/b:copied deleted /a/b/c:copied deleted /a/d:copied]"},
		"somebody writes the copy": {func(m *memory) { m.meet = func() { m.fill("/b/d", "theirs") } },
			"map[/a:copied deleted /a/b:copied deleted /a/b/c:copied deleted /a/d:copied deleted]"}, // after it was compared
	} {
		m := newMemory("/a/b/c", "/a/d")
		m.meet = func() { test.meet(m) } // while the copies are made
		fates, err := move(t, m)
		if got := fmt.Sprint(fates); err != nil || got != test.want {
			t.Errorf("%s: %v %s, want %s", name, err, got, test.want)
		}
	}
}

func TestAMoveDeletesNothingWhereNotAllIsCopied(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/b", "/a/held")
	m.claim("/a/held")
	fates, err := move(t, m)
	if znode.CodeOf(err) != znode.CodeMoveNotAll || fates["/a/held"] != "copy_ephemeral" || !m.has("/a/b") || !m.has("/b/b") {
		t.Errorf("%v %v", fates, err)
	}
}

func TestMoveAtOnce(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/b/c", "/a/d")
	want := strings.ReplaceAll(fmt.Sprint(m.contents("/a")), "/a", "/b")
	n, moved := 0, func() (int, bool, error) { return tree.MoveAtOnce(t.Context(), copyOf(t, m, nil)) }
	m.meet = func() {
		n++
		m.create("/a/new", nil)
		want = strings.ReplaceAll(fmt.Sprint(m.contents("/a")), "/a", "/b")
	}
	if count, made, err := moved(); err != nil || !made || count != 5 || m.has("/a") || fmt.Sprint(m.contents("/b")) != want || n != 1 || len(m.multis) != 1 {
		t.Errorf("%d %v %v: %s, want %s", count, made, err, m.contents("/b"), want)
	}
	for _, test := range []struct {
		name    string
		prepare func()
	}{
		{"something is there", func() { m.create("/a", nil) }},
		{"one is ephemeral", func() { m.nodes = newMemory("/a/held").nodes; m.claim("/a/held") }},
		{"it is too much", func() { m.nodes = newMemory().nodes; m.create("/a/large", make([]byte, 600_000)) }},
		{"it is too many", func() {
			m.nodes = newMemory().nodes
			for i := range 260 {
				m.create(fmt.Sprint("/a/", i), nil)
			}
		}},
	} {
		test.prepare()
		if count, made, err := moved(); err != nil || made || count != 0 || !m.has("/a") || len(m.multis) != 1 {
			t.Errorf("%s: %d %v %v", test.name, count, made, err)
		}
	}
}

func TestCopyPlan(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/queue/qn-0000000007", "/a/queue/qn-0000000008", "/a/fresh/qn-0000000000", "/a/fresh/x", "/a/held")
	m.fill("/a/fresh/x", "12345")
	m.claim("/a/held")
	var plan tree.CopyPlan
	for v := range walk.New(m, parse(t, "/a"), walk.Options{}).All(t.Context()) {
		plan.Visit(v)
	}
	plan.End()
	if plan.Znodes != 8 || plan.Bytes != 5 || plan.Ephemerals != 1 || len(plan.Counters) != 1 {
		t.Fatalf("%+v", plan)
	}
	if got := plan.Counters[0]; got.At.String() != "/a/queue" || got.Next != 2 || got.Highest != 8 {
		t.Errorf("%+v", got)
	}
}
