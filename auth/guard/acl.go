package guard

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// beforeACL notes in an OpSetACL's entry the ACL that it is about to replace, where it
// may be read. It fails with Conflict when the znode is not the one that the op is
// about.
func (g *Guard) beforeACL(ctx context.Context, op znode.Op, entry *audit.Entry) error {
	acl, stat, err := g.session.GetACLs(ctx, op.Path)
	switch znode.KindOf(err) {
	case "":
		entry.Settings["acl_before"], entry.Settings["aversion_before"] = ShownACL(acl), strconv.Itoa(int(stat.Aversion))
	case znode.NotFound:
		return nil // ZooKeeper will say so
	case znode.Unavailable:
		return err
	default:
		if stat, err = g.session.Exists(ctx, op.Path); err != nil {
			return err
		}
	}
	return sameZnode(op, stat)
}

// sameZnode fails with Conflict when an op is about another znode than what is there,
// and ZooKeeper would not find out by the version of the ACL: that of a znode which was
// made anew begins at 0 again.
func sameZnode(op znode.Op, now znode.Stat) error {
	if op.Czxid == 0 || op.Czxid == now.Czxid || op.Version != znode.AnyVersion && op.Version != now.Aversion {
		return nil
	}
	return &znode.Error{Kind: znode.Conflict, Code: znode.CodeMadeAnew}
}

// ShownACL returns an ACL for the record, as a server shows it to those without ADMIN:
// digests are hashes of passwords, which have no place there.
func ShownACL(acl []znode.ACL) string { return znode.FormatACL(HideDigests(acl)) }

// HideDigests returns an ACL as a server shows it to those without ADMIN.
func HideDigests(acl []znode.ACL) []znode.ACL {
	acl = slices.Clone(acl)
	for i, entry := range acl {
		if user, _, ok := strings.Cut(entry.ID, ":"); ok && entry.Scheme == "digest" {
			acl[i].ID = user + ":x"
		}
	}
	return acl
}

// IsOwn reports whether an entry is about the person: a digest of their own credentials.
func (g *Guard) IsOwn(entry znode.ACL) bool {
	return entry.Scheme == "digest" && g.session.HasDigest(entry.ID)
}
