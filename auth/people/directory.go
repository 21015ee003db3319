package people

import (
	"context"
	"strings"

	"zkweb/zkconn/znode"
)

// Directory is a cluster's user directory: below one znode it has a znode for each person, which is
// named like their digest user and holds their Profile. It holds no passwords. A person is verified
// by their own ZooKeeper session, with the credentials that they typed: it must be able to read a
// znode that ZooKeeper shows only to that person and to the directory's administrators.
type Directory struct {
	Path znode.Path // relative to the cluster's chroot
}

// prover is a person's own ZooKeeper session.
type prover interface {
	znode.Reader
	// GetSynced returns data and ACL, after the server has caught up with the leader. Otherwise
	// somebody who was removed could still sign in.
	GetSynced(ctx context.Context, path znode.Path) ([]byte, []znode.ACL, error)
	// User is the name in the session's credentials.
	User() string
	// HasDigest reports whether id is the digest of those credentials.
	HasDigest(id string) bool
}

// Look verifies that the session is its user's, and returns the present profile. It fails with
// CodeSignInRefused if the user is unknown, the password is wrong, or the profile is disabled or
// unusable, after the same calls to ZooKeeper in each case. The error's cause, for logs and the
// trail, has a code for the reason. It fails with Unavailable if ZooKeeper cannot tell.
func (d Directory) Look(ctx context.Context, session prover) (Profile, error) {
	user := session.User()
	path, err := d.Path.Child(user)
	if err != nil { // nobody can have this name, so returning early discloses nothing
		return Profile{}, refused(because(znode.CodeUserName, nil, err))
	}
	data, acl, err := session.GetSynced(ctx, path)
	switch znode.KindOf(err) {
	case "":
	case znode.Unavailable:
		return Profile{}, err
	case znode.NotFound:
		return Profile{}, refused(because(znode.CodeUserUnknown, nil, err))
	case znode.Denied:
		return Profile{}, refused(because(znode.CodePasswordWrong, nil, err))
	default:
		return Profile{}, refused(err)
	}
	if err := proves(acl, user, session.HasDigest); err != nil {
		return Profile{}, refused(err)
	}
	profile, err := ParseProfile(data)
	if err != nil {
		return Profile{}, refused(err)
	}
	if profile.Disabled {
		return Profile{}, refused(because(znode.CodeUserDisabled, nil, nil))
	}
	return profile, nil
}

// proves returns nil if a session of user that has read a profile with this ACL must have the user's
// password, and cannot change the profile:
//
//   - every entry has the scheme digest, so that neither an address, nor a certificate, nor
//     world:anyone gives access;
//   - all entries with the user's name together give READ and nothing more;
//   - every other entry gives all permissions, as zkweb user writes it for each administrator of the
//     directory.
//
// If the hashes in the ACL are masked, the server checks ACLs, since it hides hashes from sessions
// without ADMIN. Otherwise (skipACL, an old server), user's hash must be that of the password in use.
func proves(acl []znode.ACL, user string, hasDigest func(id string) bool) error {
	var own znode.Perms
	known := false
	for _, entry := range acl {
		name, hash, ok := strings.Cut(entry.ID, ":")
		switch {
		case entry.Scheme != "digest" || !ok:
			return because(znode.CodeProfileScheme, znode.Args{"scheme": entry.Scheme}, nil)
		case name == user:
			own |= entry.Perms
			known = known || hash == maskedDigest || hasDigest(entry.ID)
		case entry.Perms != znode.PermAll:
			return because(znode.CodeProfileShared, znode.Args{"who": who(entry), "perms": entry.Perms.String()}, nil)
		}
	}
	switch {
	case own != znode.PermRead:
		return because(znode.CodeProfileOwn, znode.Args{"perms": own.String()}, nil)
	case !known:
		return because(znode.CodeACLsUnchecked, nil, nil)
	}
	return nil
}

// refused returns the single error for everybody who cannot sign in.
func refused(cause error) error {
	return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignInRefused, Cause: cause}
}

// because returns the reason why somebody is refused, which only the log and the trail show.
func because(code znode.Code, args znode.Args, cause error) error {
	return &znode.Error{Kind: znode.Unauthenticated, Code: code, Args: args, Cause: cause}
}
