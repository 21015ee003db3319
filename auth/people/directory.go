package people

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"zkweb/zkconn/znode"
)

// Directory is a cluster's user directory: below one znode, a znode for each
// person, named as their digest user and holding their Profile. It holds no
// password. That somebody is alice is proved by her own ZooKeeper session,
// with the credentials she typed, reading a znode that ZooKeeper shows to
// nobody else but the directory's administrators.
type Directory struct {
	Path znode.Path // below the cluster's chroot
}

// prover is a person's own ZooKeeper session.
type prover interface {
	znode.Reader
	// Sync makes the reads after it see all that was written before it.
	Sync(ctx context.Context, path znode.Path) error
	// User is the name in the session's credentials.
	User() string
	// HasDigest tells whether id is the digest of those credentials.
	HasDigest(id string) bool
}

// Look proves that the session is its user's and gives the profile as it is now.
// It fails with the same Unauthenticated error whether the user is unknown, the
// password wrong, the profile disabled or unusable, after the same calls of
// ZooKeeper; the error's cause, for logs and the trail, tells which. It fails
// with Unavailable when ZooKeeper cannot tell.
func (d Directory) Look(ctx context.Context, session prover) (Profile, error) {
	user := session.User()
	path, err := d.Path.Child(user)
	if err != nil { // nobody can have this name, so nothing is given away by not asking
		return Profile{}, notVerified(err)
	}
	var (
		reading          sync.WaitGroup
		data             []byte
		acl              []znode.ACL
		readErr, listErr error
	)
	syncErr := session.Sync(ctx, path) // a server that lags behind would let somebody in who is out
	if znode.KindOf(syncErr) == znode.Unavailable {
		return Profile{}, syncErr
	}
	reading.Go(func() { data, _, readErr = session.Get(ctx, path) })
	reading.Go(func() { acl, _, listErr = session.GetACLs(ctx, path) })
	reading.Wait()
	for _, err := range []error{readErr, listErr} {
		if znode.KindOf(err) == znode.Unavailable {
			return Profile{}, err
		}
	}
	if err := errors.Join(syncErr, readErr, listErr); err != nil {
		return Profile{}, notVerified(whyUnread(err))
	}
	if err := proves(acl, user, session.HasDigest); err != nil {
		return Profile{}, notVerified(err)
	}
	profile, err := ParseProfile(data)
	if err != nil {
		return Profile{}, notVerified(err)
	}
	if profile.Disabled {
		return Profile{}, notVerified(errors.New("the profile is disabled"))
	}
	return profile, nil
}

// whyUnread says in words why a profile cannot be read.
func whyUnread(err error) error {
	switch znode.KindOf(err) {
	case znode.NotFound:
		return errors.New("the user directory has no such user")
	case znode.Denied:
		return errors.New("the password does not open the user's profile")
	}
	return err
}

// maskedDigest is what a server shows for the hash of a digest to those who
// lack ADMIN (org.apache.zookeeper.server.FinalRequestProcessor).
const maskedDigest = "x"

// proves returns nil when having read a profile under this ACL proves that one
// is user, and that user cannot change the profile:
//
//   - every entry is of the digest scheme, as the credentials of a person's
//     session are nothing else: no address, certificate or being anyone opens it;
//   - all entries of the user's name together give READ and nothing more;
//   - every other entry gives all permissions, as zkweb user writes it for each
//     administrator of the directory.
//
// Whoever reads the ACL without ADMIN sees no hashes, which proves that the
// server checks ACLs. Where hashes are shown (skipACL, an old server), user's
// must be that of the password in use.
func proves(acl []znode.ACL, user string, hasDigest func(id string) bool) error {
	var own znode.Perms
	known := false
	for _, entry := range acl {
		name, hash, ok := strings.Cut(entry.ID, ":")
		switch {
		case entry.Scheme != "digest" || !ok:
			return fmt.Errorf("the profile's ACL has an entry of the scheme %q: digests alone prove who one is", entry.Scheme)
		case name == user:
			own |= entry.Perms
			known = known || hash == maskedDigest || hasDigest(entry.ID)
		case entry.Perms != znode.PermAll:
			return fmt.Errorf("the profile's ACL gives somebody else %q: administrators have all permissions, and others none", entry.Perms)
		}
	}
	switch {
	case own != znode.PermRead:
		return fmt.Errorf("the profile's ACL gives its user %q, where it must give READ and nothing else", own)
	case !known:
		return errors.New("the server showed the profile to a wrong password: it does not check ACLs")
	}
	return nil
}

// notVerified is the one answer to all who cannot sign in.
func notVerified(cause error) error {
	return &znode.Error{
		Kind:    znode.Unauthenticated,
		Message: "The user name or the password is wrong, or this user may not sign in to this cluster.",
		Cause:   cause,
	}
}
