// Package live follows a znode for as long as somebody looks at it, and passes on its
// state at first and after every change. It sets a persistent watch where the server has
// them (3.6), and asks for the stat again and again, since no watch reports a new ACL.
package live

import (
	"context"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

const (
	// askInterval is how often a watched znode's stat is asked for, and that of one
	// that cannot be watched: ZooKeeper has no watch for ACLs, and a page is to know
	// within a second.
	askInterval = 800 * time.Millisecond
	// glimpseInterval is how often it is asked for without a watch, by design.
	glimpseInterval = 2 * time.Second
	// lookPerCost is how much longer both become for each znode that is followed, so that
	// a console asks for a hundred stats a second at most. Where a watch is wanted and
	// there is none, askInterval stays: nothing else tells of changes at once.
	lookPerCost = 10 * time.Millisecond
	// pause is the least time between two looks, however fast a znode changes.
	pause = 200 * time.Millisecond
	// retryInterval is the time until the next look after one that told nothing.
	retryInterval = 5 * time.Second
	// lookTimeout bounds one look.
	lookTimeout = 2500 * time.Millisecond
	// rewatchInterval is the time between two tries to set a watch.
	rewatchInterval = 10 * time.Second
)

// View is what was seen of a znode at one moment.
type View struct {
	Exists   bool
	Readable bool       // the session has READ
	Stat     znode.Stat // zero where there is no such znode; also without READ, from 3.8.4 and 3.9.2 on
	Gaps     int        // how many connections ended before: what happened in between was not seen
	At       time.Time  // when the look that saw it ended; of equal looks, the first
}

// Follow calls tell with what is seen of a znode at first, and again with whatever differs
// from that, until ctx ends. While there is no connection it does not call it. It leaves no
// watch behind. A new ACL is seen within a second, or later where more than eighty are
// followed at this pace.
func Follow(ctx context.Context, s *session.Session, path znode.Path, pace *Pace, tell func(View)) {
	f := follower{session: s, path: path, pace: pace, interval: askInterval}
	defer f.unwatch()
	f.run(ctx, tell)
}

// Glimpse is like Follow, without a watch: it looks every two seconds, or less often where
// more than two hundred are followed at this pace.
func Glimpse(ctx context.Context, s *session.Session, path znode.Path, pace *Pace, tell func(View)) {
	f := follower{session: s, path: path, pace: pace, interval: glimpseInterval, unwatched: true}
	f.run(ctx, tell)
}

// follower is one Follow. It is for one goroutine.
type follower struct {
	session   *session.Session
	path      znode.Path
	pace      *Pace
	interval  time.Duration
	unwatched bool

	watch *session.Watch // nil: there is none
	tried time.Time      // when it was last tried to set one
	last  View           // what was told; zero before the first
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
				continue // it may have changed before the watch was there
			}
		}
		f.wait(ctx, changed, interval)
	}
}

// every returns how long the next look may wait.
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

// wait returns when there may be something new to see: after an event, a change of the
// connection or the interval, and not before pause is over.
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
	for len(events) > 0 { // one look sees what all of these events are about
		<-events
	}
}

// look reports what is there, and whether ZooKeeper could tell.
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

// permissionsMayDiffer reports whether the ACL may be another than at the last look.
func (f *follower) permissionsMayDiffer(stat znode.Stat) bool {
	return !f.last.Exists || stat.Czxid != f.last.Stat.Czxid || stat.Aversion != f.last.Stat.Aversion
}

// mayRead asks for whichever is shorter of what needs READ, and throws it away.
func (f *follower) mayRead(ctx context.Context, stat znode.Stat) (bool, error) {
	const name = 32 // bytes of a child's name, about
	var err error
	if int(stat.DataLength) < name*int(stat.NumChildren) {
		_, _, err = f.session.Get(ctx, f.path)
	} else {
		_, _, err = f.session.GetChildren(ctx, f.path)
	}
	switch znode.KindOf(err) {
	case "", znode.TooLarge: // which is found out when it is sent
		return true, nil
	case znode.Denied:
		return false, nil
	}
	return false, err
}

// setWatch reports whether there is a watch that was not there before.
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
