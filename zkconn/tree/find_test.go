package tree_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

func parse(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// look shows a znode to a finder as a walk does.
func look(t *testing.T, sought tree.Sought, v walk.Visited, text string) (tree.Found, bool) {
	t.Helper()
	f, err := tree.NewFinder(sought)
	if err != nil {
		t.Fatal(err)
	}
	want := f.Want(v.Path)
	if want&walk.Data != 0 {
		f.Look(t.Context(), v.Path, tree.Legible{Text: text})
	}
	if want == 0 {
		v.Stat = znode.Stat{}
	}
	return f.Visit(v)
}

func TestFindsByName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern  string
		match    tree.Match
		name     string
		from, to int
		found    bool
	}{
		{"lock", "", "my-Lock-1", 3, 7, true},
		{"LOCK", tree.Text, "my-lock", 3, 7, true},
		{"ck", tree.Text, "cck", 1, 3, true},
		{"ö", tree.Text, "kÖln", 1, 3, true},
		{"锁", tree.Text, "分布式锁", 9, 12, true},
		{"ⱥX", tree.Text, "Ⱥx", 0, 0, true}, // longer in lower case
		{"lock", tree.Text, "loc", 0, 0, false},
		{".", tree.Text, "a", 0, 0, false},
		{"lock-*", tree.Glob, "lock-1", 0, 6, true},
		{"lock-*", tree.Glob, "a-lock-1", 0, 0, false},
		{"[ab]?", tree.Glob, "b1", 0, 2, true},
		{"[!ab]?", tree.Glob, "b1", 0, 0, false},
		{"[!ab]?", tree.Glob, "c1", 0, 2, true},
		{`\[!ab]`, tree.Glob, "[!ab]", 0, 5, true},
		{"[a[!]", tree.Glob, "!", 0, 1, true},
		{`^n\d+$`, tree.Regexp, "n12", 0, 3, true},
		{`\d+`, tree.Regexp, "n12x", 1, 3, true},
		{"N", tree.Regexp, "n", 0, 0, false},
		{"lock", tree.Fragments, "my-Lock-1", 3, 7, true},
		{" A  lock", tree.Fragments, "my-lock", 3, 7, true},
		{"my lock", tree.Fragments, "my-lock", 0, 0, false}, // "my" is not in the path above
		{"  ", tree.Fragments, "my-lock", 0, 0, false},
	} {
		found, ok := look(t, tree.Sought{Name: test.pattern, Match: test.match}, walk.Visited{Path: parse(t, "/a/"+test.name)}, "")
		if ok != test.found || ok && (found.From != test.from || found.To != test.to || found.In != tree.InName || found.Text != test.name) {
			t.Errorf("%q as %q in %q: %v, %+v", test.pattern, test.match, test.name, ok, found)
		}
	}
}

// TestFindsANameOfWhichNoMoreIsTold checks a znode whose stat cannot be read. From 3.8.4 on,
// ZooKeeper hides it from people without READ, but not the name, which comes from the parent.
func TestFindsANameOfWhichNoMoreIsTold(t *testing.T) {
	t.Parallel()
	denied := walk.Visited{Path: parse(t, "/a/lock"), Err: &znode.Error{Kind: znode.Denied}}
	if found, ok := look(t, tree.Sought{Name: "lock", Match: tree.Text}, denied, ""); !ok || found.Err == nil || found.Path != denied.Path || found.In != tree.InName {
		t.Errorf("by its name: %v, %+v", ok, found)
	}
	for _, sought := range []tree.Sought{
		{Name: "other"}, {Name: "lock", Data: "x"}, {Name: "lock", Kind: "persistent"}, {Name: "lock", Min: 1}, {Name: "lock", Scheme: "world"}, {},
	} {
		if found, ok := look(t, sought, denied, ""); ok {
			t.Errorf("%+v finds %+v", sought, found)
		}
	}
	gone := walk.Visited{Path: denied.Path, Err: &znode.Error{Kind: znode.NotFound}}
	if _, ok := look(t, tree.Sought{Name: "lock"}, gone, ""); ok {
		t.Error("one that is gone is found")
	}
}

func TestFragmentsStandInOrderOnTheWayDown(t *testing.T) {
	t.Parallel()
	for fragments, found := range map[string]bool{
		"orders": true, "ORD": true, "kafka ord": true, "kaf top ord": true, "a a ord": true,
		"ord kafka": false, "topics kafka ord": false, "orders orders": false, "kafka topics": false, "kafka/topics ord": true,
	} {
		if _, ok := look(t, tree.Sought{Name: fragments, Match: tree.Fragments}, walk.Visited{Path: parse(t, "/Kafka/topics/orders")}, ""); ok != found {
			t.Errorf("%q: %v", fragments, ok)
		}
	}
}

func TestFindsInData(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 500) + "needle" + strings.Repeat("ü", 500)
	for _, test := range []struct {
		pattern string
		match   tree.Match
		text    string
		line    int
		shown   string // the text of the match; "" to skip the check
	}{
		{"needle", tree.Text, "hay\nhay\r\na Needle here\r\nneedle", 3, "a Needle here"},
		{"needle", tree.Glob, "needles", 1, "needles"},
		{"needle", tree.Text, long, 1, ""},
		{"need", tree.Regexp, "x\n" + long, 2, ""},
		{`^b.*d$`, tree.Regexp, "a\nb c d\ne", 2, "b c d"},
		{`a.b`, tree.Regexp, "a\nb", 0, ""},
		{"e1\nline2", tree.Text, "line1\nline2", 1, "line1"},
		{"nothing", tree.Text, "needle", 0, ""},
		{"x", tree.Text, "", 0, ""},
	} {
		found, ok := look(t, tree.Sought{Data: test.pattern, Match: test.match}, walk.Visited{Path: parse(t, "/a")}, test.text)
		if ok != (test.line > 0) || found.Line != test.line || ok && found.In != tree.InData || test.shown != "" && found.Text != test.shown {
			t.Errorf("%q as %q: %v, %+v", test.pattern, test.match, ok, found)
		}
		if !utf8.ValidString(found.Text) || len(found.Text) > 200 || ok && test.shown == "" && !strings.Contains(found.Text[found.From:found.To], "need") {
			t.Errorf("%q shows %q, from %d to %d", test.pattern, found.Text, found.From, found.To)
		}
	}
}

