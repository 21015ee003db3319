package recipes

import (
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// Seen is what a page has read of a znode.
type Seen struct {
	Path  znode.Path
	Stat  znode.Stat
	Data  []byte       // as the reader may see it, with secrets masked; nil if there is none or it is hidden
	Lists []znode.List // names of children: those of the znode, and of the Proofs that were read
	Stats znode.Stats
}

// Recipe is what a znode was recognised as.
type Recipe struct {
	Of    string     // the name of the system or library; "" if several do the same
	Code  string     // one of Codes; package words has a sentence for each
	Args  znode.Args // the values in that sentence, each of at most MaxSaid bytes; others control them
	Links []Link     // the znodes that it points at, at most MaxLinks
	Line  *Line      // the line that stands at the znode; nil if there is none
}

// Link leads from a znode to one that it points at. That znode may not exist.
type Link struct {
	Rel  Rel // what Path is to the znode
	Path znode.Path
}

// Limits of a recipe.
const (
	MaxLinks = 20  // number of links
	MaxSaid  = 512 // bytes of a value in the sentence; longer ones are cut and end in "…"
)

// Recognise returns what a znode is, or nil if nothing is recognised.
func Recognise(seen Seen) *Recipe {
	found := recogniseSystem(seen)
	if found == nil {
		found = recogniseShape(seen)
	}
	if found == nil {
		return nil
	}
	if found.Line == nil {
		found.Line = lineOf(seen)
	}
	if len(found.Links) > MaxLinks {
		found.Links = found.Links[:MaxLinks]
	}
	for name, value := range found.Args {
		found.Args[name] = beginning(value)
	}
	return found
}

// beginning returns value, cut to MaxSaid bytes.
func beginning(value string) string {
	const cut = "…"
	if len(value) <= MaxSaid {
		return value
	}
	return strings.ToValidUTF8(value[:MaxSaid-len(cut)], "") + cut
}

// shapes are the recipes of libraries, with the codes of each. The first that recognises a znode
// wins.
var shapes = []struct {
	codes     []string
	recognise func(Seen) *Recipe
}{
	{[]string{"lock", "rwlock", "election", "leases"}, recogniseLine},
	{[]string{"lock.contender", "rwlock.contender", "election.contender", "leases.contender"}, recogniseContender},
	{[]string{"semaphore", "semaphore.kazoo"}, recogniseSemaphore},
	{[]string{"lease", "lease.holder"}, recogniseLease},
	{[]string{"queue", "queue.locking", "queue.taken"}, recogniseQueue},
	{[]string{"queue.entry", "queue.taken_entry"}, recogniseEntry},
	{[]string{"party", "party.member"}, recogniseParty},
	{[]string{"barrier", "barrier.double", "barrier.waiting"}, recogniseBarrier},
	{[]string{"barrier.member", "barrier.ready"}, recogniseInBarrier},
	{[]string{"service.instance"}, recogniseService},
	{[]string{"counter"}, recogniseCounter},
}

func recogniseShape(seen Seen) *Recipe {
	for _, shape := range shapes {
		if found := shape.recognise(seen); found != nil {
			return found
		}
	}
	return nil
}

// Codes returns all codes that a Recipe may have, in order. The tests of package words check that
// it has a sentence for each.
func Codes() []string {
	codes := []string{severalSystems}
	for _, shape := range shapes {
		codes = append(codes, shape.codes...)
	}
	for _, system := range systems {
		for _, rule := range system.rules {
			codes = append(codes, rule.code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// Proofs returns the znodes whose lists of children help to recognise the znode at path. A page
// reads them too. They are few, and for most znodes none.
func Proofs(path znode.Path) []znode.Path {
	proofs := rootsAbove(path)
	if provenBeside(path.Name()) && !path.IsRoot() && !slices.Contains(proofs, path.Parent()) {
		proofs = append(proofs, path.Parent())
	}
	if locks, ok := LocksBeside(path); ok && !slices.Contains(proofs, locks) {
		proofs = append(proofs, locks)
	}
	return proofs
}

// provenBeside reports whether the names of its siblings may prove what a znode of this name is.
func provenBeside(name string) bool {
	_, contends := parseContender(name)
	_, queues := entryOf(name)
	return contends || queues || isUUID(name) || name == "ready"
}

// Children returns the children of a znode whose stats are needed. The names are those of all its
// children.
func Children(path znode.Path, names []string) []znode.Path {
	if line := newLine(path, names); line != nil {
		return line.paths()
	}
	var children []znode.Path
	for _, name := range []string{"leases", "locks", "ready"} {
		if child, err := path.Child(name); err == nil && has(names, name) {
			children = append(children, child)
		}
	}
	return children
}

// names returns the names of a znode's children in byte order, and whether they were read.
func (s Seen) names(path znode.Path) ([]string, bool) {
	for _, list := range s.Lists {
		if list.Path == path && list.Err == nil {
			return list.Names, true
		}
	}
	return nil, false
}

// stat returns the stat of a znode, and whether it was read.
func (s Seen) stat(path znode.Path) (znode.Stat, bool) {
	if path == s.Path {
		return s.Stat, true
	}
	result := s.Stats[path]
	if result == nil {
		return znode.Stat{}, false
	}
	return result.Stat, result.Err == nil
}

// gone reports whether a znode whose name was read no longer existed when its stat was read.
func (s Seen) gone(path znode.Path) bool {
	result := s.Stats[path]
	return result != nil && znode.KindOf(result.Err) == znode.NotFound
}

// child returns the stat of a child, and whether it was read.
func (s Seen) child(name string) (znode.Stat, bool) {
	path, err := s.Path.Child(name)
	if err != nil {
		return znode.Stat{}, false
	}
	return s.stat(path)
}

// has reports whether names, which are in byte order, contain name.
func has(names []string, name string) bool {
	_, found := slices.BinarySearch(names, name)
	return found
}

func hasAll(names []string, wanted ...string) bool { return countOf(names, wanted...) == len(wanted) }

func hasAny(names []string, wanted ...string) bool { return countOf(names, wanted...) > 0 }

// countOf returns how many of wanted are in names.
func countOf(names []string, wanted ...string) int {
	n := 0
	for _, name := range wanted {
		if has(names, name) {
			n++
		}
	}
	return n
}

// below returns the znode with these names below root, and whether its path is valid.
func below(root znode.Path, names ...string) (znode.Path, bool) {
	for _, name := range names {
		var err error
		if root, err = root.Child(name); err != nil {
			return znode.Path{}, false
		}
	}
	return root, true
}
