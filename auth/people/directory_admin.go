package people

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// MinPasswordLength is the minimum length of a new password, in characters.
const MinPasswordLength = 8

// administrator is a directory administrator's own ZooKeeper session.
type administrator interface {
	prover
	znode.Writer
	// As opens another session with the same cluster.
	As(credentials session.Credentials) *session.Session
	// DigestAlgorithm returns how the server made id of the session's credentials.
	DigestAlgorithm(id string) (session.DigestAlgorithm, bool)
}

// DirectoryAdmin changes a user directory. Its errors are *znode.Error. The ACL of the directory's
// own znode names its administrators: the digests that have all permissions. Each profile is
// created with the same ones, and with READ for its person.
type DirectoryAdmin struct {
	directory Directory
	session   administrator
}

// NewDirectoryAdmin returns a DirectoryAdmin that uses an administrator's session.
func NewDirectoryAdmin(directory Directory, session *session.Session) *DirectoryAdmin {
	return &DirectoryAdmin{directory, session}
}

// ownACL gives all permissions to the digest of the session that creates a znode, and none to
// anybody else. ZooKeeper fills in the digest.
var ownACL = znode.ACL{Scheme: "auth", Perms: znode.PermAll}

// Init creates the directory, for the session's user only, and missing ancestors. It does nothing
// if the directory exists and is sound, and fails with Conflict if others could add people to it.
func (a *DirectoryAdmin) Init(ctx context.Context) error {
	for _, ancestor := range a.directory.Path.Ancestors() {
		if ancestor.IsRoot() {
			continue
		}
		if err := a.create(ctx, ancestor, ownACL, znode.ACL{Scheme: "world", ID: "anyone", Perms: znode.PermRead}); err != nil {
			return err
		}
	}
	if err := a.create(ctx, a.directory.Path, ownACL); err != nil {
		return err
	}
	_, err := a.administrators(ctx)
	return err
}

// create creates a znode unless it exists.
func (a *DirectoryAdmin) create(ctx context.Context, path znode.Path, acl ...znode.ACL) error {
	_, err := znode.Create(ctx, a.session, path, []byte{}, acl, znode.ModePersistent)
	if err == nil || a.isThere(ctx, path) {
		return nil
	}
	return err
}

func (a *DirectoryAdmin) isThere(ctx context.Context, path znode.Path) bool {
	_, err := a.session.Exists(ctx, path)
	return err == nil
}

// Add creates a person's profile, readable with this password, and verifies that it is. It fails
// with Conflict if there is a profile with this name, or if the person could not sign in; in the
// latter case it removes the profile again.
func (a *DirectoryAdmin) Add(ctx context.Context, user, password string, profile Profile) error {
	path, err := a.path(user)
	if err != nil {
		return err
	}
	data, err := profile.JSON()
	if err != nil {
		return err
	}
	acl, err := a.profileACL(ctx, user, password)
	if err != nil {
		return err
	}
	_, err = znode.Create(ctx, a.session, path, data, acl, znode.ModePersistent)
	if znode.KindOf(err) == znode.Conflict {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeUserExists, Cause: err}
	}
	if err == nil {
		err = a.prove(ctx, user, password)
		if znode.KindOf(err) == znode.Conflict {
			err = errors.Join(err, znode.Delete(ctx, a.session, path, 0))
		}
	}
	return err
}

// prove verifies that a password gives access to a user's profile, as it must at a sign-in. A
// server may hash digests in a way that zkweb does not know, or decode characters beyond ASCII
// differently.
func (a *DirectoryAdmin) prove(ctx context.Context, user, password string) error {
	credentials, err := session.Digest(user, password)
	if err != nil {
		return err
	}
	path, err := a.path(user)
	if err != nil {
		return err
	}
	own := a.session.As(credentials)
	defer own.Close()
	if err := own.AwaitConnected(ctx); err != nil {
		return err
	}
	_, acl, err := own.GetSynced(ctx, path)
	if err == nil {
		err = proves(acl, user, own.HasDigest)
	}
	if err == nil || znode.KindOf(err) == znode.Unavailable {
		return err
	}
	why, _ := errors.AsType[*znode.Error](err)
	return &znode.Error{Kind: znode.Conflict, Code: znode.CodePasswordUnusable, Args: znode.Args{"why": string(why.Code)}, Cause: err}
}

