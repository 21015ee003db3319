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

// EventType is what happened to a watched znode (Watcher.Event.EventType).
type EventType int32

// The types of event. Resumed is the console's own: the connection came back,
// or the session began anew, and what happened in between was not seen.
const (
	Created         EventType = 1
	Deleted         EventType = 2
	DataChanged     EventType = 3
	ChildrenChanged EventType = 4
	Resumed         EventType = 100
)

// Event tells of one change of a watched znode.
type Event struct {
	Type EventType
	Path znode.Path
	Zxid int64 // of the change; 0 where the server does not tell it (before 3.9)
}

// eventsKept is how many events wait for a slow reader; after that it is told
// Resumed instead of what it missed.
const eventsKept = 256

// Watch is a persistent watch (ZOOKEEPER-1416, 3.6 and newer): it stays until it
// is closed, through reconnects and new sessions.
type Watch struct {
	session   *Session
	path      znode.Path
	full      string
	recursive bool
	events    chan Event
	hear      func(Event) // in the place of events; nil for them
	link      *wire.Link  // that it was last set on; guarded by the session's watches
}

// Events returns the changes in order. A reader that falls behind misses some,
// and gets one Resumed for them.
func (w *Watch) Events() <-chan Event { return w.events }

// Close ends the watch. The events channel stays open and silent.
func (w *Watch) Close() {
	watches := &w.session.watches
	watches.mu.Lock() // until it is said: a watch that is added meanwhile comes after
	defer watches.mu.Unlock()
	left := watches.remove(w)
	if w.link == nil { // it was never asked for
		return
	}
	switch { // which fails on a link that has ended, and the watches with it
	case left == nothing:
		const anyType = 3 // Watcher.WatcherType.Any
		_, _ = w.link.Start(wire.OpRemoveWatches, func(e *jute.Encoder) {
			e.Text(w.full)
			e.Int32(anyType)
		})
	case left == plainOnly && w.recursive:
		_, _ = w.link.Start(wire.OpAddWatch, addWatchBody(w.full, false)) // for those that lived on w's events
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

// AddWatch watches one znode, its data and its children, or with recursive all
// below it as well. Servers before 3.6 do not know the operation: Unavailable,
// and nothing is sent.
//
// Servers before 3.9 keep one mode for each session and path (ZOOKEEPER-4466): a
// plain watch would turn a recursive one off. So where there is a recursive one on
// the path, the plain one is not sent and lives on the other's events.
func (s *Session) AddWatch(ctx context.Context, path znode.Path, recursive bool) (*Watch, error) {
	return s.addWatch(ctx, &Watch{path: path, recursive: recursive, events: make(chan Event, eventsKept)})
}

// Hear is a recursive AddWatch of which each event is handed to hear, none left out: by
// the goroutine that reads from the server, which it must not hold up. An event has been
// heard before any answer that Seen counts and that was given after the change.
func (s *Session) Hear(ctx context.Context, path znode.Path, hear func(Event)) (*Watch, error) {
	return s.addWatch(ctx, &Watch{path: path, recursive: true, hear: hear})
}

// Seen returns the newest zxid that an answer to the session, not of its lane, told.
func (s *Session) Seen() int64 { return s.lastZxid.Load() }

func (s *Session) addWatch(ctx context.Context, w *Watch) (*Watch, error) {
	full, err := s.full(w.path)
	if err != nil {
		return nil, err
	}
	w.session, w.full = s, full
	if s.watches.add(w) { // before the server knows, so that its first event is not lost
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

// add reports whether a recursive watch on the same path is set already, which
// serves w too.
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

// recursiveOn returns a recursive watch on a path; nil for none. The mutex is held.
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

// leftover is which watches are on a path after one was removed.
type leftover int

const (
	unchanged leftover = iota // it had been removed before
	nothing
	plainOnly
	recursiveToo
)

// remove takes a watch out. The mutex is held.
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

// tell passes an event of the server on. It never blocks.
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
			w.send(Event{ChildrenChanged, w.path, zxid}) // a recursive watch is told of the child only
		}
	}
}

// wants reports whether an event is for this watch. A recursive one hears of a
// child itself, not of its parent's list.
func (w *Watch) wants(kind EventType, full string) bool {
	if !w.recursive {
		return full == w.full
	}
	return kind != ChildrenChanged && (full == w.full || strings.HasPrefix(full, strings.TrimSuffix(w.full, "/")+"/"))
}

// send keeps room for one last event, which says that others were missed.
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

// resumeWatches sets the watches of earlier links again on a new one, and then
// tells them so. It reports whether that was done: a server whose version is not
// known is not asked, and the watches stay as they are.
func (s *Session) resumeWatches(l *wire.Link) bool {
	s.watches.mu.Lock()
	defer s.watches.mu.Unlock()
	var plain, recursive []string
	var resumed []*Watch
	for w := range s.watches.all {
		switch {
		case w.link == nil || w.link == l: // AddWatch sets it, or has
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
		return version != (cluster.Version{}) // a server that cannot watch: the next may
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

// setWatches asks for persistent watches on a new link. That fails only on one that
// has ended; the next one sets them.
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

// maxWatchPaths is how many bytes of paths go into one request: far below the
// least jute.maxbuffer. As ClientCnxn's SET_WATCHES_MAX_LENGTH.
const maxWatchPaths = 128 << 10

// chunks returns the paths in pieces that fit a request.
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
