package changes

import (
	"context"
	"slices"

	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// newACL is the ACL of a znode created through the console.
type newACL struct {
	entries []znode.ACL
	own     bool // it only lets in the creator; otherwise it is the parent's
	// collected says that only the sign-in's transaction creates the parent.
	collected bool
	// warnings are about an ACL that was typed instead of entries.
	warnings []changes.ACLWarning
}

// aclBelow returns the ACL for a child of parent. ZooKeeper inherits no ACLs, and the usual default
// of its clients is open to the world, which must not happen below a closed znode. So a child gets
// its parent's ACL. If that cannot be seen in full, the child is open to its creator only: to those
// without ADMIN a server shows "user:x" instead of a digest, and such an entry would let in nobody.
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
