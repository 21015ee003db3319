package events

import (
	"slices"
	"sync"
)

// Hub distributes news to streams, by topic. A topic keeps only its latest value: a slow stream may
// miss values but never the last one, and it takes no more memory than a fast one.
type Hub struct {
	mu     sync.Mutex
	topics map[any]*topic
}

// NewHub returns a hub without topics.
func NewHub() *Hub { return &Hub{topics: map[any]*topic{}} }

// topic is one thing that streams follow. The hub's mutex guards it.
type topic struct {
	latest    any
	version   uint64 // the number of values so far
	followers map[*Follower]struct{}
	stop      func() // stops the source
}

// A Source publishes the values of a topic until stop is called. The hub may hold its lock while it
// calls the Source or stop, so publish must be called from another goroutine.
type Source func(publish func(any)) (stop func(), err error)

// A Teller returns the event that reports a topic's latest value to one stream, considering who
// listens and what they were told before.
type Teller func(latest any) Event

// asIs returns the Teller of topics whose values are events.
func asIs(latest any) Event { return latest.(Event) }

// Follower is one stream's view of the topics that it follows. It must be used from one goroutine
// only.
type Follower struct {
	hub    *Hub
	woken  chan struct{} // has an element when there may be something new
	topics []followed
}

type followed struct {
	key   any
	topic *topic
	tell  Teller
	seen  uint64 // the version of the last value that was taken
}

// Follower returns a new Follower without topics.
func (h *Hub) Follower() *Follower { return &Follower{hub: h, woken: make(chan struct{}, 1)} }

// Follow adds a topic, identified by a comparable key. The first follower of a topic starts its
// source, and the last one to leave stops it. Follow returns the error of the source.
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
	f.wake() // if others follow the topic, it may have a value already
	return nil
}

// Leave stops following a topic. A Teller may call it only for topics that were followed after its
// own.
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

// Woken returns a channel that receives when Next may have something.
func (f *Follower) Woken() <-chan struct{} { return f.woken }

// Next returns the event of each topic that has a new value, in the order in which the topics were
// followed.
func (f *Follower) Next() []Event {
	var events []Event
	for i := 0; i < len(f.topics); i++ { // a Teller may add and remove topics
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

// Close stops following all topics.
func (f *Follower) Close() {
	f.hub.mu.Lock()
	defer f.hub.mu.Unlock()
	for _, at := range f.topics {
		f.let(at)
	}
	f.topics = nil
}

// let removes the follower from a topic, and stops the topic's source if nobody else follows it.
// The hub's mutex must be held.
func (f *Follower) let(at followed) {
	delete(at.topic.followers, f)
	if len(at.topic.followers) == 0 {
		at.topic.stop()
		delete(f.hub.topics, at.key)
	}
}
