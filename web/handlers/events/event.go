package events

import (
	"encoding/json"
	"fmt"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// Event is one server-sent event.
type Event struct {
	Text string // the event as it is sent; if "", nothing is sent
	Ends bool   // whether the stream ends after the event
}

// beat shows that a quiet stream is alive. It consists of a comment, which every reader skips, and
// an event, which lets a script notice a proxy that holds events back.
var beat = Event{Text: ":\n\nevent: beat\ndata: {}\n\n"}

var signedOut = Event{Text: "event: signed-out\ndata: {}\n\n", Ends: true}

// State is the data of a state event.
type State struct {
	State   znode.State `json:"state"`
	Since   string      `json:"since"`   // RFC 3339 in UTC, to the millisecond
	Session string      `json:"session"` // in hex; "" before there is one
	Server  string      `json:"server"`
}

// stateEvent returns the event for the state of a connection.
func stateEvent(status znode.Status) Event {
	state := State{
		State:  status.State,
		Since:  timestamp(status.Since),
		Server: status.Server,
	}
	if status.Session != 0 {
		state.Session = views.Hex(status.Session)
	}
	data, err := json.Marshal(state)
	if err != nil {
		panic(err) // cannot happen: it holds strings
	}
	return Event{Text: fmt.Sprintf("event: state\nid: %d\ndata: %s\n\n", status.Since.UnixMicro(), data)}
}
