package views

import (
	"net/url"
	"strings"
	"testing"

	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func mustPath(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatalf("ParsePath(%q): %v", text, err)
	}
	return path
}

func TestLinksEncodePathsSoThatTheyComeBack(t *testing.T) {
	links := Links{BasePath: "/zk"}
	for _, text := range []string{
		"/", "/a", "/a/b", "/127%2E0%2E0%2E1:9923", "/with space", "/a?b#c", "/a+b&c=d;e,f", "/配置中心/键",
		`/"quoted"/'so'`, "/<script>", "/..a/b..", "/%", "/%25", "/a\\b", "/\u202egnp", "/*/~user/@x",
	} {
		path := mustPath(t, text)
		for door, link := range map[string]string{
			"tree":   links.Node("main", path),
			"raw":    links.Raw("main", path),
			"branch": links.Branch("main", path),
		} {
			parsed, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s of %q gives %q, which is no URL: %v", door, text, link, err)
				continue
			}
			if want := "/zk/c/main/" + door + text; parsed.Path != want || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.Host != "" {
				t.Errorf("%s of %q gives %q, read back as %+v, want the path %q alone", door, text, link, parsed, want)
			}
		}
	}
}

func TestLinksOfTheConsole(t *testing.T) {
	links := Links{BasePath: "/zk"}
	for _, test := range []struct{ name, got, want string }{
		{"home", links.Home(), "/zk/"},
		{"home without base path", Links{}.Home(), "/"},
		{"login", links.Login(""), "/zk/login"},
		{"login with next", links.Login("/zk/c/main/tree/a?q=b&sort=-bytes"), "/zk/login?next=%2Fzk%2Fc%2Fmain%2Ftree%2Fa%3Fq%3Db%26sort%3D-bytes"},
		{"logout", links.Logout(), "/zk/logout"},
		{"go", links.Go("main"), "/zk/c/main/go"},
		{"events", links.Events("main"), "/zk/c/main/events"},
		{"root", Links{}.Node("main", znode.Root), "/c/main/tree/"},
		{"node", Links{}.Node("main", mustPath(t, "/a/b")), "/c/main/tree/a/b"},
		{"node with query", Links{}.NodeWith("main", mustPath(t, "/a"), NodeQuery{Filter: "x y"}), "/c/main/tree/a?q=x+y"},
	} {
		if test.got != test.want {
			t.Errorf("%s is %q, want %q", test.name, test.got, test.want)
		}
	}
	if css := links.Static("console.css"); !strings.HasPrefix(css, "/zk/static/console.") || !strings.HasSuffix(css, ".css") {
		t.Errorf("the style sheet is at %q", css)
	}
}

func TestNodeQueryLeavesOutDefaults(t *testing.T) {
	for _, test := range []struct {
		query NodeQuery
		want  string
	}{
		{NodeQuery{}, ""},
		{NodeQuery{Limit: Limits[0]}, ""},
		{NodeQuery{Filter: "a&b=c"}, "?q=a%26b%3Dc"},
		{NodeQuery{View: show.Hex, Filter: "键", Sort: "-bytes", Limit: 250, After: "x/y+z"}, "?after=x%2Fy%2Bz&limit=250&q=%E9%94%AE&sort=-bytes&view=hex"},
	} {
		if got := test.query.String(); got != test.want {
			t.Errorf("%+v is %q, want %q", test.query, got, test.want)
		}
	}
}

func TestSortingByAColumn(t *testing.T) {
	columns := map[string]Column{}
	for _, column := range Columns {
		columns[column.Key] = column
	}
	for _, test := range []struct {
		sort, column string
		order        string // aria-sort now
		next         string // sort= behind the header
	}{
		{"", "name", "ascending", "-name"},
		{"name", "name", "ascending", "-name"},
		{"-name", "name", "descending", ""},
		{"", "bytes", "", "-bytes"},
		{"-bytes", "bytes", "descending", "bytes"},
		{"bytes", "bytes", "ascending", "-bytes"},
		{"-bytes", "name", "", ""},
		{"", "kind", "", "kind"},
		{"kind", "kind", "ascending", "-kind"},
	} {
		query := NodeQuery{Sort: test.sort, After: "cursor", Filter: "f", Limit: 250, View: show.Hex}
		if got := query.order(columns[test.column]); got != test.order {
			t.Errorf("sorted by %q, column %s has aria-sort %q, want %q", test.sort, test.column, got, test.order)
		}
		want := NodeQuery{Sort: test.next, Filter: "f", Limit: 250, View: show.Hex}
		if got := query.sortedBy(columns[test.column]); got != want {
			t.Errorf("sorted by %q, the header of %s leads to %+v, want %+v", test.sort, test.column, got, want)
		}
	}
}
