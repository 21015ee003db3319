package history

import (
	"fmt"
	"slices"
	"strings"
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
		// Members of a group are no line, whatever numbers they have.
		{[]string{"server-0000000001 1 0", "server-0000000002 2 5", "broker__0000000003 6 0"}, nil},
		{[]string{"a-lease-0000000001 1 5", "b-lease-0000000002 2 0", "c-lease-0000000003 5 0"}, []string{"c 5-0", "b 2-0", "a 1-5"}},
		// Two lines in one place take no notice of each other.
		{[]string{"a-latch-0000000001 1 0", "b__lock__0000000002 2 5", "c__lock__0000000003 3 0", "d-latch-0000000004 4 0"}, []string{"c 5-0", "b 2-5", "a 1-0"}},
	} {
		var contenders []Held
		for _, text := range test.contenders {
			var name string
			var h Held
			if _, err := fmt.Sscan(text, &name, &h.From, &h.To); err != nil {
				t.Fatal(err)
			}
			var err error
			if h.Path, err = znode.ParsePath("/lock/" + clientsName(name)); err != nil {
				t.Fatal(err)
			}
			contenders = append(contenders, h)
		}
		var told []string
		for _, h := range holders(contenders) {
			told = append(told, fmt.Sprintf("%.1s %d-%d", strings.TrimPrefix(h.Path.Name(), "_c_"), h.From, h.To))
		}
		if !slices.Equal(told, test.want) {
			t.Errorf("%q held it as %q, want %q", test.contenders, told, test.want)
		}
	}
}

// clientsName puts before the name of a contender what kazoo ("a__lock__…") or Curator
// ("a-latch-…") do: a UUID, here of that one letter.
func clientsName(name string) string {
	uuid := strings.Repeat(name[:1], 32)
	switch name[1:min(3, len(name))] {
	case "__":
		return uuid + name[1:]
	case "-l":
		return "_c_" + uuid + name[1:]
	}
	return name
}
