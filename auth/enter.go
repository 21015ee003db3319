package auth

import (
	"context"
	"time"

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

// Enter finds out who a sign-in is now, by the directory, and gives the way in
// for one request. A person whom the directory no longer knows, or no longer by
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

const (
	// watchEvery is how often somebody whose browser only listens is looked up:
	// within a second they learn that they are signed out.
	watchEvery = 700 * time.Millisecond
	// watchPatience bounds one look.
	watchPatience = 2500 * time.Millisecond
)

// Watch signs a person out of the cluster as soon as the directory no longer
// knows them, until ctx or the sign-in ends. It is for streams, which outlast
// the request that began them.
func (a *Authenticator) Watch(ctx context.Context, console *Session, signIn *SignIn) {
	if a.rules.Directory == nil {
		return
	}
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-signIn.Done():
			return
		case <-tick.C:
			a.look(ctx, console, signIn)
		}
	}
}

// look does nothing where another has just looked, so that many streams of one
// sign-in ask as often as a few, also while ZooKeeper is slow; and nothing when
// ZooKeeper cannot tell: what a stream shows then is only that it cannot.
func (a *Authenticator) look(ctx context.Context, console *Session, signIn *SignIn) {
	if !signIn.claimLook(watchEvery / 4) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, watchPatience)
	defer cancel()
	if session, err := signIn.lease.Session(); err == nil {
		_, _ = a.recognize(ctx, console, signIn, session)
	}
}
