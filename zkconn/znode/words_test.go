package znode_test

import (
	"errors"
	"fmt"
	"testing"

	"zkweb/zkconn/znode"
)

func TestPerms(t *testing.T) {
	for _, c := range []struct {
		perms          znode.Perms
		letters, words string
	}{
		{znode.PermAll, "cdrwa", "everything"},
		{znode.PermRead, "r", "read"},
		{znode.PermRead | znode.PermWrite | znode.PermCreate, "crw", "create children, read, write"},
		{znode.PermAdmin | znode.PermDelete, "da", "delete children, set the ACL"},
		{0, "", "nothing"},
	} {
		if c.perms.String() != c.letters || c.perms.Words() != c.words {
			t.Errorf("%d is %q, %q", c.perms, c.perms, c.perms.Words())
		}
	}
}

func TestCreateKind(t *testing.T) {
	for owner, want := range map[int64]string{
		0:                   znode.Persistent,
		0x100000000000001:   znode.Ephemeral,
		-1 << 63:            znode.Container,
		-0x00ffffffffffff9c: znode.Ephemeral, // of the server 255
	} {
		if got := (znode.Stat{EphemeralOwner: owner}).CreateKind(); got != want {
			t.Errorf("ephemeralOwner %#x is %s, want %s", uint64(owner), got, want)
		}
	}
}

func TestKindOf(t *testing.T) {
	denied := &znode.Error{Kind: znode.Denied, Code: "no", Cause: errors.New("why")}
	for _, c := range []struct {
		err  error
		want znode.Kind
	}{
		{nil, ""},
		{denied, znode.Denied},
		{fmt.Errorf("wrapped: %w", denied), znode.Denied},
		{errors.New("any"), znode.Internal},
	} {
		if got := znode.KindOf(c.err); got != c.want {
			t.Errorf("KindOf(%v) is %q, want %q", c.err, got, c.want)
		}
	}
	if denied.Error() != "denied: no: why" || !errors.Is(denied, denied.Cause) {
		t.Error(denied)
	}
}
