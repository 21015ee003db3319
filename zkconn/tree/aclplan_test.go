package tree

import (
	"testing"

	"zkweb/zkconn/znode"
)

func TestACLMode(t *testing.T) {
	own := func(entry znode.ACL) bool { return entry.ID == "me:h" }
	for _, test := range []struct {
		mode               ACLMode
		acl, entries, want string
	}{
		{ReplaceACL, "world:anyone:cdrwa", "ip:10.0.0.1:r", "ip:10.0.0.1:r"},
		{ReplaceACL, "digest:me:h:r", "auth::cdrwa", "digest:me:h:cdrwa"},
		{ReplaceACL, "world:anyone:r", "auth::cdrwa", "auth::cdrwa"},
		{AddACL, "world:anyone:r", "world:anyone:w,ip:10.0.0.1:a", "world:anyone:rw,ip:10.0.0.1:a"},
		{AddACL, "world:anyone:r,digest:me:h:r", "auth::a", "world:anyone:r,digest:me:h:ra"},
		{RemoveACL, "world:anyone:cdrwa,digest:me:h:cdrwa", "world:anyone:cdwa", "world:anyone:r,digest:me:h:cdrwa"},
		{RemoveACL, "world:anyone:r,digest:me:h:cdrwa", "world:anyone:cdrwa,ip:10.0.0.1:r", "digest:me:h:cdrwa"},
		{RemoveACL, "world:anyone:r", "world:anyone:r", ""},
	} {
		acl, err := znode.ParseACL(test.acl)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := znode.ParseACL(test.entries)
		if err != nil {
			t.Fatal(err)
		}
		if got := znode.FormatACL(test.mode.Of(acl, entries, own)); got != test.want {
			t.Errorf("%s of %s to %s is %s, want %s", test.mode, test.entries, test.acl, got, test.want)
		}
		if znode.FormatACL(acl) != test.acl || znode.FormatACL(entries) != test.entries {
			t.Errorf("%s changed what it was given", test.mode)
		}
	}
}
