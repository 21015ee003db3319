package recipes

import (
	"strings"

	"zkweb/zkconn/znode"
)

// parsed is what the name of a contender says.
type parsed struct {
	name     string
	kind     LineKind
	mode     Mode
	library  string
	sequence znode.Sequence
}

// mark is what stands before the number in the name of a contender.
type mark struct {
	text string
	kind LineKind
	mode Mode
}

// The marks of the libraries. Some are known behind a UUID alone.
var (
	kazooMarks   = []mark{{"__lock__", LineLock, ""}, {"__rlock__", LineRWLock, Reads}}
	curatorMarks = []mark{
		{"lock-", LineLock, ""}, {"latch-", LineElection, ""}, {"lease-", LineLeases, ""},
		{"__READ__", LineRWLock, Reads}, {"__WRIT__", LineRWLock, Writes},
	}
	// Those of ZooKeeper's own description of its recipes, and of what follows it.
	plainMarks = []mark{
		{"lock-", LineLock, ""}, {"latch-", LineElection, ""}, {"n_", LineElection, ""}, {"leader_election-", LineElection, ""},
		{"read-", LineRWLock, Reads}, {"write-", LineRWLock, Writes},
	}
)

// parseContender reads the name of a znode that stands in a line: a client's own
// prefix, a mark and ZooKeeper's number.
func parseContender(name string) (parsed, bool) {
	if !endsInNumber(name) {
		return parsed{}, false
	}
	found, ok := parseKnown(name)
	found.name = name
	return found, ok
}

func parseKnown(name string) (parsed, bool) {
	if rest, ok := cutHex(name); ok {
		return parseMark(rest, kazoo, kazooMarks)
	}
	if rest, ok := cutProtection(name); ok {
		return parseMark(rest, curator, curatorMarks)
	}
	if found, ok := parseMark(name, "", plainMarks); ok {
		return found, true
	}
	return parseElection(name)
}

// endsInNumber reports whether a name may end in ZooKeeper's number: most names do
// not, and a page has thousands.
func endsInNumber(name string) bool {
	if len(name) < 10 {
		return false
	}
	for i := len(name) - 9; i < len(name); i++ {
		if name[i] < '0' || name[i] > '9' {
			return false
		}
	}
	return true
}

// writes reports whether this contender ends the readers at the head of a line. One
// without a mode is a writer of kazoo's, named as its locks are.
func (p parsed) writes() bool { return p.mode != Reads }

func parseMark(text, library string, marks []mark) (parsed, bool) {
	for _, mark := range marks {
		if rest, ok := strings.CutPrefix(text, mark.text); ok {
			if number, ok := parseSequence(rest); ok {
				return parsed{kind: mark.kind, mode: mark.mode, library: library, sequence: number}, true
			}
		}
	}
	return parsed{}, false
}

// parseElection reads a name of Solr's elections: the number of a session, a name,
// and "n_" with ZooKeeper's number.
func parseElection(name string) (parsed, bool) {
	at := strings.LastIndex(name, "-n_")
	if at < 0 {
		return parsed{}, false
	}
	session, _, _ := strings.Cut(name[:at], "-")
	if len(session) < 10 || strings.Trim(session, "0123456789") != "" {
		return parsed{}, false
	}
	number, ok := parseSequence(name[at+len("-n_"):])
	return parsed{kind: LineElection, sequence: number}, ok
}
