package recipes

import (
	"strings"

	"zkweb/zkconn/znode"
)

// parsed is what the name of a contender says.
type parsed struct {
	name string
	family
	kind     LineKind
	mode     Mode
	sequence znode.Sequence
}

// family is whose clients see each other's contenders: a library's, with a mark.
// Readers and writers are of one.
type family struct{ library, marks string }

// mark is what stands before the number in the name of a contender.
type mark struct {
	text string
	kind LineKind
	mode Mode
}

// line returns what tells a line of these marks from others in the same place.
func (m mark) line() string {
	if m.mode != "" {
		return string(LineRWLock)
	}
	return m.text
}

// The marks of the libraries. Some are known behind a UUID alone.
var (
	kazooMarks   = []mark{{"__lock__", LineLock, ""}, {"__rlock__", LineRWLock, Reads}} // its writers are named as its locks are
	curatorMarks = []mark{
		{"lock-", LineLock, ""}, {"latch-", LineElection, ""}, {"lease-", LineLeases, ""},
		{"__READ__", LineRWLock, Reads}, {"__WRIT__", LineRWLock, Writes},
	}
	// The marks that ZooKeeper's description of its recipes uses, and clients written by it.
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
		found, ok := parseMark(rest, kazoo, kazooMarks)
		found.marks = string(LineRWLock)
		return found, ok
	}
	if rest, ok := cutProtection(name); ok {
		return parseMark(rest, curator, curatorMarks)
	}
	if found, ok := parseMark(name, "", plainMarks); ok {
		return found, true
	}
	return parseElection(name)
}

// Turn is what the name of a znode says of its turn in a line.
type Turn struct {
	Line   string // tells the lines in one place from each other
	Kind   LineKind
	Reads  bool // it wants a read/write lock for reading
	Number znode.Sequence
}

// TurnOf reads the name of a znode that stands in a line; false for any other name.
func TurnOf(name string) (Turn, bool) {
	found, ok := parseContender(name)
	return Turn{Line: found.library + " " + found.marks, Kind: found.kind, Reads: found.mode == Reads, Number: found.sequence}, ok
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
				return parsed{family: family{library, mark.line()}, kind: mark.kind, mode: mark.mode, sequence: number}, true
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
	return parsed{family: family{marks: "-n_"}, kind: LineElection, sequence: number}, ok
}
