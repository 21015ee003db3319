package auth

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// Access is one person's access to one cluster: the ZooKeeper session with the credentials that
// they typed, and who they are there. It outlives the page that opened it: each guard is made from
// what the directory says at that time.
type Access struct {
	auth  *Authenticator
	lease *pool.Lease

	mu      sync.Mutex
	person  people.Person // as last known
	session int64         // ID of the ZooKeeper session, as last known; 0 when unknown
}

// open returns an access whose ZooKeeper session is connected and whose person is known. It fails
// like SignIn.
func (a *Authenticator) open(ctx context.Context, cluster cluster.Cluster, credentials session.Credentials) (*Access, error) {
	lease, err := a.pool.Hold(cluster, credentials)
	if err != nil {
		return nil, err
	}
	access := &Access{auth: a, lease: lease}
	if err := access.connect(ctx); err != nil {
		access.close()
		return nil, err
	}
	return access, nil
}

func (a *Access) connect(ctx context.Context) error {
	session, err := a.lease.Session()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, a.auth.ConnectTime)
	defer cancel()
	if err := session.AwaitConnected(ctx); err != nil {
		return err
	}
	if err := a.auth.checkDirectory(ctx, a.lease.Cluster().Name, session); err != nil {
		return err
	}
	_, err = a.identify(ctx, session)
	return err
}

// Guard asks the directory who the person is now, and returns a guard for them. Each entry that the
// guard records begins as the given one, with the person filled in. Guard fails with
// Unauthenticated if the directory no longer verifies the person, and with Unavailable if ZooKeeper
// cannot tell.
func (a *Access) Guard(ctx context.Context, entry audit.Entry) (*guard.Guard, error) {
	session, err := a.lease.Session()
	if err != nil {
		return nil, err
	}
	person, err := a.recognize(ctx, session)
	if err != nil {
		return nil, err
	}
	rules := a.auth.rules
	rules.Masker = rules.Masker.Below(a.lease.Cluster().Chroot)
	rules.ReadOnly = a.lease.Cluster().ReadOnly
	return guard.New(person, rules, session, a.about(entry)), nil
}

// Still asks the directory whether the person of a guard still has the same role and paths. It
// fails like Guard, and with Unavailable if a new guard would have another role or other paths.
func (a *Access) Still(ctx context.Context, was people.Person) error {
	session, err := a.lease.Session()
	if err != nil {
		return err
	}
	now, err := a.recognize(ctx, session)
	if err == nil && (now.Role != was.Role || now.Verified != was.Verified || !slices.Equal(now.Paths, was.Paths)) {
		err = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent}
	}
	return err
}

// look is like Guard, for callers that only need to know whether it succeeds.
func (a *Access) look(ctx context.Context) error {
	session, err := a.lease.Session()
	if err == nil {
		_, err = a.recognize(ctx, session)
	}
	return err
}

// recognize is like identify, for a person who was known before.
func (a *Access) recognize(ctx context.Context, session *session.Session) (people.Person, error) {
	if cluster := a.lease.Cluster().Name; a.auth.directories.get(cluster) != nil {
		if err := a.auth.checkDirectory(ctx, cluster, session); err != nil {
			return people.Person{}, err
		}
	}
	return a.identify(ctx, session)
}

// identify finds out who the session's credentials belong to. It fails like Directory.Look.
func (a *Access) identify(ctx context.Context, session *session.Session) (people.Person, error) {
	person := people.Person{User: session.User(), Role: a.auth.rules.DefaultRole, Paths: []znode.Path{znode.Root}}
	if directory := a.auth.rules.DirectoryOf(a.lease.Cluster().Name); directory != nil {
		profile, err := directory.Look(ctx, session)
		if err != nil {
			return people.Person{}, err
		}
		person = people.Person{User: session.User(), Verified: true, Role: profile.Role, Paths: profile.Paths, Locale: profile.Locale}
	}
	status, _ := session.Status()
	a.auth.rules.Owned(a.lease.Cluster().Name, status.Session, person.User)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.person, a.session = person, status.Session
	return person, nil
}

// Person returns the person, as last known. What they may do now, only a Guard tells.
func (a *Access) Person() people.Person {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.person
}

// about fills in the person, as last known, in an entry.
func (a *Access) about(entry audit.Entry) audit.Entry {
	a.mu.Lock()
	defer a.mu.Unlock()
	entry.User, entry.Verified, entry.Role = a.person.User, a.person.Verified, string(a.person.Role)
	entry.Cluster, entry.Identities = a.lease.Cluster().Name, []string{a.person.Identity()}
	if a.session != 0 {
		entry.Session = fmt.Sprintf("%#x", uint64(a.session))
	}
	return entry
}

func (a *Access) close() { a.lease.Release() }
