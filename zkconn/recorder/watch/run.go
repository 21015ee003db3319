package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/session"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// Store stores what is seen, in the order of zxids.
type Store interface {
	history.Receiver
	// Last returns the zxid with which the store ends. begun is false if the store is empty.
	Last() (zxid int64, begun bool, err error)
	// Nodes calls visit for each znode of the tree as of Last.
	Nodes(ctx context.Context, visit func(history.Node) error) error
}

// Options configure Run.
type Options struct {
	Session *session.Session // of a cluster without a chroot
	Paths   []znode.Path     // the paths to watch with everything below them, at least one
	Store   Store
	Logger  *slog.Logger

	pollEvery time.Duration // for tests; 0 means the constant pollEvery
}

// Limits of memory, requests and times.
const (
	maxZnodes      = 1_000_000
	maxBytes       = 512 << 20 // of data that waits to be stored, which at first is the whole tree
	maxEvents      = 200_000   // number of waiting events
	readAtOnce     = 256
	readsPerSecond = 4_000
	callTimeout    = 20 * time.Second
	scanTime       = 10 * time.Minute
	rescanEvery    = 5 * time.Minute // pause between scans for changes without events: those of ACLs
	pollEvery      = 30 * time.Second
	scanShare      = 10 // scans take at most one part in scanShare of the time
	retryAfter     = time.Second
	settleEvery    = 10 * time.Millisecond // pause between rounds while something was seen whose zxid is not reached yet
	deferEvery     = time.Second           // pause between rounds while a change waits for a zxid
)

// ErrOther means that a history ends after the ensemble's newest transaction: it belongs to another
// ensemble, or the ensemble was restored to an earlier state.
var ErrOther = errors.New("the history is of another ensemble, or the ensemble was set back: use another --state-dir")

// ErrTooMany means that the watched paths have more than can be kept in memory.
var ErrTooMany = fmt.Errorf("more than %d znodes or %d MiB lie below the watched paths: name narrower ones with --watch-path", maxZnodes, maxBytes>>20)

var (
	errFlood       = errors.New("more events than can be kept")
	errInterrupted = errors.New("the connection was interrupted")
)

// Run records until ctx ends. It fails with ErrOther or ErrTooMany. It logs all other errors and
// goes on.
func Run(ctx context.Context, options Options) error {
	options.Paths = outermost(options.Paths)
	w := &watcher{Options: options, heard: newHeard(), source: sourceOf(options.Paths)}
	cause := txnlog.GapAway
	for ctx.Err() == nil {
		err := w.follow(ctx, cause)
		if errors.Is(err, ErrOther) || errors.Is(err, ErrTooMany) {
			return err
		}
		if cause = txnlog.GapAway; errors.Is(err, errFlood) {
			cause = txnlog.GapFlood
		}
		if ctx.Err() == nil {
			w.Logger.Warn("nobody watches", "error", err)
		}
		sleep(ctx, retryAfter)
	}
	return nil
}

// outermost returns the paths that are not below others.
func outermost(paths []znode.Path) (kept []znode.Path) {
	for i, path := range paths {
		inner := false
		for k, other := range paths {
			_, below := path.Below(other)
			inner = inner || below && (path != other || k < i)
		}
		if !inner {
			kept = append(kept, path)
		}
	}
	return kept
}

// sourceOf returns the name of the source in records.
func sourceOf(paths []znode.Path) string {
	const most = 200
	text := "watch"
	for _, path := range paths {
		if text += " " + path.String(); len(text) > most {
			return strings.ToValidUTF8(text[:most], "") + "…"
		}
	}
	return text
}

// watcher records over one session. Its methods are for one goroutine.
type watcher struct {
	Options
	source string
	heard  *heard

	known   map[string]*state       // the znodes in the store by path; nil before they are read
	base    map[string]history.Node // the tree with which the store begins; nil once it has begun
	bytes   int                     // size of the data in base and pending
	begun   bool
	last    int64 // zxid with which the store ends
	pending map[string]*pending
	dirty   map[string]znode.Path // the znodes to read
	waiting []change              // changes that wait for a zxid

	gap       txnlog.GapCause // why something is missing after last; "" if nothing is
	reached   int64           // zxid of the server when the last round began; 0 before the first
	foundUpTo int64           // zxid up to which changes were found by a scan, not watched
	polls     bool            // whether there is no watch
	scans     int32
	scanFrom  int64 // zxid of the server when the newest scan began
	scanRound int   // number of rounds before the newest scan
	rounds    int
	denied    int // number of znodes in the newest scan that may not be read
}

// state is what is known of an existing znode.
type state struct {
	czxid, mzxid            int64
	version, aversion, kept int32 // kept is the cversion as servers keep it, which counts only creates
	owner                   int64
	scan                    int32 // number of the scan that saw it last
}

