package recipes

import (
	"strconv"

	"zkweb/zkconn/znode"
)

// recogniseLine: locks, read/write locks, elections and the leases of semaphores, as
// kazoo's recipes, Curator's and others line up for them.
func recogniseLine(seen Seen) *Recipe {
	line := lineOf(seen)
	if line == nil {
		return nil
	}
	return &Recipe{Of: line.library(), Code: string(line.Kind), Line: line}
}

// recogniseContender: a znode in a line. Its place is known where its neighbours'
// names are.
func recogniseContender(seen Seen) *Recipe {
	found, ok := parseContender(seen.Path.Name())
	if !ok || seen.Stat.CreateKind() != znode.Ephemeral {
		return nil
	}
	names, ok := seen.names(seen.Path.Parent())
	line := newLine(seen.Path.Parent(), names)
	if !ok || line == nil {
		return nil
	}
	recipe := &Recipe{Of: found.library, Code: string(line.Kind) + ".contender", Args: znode.Args{"total": strconv.Itoa(line.Total)}}
	recipe.Links = append(recipe.Links, Link{RelLine, seen.Path.Parent()})
	for i, contender := range line.Contenders {
		if contender.Path == seen.Path {
			recipe.Args["place"] = strconv.Itoa(i + 1)
			recipe.Args["holds"] = strconv.FormatBool(contender.Holds)
			recipe.link(RelWaitsFor, seen.Path.Parent(), contender.WaitsFor)
		}
	}
	return recipe
}

// link adds a link to the znode of these names below root, unless one is empty or
// the link is there already.
func (r *Recipe) link(rel string, root znode.Path, names ...string) {
	path, ok := below(root, names...)
	link := Link{rel, path}
	for _, known := range r.Links {
		ok = ok && known != link
	}
	if ok {
		r.Links = append(r.Links, link)
	}
}
