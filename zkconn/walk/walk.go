package walk

import (
	"context"
	"iter"
	"sync/atomic"
	"time"

	"zkweb/zkconn/znode"
)

// Reader is what a walk needs of a znode.Reader.
type Reader interface {
	ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult
}

// Want is a set of what is to be read of a znode, besides the names of its children.
type Want uint8

// The elements of a Want. The data and the ACL come with the stat.
const (
	Stat Want = 1 << iota
	Data
	ACL
)

// Options configure a walk.
type Options struct {
	// Want returns what is to be read of the znode at a path; nil reads the stat of all. A Want of
	// 0 is the cheapest, because only lists are read. It is called once for each znode, some time
	// before the visit.
	Want func(path znode.Path) Want

	Znodes int           // the most that are visited; 0 for no limit
	Bytes  int64         // stops the walk after so many bytes of names and data; 0 for no limit
	Time   time.Duration // stops the walk after this time; 0 for no limit
}

// Visited is a znode that a walk visits, with what was read of it.
type Visited struct {
	Path znode.Path
	Stat znode.Stat  // if the stat, the data or the ACL was wanted
	Data []byte      // if wanted
	ACL  []znode.ACL // if wanted

	// Family is the size of the answer with the znode's children in bytes, as clients limit it by
	// jute.maxbuffer; 0 if there are no children or they may not be listed.
	Family int

	Err         error // why there is no stat; NotFound if the znode was deleted meanwhile, even if only names are read
	DataErr     error // why there is no data
	ACLErr      error // why there is no ACL
	ChildrenErr error // why nothing below it is visited
}

// Unread reports whether the children, or something that was wanted, may not be read or are larger
// than the largest answer.
func (v *Visited) Unread() bool {
	for _, err := range []error{v.Err, v.DataErr, v.ACLErr, v.ChildrenErr} {
		if kind := znode.KindOf(err); kind == znode.Denied || kind == znode.TooLarge {
			return true
		}
	}
	return false
}

// Stopped is what ended a walk early.
type Stopped string

// The reasons why a walk ends.
const (
	AtEnd    Stopped = "" // all was visited, or the loop over the walk was left
	AtZnodes Stopped = "znodes"
	AtBytes  Stopped = "bytes"
	AtTime   Stopped = "time"
	Lost     Stopped = "lost" // ZooKeeper did not answer any more, or the context ended; Err has the error
)

// Counts are what a walk has seen so far.
type Counts struct {
	Znodes int   // number of visited znodes
	Bytes  int64 // bytes of the names and data that were visited
	Denied int   // number of znodes that are Unread
}

// Walk is a walk over a subtree. All may be called once. The other methods may be called at any
// time, by several goroutines, unless they say otherwise.
type Walk struct {
	reader  Reader
	root    znode.Path
	options Options

	znodes, bytes, denied atomic.Int64
	stopped               Stopped // set before All ends
	err                   error
}

// New returns a walk over root and everything below it.
func New(reader Reader, root znode.Path, options Options) *Walk {
	if options.Want == nil {
		options.Want = func(znode.Path) Want { return Stat }
	}
	return &Walk{reader: reader, root: root, options: options}
}

// Counts returns what was seen so far.
func (w *Walk) Counts() Counts {
	return Counts{Znodes: int(w.znodes.Load()), Bytes: w.bytes.Load(), Denied: int(w.denied.Load())}
}

// Stopped returns what ended the walk early. It must be called after All.
func (w *Walk) Stopped() Stopped { return w.stopped }

// Err returns why the walk is Lost: an Unavailable error of the Reader. It must be called after
// All.
func (w *Walk) Err() error { return w.err }

// All visits the znodes. Errors of one znode are reported with it and do not end the walk. The walk
// ends when ctx does. No read is in progress after it.
func (w *Walk) All(ctx context.Context) iter.Seq[Visited] {
	return func(yield func(Visited) bool) {
		a := newAhead(ctx, w)
		defer a.stop()
		var over <-chan time.Time // when the time of the walk is over
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
