package views

import (
	"net/url"
	"slices"
	"strings"
	"testing"

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
		for page, link := range map[string]string{
			"tree":   links.Node("main", path),
			"raw":    links.Raw("main", path),
			"branch": links.Branch("main", path),
		} {
			parsed, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s of %q gives %q, which is no URL: %v", page, text, link, err)
				continue
			}
			if want := "/zk/c/main/" + page + text; parsed.Path != want || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.Host != "" {
				t.Errorf("%s of %q gives %q, read back as %+v, want the path %q alone", page, text, link, parsed, want)
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
	} {
		if test.got != test.want {
			t.Errorf("%s is %q, want %q", test.name, test.got, test.want)
		}
	}
	if css := links.Static("console.css"); !strings.HasPrefix(css, "/zk/static/console.") || !strings.HasSuffix(css, ".css") {
		t.Errorf("the style sheet is at %q", css)
	}
}

// TestLinksOfMany: the addresses of many znodes are those of each.
func TestLinksOfMany(t *testing.T) {
	for _, links := range []Links{{}, {BasePath: "/zk"}, {At: "0x12"}} {
		for _, text := range []string{"/", "/a", "/a/b.c/d_e", "/a b/c", "/数据/x%2Fy/z?a=b#c", "/a/" + strings.Repeat("b/", 60) + "c"} {
			path := mustPath(t, text)
			all := append(path.Ancestors(), path)
			var want []string
			for _, each := range all {
				want = append(want, links.Node("ma in", each))
			}
			if got := links.Way("ma in", path); !slices.Equal(got, want) {
				t.Errorf("the way to %s is %q, want %q", path, got, want)
			}
			if got := links.Nodes("ma in", all); !slices.Equal(got, want) {
				t.Errorf("the pages are %q, want %q", got, want)
			}
		}
	}
	if got := (Links{}).Nodes("main", nil); len(got) != 0 {
		t.Errorf("of none: %q", got)
	}
}