// load reads what the store has.
func (w *watcher) load(ctx context.Context) (err error) {
	w.known, w.base, w.bytes, w.waiting = nil, nil, 0, nil
	if w.last, w.begun, err = w.Store.Last(); err != nil {
		return err
	}
	known := map[string]*state{}
	if !w.begun {
		w.base = map[string]history.Node{}
	} else if err := w.Store.Nodes(ctx, func(node history.Node) error {
		if path, err := znode.ParsePath(node.Path); err == nil && w.watches(path) {
			s := node.Stat
			known[node.Path] = &state{s.Czxid, s.Mzxid, s.Version, s.Aversion, s.Cversion, s.EphemeralOwner, 0}
		}
		return nil
	}); err != nil {
		return err
	}
	w.known = known
	return nil
}

// watches reports whether a path is at or below one of Paths.
func (w *watcher) watches(path znode.Path) bool {
	for _, root := range w.Paths {
		if _, below := path.Below(root); below {
			return true
		}
	}
	return false
}

// follow records while one connection stands.
func (w *watcher) follow(ctx context.Context, cause txnlog.GapCause) error {
	if err := w.Session.AwaitConnected(ctx); err != nil {
		return err
	}
	status, _ := w.Session.Status()
	w.heard.reset()
	w.pending, w.dirty, w.polls = map[string]*pending{}, map[string]znode.Path{}, false
	if w.known == nil || !w.begun { // a tree that was half read is read anew
		if err := w.load(ctx); err != nil {
			return err
		}
	}
	end, err := w.watch(ctx)
	defer end()
	if err != nil {
		return err
	}
	if err := w.isSame(ctx); err != nil {
		return err
	}
	if w.gap = ""; w.begun {
		w.gap = cause
	}
	if w.polls {
		w.gap = txnlog.GapPolled
	}
	next, err := w.scan(ctx)
	if err != nil {
		return err
	}
	w.reached, w.foundUpTo = 0, 0
	for said := false; ; {
		if err := w.interrupted(ctx, status); err != nil {
			return err
		}
		if err := w.round(ctx, status); err != nil {
			return err
		}
		if w.foundUpTo != 0 && !said {
			said = true
			w.Logger.Info("watching", "paths", len(w.Paths), "events", !w.polls, "znodes", len(w.known), "unreadable", w.denied)
		}
		w.wait(ctx, next)
		if time.Now().After(next) {
			if next, err = w.scan(ctx); err != nil {
				return err
			}
		}
	}
}

// watch sets the watches. If the servers have no such watches, it sets polls instead. end closes
// them.
func (w *watcher) watch(ctx context.Context) (end func(), err error) {
	var all []*session.Watch
	end = func() {
		for _, watch := range all {
			watch.Close()
		}
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	for _, path := range w.Paths {
		watch, err := w.Session.Hear(ctx, path, w.heard.hear)
		if errors.Is(err, wire.CodeUnimplemented) {
			w.polls = true
			return end, nil
		}
		if err != nil {
			return end, err
		}
		all = append(all, watch)
	}
	return end, nil
}

// isSame fails with ErrOther if the ensemble is behind the store.
func (w *watcher) isSame(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := w.Session.Sync(ctx, znode.Root); err != nil {
		return err
	}
	if err := w.barrier(ctx); err != nil {
		return err
	}
	if seen := w.Session.Seen(); w.begun && seen < w.last {
		return fmt.Errorf("%w: it ends with zxid %#x, and the servers are at %#x", ErrOther, uint64(w.last), uint64(seen))
	}
	return nil
}

// barrier asks the server for an answer. All events before the zxid of that answer have then been
// heard.
func (w *watcher) barrier(ctx context.Context) error {
	_, err := w.Session.Exists(ctx, w.Paths[0])
	switch znode.KindOf(err) {
	case "", znode.NotFound, znode.Denied:
		return nil
	}
	return err
}

// interrupted returns why what was heard is not complete; nil if it is.
func (w *watcher) interrupted(ctx context.Context, since znode.Status) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if now, _ := w.Session.Status(); now.State != since.State || now.Since != since.Since {
		return errInterrupted
	}
	return w.heard.failed()
}

// wait returns when there may be something to do.
func (w *watcher) wait(ctx context.Context, until time.Time) {
	pause := time.Until(until)
	switch {
	case w.polls && w.decided():
	case w.polls || len(w.pending) > 0 || !w.begun || w.reached < w.Session.Seen(): // the next round decides
		sleep(ctx, settleEvery)
		return
	case len(w.waiting) > 0:
		pause = min(pause, deferEvery)
	}
	_, changed := w.Session.Status()
	timer := time.NewTimer(max(0, pause))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-changed:
	case <-w.heard.more:
	}
}

// decided reports whether what the newest scan found has been read and may be settled.
func (w *watcher) decided() bool { return w.rounds >= w.scanRound+2 }

func sleep(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}
