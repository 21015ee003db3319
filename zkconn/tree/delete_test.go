package tree_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// deleteAll deletes everything at and below path, and returns the result for each znode.
func deleteAll(t *testing.T, m *memory, path string) map[string]string {
	t.Helper()
	fates := map[string]string{}
	err := tree.Delete(t.Context(), m, m, parse(t, path), func(all []tree.Fate) error {
		for _, fate := range all {
			said := "deleted"
			switch {
			case fate.Gone:
				said = "gone"
			case fate.Written:
				said = "written"
			case fate.Err != nil:
				said = string(znode.CodeOf(fate.Err))
			}
			if before := fates[fate.Path.String()]; before != "" {
				t.Errorf("%s is reported twice: %s, %s", fate.Path, before, said)
			}
			fates[fate.Path.String()] = said
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fates
}

func TestDelete(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/b/c", "/a/b/d", "/a/e", "/ab/c")
	for i := range 1200 {
		m.create(fmt.Sprintf("/a/many/%04d", i), nil)
	}
	fates := deleteAll(t, m, "/a")
	if len(fates) != 1206 || m.has("/a") || !m.has("/ab/c") {
		t.Errorf("%d fates, and /a is there: %v", len(fates), m.has("/a"))
	}
	if len(m.multis) > 5 || slices.Max(m.multis) > 500 {
		t.Errorf("in batches of %d", m.multis)
	}
}

func TestDeleteWhileOthersChange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meet func(m *memory)
		want map[string]string
	}{
		"somebody deletes": {
			func(m *memory) { m.remove("/a/b/c") },
			map[string]string{"/a": "deleted", "/a/b": "deleted", "/a/b/c": "gone", "/a/d": "deleted"},
		},
		"somebody writes": {
			func(m *memory) { m.write("/a/b/c") },
			map[string]string{"/a": "deleted", "/a/b": "deleted", "/a/b/c": "written", "/a/d": "deleted"},
		},
		"somebody creates": {
			func(m *memory) { m.create("/a/b/new/deep", nil) },
			map[string]string{"/a": "deleted", "/a/b": "deleted", "/a/b/c": "deleted", "/a/d": "deleted", "/a/b/new": "deleted", "/a/b/new/deep": "deleted"},
		},
		"somebody may not": {
			func(m *memory) { m.locked["/a/b"] = true },
			map[string]string{"/a": "has_undeleted", "/a/b": "has_undeleted", "/a/b/c": "no_auth", "/a/d": "deleted"},
		},
		"the answer is lost": {
			func(m *memory) { m.lose = 1 },
			map[string]string{"/a": "deleted", "/a/b": "deleted", "/a/b/c": "deleted", "/a/d": "deleted"},
		},
		"all is gone": {
			func(m *memory) {
				for _, path := range []string{"/a/b/c", "/a/b", "/a/d", "/a"} {
					m.remove(path)
				}
			},
			map[string]string{"/a": "gone", "/a/b": "gone", "/a/b/c": "gone", "/a/d": "gone"},
		},
	} {
		m := newMemory("/a/b/c", "/a/d")
		m.meet = func() { test.meet(m) }
		got := deleteAll(t, m, "/a")
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// Znodes of a batch that got children are found together, not one by one.
func TestDeleteOfManyThatWereFilled(t *testing.T) {
	t.Parallel()
	m := newMemory()
	for i := range 400 {
		m.create(fmt.Sprintf("/a/%03d/below", i), nil)
	}
	m.locked["/a/200"] = true
	m.meet = func() {
		for i := 0; i < 400; i += 4 {
			m.create(fmt.Sprintf("/a/%03d/new", i), nil)
		}
	}
	asked := m.applies()
	fates := deleteAll(t, m, "/a")
	if len(fates) != 900 || fates["/a/200"] != "has_undeleted" || fates["/a/204"] != "deleted" || fates["/a/204/new"] != "deleted" || fates["/a/201"] != "deleted" {
		t.Errorf("%d fates: %v", len(fates), fates["/a/200"])
	}
	if made := m.applies() - asked; made > 230 {
		t.Errorf("it took %d transactions", made)
	}
}

// If somebody creates znodes faster than they are deleted, the deletion gives up.
func TestDeleteGivesUpOnWhatIsFilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	m, n := newMemory("/a/b", "/a/c"), 0
	var fill func()
	fill = func() {
		n++
		m.create(fmt.Sprint("/a/b/", n), nil)
		m.meet = fill
	}
	m.meet = fill
	got := deleteAll(t, m, "/a")
	if got["/a/b"] != "not_empty" || got["/a"] != "has_undeleted" || got["/a/c"] != "deleted" || n > 50 {
		t.Errorf("after %d: %v", n, got)
	}
}

func TestDeleteEndsWithItsWriterAndItsReport(t *testing.T) {
	t.Parallel()
	m, failure := newMemory("/a/b"), &znode.Error{Kind: znode.Unauthenticated}
	err := tree.Delete(t.Context(), m, failing{failure}, parse(t, "/a"), func([]tree.Fate) error { return nil })
	if !errors.Is(err, failure) {
		t.Errorf("the writer fails: %v", err)
	}
	full := errors.New("the disk is full")
	if err := tree.Delete(t.Context(), m, m, parse(t, "/a"), func([]tree.Fate) error { return full }); !errors.Is(err, full) {
		t.Errorf("the report fails: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := tree.Delete(ctx, m, m, parse(t, "/a"), func([]tree.Fate) error { return nil }); err == nil {
		t.Error("it does not stop when it is cancelled")
	}
}

type failing struct{ err error }

func (f failing) Apply(context.Context, ...znode.Op) ([]znode.Result, error) { return nil, f.err }

// frugal refuses to keep what more than 100 ops at once replace.
type frugal struct{ *memory }

func (f frugal) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	if len(ops) > 100 {
		return nil, &znode.Error{Kind: znode.TooLarge, Code: znode.CodeKeepTooLarge}
	}
	return f.memory.Apply(ctx, ops...)
}

func TestDeleteInLessAtOnce(t *testing.T) {
	t.Parallel()
	m := newMemory("/a")
	for i := range 300 {
		m.create(fmt.Sprintf("/a/%03d", i), nil)
	}
	deleted := 0
	err := tree.Delete(t.Context(), m, frugal{m}, parse(t, "/a"), func(all []tree.Fate) error { deleted += len(all); return nil })
	if err != nil || deleted != 301 || m.has("/a") || slices.Max(m.multis) > 100 {
		t.Errorf("%v, %d, in batches of %d", err, deleted, m.multis)
	}
	for i := range 3 {
		path := fmt.Sprintf("/large/%d", i)
		m.create(path, nil)
		m.nodes[path].stat.DataLength = 20 << 20
	}
	m.multis = nil
	if err := tree.Delete(t.Context(), m, m, parse(t, "/large"), func([]tree.Fate) error { return nil }); err != nil || len(m.multis) != 3 {
		t.Errorf("%v, 60 MiB in batches of %d", err, m.multis)
	}
}
