package auth

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// Outlasting is an Access for work that continues after the sign-in that began it has ended, for as
// long as the directory lets the person in.
type Outlasting struct {
	*Access
	unfollow func()
}

// Outlast returns an access to the cluster that outlasts the sign-in, until it is closed. It fails
// like Follow.
func (s *SignIn) Outlast() (*Outlasting, error) {
	lease, err := s.access.lease.Another()
	if err != nil {
		return nil, err
	}
	_, unfollow, err := lease.Stream() // keeps the session from becoming idle
	if err != nil {
		lease.Release()
		return nil, err
	}
	access := &Access{auth: s.access.auth, lease: lease, person: s.Person()}
	return &Outlasting{access, unfollow}, nil
}

// Keep is like Outlast, for work that may wait for weeks: its ZooKeeper session ends when it is
// unused for a while, and is opened again when it is needed.
func (s *SignIn) Keep() (*Outlasting, error) {
	lease, err := s.access.lease.Another()
	if err != nil {
		return nil, err
	}
	access := &Access{auth: s.access.auth, lease: lease, person: s.Person()}
	return &Outlasting{access, func() {}}, nil
}

// Await waits until the ZooKeeper session is connected.
func (o *Outlasting) Await(ctx context.Context) error {
	session, err := o.lease.Session()
	if err != nil {
		return err
	}
	return session.AwaitConnected(ctx)
}

// Close ends the access.
func (o *Outlasting) Close() {
	o.unfollow()
	o.close()
}

// Ready fails with Unavailable while ZooKeeper is away.
func (o *Outlasting) Ready() error {
	session, err := o.lease.Session()
	if err != nil {
		return err
	}
	if status, _ := session.Status(); status.State != znode.Connected {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeConnectionLost}
	}
	return nil
}

// Holder identifies the owner of something that outlasts a sign-in: a name that the directory
// verifies, or else a keyed hash of the exact credentials. "" means nobody.
func (s *SignIn) Holder() string {
	if person := s.Person(); person.Verified {
		return "user " + person.User
	}
	hash := s.access.auth.rules.Trail.KeyedHash(s.Cluster, znode.Root, s.access.lease.Key())
	if hash == "" {
		return ""
	}
	return "hash " + hash
}

// Entry returns the beginning of the entries about work that a request begins and that outlasts it.
func Entry(console *Session, request Request) audit.Entry {
	return audit.Entry{Address: request.Address, RequestID: request.ID, ConsoleSession: console.ID}
}
