package znode

import "time"

// State is the state of a client's connection, as kazoo.protocol.states.KazooState.
type State string

// The states. See kazoo's "Understanding Kazoo States".
const (
	// Connected: there is a session and a server answers.
	Connected State = "CONNECTED"
	// Suspended: the connection is lost, the session may still live.
	Suspended State = "SUSPENDED"
	// Lost: the session is gone, with its ephemeral znodes; also the state
	// before the first connection, after Close and after refused credentials.
	Lost State = "LOST"
)

// Status is what is known of a connection at one moment.
type Status struct {
	State   State
	Since   time.Time // when State began; each change's is later than the one before
	Session int64     // ZooKeeper's session id; 0 before there is one
	Server  string    // host:port in use or last tried; "" before the first
	Why     *Error    // why the state is not CONNECTED; nil when it is or nothing is known
}
