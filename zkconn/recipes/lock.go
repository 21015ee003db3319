package recipes

import (
	"slices"
	"strconv"

	"zkweb/zkconn/znode"
)

// recogniseLine recognises the parents of lines: locks, read/write locks, elections and the leases
// of semaphores of kazoo, Curator and other libraries.
func recogniseLine(seen Seen) *Recipe {
	line := lineOf(seen)
	if line == nil {
		return nil
	}
	return &Recipe{Of: line.library(), Code: string(line.Kind), Line: line}
}

// recogniseContender recognises a znode that stands in a line. Its place in the line follows from
// the names of its siblings.
func recogniseContender(seen Seen) *Recipe {
	found, ok := parseContender(seen.Path.Name())
	if !ok || seen.Stat.CreateKind() != znode.Ephemeral {
		return nil
	}
	names, ok := seen.names(seen.Path.Parent())
	all, _ := standing(names, found.family)
	place := slices.IndexFunc(all, func(one parsed) bool { return one.name == found.name })
	if !ok || place < 0 {
		return nil
	}
	kind := kindOf(all)
	waitsFor := watched(kind, all, place)
	holds := waitsFor < 0 && (kind != LineLeases || place < len(all)-1 || !newestWaits(seen))
	recipe := &Recipe{Of: found.library, Code: string(kind) + ".contender", Args: znode.Args{
		"total": strconv.Itoa(len(all)), "place": strconv.Itoa(place + 1), "holds": strconv.FormatBool(holds)}}
	recipe.link(RelLine, seen.Path.Parent())
	if waitsFor >= 0 {
		recipe.link(RelWaitsFor, seen.Path.Parent(), all[waitsFor].name)
	}
	return recipe
}

// link adds a link to the znode with these names below root. It does nothing if a name is empty or
// the link exists already.
func (r *Recipe) link(rel Rel, root znode.Path, names ...string) {
	path, ok := below(root, names...)
	link := Link{rel, path}
	for _, known := range r.Links {
		ok = ok && known != link
	}
	if ok {
		r.Links = append(r.Links, link)
	}
}
