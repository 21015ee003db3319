package recipes

import (
	"slices"
	"strconv"

	"zkweb/zkconn/znode"
)

// recogniseSemaphore recognises semaphores. Curator's InterProcessSemaphoreV2 has its leases in one
// child and, in another, a lock for clients that ask for one. kazoo's Semaphore has its leases as
// children, their maximum as data, and the lock beside it.
func recogniseSemaphore(seen Seen) *Recipe {
	names, ok := seen.names(seen.Path)
	switch {
	case !ok:
		return nil
	case len(names) == 2 && hasAll(names, "leases", "locks"), len(names) == 1 && names[0] == "leases":
		return curatorSemaphore(seen, len(names) == 1)
	}
	return kazooSemaphore(seen, names)
}

// curatorSemaphore recognises Curator's semaphore. Its lock is a container, which ZooKeeper deletes
// when no client has asked for a lease for a while. A child "leases" alone counts only if it has
// children and the znode has no data.
func curatorSemaphore(seen Seen, alone bool) *Recipe {
	leases, known := seen.child("leases")
	locks, alsoKnown := seen.child("locks")
	switch {
	case !known || leases.DataLength != 0 || leases.CreateKind() == znode.Ephemeral || !alone && (!alsoKnown || locks.DataLength != 0):
		return nil
	case alone && (leases.NumChildren == 0 || seen.Stat.DataLength > 0 || seen.Stat.Version > 0 || leases.Version > 0):
		return nil
	}
	taken := leases.NumChildren
	if locks.NumChildren > 0 { // the newest lease is not taken yet, as newestWaits describes
		taken = max(0, taken-1)
	}
	recipe := &Recipe{Of: curator, Code: "semaphore", Args: znode.Args{
		"leases": strconv.Itoa(int(taken)), "waiting": strconv.Itoa(int(locks.NumChildren))}}
	recipe.link(RelLeases, seen.Path, "leases")
	if !alone {
		recipe.link(RelLine, seen.Path, "locks")
	}
	return recipe
}

// LocksBeside returns the lock of the Curator semaphore that has path as its leases or as one of
// them. It returns false if there can be none.
func LocksBeside(path znode.Path) (znode.Path, bool) {
	if found, ok := parseContender(path.Name()); ok && found.kind == LineLeases {
		path = path.Parent()
	}
	if path.Name() != "leases" || path.IsRoot() {
		return znode.Path{}, false
	}
	return below(path.Parent(), "locks")
}

// newestWaits reports whether the newest lease of Curator's semaphore is not taken yet. The client
// that has the lock adds a lease, and keeps the lock until that lease is free.
func newestWaits(seen Seen) bool {
	locks, ok := LocksBeside(seen.Path)
	names, _ := seen.names(locks)
	return ok && slices.ContainsFunc(names, func(name string) bool {
		_, stands := parseContender(name)
		return stands
	})
}

func kazooSemaphore(seen Seen, names []string) *Recipe {
	const longest = 10 // digits of a limit
	if len(seen.Data) > longest {
		return nil
	}
	limit, err := strconv.Atoi(string(seen.Data))
	if err != nil || limit < 1 || len(names) == 0 || len(names) > limit {
		return nil
	}
	line := &Line{Kind: LineLeases, Total: len(names), Holders: len(names), Limit: limit}
	for _, name := range names {
		path, ok := below(seen.Path, name)
		if rest, hex := cutHex(name); !ok || !hex || rest != "" {
			return nil
		}
		if len(line.Contenders) < MaxContenders {
			line.Contenders = append(line.Contenders, Contender{Name: name, Path: path, Holds: true, library: kazoo})
		}
	}
	if !line.learn(seen) {
		return nil
	}
	recipe := &Recipe{Of: kazoo, Code: "semaphore.kazoo", Line: line, Args: znode.Args{"limit": strconv.Itoa(limit), "leases": strconv.Itoa(len(names))}}
	recipe.link(RelLine, seen.Path.Parent(), seen.Path.Name()+"-__lock__")
	return recipe
}
