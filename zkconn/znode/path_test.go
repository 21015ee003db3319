package znode_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

func TestParsePath(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   bool
	}{
		{"/", true},
		{"/a", true},
		{"/a/b c/ü/配置/127%2E0%2E0%2E1:9923/?#+&=", true},
		{"/...", true},
		{"/a/.b/c.", true},
		{"/\u00a0", true},
		{"/\u202e", true},
		{"/\uf900", true},
		{"/\uffef", true},
		{"", false},
		{"a", false},
		{"/a/", false},
		{"//", false},
		{"/a//b", false},
		{"/.", false},
		{"/a/../b", false},
		{"/a/./b", false},
		{"/a\x00", false},
		{"/a\x1f", false},
		{"/a\x7f", false},
		{"/a\u0080", false},
		{"/a\u009f", false},
		{"/\ue000", false},
		{"/\uf8ff", false},
		{"/\ufff0", false},
		{"/\uffff", false},
		{"/😀", false},
		{"/a\xff", false},
		{"/" + strings.Repeat("a", znode.MaxPathBytes-1), true},
		{"/" + strings.Repeat("a", znode.MaxPathBytes), false},
	} {
		got, err := znode.ParsePath(c.text)
		if (err == nil) != c.ok {
			t.Errorf("ParsePath(%.40q) gave %v", c.text, err)
		}
		if err == nil && got.String() != c.text {
			t.Errorf("ParsePath(%.40q) became %q", c.text, got)
		}
		if err != nil && znode.KindOf(err) != znode.Invalid {
			t.Errorf("ParsePath(%.40q) failed with kind %q", c.text, znode.KindOf(err))
		}
	}
}

func TestPathFamily(t *testing.T) {
	p, err := znode.ParsePath("/a/b/c")
	if err != nil {
		t.Fatal(err)
	}
	var above []string
	for _, ancestor := range p.Ancestors() {
		above = append(above, ancestor.String())
	}
	if !slices.Equal(above, []string{"/", "/a", "/a/b"}) {
		t.Errorf("ancestors %q", above)
	}
	if p.Name() != "c" || p.Parent().String() != "/a/b" || !slices.Equal(p.Segments(), []string{"a", "b", "c"}) {
		t.Errorf("name %q, parent %v, segments %q", p.Name(), p.Parent(), p.Segments())
	}
	if znode.Root.Name() != "" || znode.Root.Parent() != znode.Root || znode.Root.Ancestors() != nil || !znode.Root.IsRoot() {
		t.Error("the root has ancestors or a parent")
	}
	child, err := znode.Root.Child("x")
	if err != nil || child.String() != "/x" {
		t.Errorf("child %v, %v", child, err)
	}
	for _, name := range []string{"", ".", "..", "a/b", "\x00"} {
		if _, err := p.Child(name); znode.KindOf(err) != znode.Invalid {
			t.Errorf("Child(%q) gave %v", name, err)
		}
	}
}

func TestJoinAndBelowAreReverse(t *testing.T) {
	for _, c := range []struct{ root, below, whole string }{
		{"/", "/", "/"},
		{"/", "/a", "/a"},
		{"/app", "/", "/app"},
		{"/app", "/a/b", "/app/a/b"},
	} {
		root, _ := znode.ParsePath(c.root)
		below, _ := znode.ParsePath(c.below)
		whole, err := root.Join(below)
		if err != nil || whole.String() != c.whole {
			t.Errorf("%s joined with %s is %v, %v", c.root, c.below, whole, err)
		}
		if back, ok := whole.Below(root); !ok || back != below {
			t.Errorf("%s below %s is %v, %v", c.whole, c.root, back, ok)
		}
	}
	app, _ := znode.ParsePath("/app")
	apple, _ := znode.ParsePath("/apple")
	if got, ok := apple.Below(app); ok {
		t.Errorf("Below reports that /apple is below /app: %v", got)
	}
}

func FuzzParsePath(f *testing.F) {
	for _, seed := range []string{"/", "/a/b", "/a//b", "/./a", "/ü", "/a\xff", "/😀", "/a/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path, err := znode.ParsePath(text)
		if err != nil {
			return
		}
		if path.String() != text {
			t.Fatalf("%q became %q", text, path)
		}
		again := znode.Root
		for _, name := range path.Segments() {
			if again, err = again.Child(name); err != nil {
				t.Fatalf("a segment of %q is refused: %v", text, err)
			}
		}
		if again != path {
			t.Fatalf("%q built from its segments is %q", path, again)
		}
	})
}

// TestChildrenIsChildOfMany compares Children with Child, also for names that are refused and for
// paths that are too long.
func TestChildrenIsChildOfMany(t *testing.T) {
	short, err := znode.ParsePath("/p")
	if err != nil {
		t.Fatal(err)
	}
	long, err := znode.ParsePath("/" + strings.Repeat("x", znode.MaxPathBytes-4))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"a", "", "b c", ".", "..", "x/y", "tab\t", "\x7f", "é", "节点", "\xff", "\u0085", "😀", "abc", "abcd"}
	for _, parent := range []znode.Path{znode.Root, short, long} {
		children := parent.Children(names)
		for i, name := range names {
			want, _ := parent.Child(name)
			if children[i] != want {
				t.Errorf("%d bytes and %q: %q, want %q", len(parent.String()), name, children[i], want)
			}
		}
	}
}

// Paths of few different letters, so that they differ in any position, and in little.
func TestBeforeComparesNamesByNames(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var paths []znode.Path
	for range 300 {
		text := ""
		for range 1 + random.IntN(4) {
			text += "/" + strings.Repeat("a", random.IntN(12)) + string("!-0ab"[random.IntN(5)]) + strings.Repeat("a", random.IntN(3))
		}
		path, err := znode.ParsePath(text)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	for _, a := range paths {
		for _, b := range paths {
			if got, want := a.Before(b), slices.Compare(a.Segments(), b.Segments()) < 0; got != want {
				t.Fatalf("%s is before %s: %v", a, b, got)
			}
		}
	}
}
