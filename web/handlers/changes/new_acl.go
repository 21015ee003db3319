package changes

import (
	"context"
	"slices"

	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// newACL is the ACL that a znode created through the console gets.
type newACL struct {
	entries []znode.ACL
	own     bool // the creator's alone; else the parent's
	// collected says that the parent is in the sign-in's transaction alone.
	collected bool
	// warnings are of what was typed in place of entries.
	warnings []changes.ACLWarning
}

// aclBelow returns the ACL for a child of parent. ZooKeeper inherits none, and its
// clients' usual one is open to the world, which must not happen below what is
// closed. So a child gets its parent's. Where that cannot be seen in full, the
// child is its creator's alone: a server shows "user:x" in place of a digest to
// those without ADMIN, and such an entry would let nobody in.
func aclBelow(ctx context.Context, reader znode.Reader, parent znode.Path, user string) (newACL, error) {
	entries, _, err := reader.GetACLs(ctx, parent)
	switch znode.KindOf(err) {
	case "":
		if !slices.ContainsFunc(entries, znode.ACL.Hidden) {
			return newACL{entries: entries}, nil
		}
	case znode.Denied:
	default:
		return newACL{}, err
	}
	if user == "" {
		return newACL{}, &znode.Error{
			Kind:  znode.Denied,
			Code:  znode.CodeParentACL,
			Cause: err,
		}
	}
	return newACL{entries: []znode.ACL{{Scheme: "auth", ID: "", Perms: znode.PermAll}}, own: true}, nil
}
