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

// ConnectTime is the default time for which a sign-in waits for ZooKeeper. It leaves enough of
// three seconds for the answer.
const ConnectTime = 2500 * time.Millisecond

// refusalTime is how long every refused sign-in takes, so that the time does not distinguish a
// wrong password from an unknown or disabled user.
const refusalTime = time.Second

// Authenticator signs people in and out.
type Authenticator struct {
	ConnectTime time.Duration // for which a sign-in waits for ZooKeeper

	pool        *pool.Pool
	store       *Store
	rules       guard.Rules
	logger      *slog.Logger
	directories directories
	collected   atomic.Int64 // bytes of the transactions that all sign-ins have collected
}

// NewAuthenticator returns an Authenticator with its ZooKeeper sessions in pool and its console
// sessions in store.
func NewAuthenticator(pool *pool.Pool, store *Store, rules guard.Rules, logger *slog.Logger) *Authenticator {
	a := &Authenticator{ConnectTime: ConnectTime, pool: pool, store: store, rules: rules.WithDefaults(), logger: logger}
	store.expired = a.expired
	return a
}

// Session returns the console session of the browser that sent r; nil if it is signed out.
func (a *Authenticator) Session(r *http.Request) *Session {
	found, _ := a.store.Get(r, cookieName(r, a.store.basePath)) // Store.New never fails
	session, _ := found.Values[consoleSession{}].(*Session)
	return session
}

// SignIn opens a ZooKeeper session with the credentials. Once that is connected and the directory,
// if there is one, has verified the person, it adds the sign-in to the browser's console session
// under a new ID. An earlier sign-in to the same cluster ends; if it was another person's, that
// person's sign-ins to other clusters end, too. Of two simultaneous sign-ins with one cookie, one
// fails with Conflict.
//
// If it fails, which takes at most three seconds, nothing is left behind. It fails with Unavailable
// if no server answers or the directory is not sound, with Denied without credentials if there is a
// directory, and otherwise like Directory.Look.
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

// renew gives the browser's console session, or a new one, another ID. It must come before the
// sign-in is added, so that nobody who knows the earlier ID ever has the sign-in.
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

// SignOut ends the browser's console session with all its sign-ins, records that, and deletes the
// cookie.
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
