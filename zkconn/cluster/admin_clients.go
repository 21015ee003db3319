package cluster

import (
	"context"
	"net"
	"regexp"
	"slices"
	"time"
)

// adminConnections is AdminServer's answer to connections. It has what cons tells.
type adminConnections struct {
	Plain  []adminConnection `json:"connections"`
	Secure []adminConnection `json:"secure_connections"`
}

type adminConnection struct {
	Remote      string `json:"remote_socket_address"`
	Outstanding int    `json:"outstanding_requests"`
	Received    int64  `json:"packets_received"`
	Sent        int64  `json:"packets_sent"`
	Session     int64  `json:"session_id"`
	Operation   string `json:"last_operation"`
	Established int64  `json:"established"`     // milliseconds since 1970
	Timeout     int64  `json:"session_timeout"` // milliseconds
	Answered    int64  `json:"last_response_time"`
}

// operation matches the abbreviation of an operation, which is "NA" before the first.
var operation = regexp.MustCompile(`^[0-9A-Za-z.\-]{1,32}$`)

// AdminConnections asks a server's AdminServer for its connections, including those without a
// session. It returns at most maxConnections; if there are more, Cut is true. It fails as Admin does.
func (a Asker) AdminConnections(ctx context.Context, c Cluster, address string) ([]Connection, AdminAnswer, error) {
	var told adminConnections
	answer, err := a.Admin(ctx, c, address, "connections", maxWordReply, &told)
	if err != nil {
		return nil, answer, err
	}
	var all []Connection
	for _, each := range slices.Concat(told.Plain, told.Secure) {
		connection, ok := each.read()
		if ok && len(all) == maxConnections {
			answer.Cut = true
			break
		}
		if ok {
			connection.Server = address
			all = append(all, connection)
		}
	}
	tellLastSeen(all, time.Now())
	return all, answer, nil
}

func (a adminConnection) read() (Connection, bool) {
	host, port, err := net.SplitHostPort(a.Remote)
	ip := net.ParseIP(host)
	if err != nil || ip == nil {
		return Connection{}, false
	}
	connection := Connection{
		Session: a.Session, Address: net.JoinHostPort(ip.String(), port), Received: max(a.Received, 0), Sent: max(a.Sent, 0), Queued: max(a.Outstanding, 0),
		Timeout: time.Duration(min(max(a.Timeout, 0), 1<<31)) * time.Millisecond, answered: reasonable(a.Answered),
	}
	if at := reasonable(a.Established); at > 0 {
		connection.Since = time.UnixMilli(at)
	}
	if operation.MatchString(a.Operation) {
		connection.LastOp = a.Operation
	}
	return connection, true
}

// adminDump is AdminServer's answer to dump.
type adminDump struct {
	Expiring   map[string][]int64 `json:"expiry_time_to_session_ids"`
	Ephemerals map[int64][]string `json:"session_id_to_ephemeral_paths"`
}

func (a adminDump) read() *dump {
	told := newDump()
	for _, sessions := range a.Expiring {
		for _, session := range sessions {
			told.track(session)
		}
	}
	for session, paths := range a.Ephemerals {
		told.track(session)
		told.owner = session
		for _, path := range paths {
			told.hold(path)
		}
	}
	return told
}

// adminWatches is AdminServer's answer to watch_summary, the counterpart of wchs.
type adminWatches struct {
	Connections int `json:"num_connections"`
	Paths       int `json:"num_paths"`
	Watches     int `json:"num_total_watches"`
}

// adminWatchers is AdminServer's answer to watches_by_path, the counterpart of wchp.
type adminWatchers struct {
	ByPath map[string][]int64 `json:"path_to_session_ids"`
}
