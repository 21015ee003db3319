package cluster

import (
	"regexp"
	"strings"
)

// maxEphemerals bounds the paths, and the sessions, that are kept of a server's dump.
const maxEphemerals = 1_000_000

// dump is a server's answer to dump: the sessions that it knows, and the ephemeral znodes of each,
// as paths of the server.
type dump struct {
	sessions   map[int64]bool
	ephemerals map[int64][]string
	cut        bool // whether there are more sessions or ephemeral znodes

	inEphemerals bool
	owner        int64
	paths        int
}

func newDump() *dump { return &dump{sessions: map[int64]bool{}, ephemerals: map[int64][]string{}} }

// trackedSession matches a session in a list of sessions: indented below the time when it expires
// or, on a follower, followed by its timeout.
var trackedSession = regexp.MustCompile(`^\t?(0x[0-9a-f]{1,16})(?:\t+\d+ms)?$`)

// line reads the next line.
func (d *dump) line(line string) {
	switch {
	case strings.HasPrefix(line, "ephemeral nodes dump"):
		d.inEphemerals, d.owner = true, 0
	case strings.HasPrefix(line, "Connections dump"):
		d.inEphemerals = false
	case d.inEphemerals:
		d.ephemeral(line)
	default:
		if parts := trackedSession.FindStringSubmatch(line); parts != nil {
			if session, ok := parseSession(parts[1]); ok {
				d.track(session)
			}
		}
	}
}

// track records a session.
func (d *dump) track(session int64) {
	if len(d.sessions) == maxEphemerals && !d.sessions[session] {
		d.cut = true
		return
	}
	d.sessions[session] = true
}

// hold records an ephemeral znode of the current owner.
func (d *dump) hold(path string) {
	switch {
	case d.owner == 0 || !strings.HasPrefix(path, "/"):
	case d.paths == maxEphemerals:
		d.cut = true
	default:
		d.paths++
		d.ephemerals[d.owner] = append(d.ephemerals[d.owner], path)
	}
}

// ephemeral reads "0x…:", which begins the next owner, or "\t/path", an ephemeral znode of the
// current one.
func (d *dump) ephemeral(line string) {
	if path, ok := strings.CutPrefix(line, "\t"); ok {
		d.hold(path)
		return
	}
	if session, ok := parseSession(strings.TrimSuffix(line, ":")); ok {
		d.owner = session
		d.track(session)
	}
}
