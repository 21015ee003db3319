package events

import "sync"

// Hub hands events to streams, by topic. A topic keeps its latest event only: a
// slow stream misses events in between, never the last, and nothing grows with
// how slow it is.
type Hub struct {
	mu     sync.Mutex
	topics map[any]*topic
}

// NewHub returns a hub without topics.
func NewHub() *Hub { return &Hub{topics: map[any]*topic{}} }

// topic is what is told to those who follow one thing. The hub's mutex guards it.
type topic struct {
	latest    Event
	version   uint64 // counts the events; 0 before the first
	followers map[*Follower]struct{}
	stop      func() // ends the source
}

// A Source publishes a topic's events from now on until stop is called. Both
// may be called under the hub's lock, so that publish must be called from a
// goroutine of the source's own.
type Source func(publish func(Event)) (stop func(), err error)

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
	seen  uint64 // the version of the last event that was taken
}

// Follower returns one that follows nothing yet.
func (h *Hub) Follower() *Follower { return &Follower{hub: h, woken: make(chan struct{}, 1)} }

// Follow adds a topic, which is known by a comparable key. The first to follow
// it starts its source, the last to close stops it. It fails as the source does.
func (f *Follower) Follow(key any, source Source) error {
	f.hub.mu.Lock()
	defer f.hub.mu.Unlock()
	known := f.hub.topics[key]
	if known == nil {
		known = &topic{followers: map[*Follower]struct{}{}}
		stop, err := source(func(event Event) { f.hub.publish(known, event) })
		if err != nil {
			return err
		}
		known.stop = stop
		f.hub.topics[key] = known
	}
	known.followers[f] = struct{}{}
	f.topics = append(f.topics, followed{key: key, topic: known})
	f.wake() // a topic that others follow has an event already
	return nil
}

func (h *Hub) publish(to *topic, event Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to.latest = event
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

// Woken is ready when Next may have something.
func (f *Follower) Woken() <-chan struct{} { return f.woken }

// Next returns the latest event of each topic that has a new one, in the order
// in which the topics were followed.
func (f *Follower) Next() []Event {
	f.hub.mu.Lock()
	defer f.hub.mu.Unlock()
	var events []Event
	for i := range f.topics {
		if at := &f.topics[i]; at.topic.version > at.seen {
			at.seen = at.topic.version
			events = append(events, at.topic.latest)
		}
	}
	return events
}

// Close follows nothing any more.
func (f *Follower) Close() {
	f.hub.mu.Lock()
	defer f.hub.mu.Unlock()
	for _, at := range f.topics {
		delete(at.topic.followers, f)
		if len(at.topic.followers) == 0 {
			at.topic.stop()
			delete(f.hub.topics, at.key)
		}
	}
	f.topics = nil
}
