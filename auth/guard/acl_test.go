package guard

import (
	"testing"

	"zkweb/zkconn/znode"
)

// TestAnACLIsOfTheZnodeThatWasRead checks that an op on an ACL fails for another znode: by the
// czxid if the version does not tell. The version is compared first, since it explains most
// conflicts.
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
		{"made anew, of another version", 6, 1, ""}, // ZooKeeper refuses it
	} {
		err := sameZnode(znode.Op{Kind: znode.OpSetACL, Czxid: test.czxid, Version: test.version}, now)
		if znode.CodeOf(err) != test.want || (err == nil) != (test.want == "") {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}
