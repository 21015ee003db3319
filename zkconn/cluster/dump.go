package cluster

import (
	"regexp"
	"strings"
)

// maxEphemerals bounds the paths that are kept of a server's dump.
const maxEphemerals = 1_000_000

// dump is what a server answers to dump: the sessions that it knows, and the ephemeral
// znodes that each holds, as paths of the server.
type dump struct {
	sessions   map[int64]bool
	ephemerals map[int64][]string
	cut        bool // there are more ephemerals

	inEphemerals bool
	owner        int64
	paths        int
}

func newDump() *dump { return &dump{sessions: map[int64]bool{}, ephemerals: map[int64][]string{}} }

// trackedSession is a session in a list of them: below when it expires, or, of a
// follower, with its timeout.
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

// track notes that there is a session.
func (d *dump) track(session int64) {
	if len(d.sessions) < maxEphemerals {
		d.sessions[session] = true
	}
}

// hold notes an ephemeral znode of the owner that was named last.
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

// ephemeral reads "0x…:", or "\t/path" of the session that was named last.
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
