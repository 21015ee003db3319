package recipes

import (
	"strconv"

	"zkweb/zkconn/znode"
)

// recogniseBarrier: a double barrier that has opened, kazoo's or Curator's. Each who
// is inside has an ephemeral znode named by a UUID, and "ready" is there. Before it
// opens nothing tells it from other znodes named by UUIDs, and a single barrier has
// no form at all.
func recogniseBarrier(seen Seen) *Recipe {
	names, _ := seen.names(seen.Path)
	if len(names) < 2 || len(names) > maxLine || !has(names, "ready") {
		return nil
	}
	proven := false
	for _, name := range names {
		if name == "ready" {
			continue
		}
		if !isUUID(name) {
			return nil
		}
		stat, _ := seen.child(name)
		proven = proven || stat.CreateKind() == znode.Ephemeral
	}
	if !proven {
		return nil
	}
	return &Recipe{Code: "barrier.double", Args: znode.Args{"inside": strconv.Itoa(len(names) - 1)}}
}
