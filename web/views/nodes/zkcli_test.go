package nodes

import (
	"testing"
)

func TestZkCliGet(t *testing.T) {
	for _, test := range []struct{ path, want string }{
		{"/", "get -s /"},
		{"/a/b", "get -s /a/b"},
		{"/a b", `get -s "/a b"`},
		{`/it's`, `get -s /it's`},
		{`/a "b"`, `get -s '/a "b"'`},
		{`/it's "b"`, ""},
	} {
		if got := zkCliGet(test.path); got != test.want {
			t.Errorf("the command for %s is %q, want %q", test.path, got, test.want)
		}
	}
}
