package events

import (
	"slices"
	"sync"
)

// Hub hands what happens to streams, by topic. A topic keeps its latest value only:
// a slow stream misses those in between, never the last, and nothing grows with how
// slow it is.
type Hub struct {
	mu     sync.Mutex
	topics map[any]*topic
}

// NewHub returns a hub without topics.
func NewHub() *Hub { return &Hub{topics: map[any]*topic{}} }

// topic is what is told to those who follow one thing. The hub's mutex guards it.
type topic struct {
	latest    any
	version   uint64 // counts the values; 0 before the first
	followers map[*Follower]struct{}
	stop      func() // ends the source
}

// A Source publishes a topic's values from now on until stop is called. Both
// may be called under the hub's lock, so that publish must be called from a
// goroutine of the source's own.
type Source func(publish func(any)) (stop func(), err error)

// A Teller makes of a topic's latest value the event that one stream is told of it,
// for the person who listens there and after what they were told before.
type Teller func(latest any) Event

// asIs returns the Teller of topics whose values are events.
func asIs(latest any) Event { return latest.(Event) }

// Follower is one stream's view of the topics that it follows. It is for one
// goroutine.
type Follower struct {
	hub    *Hub
	woken  chan struct{} // holds one when there may be something new
	topics []followed
}

type followed struct {
	key   any
	topic *topic
	tell  Teller
	seen  uint64 // the version of the last value that was taken
}

// Follower returns one that follows nothing yet.
func (h *Hub) Follower() *Follower { return &Follower{hub: h, woken: make(chan struct{}, 1)} }

// Follow adds a topic, which is known by a comparable key. The first to follow
// it starts its source, the last to close stops it. It fails as the source does.
func (f *Follower) Follow(key any, source Source, tell Teller) error {
	f.hub.mu.Lock()
	defer f.hub.mu.Unlock()
	known := f.hub.topics[key]
	if known == nil {
		known = &topic{followers: map[*Follower]struct{}{}}
		stop, err := source(func(value any) { f.hub.publish(known, value) })
		if err != nil {
			return err
		}
		known.stop = stop
		f.hub.topics[key] = known
	}
	known.followers[f] = struct{}{}
	f.topics = append(f.topics, followed{key: key, topic: known, tell: tell})
	f.wake() // a topic that others follow has a value already
	return nil
}

// Leave follows a topic no longer. A Teller may leave those alone that were followed after
// its own.
func (f *Follower) Leave(key any) {
	f.hub.mu.Lock()
	defer f.hub.mu.Unlock()
	if i := slices.IndexFunc(f.topics, func(at followed) bool { return at.key == key }); i >= 0 {
		f.let(f.topics[i])
		f.topics = slices.Delete(f.topics, i, i+1)
	}
}

func (h *Hub) publish(to *topic, value any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to.latest = value
	to.version++
	for follower := range to.followers {
		follower.wake()
	}
}

func (f *Follower) wake() {
	select {
	case f.woken <- struct{}{}:
	default:
	}
}

// Woken returns a channel that can be read from when Next may have something.
func (f *Follower) Woken() <-chan struct{} { return f.woken }

// Next returns the event of each topic that has a new value, in the order in which
// the topics were followed.
func (f *Follower) Next() []Event {
	var events []Event
	for i := 0; i < len(f.topics); i++ { // a Teller may follow and leave others
		if latest, isNew := f.take(&f.topics[i]); isNew {
			tell := f.topics[i].tell
			events = append(events, tell(latest))
		}
	}
	return events
}

func (f *Follower) take(at *followed) (latest any, isNew bool) {
	f.hub.mu.Lock()
	defer f.hub.mu.Unlock()
	isNew = at.topic.version > at.seen
	at.seen = at.topic.version
	return at.topic.latest, isNew
}

// Close follows nothing any more.
func (f *Follower) Close() {
	f.hub.mu.Lock()
	defer f.hub.mu.Unlock()
	for _, at := range f.topics {
		f.let(at)
	}
	f.topics = nil
}

// let stops the source of a topic that nobody else follows. The hub's mutex is held.
func (f *Follower) let(at followed) {
	delete(at.topic.followers, f)
	if len(at.topic.followers) == 0 {
		at.topic.stop()
		delete(f.hub.topics, at.key)
	}
}
