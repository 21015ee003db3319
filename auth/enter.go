package auth

import (
	"context"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// Request is what the trail tells of a request beside who made it.
type Request struct {
	ID      string
	Address string // the browser's, without port
}

// Enter finds out who a sign-in is now, by the directory, and returns the guard of
// one request. A person whom the directory no longer knows, or no longer by
// this password, is signed out of the cluster: Unauthenticated. It fails with
// Unavailable when ZooKeeper cannot tell.
func (a *Authenticator) Enter(ctx context.Context, console *Session, signIn *SignIn, request Request) (*guard.Guard, error) {
	session, err := signIn.lease.Session()
	if err != nil {
		return nil, err
	}
	person, err := a.recognize(ctx, console, signIn, session)
	if err != nil {
		return nil, err
	}
	entry := about(console, signIn)
	entry.Address, entry.RequestID = request.Address, request.ID
	rules := a.rules
	rules.Masker = rules.Masker.Below(signIn.lease.Cluster().Chroot)
	return guard.New(person, rules, session, entry), nil
}

// recognize is identify for somebody who was known before.
func (a *Authenticator) recognize(ctx context.Context, console *Session, signIn *SignIn, session *session.Session) (people.Person, error) {
	if a.directories.get(signIn.Cluster) != nil {
		if err := a.checkDirectory(ctx, signIn.Cluster, session); err != nil {
			return people.Person{}, err
		}
	}
	person, err := a.identify(ctx, session)
	if znode.KindOf(err) == znode.Unauthenticated {
		a.dropped(ctx, console, signIn, err)
		return people.Person{}, &znode.Error{
			Kind:  znode.Unauthenticated,
			Code:  znode.CodeSignedOut,
			Cause: err,
		}
	}
	if err == nil {
		status, _ := session.Status()
		signIn.seen(person, status.Session)
	}
	return person, err
}

// identify says who the session's credentials are. It fails as Directory.Look.
func (a *Authenticator) identify(ctx context.Context, session *session.Session) (people.Person, error) {
	if a.rules.Directory == nil {
		return people.Person{User: session.User(), Role: a.rules.DefaultRole, Paths: []znode.Path{znode.Root}}, nil
	}
	profile, err := a.rules.Directory.Look(ctx, session)
	if err != nil {
		return people.Person{}, err
	}
	return people.Person{User: session.User(), Verified: true, Role: profile.Role, Paths: profile.Paths, Locale: profile.Locale}, nil
}
