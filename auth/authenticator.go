package auth

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"zkweb/auth/guard"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// ConnectTime is how long a sign-in usually waits for ZooKeeper, so that its answer
// comes within three seconds.
const ConnectTime = 2500 * time.Millisecond

// refusalTime is how long every refusal to sign in takes, so that its time does
// not tell a wrong password from an unknown or a disabled user.
const refusalTime = time.Second

// Authenticator signs people in and out.
type Authenticator struct {
	ConnectTime time.Duration // how long a sign-in waits for ZooKeeper

	pool        *pool.Pool
	store       *Store
	rules       guard.Rules
	logger      *slog.Logger
	directories directories
	collected   atomic.Int64 // bytes of the transactions that all sign-ins collect
}

// NewAuthenticator holds ZooKeeper sessions in pool and console sessions in
// store.
func NewAuthenticator(pool *pool.Pool, store *Store, rules guard.Rules, logger *slog.Logger) *Authenticator {
	a := &Authenticator{ConnectTime: ConnectTime, pool: pool, store: store, rules: rules.WithDefaults(), logger: logger}
	store.expired = a.expired
	return a
}

// Session returns the console session of the browser that sent r; nil when it is
// signed out.
func (a *Authenticator) Session(r *http.Request) *Session {
	found, _ := a.store.Get(r, cookieName(r, a.store.basePath)) // Store.New never fails
	session, _ := found.Values[consoleSession{}].(*Session)
	return session
}

// SignIn opens a ZooKeeper session with the credentials and, once it is connected
// and the directory, where there is one, has proved who it is, adds it to the
// browser's console session under a new id. An earlier sign-in to the same cluster
// ends and, when it was somebody else's, theirs to other clusters. Of two sign-ins
// with one cookie at the same moment, one fails with Conflict.
//
// Nothing is left behind when it fails, within three seconds: with Unavailable
// when no server answers or the directory is not sound, with Denied without
// credentials where there is a directory, else as Directory.Look.
func (a *Authenticator) SignIn(w http.ResponseWriter, r *http.Request, cluster cluster.Cluster, credentials session.Credentials, request Request) error {
	if a.rules.DirectoryOf(cluster.Name) != nil && credentials.IsAnonymous() {
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeNameRequired}
	}
	refusedAt := time.After(refusalTime)
	access, err := a.open(r.Context(), cluster, credentials)
	if err != nil {
		if znode.KindOf(err) == znode.Unauthenticated {
			await(r.Context(), refusedAt)
		}
		return err
	}
	signIn := newSignIn(access, request.Address)
	console, err := a.renew(w, r)
	if err != nil {
		signIn.end()
		return err
	}
	replaced, held := console.add(signIn)
	if !held {
		signIn.end()
		return errSignedOutMeanwhile
	}
	a.replaced(r.Context(), console, signIn, replaced)
	return nil
}

// renew gives the browser's console session, or a new one, another id. It comes
// before the sign-in is put in: whoever else knows the earlier id never holds
// the sign-in.
func (a *Authenticator) renew(w http.ResponseWriter, r *http.Request) (*Session, error) {
	found, _ := a.store.Get(r, cookieName(r, a.store.basePath)) // Store.New never fails
	console, _ := found.Values[consoleSession{}].(*Session)
	if console == nil {
		console = a.store.newSession()
		found.Values[consoleSession{}] = console
	}
	if err := found.Save(r, w); err != nil {
		if found.IsNew {
			console.end()
		}
		return nil, err
	}
	return console, nil
}

func await(ctx context.Context, at <-chan time.Time) {
	select {
	case <-at:
	case <-ctx.Done():
	}
}

// SignOut ends the browser's console session and all its sign-ins, puts that on
// record, and takes the cookie back.
func (a *Authenticator) SignOut(w http.ResponseWriter, r *http.Request, request Request) {
	found, _ := a.store.Get(r, cookieName(r, a.store.basePath))
	console := a.Session(r)
	var signIns []*SignIn
	if console != nil {
		signIns = a.store.remove(console)
	}
	found.Options.MaxAge = -1
	_ = found.Save(r, w) // fails only for a new session
	a.signedOut(r.Context(), console, signIns, request)
}
