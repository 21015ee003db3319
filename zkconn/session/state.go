package session

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"zkweb/zkconn/znode"
)

// machine derives kazoo's states (kazoo.client.KazooClient._session_callback) from the events of a
// connection. Its methods may be called from the library's callback: they never block and never
// call the library.
type machine struct {
	status *latest[znode.Status]
	logger *slog.Logger
}

func newMachine(logger *slog.Logger) *machine {
	return &machine{newLatest(znode.Status{State: znode.Lost, Since: time.Now()}), logger}
}

// connected is called when there is a session and ZooKeeper has accepted the credentials. It passes
// through LOST if the session is not the one that was suspended, because the servers have replaced
// that without reporting it.
func (m *machine) connected(session int64, server string) {
	before, _ := m.status.get()
	if before.State == znode.Suspended && before.Session != session {
		m.lost(unavailable(znode.CodeSessionReplaced, nil, nil))
	}
	m.become(znode.Status{State: znode.Connected, Session: session, Server: server}, "")
}

// suspended is called when the link is down. A session that is LOST stays so.
func (m *machine) suspended(why error) {
	before, _ := m.status.get()
	m.become(znode.Status{State: znode.Suspended, Session: before.Session, Server: before.Server, Why: asError(why)}, znode.Connected)
}

// lost is called when the session is gone.
func (m *machine) lost(why error) {
	before, _ := m.status.get()
	m.become(znode.Status{State: znode.Lost, Server: before.Server, Why: asError(why)}, "")
}

// asError returns the *znode.Error in err's chain, nil if there is none.
func asError(err error) *znode.Error {
	why, _ := errors.AsType[*znode.Error](err)
	return why
}

// become publishes and logs a change of state. It does nothing if the state is the same, or is not
// from; from "" allows any state.
func (m *machine) become(next znode.Status, from znode.State) {
	changed := m.status.update(func(now znode.Status) (znode.Status, bool) {
		if now.State == next.State || from != "" && now.State != from {
			return now, false
		}
		next.Since = time.Now()
		if !next.Since.After(now.Since) {
			next.Since = now.Since.Add(time.Microsecond)
		}
		return next, true
	})
	if changed {
		m.logger.Info("ZooKeeper connection", "state", string(next.State), "server", next.Server,
			"session", formatID(next.Session), "reason", reasonText(next.Why))
	}
}

// formatID formats a session ID as ZooKeeper's own logs do: 0x and hexadecimal digits.
func formatID(id int64) string { return fmt.Sprintf("%#x", uint64(id)) }

func reasonText(why *znode.Error) string {
	if why == nil {
		return ""
	}
	return why.Error()
}
