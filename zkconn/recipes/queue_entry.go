package recipes

import (
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// recogniseEntry recognises an entry of a queue, and a znode that marks an entry of kazoo's
// LockingQueue as taken. All siblings must be entries, too.
func recogniseEntry(seen Seen) *Recipe {
	found, ok := entryOf(seen.Path.Name())
	parent := seen.Path.Parent()
	names, known := seen.names(parent)
	if !ok || !known || len(names) > maxLine || slices.ContainsFunc(names, func(name string) bool {
		beside, ok := entryOf(name)
		return !ok || beside.library != found.library
	}) {
		return nil
	}
	ephemeral, taken := seen.Stat.CreateKind() == znode.Ephemeral, found.library == kazoo && parent.Name() == "taken"
	switch {
	case ephemeral && taken:
		recipe := &Recipe{Of: kazoo, Code: "queue.taken_entry"}
		recipe.link(RelEntries, parent.Parent(), "entries")
		return recipe
	case ephemeral:
		return nil
	}
	recipe := &Recipe{Code: "queue.entry", Args: znode.Args{}}
	if found.library != zookeeper {
		recipe.Of = found.library
	}
	if priority, err := strconv.Atoi(strings.Trim(found.before, "entry-")); err == nil && found.library == kazoo {
		recipe.Args["priority"] = strconv.Itoa(priority)
	}
	return recipe
}
