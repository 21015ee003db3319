package session

import (
	"context"
	"iter"
	"path"
	"strings"
	"sync"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// EventType is the type of a change of a watched znode (Watcher.Event.EventType).
type EventType int32

// The types of events. Resumed does not come from ZooKeeper: the connection came back or the
// session began anew, and changes in between were not seen.
const (
	Created         EventType = 1
	Deleted         EventType = 2
	DataChanged     EventType = 3
	ChildrenChanged EventType = 4
	Resumed         EventType = 100
)

// Event is a change of a watched znode.
type Event struct {
	Type EventType
	Path znode.Path
	Zxid int64 // zxid of the change; 0 if the server does not tell it (before 3.9)
}

// eventsKept is how many events are kept for a slow reader. Instead of further ones it gets
// Resumed.
const eventsKept = 256

// Watch is a persistent watch (ZOOKEEPER-1416, 3.6 and newer). It stays until it is closed, through
// reconnects and new sessions.
type Watch struct {
	session   *Session
	path      znode.Path
	full      string
	recursive bool
	events    chan Event
	hear      func(Event) // receives the events in place of the channel; nil for the channel
	link      *wire.Link  // the link on which it was last set; guarded by the session's watches
}

// Events returns the channel of changes, in order. A reader that falls behind misses some, and gets
// one Resumed for them.
func (w *Watch) Events() <-chan Event { return w.events }

// Close ends the watch. The channel of events is not closed.
func (w *Watch) Close() {
	watches := &w.session.watches
	watches.mu.Lock() // held until the request is queued, so that a watch that is added meanwhile is set after it
	defer watches.mu.Unlock()
	left := watches.remove(w)
	if w.link == nil { // it was never set
		return
	}
	switch { // the request fails on a link that has ended, and the watches end with it
	case left == nothing:
		const anyType = 3 // Watcher.WatcherType.Any
		_, _ = w.link.Start(wire.OpRemoveWatches, func(e *jute.Encoder) {
			e.Text(w.full)
			e.Int32(anyType)
		})
	case left == plainOnly && w.recursive:
		_, _ = w.link.Start(wire.OpAddWatch, addWatchBody(w.full, false)) // for the plain watches that were served by w's events
	}
}

func addWatchBody(full string, recursive bool) func(*jute.Encoder) {
	mode := int32(0) // AddWatchMode.PERSISTENT
	if recursive {
		mode = 1 // PERSISTENT_RECURSIVE
	}
	return func(e *jute.Encoder) {
		e.Text(full)
		e.Int32(mode)
	}
}

// watches are a session's persistent watches.
type watches struct {
	mu  sync.Mutex
	all map[*Watch]bool
}

// AddWatch sets a watch on a znode, for its data and its children; if recursive, also for
// everything below. For servers before 3.6, which do not know the operation, it fails with
// Unavailable and sends nothing.
//
// Servers before 3.9 keep one mode for each session and path (ZOOKEEPER-4466), so that a plain
// watch would end a recursive one. Therefore, if there is a recursive watch on the path, a plain
// one is not sent, and gets its events from that.
func (s *Session) AddWatch(ctx context.Context, path znode.Path, recursive bool) (*Watch, error) {
	return s.addWatch(ctx, &Watch{path: path, recursive: recursive, events: make(chan Event, eventsKept)})
}

// Hear is a recursive AddWatch that calls hear with each event; none is left out. hear is called by
// the goroutine that reads from the server, and must not block. Events of a change are heard before
// any later answer counts in Seen.
func (s *Session) Hear(ctx context.Context, path znode.Path, hear func(Event)) (*Watch, error) {
	return s.addWatch(ctx, &Watch{path: path, recursive: true, hear: hear})
}

// Seen returns the newest zxid of all answers to the session, without those of its lane.
func (s *Session) Seen() int64 { return s.lastZxid.Load() }

func (s *Session) addWatch(ctx context.Context, w *Watch) (*Watch, error) {
	full, err := s.full(w.path)
	if err != nil {
		return nil, err
	}
	w.session, w.full = s, full
	if s.watches.add(w) { // before the server has it, so that its first event is not lost
		return w, nil
	}
	l, _, err := s.askNewer(ctx, 3, 6, wire.OpAddWatch, addWatchBody(full, w.recursive))
	s.watches.setOn(w, l)
	if err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

// add adds a watch, and reports whether a recursive watch that is set on the same path serves it.
func (a *watches) add(w *Watch) (served bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all == nil {
		a.all = map[*Watch]bool{}
	}
	if over := a.recursiveOn(w.full); over != nil && over.link != nil {
		w.link, served = over.link, true
	}
	a.all[w] = true
	return served
}

// recursiveOn returns a recursive watch on a path; nil if there is none. The caller holds the
// mutex.
func (a *watches) recursiveOn(full string) *Watch {
	for w := range a.all {
		if w.recursive && w.full == full {
			return w
		}
	}
	return nil
}

func (a *watches) setOn(w *Watch, l *wire.Link) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.link = l
}

// leftover tells which watches are left on a path after one was removed.
type leftover int

const (
	unchanged leftover = iota // the watch had been removed before
	nothing
	plainOnly
	recursiveToo
)

// remove removes a watch. The caller holds the mutex.
func (a *watches) remove(w *Watch) leftover {
	if !a.all[w] {
		return unchanged
	}
	delete(a.all, w)
	left := nothing
	for other := range a.all {
		switch {
		case other.full == w.full && other.recursive:
			return recursiveToo
		case other.full == w.full:
			left = plainOnly
		}
	}
	return left
}

// tell passes on an event from the server. It never blocks.
func (a *watches) tell(kind EventType, full string, zxid int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	parent := ""
	if kind == Created || kind == Deleted {
		parent = path.Dir(full)
	}
	for w := range a.all {
		switch {
		case w.wants(kind, full):
			if path, err := w.session.seen(full); err == nil {
				w.send(Event{kind, path, zxid})
			}
		case !w.recursive && w.full == parent && a.recursiveOn(parent) != nil:
			w.send(Event{ChildrenChanged, w.path, zxid}) // a recursive watch gets the event of the child only
		}
	}
}

// wants reports whether an event is for this watch. A recursive watch gets the events of a child
// itself, not of its parent's list.
func (w *Watch) wants(kind EventType, full string) bool {
	if !w.recursive {
		return full == w.full
	}
	return kind != ChildrenChanged && (full == w.full || strings.HasPrefix(full, strings.TrimSuffix(w.full, "/")+"/"))
}

// send sends an event. It reserves the last place in the channel for a Resumed, which means that
// events were missed.
func (w *Watch) send(event Event) {
	if w.hear != nil {
		w.hear(event)
		return
	}
	switch waiting := len(w.events); {
	case waiting < cap(w.events)-1:
		w.events <- event
	case waiting == cap(w.events)-1:
		w.events <- Event{Type: Resumed, Path: w.path}
	}
}

// resumeWatches sets the watches of earlier links on a new link, and then sends each a Resumed. It
// returns false if the server's version is not known: then it asks nothing, and the watches stay as
// they are.
func (s *Session) resumeWatches(l *wire.Link) bool {
	s.watches.mu.Lock()
	defer s.watches.mu.Unlock()
	var plain, recursive []string
	var resumed []*Watch
	for w := range s.watches.all {
		switch {
		case w.link == nil || w.link == l: // AddWatch is setting it, or has set it
			continue
		case w.recursive:
			recursive = append(recursive, w.full)
		default:
			plain = append(plain, w.full)
		}
		resumed = append(resumed, w)
	}
	switch version := s.options.versions.Of(l.Server()); {
	case len(resumed) == 0:
		return true
	case !version.AtLeast(3, 6):
		return version != (cluster.Version{}) // the server does not support watches; the next one may
	}
	for chunk := range chunks(plain) {
		s.setWatches(l, chunk, nil)
	}
	for chunk := range chunks(recursive) {
		s.setWatches(l, nil, chunk)
	}
	for _, w := range resumed {
		w.link = l
		w.send(Event{Type: Resumed, Path: w.path})
	}
	return true
}

// setWatches sets persistent watches on a new link. It fails only if that has ended; then the next
// one sets them.
func (s *Session) setWatches(l *wire.Link, plain, recursive []string) {
	_, _ = l.Start(wire.OpSetWatches2, func(e *jute.Encoder) {
		e.Int64(s.lastZxid.Load())
		for range 3 { // data, exists and child watches of the old kind
			e.Int32(0)
		}
		e.Texts(plain)
		e.Texts(recursive)
	})
}

// maxWatchPaths is the size of the paths in one request, in bytes. It is far below the smallest
// jute.maxbuffer, like SET_WATCHES_MAX_LENGTH of ClientCnxn.
const maxWatchPaths = 128 << 10

// chunks returns the paths in parts that fit into a request.
func chunks(paths []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		begin, bytes := 0, 0
		for i, path := range paths {
			if bytes += len(path); bytes > maxWatchPaths && i > begin {
				if !yield(paths[begin:i]) {
					return
				}
				begin, bytes = i, len(path)
			}
		}
		if begin < len(paths) {
			yield(paths[begin:])
		}
	}
}
