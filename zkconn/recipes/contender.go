package recipes

import (
	"strings"

	"zkweb/zkconn/znode"
)

// parsed is what the name of a contender tells.
type parsed struct {
	name string
	family
	kind     LineKind
	mode     Mode
	sequence znode.Sequence
}

// family identifies the contenders that see each other: those of one library with one mark. Readers
// and writers of a read/write lock are of one family.
type family struct{ library, marks string }

// mark is the text before the number in the name of a contender, and its meaning.
type mark struct {
	text string
	kind LineKind
	mode Mode
}

// line returns a text that is the same for all marks of one line and differs from that of other
// lines in the same place.
func (m mark) line() string {
	if m.mode != "" {
		return string(LineRWLock)
	}
	return m.text
}

// The marks of each library. In names of kazoo and Curator, a UUID comes before the mark.
var (
	kazooMarks   = []mark{{"__lock__", LineLock, ""}, {"__rlock__", LineRWLock, Reads}} // kazoo's writers have the mark of its locks
	curatorMarks = []mark{
		{"lock-", LineLock, ""}, {"latch-", LineElection, ""}, {"lease-", LineLeases, ""},
		{"__READ__", LineRWLock, Reads}, {"__WRIT__", LineRWLock, Writes},
	}
	// plainMarks are the marks in ZooKeeper's description of its recipes, and of clients that
	// follow it.
	plainMarks = []mark{
		{"lock-", LineLock, ""}, {"latch-", LineElection, ""}, {"n_", LineElection, ""}, {"leader_election-", LineElection, ""},
		{"read-", LineRWLock, Reads}, {"write-", LineRWLock, Writes},
	}
)

// parseContender parses the name of a znode that stands in a line: a prefix of the client, a mark
// and ZooKeeper's number.
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

// Turn is the position in a line that the name of a znode tells.
type Turn struct {
	Line   string // Line differs between the lines in one place.
	Kind   LineKind
	Reads  bool // Reads reports whether the client wants a read/write lock for reading.
	Number znode.Sequence
}

// TurnOf parses the name of a znode that stands in a line. It returns false for any other name.
func TurnOf(name string) (Turn, bool) {
	found, ok := parseContender(name)
	return Turn{Line: found.library + " " + found.marks, Kind: found.kind, Reads: found.mode == Reads, Number: found.sequence}, ok
}

// endsInNumber reports whether name may end in ZooKeeper's number. It is a fast check: most names
// do not, and a page can have thousands.
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

// writes reports whether the contender ends the readers at the head of a line. A contender without
// a mode is one of kazoo's writers, which are named like its locks.
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

// parseElection parses a name in Solr's elections: the number of a session, a name, and "n_" with
// ZooKeeper's number.
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
