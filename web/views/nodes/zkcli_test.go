package nodes

import (
	"os/exec"
	"testing"
)

func TestZkCliGet(t *testing.T) {
	for _, test := range []struct{ path, want string }{
		{"/", "get -s /"},
		{"/a/b", "get -s /a/b"},
		{"/a_1/b-2.c", "get -s /a_1/b-2.c"},
		{"/a b", `get -s '/a b'`},
		{`/it's`, `get -s "/it's"`},
		{`/a "b"`, `get -s '/a "b"'`},
		{`/it's "b"`, ""},
		{"/$(id)", "get -s '/$(id)'"},
		{"/`id`;id|id&id>x<y*?~#", "get -s '/`id`;id|id&id>x<y*?~#'"},
		{"/it's $(id)", ""},
		{"/it's `id`", ""},
		{"/it's !!", ""},
		{`/it's \`, ""},
		{"/中文", "get -s '/中文'"},
		{"/a\u202eb", "get -s '/a\u202eb'"},
	} {
		if got := zkCliGet(test.path); got != test.want {
			t.Errorf("the command for %s is %q, want %q", test.path, got, test.want)
		}
	}
}

// TestAShellRunsNoPath: what is copied for zkCli is one word to a shell, the path.
func TestAShellRunsNoPath(t *testing.T) {
	for _, path := range []string{"/a", "/a b", "/$(id)", "/`id`", "/a;id", "/a&id", "/a|id", "/it's", "/*", "/~", "/a#b", "/a\\b", `/a"b`, "/{a,b}", "/!x", "/a>b"} {
		command := zkCliGet(path)
		out, err := exec.Command("sh", "-c", "get() { printf '%s\\n' \"$@\"; }; "+command).Output()
		if want := "-s\n" + path + "\n"; err != nil || string(out) != want {
			t.Errorf("%s runs as %q (%v), want %q", command, out, err, want)
		}
	}
}