// SetPassword makes the profile readable with this password instead of the earlier one, and
// verifies that it is. If it is not, SetPassword restores the earlier password and fails with
// Conflict. The person is signed out everywhere within a second.
func (a *DirectoryAdmin) SetPassword(ctx context.Context, user, password string) error {
	path, err := a.path(user)
	if err != nil {
		return err
	}
	acl, err := a.profileACL(ctx, user, password)
	if err != nil {
		return err
	}
	before, _, err := a.session.GetACLs(ctx, path)
	if err != nil {
		return a.explainUser(err)
	}
	data, stat, err := a.session.Get(ctx, path)
	if err != nil {
		return a.explainUser(err)
	}
	if err := a.replace(ctx, path, data, acl, stat.Version); err != nil {
		return a.explainUser(err)
	}
	err = a.prove(ctx, user, password)
	if znode.KindOf(err) == znode.Conflict {
		err = errors.Join(err, a.replace(ctx, path, data, before, 0))
	}
	return err
}

// replace creates a profile anew with another ACL, in one step. Setting the ACL would not be
// enough: it triggers no watches, and a server does not tell clients without READ of later changes.
func (a *DirectoryAdmin) replace(ctx context.Context, path znode.Path, data []byte, acl []znode.ACL, version int32) error {
	_, err := a.session.Apply(ctx,
		znode.Op{Kind: znode.OpDelete, Path: path, Version: version},
		znode.Op{Kind: znode.OpCreate, Path: path, Data: data, ACL: acl})
	return err
}

// Disable prevents the person from signing in, and signs them out at their next request.
func (a *DirectoryAdmin) Disable(ctx context.Context, user string) error {
	path, err := a.soundPath(ctx, user)
	if err != nil {
		return err
	}
	read, stat, err := a.session.Get(ctx, path)
	if err != nil {
		return a.explainUser(err)
	}
	profile, err := ParseProfile(read)
	if err != nil {
		return err // without a valid profile they cannot sign in anyway
	}
	profile.Disabled = true
	data, err := profile.JSON()
	if err == nil {
		_, err = znode.Set(ctx, a.session, path, data, stat.Version)
	}
	return a.explainUser(err)
}

// Remove deletes the profile.
func (a *DirectoryAdmin) Remove(ctx context.Context, user string) error {
	path, err := a.soundPath(ctx, user)
	if err != nil {
		return err
	}
	return a.explainUser(znode.Delete(ctx, a.session, path, znode.AnyVersion))
}

// Listed is a person in the directory.
type Listed struct {
	User    string
	Profile Profile
	Others  []string // others in the profile's ACL who are no administrators of the directory, such as "digest:bob"
	Err     error    // why the person cannot sign in, although not disabled
}

// List returns all people in the byte order of their names.
func (a *DirectoryAdmin) List(ctx context.Context) ([]Listed, error) {
	administrators, err := a.administrators(ctx)
	if err != nil {
		return nil, err
	}
	names, _, err := a.session.GetChildren(ctx, a.directory.Path)
	if err != nil {
		return nil, a.explain(err)
	}
	var all []Listed
	for some := range slices.Chunk(names, listedAtOnce) {
		listed, err := a.listSome(ctx, some, administrators)
		if err != nil {
			return nil, err
		}
		all = append(all, listed...)
	}
	return all, nil
}

// listedAtOnce is the number of people that are read concurrently. Reading thousands one by one
// would take a round trip to the server for each.
const listedAtOnce = 64

func (a *DirectoryAdmin) listSome(ctx context.Context, names []string, administrators []znode.ACL) ([]Listed, error) {
	read, errs := make([]Listed, len(names)), make([]error, len(names))
	var reading sync.WaitGroup
	for i, name := range names {
		reading.Go(func() { read[i], errs[i] = a.list(ctx, name, administrators) })
	}
	reading.Wait()
	var listed []Listed
	for i, err := range errs {
		switch znode.KindOf(err) {
		case "":
			listed = append(listed, read[i])
		case znode.NotFound: // removed meanwhile
		default:
			return nil, err
		}
	}
	return listed, nil
}

