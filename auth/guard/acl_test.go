package guard

import (
	"testing"

	"zkweb/zkconn/znode"
)

// TestAnACLIsOfTheZnodeThatWasRead: what the version of the ACL does not tell is told by
// the czxid, and the version first, as that is what most conflicts are about.
func TestAnACLIsOfTheZnodeThatWasRead(t *testing.T) {
	now := znode.Stat{Czxid: 7, Aversion: 2}
	for _, test := range []struct {
		name    string
		czxid   int64
		version int32
		want    znode.Code
	}{
		{"the same", 7, 2, ""},
		{"which is not known", 0, 2, ""},
		{"made anew", 6, 2, znode.CodeMadeAnew},
		{"made anew, whatever the version", 6, znode.AnyVersion, znode.CodeMadeAnew},
		{"made anew, of another version", 6, 1, ""}, // ZooKeeper refuses that
	} {
		err := sameZnode(znode.Op{Kind: znode.OpSetACL, Czxid: test.czxid, Version: test.version}, now)
		if znode.CodeOf(err) != test.want || (err == nil) != (test.want == "") {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}
