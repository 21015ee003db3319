package nodes

import (
	"slices"
	"testing"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// TestThePathBoxForgives: haste, and what is pasted.
func TestThePathBoxForgives(t *testing.T) {
	chroot, err := znode.ParsePath("/kafka")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"/a/b":                   {"/a/b"},
		"a/b":                    {"/a/b"},
		" /a/b \n":               {"/a/b"},
		"/a ":                    {"/a ", "/a"}, // a name may end with a space
		"/app//db/":              {"/app/db"},
		"":                       {"/"},
		"/":                      {"/"},
		"//":                     {"/"},
		"get /app/db":            {"/app/db"},
		"get -s -w /app/db":      {"/app/db"},
		"ls  -R /":               {"/"},
		`get -s "/with space/b"`: {"/with space/b"},
		"set /app/db value -v 3": {"/app/db"},
		"get":                    {"/get"},
		"with space":             {"/with space"},
		"/kafka/brokers":         {"/kafka/brokers", "/brokers"},
		"kafka":                  {"/kafka", "/"},
		"配置中心/键":                 {"/配置中心/键"},
		"/127%2E0%2E0%2E1:9923":  {"/127%2E0%2E0%2E1:9923"},
	} {
		meant, err := meantPaths(text, chroot)
		var got []string
		for _, path := range meant {
			got = append(got, path.String())
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q means %q (%v), want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"/a/../b", "a\x00b", "/\U0001f98a"} {
		if meant, err := meantPaths(text, znode.Root); znode.KindOf(err) != znode.Invalid {
			t.Errorf("%q means %q (%v)", text, meant, err)
		}
	}
}

func TestThePathBoxTakesLinks(t *testing.T) {
	h := &Handlers{Site: &site.Site{Links: views.Links{BasePath: "/zk"}}}
	for text, want := range map[string][2]string{
		" https://ops:8443/zk/c/prod/tree/a%2520b/c?q=x#y ": {"prod", "/a%20b/c"},
		"http://ops/c/prod/set/a":                           {"prod", "/a"},
		"http://ops/zk/c/prod/tree/":                        {"prod", "/"},
	} {
		cluster, path, ok := h.pathOfLink(text)
		if !ok || cluster != want[0] || path != want[1] {
			t.Errorf("%q leads to %q in %q (%v)", text, path, cluster, ok)
		}
	}
	for _, text := range []string{"/c/prod/tree/a", "http://ops/audit", "ftp://ops/c/prod/tree/a", "http://ops/c/prod"} {
		if cluster, path, ok := h.pathOfLink(text); ok {
			t.Errorf("%q leads to %q in %q", text, path, cluster)
		}
	}
}
