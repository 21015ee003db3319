package auth

import (
	"context"

	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

// Request describes a request for the trail, except for who made it.
type Request struct {
	ID      string
	Address string // of the browser, without port
}

// Enter asks the directory who a sign-in is now, and returns the guard for one request. If the
// directory no longer knows the person, or no longer by this password, it ends the sign-in and
// fails with Unauthenticated. It fails with Unavailable if ZooKeeper cannot tell.
func (a *Authenticator) Enter(ctx context.Context, console *Session, signIn *SignIn, request Request) (*guard.Guard, error) {
	guard, err := signIn.access.Guard(ctx, Entry(console, request))
	return guard, a.dropUnknown(ctx, console, signIn, err)
}

// dropUnknown ends a sign-in if err says that the directory no longer knows the person, and returns
// err with a message for that person.
func (a *Authenticator) dropUnknown(ctx context.Context, console *Session, signIn *SignIn, err error) error {
	if znode.KindOf(err) != znode.Unauthenticated {
		return err
	}
	a.dropped(ctx, console, signIn, err)
	return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignedOut, Cause: err}
}
