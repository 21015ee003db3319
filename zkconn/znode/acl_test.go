package znode

import "testing"

func TestPermsAsText(t *testing.T) {
	t.Parallel()
	for perms := range PermAll + 1 {
		var read Perms
		if err := read.UnmarshalText([]byte(perms.String())); err != nil || read != perms {
			t.Errorf("%q: %v, %v", perms, read, err)
		}
	}
	for _, text := range []string{"x", "rr", "cdrwac", "R", "r "} {
		var read Perms
		if err := read.UnmarshalText([]byte(text)); CodeOf(err) != CodePerms || read != 0 {
			t.Errorf("%q: %v, %v", text, read, err)
		}
	}
}