func TestFindsByTheRest(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_700_000_000_000)
	five := 5
	node := walk.Visited{
		Path: parse(t, "/a/b"), Stat: znode.Stat{EphemeralOwner: 0x1234, Mtime: now.UnixMilli(), DataLength: 5},
		ACL: []znode.ACL{{Scheme: "digest", ID: "alice:x", Perms: znode.PermAll}},
	}
	for name, test := range map[string]struct {
		sought tree.Sought
		found  bool
	}{
		"everything":     {tree.Sought{}, true},
		"its kind":       {tree.Sought{Kind: znode.Ephemeral}, true},
		"another kind":   {tree.Sought{Kind: znode.Persistent}, false},
		"its owner":      {tree.Sought{Owner: 0x1234}, true},
		"another owner":  {tree.Sought{Owner: 1}, false},
		"since then":     {tree.Sought{Since: now}, true},
		"later":          {tree.Sought{Since: now.Add(time.Second)}, false},
		"its size":       {tree.Sought{Min: 5, Max: &five}, true},
		"larger":         {tree.Sought{Min: 6}, false},
		"smaller":        {tree.Sought{Max: new(int)}, false},
		"its user":       {tree.Sought{Scheme: "digest", ID: "alice"}, true},
		"its id":         {tree.Sought{Scheme: "digest", ID: "alice:x"}, true},
		"its scheme":     {tree.Sought{Scheme: "digest"}, true},
		"another scheme": {tree.Sought{Scheme: "world", ID: "alice"}, false},
		"another user":   {tree.Sought{Scheme: "digest", ID: "alic"}, false},
		"all but one":    {tree.Sought{Name: "b", Kind: znode.Ephemeral, Min: 9}, false},
	} {
		if _, ok := look(t, test.sought, node, ""); ok != test.found {
			t.Errorf("%s: %v", name, ok)
		}
	}
	if _, ok := look(t, tree.Sought{}, walk.Visited{Err: &znode.Error{Kind: znode.NotFound}}, ""); ok {
		t.Error("what is gone was found")
	}
}

// Finders want no more than they match.
func TestAsksForNoMoreThanItMatches(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sought         tree.Sought
		named, unnamed walk.Want
	}{
		"name":          {tree.Sought{Name: "b"}, walk.Stat, 0},
		"name and data": {tree.Sought{Name: "b", Data: "x"}, walk.Data, 0},
		"data":          {tree.Sought{Data: "x"}, walk.Data, walk.Data},
		"ACL":           {tree.Sought{Scheme: "world"}, walk.Stat | walk.ACL, walk.Stat | walk.ACL},
	} {
		f, err := tree.NewFinder(test.sought)
		if err != nil {
			t.Fatal(err)
		}
		if named, unnamed := f.Want(parse(t, "/a/b")), f.Want(parse(t, "/a/c")); named != test.named || unnamed != test.unnamed {
			t.Errorf("%s: wants %b of what it names, %b of the rest", name, named, unnamed)
		}
	}
}

func TestRefusesPatterns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern string
		match   tree.Match
		want    znode.Code
	}{
		{strings.Repeat("a", tree.MaxPattern+1), tree.Text, znode.CodeFindPattern},
		{"\xff", tree.Text, znode.CodeFindPattern},
		{"[a", tree.Glob, znode.CodeFindGlob},
		{"(", tree.Regexp, znode.CodeFindRegexp},
		{"a{1000}b{1000}c{1000}", tree.Regexp, znode.CodeFindRegexpLong},
		{"((a{100}){10}){10}", tree.Regexp, znode.CodeFindRegexp},
		{`\p{Han}{1000}`, tree.Regexp, ""},
	} {
		for _, sought := range []tree.Sought{{Name: test.pattern, Match: test.match}, {Data: test.pattern, Match: test.match}} {
			if test.match == tree.Glob && sought.Data != "" {
				continue // for data, Glob is the same as Text
			}
			if _, err := tree.NewFinder(sought); znode.CodeOf(err) != test.want {
				t.Errorf("%.20q as %s: %v", test.pattern, test.match, err)
			}
		}
	}
}

func FuzzFinder(f *testing.F) {
	f.Add("needle", "regexp", "a needle\nin hay")
	f.Add("İ", "text", "i̇İ")
	f.Add("[a-", "glob", "a")
	f.Fuzz(func(t *testing.T, pattern, match, text string) {
		finder, err := tree.NewFinder(tree.Sought{Data: pattern, Match: tree.Match(match)})
		if err != nil {
			if znode.KindOf(err) != znode.Invalid {
				t.Errorf("%q: %v", pattern, err)
			}
			return
		}
		finder.Look(t.Context(), znode.Root, tree.Legible{Text: text})
		if found, ok := finder.Visit(walk.Visited{}); ok && pattern != "" {
			_ = found.Text[found.From:found.To]
		}
	})
}
