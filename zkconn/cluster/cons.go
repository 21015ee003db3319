package cluster

import (
	"cmp"
	"context"
	"net"
	"regexp"
	"strconv"
	"time"

	"zkweb/zkconn/znode"
)

// Connection is a client's connection to a server, as cons tells it.
type Connection struct {
	Session  int64  // ID of the ZooKeeper session; 0 if there is none, as for the connection that asks
	Address  string // host:port of the client
	Server   string // address as the cluster has it
	Since    time.Time
	Timeout  time.Duration // timeout of the session
	LastSeen time.Time     // when the server last sent an answer, to a few seconds; zero if not told
	Received int64         // requests since the connection began
	Sent     int64         // answers and events since the connection began
	Queued   int           // requests that wait
	LastOp   string        // abbreviation of the last request, such as "PING"

	answered int64 // lresp, in milliseconds of the server's own clock
}

// consLine matches " /10.20.3.1:51234[1](queued=0,recved=8,sent=8,sid=0x10000cf89aa0001,…)".
// Connections without a session have no sid.
var consLine = regexp.MustCompile(`^\s*/([0-9a-fA-F.:%]+):(\d+)\[\d+\]\((.*)\)?$`)

var consField = regexp.MustCompile(`\b([a-z]+)=([0-9A-Za-z.\-]{1,32})`)

// Connections asks a server for its connections by cons, including those without a session. It
// returns at most maxConnections. why is the reason why there are none, or not all; "" if all were
// returned. It ends when ctx does, or at the bounds of answers that are read line by line.
func (a Asker) Connections(ctx context.Context, c Cluster, address string) (all []Connection, why znode.Code) {
	reply := a.lines(ctx, c, address, "cons")
	for line := range reply.lines {
		connection, ok := parseConsLine(line)
		if len(all) == maxConnections {
			why = znode.CodeWordCut
			break
		}
		if ok {
			connection.Server = address
			all = append(all, connection)
		}
	}
	tellLastSeen(all, time.Now())
	return all, cmp.Or(why, reply.why)
}

// parseConsLine parses a line of cons. It returns false for a line that is not a connection.
func parseConsLine(line string) (Connection, bool) {
	parts := consLine.FindStringSubmatch(line)
	if parts == nil {
		return Connection{}, false
	}
	ip := net.ParseIP(parts[1])
	if ip == nil {
		return Connection{}, false
	}
	connection := Connection{Address: net.JoinHostPort(ip.String(), parts[2])}
	for _, field := range consField.FindAllStringSubmatch(parts[3], -1) {
		switch name, value := field[1], field[2]; name {
		case "sid":
			connection.Session, _ = parseSession(value)
		case "lop":
			connection.LastOp = value
		case "queued":
			connection.Queued = number(value)
		case "recved":
			connection.Received = int64(number(value))
		case "sent":
			connection.Sent = int64(number(value))
		case "to":
			connection.Timeout = time.Duration(min(number(value), 1<<31)) * time.Millisecond
		case "est":
			if at := clock(value); at > 0 {
				connection.Since = time.UnixMilli(at)
			}
		case "lresp":
			connection.answered = clock(value)
		}
	}
	return connection, true
}

// clock parses a time in milliseconds.
func clock(text string) int64 { return reasonable(int64(number(text))) }

// reasonable returns milliseconds as they are, or 0 if they are negative or after the year 2109.
func reasonable(at int64) int64 {
	if at < 0 || at > 1<<42 {
		return 0
	}
	return at
}

// parseSession parses a session ID as servers write it: 0x and at most 16 digits.
func parseSession(text string) (int64, bool) {
	if len(text) < 3 || text[:2] != "0x" {
		return 0, false
	}
	session, err := strconv.ParseUint(text[2:], 16, 64)
	return int64(session), err == nil
}

// tellLastSeen sets LastSeen by the times at which the server answered its connections. Servers
// from 3.5 on tell these by a clock that begins when the machine starts. The connection that was
// answered last is taken to be answered at now.
func tellLastSeen(connections []Connection, now time.Time) {
	var newest int64
	for _, connection := range connections {
		newest = max(newest, connection.answered)
	}
	for i := range connections {
		if at := connections[i].answered; at > 0 {
			connections[i].LastSeen = now.Add(-time.Duration(newest-at) * time.Millisecond)
		}
	}
}
