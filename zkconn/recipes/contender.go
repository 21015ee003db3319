package recipes

import (
	"strings"

	"zkweb/zkconn/znode"
)

// parsed is what the name of a contender says.
type parsed struct {
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
	if name == "" || name[len(name)-1] < '0' || name[len(name)-1] > '9' {
		return parsed{}, false
	}
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

func parseMark(text, library string, marks []mark) (parsed, bool) {
	for _, mark := range marks {
		if rest, ok := strings.CutPrefix(text, mark.text); ok {
			if number, ok := parseSequence(rest); ok {
				return parsed{mark.kind, mark.mode, library, number}, true
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
