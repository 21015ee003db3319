package people

import (
	"context"
	"slices"
	"strings"
	"sync"

	"zkweb/zkconn/znode"
)

// changing are the permissions with which somebody could add people, remove them, or replace the
// directory.
const changing = znode.PermCreate | znode.PermDelete | znode.PermWrite | znode.PermAdmin

// Sound returns nil if only the directory's administrators can add or remove people, as far as the
// session can see: nobody else may change the directory's znode or one of its ancestors. A znode
// whose ACL the session may not read is closed to it, as it should be.
//
// The root does not count. It is open in most ensembles, but ZooKeeper deletes no znode that has
// children, so people who may delete below the root cannot replace an existing directory.
//
// It fails with Conflict if the directory is open to others, with NotFound if it does not exist,
// and with Unavailable if ZooKeeper cannot tell.
func (d Directory) Sound(ctx context.Context, session prover) error {
	places := append(d.Path.Ancestors()[1:], d.Path)
	acls, errs := make([][]znode.ACL, len(places)), make([]error, len(places))
	var readErr error
	var reading sync.WaitGroup
	for i, place := range places {
		reading.Go(func() { acls[i], _, errs[i] = session.GetACLs(ctx, place) })
	}
	reading.Go(func() { _, _, readErr = session.Get(ctx, d.Path) })
	reading.Wait()
	for _, err := range append(errs, readErr) {
		switch znode.KindOf(err) {
		case "", znode.Denied:
		case znode.NotFound:
			return d.missing(err)
		default:
			return err
		}
	}
	own := acls[len(acls)-1]
	if readErr == nil && errs[len(errs)-1] == nil && !mayRead(own, session.User()) {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeACLsUnchecked}
	}
	for i, place := range places {
		if err := closed(place, acls[i], own); err != nil {
			return err
		}
	}
	return nil
}

// closed fails if an entry of a place's ACL lets somebody change the place who does not have all
// permissions in the directory's own ACL.
func closed(place znode.Path, acl, directory []znode.ACL) error {
	for _, entry := range acl {
		if entry.Perms&changing != 0 && !administers(entry, directory) {
			return &znode.Error{Kind: znode.Conflict, Code: znode.CodeDirectoryOpen,
				Args: znode.Args{"path": place.String(), "who": who(entry), "perms": entry.Perms.String()}}
		}
	}
	return nil
}

// administers reports whether an ACL entry can belong to an administrator of the directory: a
// digest that has all permissions, also in the directory's own ACL if that and its hashes are
// visible.
func administers(entry znode.ACL, directory []znode.ACL) bool {
	if entry.Scheme != "digest" || entry.Perms != znode.PermAll {
		return false
	}
	return directory == nil || isMasked(entry) || slices.Contains(directory, entry)
}

// mayRead reports whether an ACL can let a session of user read: by an entry with that name, or by
// one of another scheme than digest.
func mayRead(acl []znode.ACL, user string) bool {
	return slices.ContainsFunc(acl, func(entry znode.ACL) bool {
		name, _, _ := strings.Cut(entry.ID, ":")
		return entry.Perms&znode.PermRead != 0 && (entry.Scheme != "digest" || name == user)
	})
}

// who returns the holder of an ACL entry without the hash, such as "world:anyone" or
// "digest:alice".
func who(entry znode.ACL) string {
	if entry.Scheme != "digest" {
		return entry.Scheme + ":" + entry.ID
	}
	name, _, _ := strings.Cut(entry.ID, ":")
	return "digest:" + name
}

// maskedDigest is what a server shows instead of a digest's hash to sessions without ADMIN
// (org.apache.zookeeper.server.FinalRequestProcessor).
const maskedDigest = "x"

func isMasked(entry znode.ACL) bool {
	_, hash, _ := strings.Cut(entry.ID, ":")
	return entry.Scheme == "digest" && hash == maskedDigest
}

func (d Directory) missing(cause error) error {
	if znode.CodeOf(cause) == znode.CodeChrootMissing {
		return cause
	}
	return &znode.Error{Kind: znode.NotFound, Code: znode.CodeDirectoryMissing, Args: znode.Args{"path": d.Path.String()}, Cause: cause}
}
