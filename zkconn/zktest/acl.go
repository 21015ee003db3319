package zktest

import (
	"context"

	"zkweb/zkconn/znode"
)

// SetACL replaces a znode's ACL if the version of the ACL is aversion, and returns the znode's new
// stat, like kazoo's set_acls.
func SetACL(ctx context.Context, w znode.Writer, path znode.Path, acl []znode.ACL, aversion int32) (znode.Stat, error) {
	results, err := w.Apply(ctx, znode.Op{Kind: znode.OpSetACL, Path: path, ACL: acl, Version: aversion})
	if err != nil {
		return znode.Stat{}, err
	}
	return results[0].Stat, nil
}
