package nodes

import (
	"slices"
	"strings"
	"testing"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// TestThePathBoxForgives checks typing mistakes and pasted text.
func TestThePathBoxForgives(t *testing.T) {
	chroot, err := znode.ParsePath("/kafka")
	if err != nil {
		t.Fatal(err)
	}
	long := "/" + strings.Repeat("x", 1999)
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
		"get\t/app/db":           {"/app/db"},
		"ls -R\t/app":            {"/app"},
		"get\u3000/app/db\n":     {"/app/db"},
		"stat /app/db watch":     {"/app/db"},
		"stat /app/db\twatch":    {"/app/db"},
		"set -s -v 3 /app/db x":  {"/app/db"},
		"create -e -t 9 /app /x": {"/app"},
		`delete -v 3 "/my db"`:   {"/my db"},
		"get -s app/db":          {"/app/db"},
		"get -s":                 {"/"},
		"%2Fapp%2fdb":            {"/%2Fapp%2fdb", "/app/db"},
		"%2Fapp%":                {"/%2Fapp%"},
		"/dubbo%3A%2F%2Fhost":    {"/dubbo%3A%2F%2Fhost"},
		"/a\u2615":               {"/a\u2615"}, // a symbol that ZooKeeper accepts
		long:                     {long},
		"get " + long:            {long},
		"／app／db":                {"/app/db"},
		"/app／db":                {"/app／db", "/app/db"}, // a name may contain the wide slash
		`"/app/db"`:              {"/app/db"},
		"'/app/my db'":           {"/app/my db"},
		`"`:                      {`/"`},
		"‘/app/db’":              {"/app/db"},
		" “/app/my db” ":         {"/app/my db"},
		"「/app/db」":              {"/app/db"},
		"`/app/db`":              {"/app/db"},
		"“/app/db":               {"/“/app/db"}, // an unpaired quotation mark
		"get -s “/my db” watch":  {"/my db"},
		"delete -v 3 ‘/db’":      {"/db"},
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
	for text, want := range map[string][3]string{
		" https://ops:8443/zk/c/prod/tree/a%2520b/c?q=x&nonsense=1#L40-L52 ": {"prod", "/a%20b/c", "?q=x#L40-L52"},
		"http://ops/c/prod/set/a?q=x":                                        {"prod", "/a", ""},
		"http://ops/zk/c/prod/tree/":                                         {"prod", "/", ""},
		"http://ops/zk/c/prod/tree/a%2Fb":                                    {"prod", "/a/b", ""},
		"http://ops/zk/c/prod/tree/%2Fa%2Fb":                                 {"prod", "//a/b", ""}, // which is tidied
		"http://ops/zk/c/prod/tree/a%252Fb":                                  {"prod", "/a%2Fb", ""},
		"http://ops/zk/c/prod/tree/a?sort=-bytes&view=hex":                   {"prod", "/a", "?sort=-bytes&view=hex"},
		"http://ops/zk/c/prod/tree/a?sort=nonsense":                          {"prod", "/a", ""},
		"http://ops/zk/c/prod/tree":                                          {"prod", "/", ""},
		"http://ops/zk/c/prod":                                               {"prod", "/", ""},
	} {
		to, ok := h.linkOf(text)
		if got := [3]string{to.cluster, to.path, to.rest}; !ok || got != want {
			t.Errorf("%q leads to %q (%v)", text, got, ok)
		}
	}
	for _, text := range []string{"/c/prod/tree/a", "http://ops/audit", "ftp://ops/c/prod/tree/a", "http://ops/c/prod/servers"} {
		if to, ok := h.linkOf(text); ok {
			t.Errorf("%q leads to %v", text, to)
		}
	}
}
