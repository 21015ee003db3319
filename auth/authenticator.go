package auth

import (
	"context"
	"net/http"
	"time"

	"zkweb/zkconn"
)

// connectWait is how long a sign-in waits for ZooKeeper, so that its answer
// comes within three seconds.
const connectWait = 2500 * time.Millisecond

// Authenticator signs people in and out.
type Authenticator struct {
	pool  *zkconn.Pool
	store *Store
}

// NewAuthenticator holds ZooKeeper sessions in pool and console sessions in
// store.
func NewAuthenticator(pool *zkconn.Pool, store *Store) *Authenticator {
	return &Authenticator{pool, store}
}

// Session is the console session of the browser that sent r; nil when it is
// signed out.
func (a *Authenticator) Session(r *http.Request) *Session {
	found, _ := a.store.Get(r, cookieName(r, a.store.basePath)) // Store.New never fails
	session, _ := found.Values[consoleSession{}].(*Session)
	return session
}

// SignIn opens a ZooKeeper session with the credentials and, once it is
// connected, adds it to the browser's console session under a new id. An
// earlier sign-in to the same cluster ends. Nothing is left behind when it
// fails: with Unavailable and the servers that were tried, within three
// seconds.
func (a *Authenticator) SignIn(w http.ResponseWriter, r *http.Request, cluster zkconn.Cluster, credentials zkconn.Credentials) error {
	lease, err := a.connect(r.Context(), cluster, credentials)
	if err != nil {
		return err
	}
	signIn := &SignIn{Cluster: cluster.Name, User: credentials.User(), Lease: lease, done: make(chan struct{})}
	found, _ := a.store.Get(r, cookieName(r, a.store.basePath))
	session, _ := found.Values[consoleSession{}].(*Session)
	if session == nil || !session.add(signIn) {
		session = a.store.newSession()
		session.add(signIn)
		found.Values[consoleSession{}] = session
	}
	if err := found.Save(r, w); err != nil {
		session.end() // fails only for a session that is new or has ended
		return err
	}
	return nil
}

// SignOut ends the browser's console session and all its sign-ins, and takes
// the cookie back.
func (a *Authenticator) SignOut(w http.ResponseWriter, r *http.Request) {
	found, _ := a.store.Get(r, cookieName(r, a.store.basePath))
	found.Options.MaxAge = -1
	_ = found.Save(r, w) // fails only for a new session
}

func (a *Authenticator) connect(ctx context.Context, cluster zkconn.Cluster, credentials zkconn.Credentials) (*zkconn.Lease, error) {
	lease, err := a.pool.Hold(cluster, credentials)
	if err != nil {
		return nil, err
	}
	if err := awaitConnected(ctx, lease); err != nil {
		lease.Release()
		return nil, err
	}
	return lease, nil
}

func awaitConnected(ctx context.Context, lease *zkconn.Lease) error {
	session, err := lease.Session()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, connectWait)
	defer cancel()
	return session.AwaitConnected(ctx)
}
