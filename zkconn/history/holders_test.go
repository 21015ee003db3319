package history

import (
	"fmt"
	"slices"
	"testing"

	"zkweb/zkconn/znode"
)

// TestHoldersOfALock: one after the other as their numbers say; readers together.
func TestHoldersOfALock(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		contenders []string // name, from and to; to 0 while it is there
		want       []string // of those that held it, the newest first
	}{
		{[]string{"a__lock__0000000001 1 5", "b__lock__0000000002 2 9", "c__lock__0000000003 3 0", "d__lock__0000000004 4 0"},
			[]string{"c 9-0", "b 5-9", "a 1-5"}},
		{[]string{"a__lock__0000000001 1 5", "b__lock__0000000002 2 4", "c__lock__0000000003 7 8"}, []string{"c 7-8", "a 1-5"}},
		{[]string{"a__rlock__0000000001 1 0", "b__rlock__0000000002 2 6", "c__lock__0000000003 3 0", "d__rlock__0000000004 4 0"},
			[]string{"b 2-6", "a 1-0"}},
		{[]string{"a__rlock__0000000001 1 7", "b__lock__0000000002 2 9", "c__rlock__0000000003 3 0", "d__rlock__0000000004 10 0"},
			[]string{"d 10-0", "c 9-0", "b 7-9", "a 1-7"}},
		{[]string{"a__lock__2147483647 1 0", "b__lock__-2147483648 2 0"}, []string{"a 1-0"}},
		{[]string{"party-without-number 1 0"}, nil},
	} {
		var contenders []Held
		for _, text := range test.contenders {
			var name string
			var h Held
			if _, err := fmt.Sscan(text, &name, &h.From, &h.To); err != nil {
				t.Fatal(err)
			}
			var err error
			if h.Path, err = znode.ParsePath("/lock/" + name); err != nil {
				t.Fatal(err)
			}
			contenders = append(contenders, h)
		}
		var told []string
		for _, h := range holders(contenders) {
			told = append(told, fmt.Sprintf("%.1s %d-%d", h.Path.Name(), h.From, h.To))
		}
		if !slices.Equal(told, test.want) {
			t.Errorf("%q held it as %q, want %q", test.contenders, told, test.want)
		}
	}
}