func (a *DirectoryAdmin) list(ctx context.Context, name string, administrators []znode.ACL) (Listed, error) {
	path, err := a.path(name)
	if err != nil {
		return Listed{}, err
	}
	data, acl, err := a.session.GetSynced(ctx, path)
	if kind := znode.KindOf(err); kind == znode.NotFound || kind == znode.Unavailable {
		return Listed{}, err
	}
	listed := Listed{User: name, Others: others(acl, name, administrators), Err: err}
	if err == nil {
		listed.Err = proves(acl, name, func(string) bool { return true })
	}
	if err == nil {
		var unusable error
		listed.Profile, unusable = ParseProfile(data)
		listed.Err = cmp.Or(unusable, listed.Err)
	}
	return listed, nil
}

// others returns those in a profile's ACL who are neither its person nor administrators of the
// directory. Each of them can change what the person may do.
func others(acl []znode.ACL, name string, administrators []znode.ACL) []string {
	var all []string
	for _, entry := range acl {
		if holder := who(entry); holder != "digest:"+name && !slices.Contains(administrators, entry) {
			all = append(all, holder)
		}
	}
	return all
}

// soundPath is like path, but fails unless the directory is sound and the session belongs to one of
// its administrators.
func (a *DirectoryAdmin) soundPath(ctx context.Context, user string) (znode.Path, error) {
	if _, err := a.administrators(ctx); err != nil {
		return znode.Path{}, err
	}
	return a.path(user)
}

func (a *DirectoryAdmin) path(user string) (znode.Path, error) {
	path, err := a.directory.Path.Child(user)
	if err != nil {
		return znode.Path{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeUserName, Cause: err}
	}
	return path, nil
}

// profileACL returns an ACL that gives READ to the person, and all permissions to the
// administrators.
func (a *DirectoryAdmin) profileACL(ctx context.Context, user, password string) ([]znode.ACL, error) {
	if _, err := session.Digest(user, password); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(password) < MinPasswordLength {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodePasswordShort, Args: znode.Args{"min": strconv.Itoa(MinPasswordLength)}}
	}
	administrators, err := a.administrators(ctx)
	if err != nil {
		return nil, err
	}
	algorithm, err := a.digestAlgorithm(administrators)
	if err != nil {
		return nil, err
	}
	own := znode.ACL{Scheme: "digest", ID: algorithm.ID(user, password), Perms: znode.PermRead}
	return append([]znode.ACL{own}, administrators...), nil
}

// digestAlgorithm returns the algorithm by which the server hashes digests. It is that of the
// administrator's own entry, which the server made when the directory was created.
func (a *DirectoryAdmin) digestAlgorithm(administrators []znode.ACL) (session.DigestAlgorithm, error) {
	for _, entry := range administrators {
		if algorithm, own := a.session.DigestAlgorithm(entry.ID); own {
			return algorithm, nil
		}
	}
	if slices.ContainsFunc(administrators, func(entry znode.ACL) bool { return who(entry) == "digest:"+a.session.User() }) {
		return "", &znode.Error{Kind: znode.Conflict, Code: znode.CodeDigestUnknown}
	}
	return session.SHA1, nil // the superuser, whom no ACL names
}

// administrators returns the entries of the directory's ACL that have all permissions. It fails if
// the session belongs to none of them, or if the directory is not sound.
func (a *DirectoryAdmin) administrators(ctx context.Context) ([]znode.ACL, error) {
	acl, _, err := a.session.GetACLs(ctx, a.directory.Path)
	if err != nil {
		return nil, a.explain(err)
	}
	if err := a.directory.Sound(ctx, a.session); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(acl, isMasked) {
		return nil, a.explain(&znode.Error{Kind: znode.Denied})
	}
	all := slices.DeleteFunc(acl, func(entry znode.ACL) bool { return !administers(entry, acl) })
	if len(all) == 0 {
		return nil, &znode.Error{Kind: znode.Conflict, Code: znode.CodeNoAdministrator, Args: znode.Args{"path": a.directory.Path.String()}}
	}
	return all, nil
}

// explain explains ZooKeeper's refusal of something in the directory.
func (a *DirectoryAdmin) explain(err error) error {
	switch znode.KindOf(err) {
	case znode.Denied:
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeNotAdministrator, Args: znode.Args{"path": a.directory.Path.String()}, Cause: err}
	case znode.NotFound:
		return a.directory.missing(err)
	}
	return err
}

// explainUser is like explain, for an error about one person's znode.
func (a *DirectoryAdmin) explainUser(err error) error {
	if znode.CodeOf(err) == znode.CodeNoNode {
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoSuchUser, Cause: err}
	}
	return a.explain(err)
}
