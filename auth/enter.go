package auth

import (
	"context"

	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

// Request identifies a request in the trail, beside who made it.
type Request struct {
	ID      string
	Address string // the browser's, without port
}

// Enter finds out who a sign-in is now, by the directory, and returns the guard of
// one request. A person whom the directory no longer knows, or no longer by this
// password, is signed out of the cluster: Unauthenticated. It fails with
// Unavailable when ZooKeeper cannot tell.
func (a *Authenticator) Enter(ctx context.Context, console *Session, signIn *SignIn, request Request) (*guard.Guard, error) {
	guard, err := signIn.access.Guard(ctx, Entry(console, request))
	return guard, a.dropUnknown(ctx, console, signIn, err)
}

// dropUnknown ends a sign-in whose person the directory no longer knows, as err
// tells, and returns err in the words for the person.
func (a *Authenticator) dropUnknown(ctx context.Context, console *Session, signIn *SignIn, err error) error {
	if znode.KindOf(err) != znode.Unauthenticated {
		return err
	}
	a.dropped(ctx, console, signIn, err)
	return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignedOut, Cause: err}
}
