package guard

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// beforeACL adds to an OpSetACL's entry the ACL that it is about to replace, if the person may read
// it. It fails with Conflict if the znode is not the one that the op is about.
func (g *Guard) beforeACL(ctx context.Context, op znode.Op, entry *audit.Entry) error {
	acl, stat, err := g.session.GetACLs(ctx, op.Path)
	switch znode.KindOf(err) {
	case "":
		entry.Settings["acl_before"], entry.Settings["aversion_before"] = ShownACL(acl), strconv.Itoa(int(stat.Aversion))
	case znode.NotFound:
		return nil // ZooKeeper will report it
	case znode.Unavailable:
		return err
	default:
		if stat, err = g.session.Exists(ctx, op.Path); err != nil {
			return err
		}
	}
	return sameZnode(op, stat)
}

// sameZnode fails with Conflict if an op is about another znode than the present one, and ZooKeeper
// would not notice by the version of the ACL: if a znode was made anew, that begins at 0 again.
func sameZnode(op znode.Op, now znode.Stat) error {
	if op.Czxid == 0 || op.Czxid == now.Czxid || op.Version != znode.AnyVersion && op.Version != now.Aversion {
		return nil
	}
	return &znode.Error{Kind: znode.Conflict, Code: znode.CodeMadeAnew}
}

// ShownACL returns an ACL for the trail, as a server shows it to people without ADMIN: digests are
// hashes of passwords, which must not be in the trail.
func ShownACL(acl []znode.ACL) string { return znode.FormatACL(HideDigests(acl)) }

// HideDigests returns an ACL as a server shows it to people without ADMIN.
func HideDigests(acl []znode.ACL) []znode.ACL {
	acl = slices.Clone(acl)
	for i, entry := range acl {
		if user, _, ok := strings.Cut(entry.ID, ":"); ok && entry.Scheme == "digest" {
			acl[i].ID = user + ":x"
		}
	}
	return acl
}

// IsOwn reports whether an entry is a digest of the person's own credentials.
func (g *Guard) IsOwn(entry znode.ACL) bool {
	return entry.Scheme == "digest" && g.session.HasDigest(entry.ID)
}
