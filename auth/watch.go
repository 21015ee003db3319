package auth

import (
	"context"
	"time"

	"zkweb/auth/people"
	"zkweb/zkconn/session"
)

const (
	// pollInterval is how often somebody whose browser only listens is looked up
	// where the server has no persistent watches (before 3.6): within a second they
	// learn that they are signed out.
	pollInterval = 700 * time.Millisecond
	// watchedInterval is how often they are looked up where a watch tells of
	// changes: not of a new ACL alone, as some client may set it.
	watchedInterval = time.Minute
	// rewatchInterval is the time between two tries to set a watch.
	rewatchInterval = 10 * time.Second
	// lookTimeout bounds one look.
	lookTimeout = 2500 * time.Millisecond
)

// Watch signs a person out of the cluster as soon as the directory no longer
// knows them, until ctx or the sign-in ends. It is for streams, which outlast
// the request that began them; one call is enough for all streams of a sign-in.
//
// It does nothing while ZooKeeper cannot tell: what a stream shows then is only
// that it cannot.
func (a *Authenticator) Watch(ctx context.Context, console *Session, signIn *SignIn) {
	directory := a.rules.DirectoryOf(signIn.Cluster)
	if directory == nil {
		return
	}
	watch := profileWatch{directory: *directory}
	defer watch.close()
	for {
		changed, wait := watch.next(ctx, signIn)
		select {
		case <-ctx.Done():
			return
		case <-signIn.Done():
			return
		case <-changed:
		case <-time.After(wait):
		}
		a.look(ctx, console, signIn)
	}
}

func (a *Authenticator) look(ctx context.Context, console *Session, signIn *SignIn) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	_ = a.dropUnknown(ctx, console, signIn, signIn.access.look(ctx))
}

// profileWatch is a watch on a person's profile by their own session.
type profileWatch struct {
	directory people.Directory
	session   *session.Session // that watch is of, or that has none
	watch     *session.Watch   // nil: there is none
	tried     time.Time        // when it was last tried to set one
}

// next returns what tells of changes, nil where nothing does, and how long to
// wait for it: not at all for a watch that was just set, for the profile may have
// changed before.
func (w *profileWatch) next(ctx context.Context, signIn *SignIn) (<-chan session.Event, time.Duration) {
	current, err := signIn.access.lease.Session()
	if err != nil {
		return nil, pollInterval
	}
	if current != w.session { // the first, or in the place of one that has ended
		w.close()
		w.session, w.tried = current, time.Time{}
	}
	switch {
	case w.watch != nil:
		return w.watch.Events(), watchedInterval
	case time.Since(w.tried) < rewatchInterval || !w.set(ctx):
		return nil, pollInterval
	}
	return w.watch.Events(), 0
}

// set reports whether the server took a watch.
func (w *profileWatch) set(ctx context.Context) bool {
	w.tried = time.Now()
	path, err := w.directory.Path.Child(w.session.User())
	if err != nil {
		return false // nobody has this name
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	w.watch, err = w.session.AddWatch(ctx, path, false)
	return err == nil
}

func (w *profileWatch) close() {
	if w.watch != nil {
		w.watch.Close()
		w.watch = nil
	}
}
