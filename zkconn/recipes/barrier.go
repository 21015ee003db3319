package recipes

import (
	"net"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// recogniseBarrier: kazoo's barriers and Curator's. In a double one each who came has an
// ephemeral znode named by a UUID, and "ready" is there once all have. Before that, and
// for a single barrier, which is a znode without children, the form alone proves
// nothing: it must be called a barrier, too.
func recogniseBarrier(seen Seen) *Recipe {
	names, ok := seen.names(seen.Path)
	called := strings.Contains(strings.ToLower(seen.Path.Name()), "barrier")
	ready := has(names, "ready")
	switch {
	case !ok || !called && !ready || len(names) > maxLine:
		return nil
	case len(names) == 0:
		return singleBarrier(seen)
	}
	inside, proven := 0, false
	for _, name := range names {
		if name == "ready" {
			continue
		}
		if !isUUID(name) {
			return nil
		}
		inside++
		stat, _ := seen.child(name)
		proven = proven || stat.CreateKind() == znode.Ephemeral
	}
	if !proven {
		return nil
	}
	recipe := &Recipe{Code: "barrier.double", Args: znode.Args{"inside": strconv.Itoa(inside)}}
	if !ready {
		recipe.Code = "barrier.waiting"
	}
	return recipe
}

// singleBarrier recognises a barrier: kazoo's has no data, and Curator's has the address of
// its client. A znode that had children is a double barrier that all have left, or a place
// for barriers.
func singleBarrier(seen Seen) *Recipe {
	stat := seen.Stat
	switch {
	case stat.CreateKind() == znode.Ephemeral, stat.Version != 0, stat.Cversion != 0, strings.HasSuffix(strings.ToLower(seen.Path.Name()), "barriers"):
		return nil
	case stat.DataLength > 0 && net.ParseIP(string(seen.Data)) == nil:
		return nil
	}
	return &Recipe{Code: "barrier"}
}
