package changes

import (
	"testing"

	"zkweb/zkconn/znode"
)

// TestExpectedVersion checks that negative versions are accepted, except -1, which means any
// version to ZooKeeper. A version is negative after 2³¹ changes.
func TestExpectedVersion(t *testing.T) {
	for _, test := range []struct {
		text string
		want int32
		code znode.Code
	}{
		{"0", 0, ""},
		{"2147483647", 2147483647, ""},
		{"-2147483648", -2147483648, ""},
		{"-2", -2, ""},
		{"-1", 0, znode.CodeVersion},
		{"2147483648", 0, znode.CodeVersion},
		{"", 0, znode.CodeVersion},
		{"0x1", 0, znode.CodeVersion},
	} {
		form := nodeForm{version: test.text}
		got, err := form.expectedVersion()
		if got != test.want || znode.CodeOf(err) != test.code || form.versionAgain() != test.want {
			t.Errorf("%q is version %d, %v; shown again as %d", test.text, got, err, form.versionAgain())
		}
	}
}
