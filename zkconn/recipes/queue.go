package recipes

import (
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// recogniseQueue: kazoo's Queue and LockingQueue, Curator's DistributedQueue and its
// kin, and ZooKeeper's own. All its children are entries, or it is none.
func recogniseQueue(seen Seen) *Recipe {
	names, ok := seen.names(seen.Path)
	if !ok || len(names) == 0 || len(names) > maxLine {
		return nil
	}
	if len(names) == 2 && hasAll(names, "entries", "taken") {
		return lockingQueue(seen)
	}
	library, next := "", ""
	for _, name := range names {
		of, ok := entryOf(name)
		if !ok || library != "" && of != library {
			return nil
		}
		library = of
		if next == "" || entryBefore(name, next) {
			next = name
		}
	}
	if stat, known := seen.child(next); known && stat.CreateKind() == znode.Ephemeral {
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

// entryOf returns the library whose queues have entries of such a name:
// entry-PRIORITY-NUMBER is kazoo's, queue-NUMBER Curator's, with a priority, an id or
// a time before the number, qn-NUMBER that of ZooKeeper's recipe.
func entryOf(name string) (library string, ok bool) {
	if rest, found := strings.CutPrefix(name, "entry-"); found {
		priority, number, _ := strings.Cut(rest, "-")
		_, ok = parseSequence(number)
		return kazoo, ok && len(priority) == 3 && strings.Trim(priority, "0123456789") == ""
	}
	if rest, found := strings.CutPrefix(name, "qn-"); found {
		_, ok = parseSequence(rest)
		return zookeeper, ok
	}
	rest, found := strings.CutPrefix(name, "queue-")
	if !found || len(rest) < 10 {
		return "", false
	}
	before := rest[:len(rest)-10]
	_, ok = parseSequence(rest[len(before):])
	isPriority := len(before) == 9 && strings.Trim(before, "0123456789ABCDEF") == ""
	inBars := len(before) > 2 && before[0] == '|' && before[len(before)-1] == '|'
	return curator, ok && (before == "" || isPriority || inBars)
}

// entryBefore reports whether a is taken before b: by what stands before the number,
// a priority or a time, and then by the number.
func entryBefore(a, b string) bool {
	head := func(name string) (string, znode.Sequence) {
		at := max(len(name)-10, 0)
		number, _ := parseSequence(name[at:])
		return name[:at], number
	}
	headA, numberA := head(a)
	headB, numberB := head(b)
	order := slices.Compare([]byte(headA), []byte(headB))
	return order < 0 || order == 0 && numberA < numberB
}
