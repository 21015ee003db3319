package znode

import "time"

// State is the state of a client's connection, as kazoo.protocol.states.KazooState.
type State string

// The states. See kazoo's "Understanding Kazoo States".
const (
	// Connected means that there is a session and a server answers.
	Connected State = "CONNECTED"
	// Suspended means that the connection is lost, but the session may still live.
	Suspended State = "SUSPENDED"
	// Lost means that the session is gone, with its ephemeral znodes. It is also the state before
	// the first connection, after Close and after refused credentials.
	Lost State = "LOST"
)

// Status is the state of a connection at one moment.
type Status struct {
	State   State
	Since   time.Time // when State began; later than that of the state before
	Session int64     // ZooKeeper's session id; 0 if there is none yet
	Server  string    // host:port in use or last tried; "" if none was tried yet
	Why     *Error    // why State is not Connected; nil if it is, or if the reason is not known
}
