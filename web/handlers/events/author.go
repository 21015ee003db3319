package events

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"zkweb/auth/guard"
	"zkweb/web/views"
)

// The bounds of asking the history who made a change: a record comes some hundred
// milliseconds after the event.
const (
	maxSeeking = 4                      // questions at once, of all streams
	seekTime   = 5 * time.Second        // until nobody asks any more
	seekPause  = 250 * time.Millisecond // before the second question; before each later one half as much more
)

// Author is the data of an author event: who made a change that a node event before it
// told of, as the history tells.
type Author struct {
	Path    string       `json:"path"` // of the node event
	Change  guard.Change `json:"change"`
	Session string       `json:"session"` // in hex
	By      string       `json:"by,omitempty"`
	Sure    string       `json:"sure"` // how By is known; "session" where it is not
}

// authorTopic is who made a change, as people with the same ZooKeeper session see it.
type authorTopic struct {
	session any
	guard.Sought
}

// seeker asks the history who made the changes of one znode, for one stream: of each kind
// of change the latest.
type seeker struct {
	handlers *Handlers
	follower *Follower
	live     *guard.Live
	asked    map[guard.Change]authorTopic
}

// author has the author of a change told, once it is known.
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

// tell returns the event of an author, for those who may read what was changed.
func (s *seeker) tell(sought guard.Sought, made guard.Maker) Event {
	if !s.live.MayRead(made.Path) {
		return Event{}
	}
	data, err := json.Marshal(Author{Path: sought.Path.String(), Change: sought.Change, Session: views.Hex(made.Session), By: made.Who, Sure: made.Sure})
	if err != nil {
		panic(err) // cannot be: it holds strings
	}
	return Event{Text: fmt.Sprintf("event: author\ndata: %s\n\n", data)}
}

// author publishes who made a change as soon as the history tells.
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

// ask asks the history once, when it is this question's turn.
func (h *Handlers) ask(ctx context.Context, live *guard.Live, sought guard.Sought) (guard.Maker, bool) {
	select {
	case h.seeking <- struct{}{}:
		defer func() { <-h.seeking }()
	case <-ctx.Done():
		return guard.Maker{}, false
	}
	made, known, _ := live.Maker(ctx, sought) // an error is asked about again
	return made, known
}
