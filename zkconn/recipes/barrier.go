package recipes

import (
	"net"
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// recogniseBarrier recognises the barriers of kazoo and Curator. In a double barrier, each client
// that has entered has an ephemeral znode named by a UUID, and the child "ready" exists once all
// have entered. Before that, and for a single barrier, which has no children, the form proves
// nothing; the name must also contain "barrier".
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

// recogniseInBarrier recognises a child of a double barrier: the znode of a client, or "ready". The
// names of its siblings prove it, as they do for the barrier.
func recogniseInBarrier(seen Seen) *Recipe {
	name, stat := seen.Path.Name(), seen.Stat
	names, ok := seen.names(seen.Path.Parent())
	called := strings.Contains(strings.ToLower(seen.Path.Parent().Name()), "barrier")
	ready := has(names, "ready")
	if !ok || !called && !ready || len(names) > maxLine || slices.ContainsFunc(names, func(name string) bool { return name != "ready" && !isUUID(name) }) {
		return nil
	}
	switch {
	case name != "ready" && stat.CreateKind() == znode.Ephemeral:
		return &Recipe{Code: "barrier.member", Args: znode.Args{"id": string(seen.Data)}}
	case name == "ready" && len(names) > 1 && stat.CreateKind() != znode.Ephemeral && stat.Version == 0 && stat.NumChildren == 0 && (stat.DataLength == 0 || net.ParseIP(string(seen.Data)) != nil):
		return &Recipe{Code: "barrier.ready"}
	}
	return nil
}

// singleBarrier recognises a single barrier: kazoo's has no data, and Curator's has the address of
// its client. A znode that has had children is a double barrier that all clients have left, or a
// parent of barriers.
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
