package auth

import (
	"slices"
	"time"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// SignIn is one person's sign-in to one cluster.
type SignIn struct {
	Cluster string // the cluster's name
	Started time.Time
	Address string // where it came from

	access *Access
	own    ownSession
	ops    *Transaction
	done   chan struct{}
}

// newSignIn takes the access over.
func newSignIn(access *Access, address string) *SignIn {
	return &SignIn{
		Cluster: access.lease.Cluster().Name, Started: time.Now(), Address: address, access: access, done: make(chan struct{}),
		ops: &Transaction{inAll: &access.auth.collected},
	}
}

// Done returns a channel that is closed when this sign-in ends: by sign-out, by an admin,
// by the end of the console session, because the directory no longer knows the person, or
// because another sign-in to the same cluster took its place.
func (s *SignIn) Done() <-chan struct{} { return s.done }

// Person returns who signed in, as last seen. What they may do now only Enter
// tells.
func (s *SignIn) Person() people.Person { return s.access.Person() }

// Transaction returns the changes that the sign-in collects, to be made together.
func (s *SignIn) Transaction() *Transaction { return s.ops }

// Status returns the state of the connection to ZooKeeper. It fails as
// pool.Lease.Session.
func (s *SignIn) Status() (znode.Status, error) {
	session, err := s.access.lease.Session()
	if err != nil {
		return znode.Status{}, err
	}
	status, _ := session.Status()
	return status, nil
}

// ConsoleEntries returns the entries of an ACL that are about the console itself, as
// session.Session.AppliesToConsole has it.
func (s *SignIn) ConsoleEntries(acl []znode.ACL) []znode.ACL {
	session, err := s.access.lease.Session()
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(acl), func(entry znode.ACL) bool { return !session.AppliesToConsole(entry) })
}

// Grants returns the permissions that an ACL is known to give to the person, as
// session.Session.Grants has it.
func (s *SignIn) Grants(acl []znode.ACL) znode.Perms {
	session, err := s.access.lease.Session()
	if err != nil {
		return 0
	}
	return session.Grants(acl)
}

// ServerVersion returns session.Session.Version of the sign-in's session.
func (s *SignIn) ServerVersion() cluster.Version {
	session, err := s.access.lease.Session()
	if err != nil {
		return cluster.Version{}
	}
	return session.Version()
}

// DigestAlgorithm returns how the digest of an entry is made, where it is the person's
// own, as session.Session.DigestAlgorithm has it.
func (s *SignIn) DigestAlgorithm(entry znode.ACL) (session.DigestAlgorithm, bool) {
	own, err := s.access.lease.Session()
	if err != nil || entry.Scheme != "digest" {
		return "", false
	}
	return own.DigestAlgorithm(entry.ID)
}

// Follow returns the way to what happens in the cluster, and keeps the connection
// open until done is called. It fails as pool.Lease.Stream.
func (s *SignIn) Follow() (live *guard.Live, done func(), err error) {
	session, done, err := s.access.lease.Stream()
	if err != nil {
		return nil, nil, err
	}
	return guard.NewLive(session, s.Cluster, s.access.auth.rules, s.Person), done, nil
}

// end is called once: by whoever takes the sign-in out of its console session.
func (s *SignIn) end() {
	close(s.done)
	s.own.end()
	s.ops.close()
	s.access.close()
}
