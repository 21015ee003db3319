// Package live follows a znode while somebody looks at it: it reports the state at first and after
// every change. It sets a persistent watch if the server supports that (3.6), and asks for the stat
// regularly, because no watch reports a new ACL.
package live

import (
	"context"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

const (
	// askInterval is how often the stat of a znode is asked for if it is watched or should be: no
	// watch reports a new ACL, and a page must show one within a second.
	askInterval = 800 * time.Millisecond
	// glimpseInterval is how often the stat is asked for by Glimpse.
	glimpseInterval = 2 * time.Second
	// lookPerCost is the time between two looks for each znode that is followed, so that the whole
	// console asks for at most a hundred stats a second. If a watch is wanted but could not be set,
	// askInterval stays, because nothing else reports changes.
	lookPerCost = 10 * time.Millisecond
	// pause is the least time between two looks, however fast a znode changes.
	pause = 200 * time.Millisecond
	// retryInterval is the time until the next look after one that failed.
	retryInterval = 5 * time.Second
	// lookTimeout bounds one look.
	lookTimeout = 2500 * time.Millisecond
	// rewatchInterval is the time between two attempts to set a watch.
	rewatchInterval = 10 * time.Second
)

// View is the state of a znode at one moment.
type View struct {
	Exists   bool
	Readable bool       // whether the session has READ
	Stat     znode.Stat // zero if there is no such znode, and without READ from 3.8.4 and 3.9.2 on
	Gaps     int        // number of connections that ended before; changes between connections were not seen
	At       time.Time  // when the look ended; for equal states, the first look
}

// Follow calls tell with the state of a znode, and again after each change, until ctx ends. It does
// not call it while there is no connection. It removes its watch at the end. A new ACL is seen
// within a second, or later if more than eighty znodes share the pace.
func Follow(ctx context.Context, s *session.Session, path znode.Path, pace *Pace, tell func(View)) {
	f := follower{session: s, path: path, pace: pace, interval: askInterval}
	defer f.unwatch()
	f.run(ctx, tell)
}

// Glimpse is like Follow, without a watch: it looks every two seconds, or less often if more than
// two hundred znodes share the pace.
func Glimpse(ctx context.Context, s *session.Session, path znode.Path, pace *Pace, tell func(View)) {
	f := follower{session: s, path: path, pace: pace, interval: glimpseInterval, unwatched: true}
	f.run(ctx, tell)
}

// follower is the state of one Follow or Glimpse. It is used by one goroutine.
type follower struct {
	session   *session.Session
	path      znode.Path
	pace      *Pace
	interval  time.Duration
	unwatched bool

	watch *session.Watch // nil if there is none
	tried time.Time      // when it was last attempted to set one
	last  View           // the last view that was told; zero before the first
	since time.Time      // when the connection of the last look began
}

func (f *follower) run(ctx context.Context, tell func(View)) {
	f.pace.cost.Add(1)
	defer f.pace.cost.Add(-1)
	for ctx.Err() == nil {
		status, changed := f.session.Status()
		interval := f.every()
		if status.State == znode.Connected {
			view, ok := f.look(ctx, status)
			if !ok {
				interval = retryInterval
			} else if f.isNew(view) {
				f.last = view
				tell(view)
			}
			if f.setWatch(ctx) {
				continue // it may have changed before the watch was set
			}
		}
		f.wait(ctx, changed, interval)
	}
}

// every returns the time until the next look.
func (f *follower) every() time.Duration {
	if f.watch == nil && !f.unwatched {
		return f.interval
	}
	return f.pace.interval(f.interval, lookPerCost)
}

func (f *follower) isNew(view View) bool {
	view.At = f.last.At
	return f.last.At.IsZero() || view != f.last
}

// wait returns when there may be something new: after an event, a change of the connection or the
// interval, but not before pause is over.
func (f *follower) wait(ctx context.Context, changed <-chan struct{}, interval time.Duration) {
	var events <-chan session.Event
	if f.watch != nil {
		events = f.watch.Events()
	}
	timer := time.NewTimer(interval)
	defer timer.Stop()
	rest := time.NewTimer(pause)
	defer rest.Stop()
	select {
	case <-ctx.Done():
		return
	case <-events:
	case <-changed:
	case <-timer.C:
	}
	select {
	case <-ctx.Done():
	case <-rest.C:
	}
	for len(events) > 0 { // one look shows the result of all of them
		<-events
	}
}

// look returns the state of the znode. It returns false if ZooKeeper could not tell it.
func (f *follower) look(ctx context.Context, status znode.Status) (View, bool) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	view := View{Gaps: f.last.Gaps}
	stat, err := f.session.Exists(ctx, f.path)
	switch znode.KindOf(err) {
	case "":
		view.Exists, view.Stat, view.Readable = true, stat, f.last.Readable
	case znode.NotFound:
	case znode.Denied:
		view.Exists = true
	default:
		return View{}, false
	}
	if err == nil && f.permissionsMayDiffer(stat) {
		if view.Readable, err = f.mayRead(ctx, stat); err != nil {
			return View{}, false
		}
	}
	if !f.since.IsZero() && f.since != status.Since {
		view.Gaps++
	}
	f.since, view.At = status.Since, time.Now()
	return view, true
}

// permissionsMayDiffer reports whether the ACL may have changed since the last look.
func (f *follower) permissionsMayDiffer(stat znode.Stat) bool {
	return !f.last.Exists || stat.Czxid != f.last.Stat.Czxid || stat.Aversion != f.last.Stat.Aversion
}

// mayRead reports whether the session has READ. It asks for the data or the children, whichever is
// likely shorter, and discards them.
func (f *follower) mayRead(ctx context.Context, stat znode.Stat) (bool, error) {
	const name = 32 // typical size of a child's name, in bytes
	var err error
	if int(stat.DataLength) < name*int(stat.NumChildren) {
		_, _, err = f.session.Get(ctx, f.path)
	} else {
		_, _, err = f.session.GetChildren(ctx, f.path)
	}
	switch znode.KindOf(err) {
	case "", znode.TooLarge: // ZooKeeper checks READ before it sends the answer that is too large
		return true, nil
	case znode.Denied:
		return false, nil
	}
	return false, err
}

// setWatch reports whether it has set a watch. It does not try if there is one.
func (f *follower) setWatch(ctx context.Context) bool {
	if f.unwatched || f.watch != nil || !f.tried.IsZero() && time.Since(f.tried) < rewatchInterval {
		return false
	}
	f.tried = time.Now()
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	watch, err := f.session.AddWatch(ctx, f.path, false)
	if err != nil {
		return false
	}
	f.watch = watch
	return true
}

func (f *follower) unwatch() {
	if f.watch != nil {
		f.watch.Close()
	}
}
