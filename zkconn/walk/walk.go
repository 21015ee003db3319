package walk

import (
	"context"
	"iter"
	"sync/atomic"
	"time"

	"zkweb/zkconn/znode"
)

// Reader is what a walk asks for: a znode.Reader.
type Reader interface {
	ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult
}

// Want is a set of what is to be read of a znode, beside the names of its children.
type Want uint8

// The parts of a Want. The data and the ACL bring the stat along.
const (
	Stat Want = 1 << iota
	Data
	ACL
)

// Options are what a walk reads, and when it stops.
type Options struct {
	// Want returns what is to be read of the znode at a path; nil is the stat, of
	// all. Nothing is the cheapest: only lists are read then. It is called once for
	// each znode, some time before it is visited.
	Want func(path znode.Path) Want

	Znodes int           // as many are visited at most; 0 is no bound
	Bytes  int64         // the walk stops when so many bytes of names and data were visited; 0 is no bound
	Time   time.Duration // it stops after this time; 0 is no bound
}

// Visited is a znode that a walk has come to, and what it has read of it.
type Visited struct {
	Path znode.Path
	Stat znode.Stat  // where it, the data or the ACL was wanted
	Data []byte      // where wanted
	ACL  []znode.ACL // where wanted

	// Family is how many bytes a children's answer has here, as clients bound it by
	// jute.maxbuffer; 0 where there are no children or none may be listed.
	Family int

	Err         error // why there is no stat, and of a znode of which only the names are read, that it is gone. NotFound: it vanished meanwhile
	DataErr     error // why there is no data
	ACLErr      error // why there is no ACL
	ChildrenErr error // why nothing below it is visited
}

// Unread reports whether something that was wanted, or the children, may not be read, or is
// larger than the answers that are read.
func (v *Visited) Unread() bool {
	for _, err := range []error{v.Err, v.DataErr, v.ACLErr, v.ChildrenErr} {
		if kind := znode.KindOf(err); kind == znode.Denied || kind == znode.TooLarge {
			return true
		}
	}
	return false
}

// Stopped says what ended a walk before its end.
type Stopped string

// What ends a walk.
const (
	AtEnd    Stopped = "" // nothing: all was visited, or whoever ranged over it had enough
	AtZnodes Stopped = "znodes"
	AtBytes  Stopped = "bytes"
	AtTime   Stopped = "time"
	Lost     Stopped = "lost" // ZooKeeper no longer answered, or nobody waits for the walk any more: Err tells
)

// Counts are what a walk has seen until now.
type Counts struct {
	Znodes int   // that were visited
	Bytes  int64 // of the names and the data that were visited
	Denied int   // znodes that are Unread
}

// Walk is one walk over a subtree. All may be called once; the other methods at any
// time, by several goroutines.
type Walk struct {
	reader  Reader
	root    znode.Path
	options Options

	znodes, bytes, denied atomic.Int64
	stopped               Stopped // set before All ends
	err                   error
}

// New returns a walk over root and all below it.
func New(reader Reader, root znode.Path, options Options) *Walk {
	if options.Want == nil {
		options.Want = func(znode.Path) Want { return Stat }
	}
	return &Walk{reader: reader, root: root, options: options}
}

// Counts returns what has been seen until now.
func (w *Walk) Counts() Counts {
	return Counts{Znodes: int(w.znodes.Load()), Bytes: w.bytes.Load(), Denied: int(w.denied.Load())}
}

// Stopped returns what ended the walk before its end. It is called after All.
func (w *Walk) Stopped() Stopped { return w.stopped }

// Err returns why the walk is Lost: a Reader's Unavailable. It is called after All.
func (w *Walk) Err() error { return w.err }

// All visits the znodes. What cannot be read of one is told with it and does not
// end the walk. When ctx ends, so does the walk; no read is under way after it.
func (w *Walk) All(ctx context.Context) iter.Seq[Visited] {
	return func(yield func(Visited) bool) {
		a := newAhead(ctx, w)
		defer a.stop()
		var over <-chan time.Time // when the walk's time is
		if w.options.Time > 0 {
			timer := time.NewTimer(w.options.Time)
			defer timer.Stop()
			over = timer.C
		}
		for {
			next, more := a.next(over)
			if !more || !w.within() {
				return
			}
			w.count(next)
			visited := next.visited
			a.forget(next)
			if !yield(visited) {
				return
			}
		}
	}
}

// within reports whether one more znode may be visited.
func (w *Walk) within() bool {
	switch {
	case w.options.Znodes > 0 && int(w.znodes.Load()) >= w.options.Znodes:
		w.stopped = AtZnodes
	case w.options.Bytes > 0 && w.bytes.Load() >= w.options.Bytes:
		w.stopped = AtBytes
	}
	return w.stopped == AtEnd
}

func (w *Walk) count(e *entry) {
	w.znodes.Add(1)
	w.bytes.Add(int64(e.bytes))
	if e.visited.Unread() {
		w.denied.Add(1)
	}
}
