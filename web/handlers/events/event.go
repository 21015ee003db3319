package events

import (
	"encoding/json"
	"fmt"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// Event is one server-sent event.
type Event struct {
	Text string // as it is sent; "" sends nothing
	Ends bool   // the stream ends after it
}

// beat is the sign of life of a quiet stream: a comment, which every reader
// skips, and an event, which lets a script notice a proxy that holds events back.
var beat = Event{Text: ":\n\nevent: beat\ndata: {}\n\n"}

var signedOut = Event{Text: "event: signed-out\ndata: {}\n\n", Ends: true}

// State is the data of a state event.
type State struct {
	State   znode.State `json:"state"`
	Since   string      `json:"since"`   // RFC 3339 in UTC, to the millisecond
	Session string      `json:"session"` // in hex; "" before there is one
	Server  string      `json:"server"`
}

// stateEvent returns the event of a connection's state.
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
		panic(err) // cannot be: it holds strings
	}
	return Event{Text: fmt.Sprintf("event: state\nid: %d\ndata: %s\n\n", status.Since.UnixMicro(), data)}
}
