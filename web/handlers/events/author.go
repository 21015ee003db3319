package events

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"zkweb/auth/guard"
	"zkweb/web/views"
)

// Limits for asking the history who made a change. A record arrives some hundred milliseconds after
// the event.
const (
	maxSeeking = 4                      // questions at the same time, of all streams
	seekTime   = 5 * time.Second        // how long the history is asked about one change
	seekPause  = 250 * time.Millisecond // before the second question; each later pause is half as long again
)

// Author is the data of an author event: who, by the history, made a change that an earlier node
// event reported.
type Author struct {
	Path    string       `json:"path"` // the path in the node event
	Change  guard.Change `json:"change"`
	Session string       `json:"session"` // in hex
	By      string       `json:"by,omitempty"`
	Sure    string       `json:"sure"` // how By is known; "session" if it is not
}

// authorTopic is the key of who made a change, shared by people with the same ZooKeeper session.
type authorTopic struct {
	session any
	guard.Sought
}

// seeker asks the history for one stream who made the changes of one znode. It follows only the
// latest change of each kind.
type seeker struct {
	handlers *Handlers
	follower *Follower
	live     *guard.Live
	asked    map[guard.Change]authorTopic
}

// author sends the author of a change to the stream once the history has it.
func (s *seeker) author(sought guard.Sought) {
	if s == nil || sought.Change == resumed {
		return
	}
	topic := authorTopic{s.live.Shared(), sought}
	if s.asked[sought.Change] == topic {
		return
	}
	s.follower.Leave(s.asked[sought.Change])
	s.asked[sought.Change] = topic
	_ = s.follower.Follow(topic, s.handlers.author(s.live, sought), func(latest any) Event { // the source does not fail
		return s.tell(sought, latest.(guard.Maker))
	})
}

// tell returns the author event, or no event if the listener may not read the znode that was
// changed.
func (s *seeker) tell(sought guard.Sought, made guard.Maker) Event {
	if !s.live.MayRead(made.Path) {
		return Event{}
	}
	data, err := json.Marshal(Author{Path: sought.Path.String(), Change: sought.Change, Session: views.Hex(made.Session), By: made.Who, Sure: made.Sure})
	if err != nil {
		panic(err) // cannot happen: it holds strings
	}
	return Event{Text: fmt.Sprintf("event: author\ndata: %s\n\n", data)}
}

// author publishes who made a change as soon as the history has it.
func (h *Handlers) author(live *guard.Live, sought guard.Sought) Source {
	return func(publish func(any)) (func(), error) {
		ctx, cancel := context.WithTimeout(context.Background(), seekTime)
		h.start(func() {
			defer cancel()
			for pause := seekPause; ; pause += pause / 2 {
				if made, known := h.ask(ctx, live, sought); known {
					publish(made)
					return
				}
				select {
				case <-time.After(pause):
				case <-ctx.Done():
					return
				}
			}
		})
		return cancel, nil
	}
}

// ask waits for a free place among maxSeeking and asks the history once.
func (h *Handlers) ask(ctx context.Context, live *guard.Live, sought guard.Sought) (guard.Maker, bool) {
	select {
	case h.seeking <- struct{}{}:
		defer func() { <-h.seeking }()
	case <-ctx.Done():
		return guard.Maker{}, false
	}
	made, known, _ := live.Maker(ctx, sought) // after an error the caller asks again
	return made, known
}
