package recipes

import (
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// recogniseQueue recognises kazoo's Queue and LockingQueue, Curator's DistributedQueue and its
// variants, and the queue of ZooKeeper's own recipes. All children must be entries.
func recogniseQueue(seen Seen) *Recipe {
	names, ok := seen.names(seen.Path)
	if !ok || len(names) == 0 || len(names) > maxLine {
		return nil
	}
	if len(names) == 2 && hasAll(names, "entries", "taken") {
		return lockingQueue(seen)
	}
	first, firstByID, byID := entry{}, entry{}, false
	for i, name := range names {
		found, ok := entryOf(name)
		if !ok || i > 0 && found.library != first.library {
			return nil
		}
		if byID = byID || found.hasID(); i == 0 || found.takenBefore(first, false) {
			first = found
		}
		if i == 0 || found.takenBefore(firstByID, true) {
			firstByID = found
		}
	}
	if byID {
		first = firstByID
	}
	next, library := first.before+first.number, first.library
	if stat, known := seen.child(next); known && stat.CreateKind() == znode.Ephemeral {
		if library == kazoo && seen.Path.Name() == "taken" {
			return &Recipe{Of: kazoo, Code: "queue.taken", Args: znode.Args{"entries": strconv.Itoa(len(names))}}
		}
		return nil
	}
	recipe := &Recipe{Code: "queue", Args: znode.Args{"entries": strconv.Itoa(len(names))}}
	if library != zookeeper {
		recipe.Of = library
	}
	recipe.link(RelNext, seen.Path, next)
	return recipe
}

func lockingQueue(seen Seen) *Recipe {
	entries, known := seen.child("entries")
	taken, alsoKnown := seen.child("taken")
	if !known || !alsoKnown || entries.DataLength != 0 || taken.DataLength != 0 {
		return nil
	}
	recipe := &Recipe{Of: kazoo, Code: "queue.locking", Args: znode.Args{
		"entries": strconv.Itoa(int(entries.NumChildren)), "taken": strconv.Itoa(int(taken.NumChildren))}}
	recipe.link(RelEntries, seen.Path, "entries")
	recipe.link(RelTaken, seen.Path, "taken")
	return recipe
}

const zookeeper = "ZooKeeper"

// entry holds the parts of the name of a queue's entry.
type entry struct {
	library string
	before  string // the text before the number: a mark, and maybe a priority, a time or an ID
	number  string
}

// entryOf parses the name of an entry. kazoo writes entry-PRIORITY-NUMBER. Curator writes
// queue-NUMBER, with a priority, an ID or a time before the number. ZooKeeper's recipe writes
// qn-NUMBER.
func entryOf(name string) (entry, bool) {
	const digits = 10 // of the number; a sign may add one character
	for at := len(name) - digits; at >= max(0, len(name)-digits-1); at-- {
		if _, ok := parseSequence(name[at:]); !ok {
			continue
		}
		if library := libraryOf(name[:at]); library != "" {
			return entry{library, name[:at], name[at:]}, true
		}
	}
	return entry{}, false
}

// libraryOf returns the library whose entries have this text before the number, or "" if none does.
func libraryOf(before string) string {
	if before == "qn-" {
		return zookeeper
	}
	if priority, found := strings.CutPrefix(before, "entry-"); found {
		priority, found = strings.CutSuffix(priority, "-")
		if found && len(priority) == 3 && strings.Trim(priority, "0123456789") == "" {
			return kazoo
		}
		return ""
	}
	key, found := strings.CutPrefix(before, "queue-")
	isPriority := len(key) == 9 && strings.Trim(key, "0123456789ABCDEF") == ""
	inBars := len(key) > 2 && key[0] == '|' && key[len(key)-1] == '|'
	if found && (key == "" || isPriority || inBars) {
		return curator
	}
	return ""
}

// hasID reports whether an ID stands before the number, as in Curator's queues by ID, rather than
// the time until which the entry is delayed.
func (e entry) hasID() bool {
	key := strings.TrimPrefix(e.before, "queue-")
	const timeDigits = 11 // in hexadecimal, for milliseconds from 2004 to 2527
	return strings.HasPrefix(key, "|") && (len(key) != timeDigits+2 || strings.Trim(key, "|0123456789ABCDEF") != "")
}

// takenBefore reports whether clients take e before other. They compare names, so that a priority
// or a time counts first, and "-" sorts before digits. In a queue by IDs they compare only the
// numbers, as text. Clients of ZooKeeper's recipe compare them as numbers.
func (e entry) takenBefore(other entry, byID bool) bool {
	if e.library == zookeeper {
		number, _ := parseSequence(e.number)
		others, _ := parseSequence(other.number)
		return number < others
	}
	return byID && e.number < other.number || !byID && e.before+e.number < other.before+other.number
}
