package recipes

import (
	"cmp"
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// Line is the line of contenders for a lock, an election or a semaphore.
type Line struct {
	Kind       LineKind
	Total      int         // number of contenders
	Holders    int         // number of contenders that hold it
	Contenders []Contender // the first MaxContenders, in the order of the line
	Limit      int         // how many may hold it at a time; 0 if the znode does not tell
	Others     int         // number of children that stand in other lines
}

// LineKind is the purpose of a line. The values are part of the JSON.
type LineKind string

// The kinds of line.
const (
	LineLock     LineKind = "lock"     // the first holds it; an election made of a lock looks the same
	LineRWLock   LineKind = "rwlock"   // the readers before the first writer hold it, or the first if it is a writer
	LineElection LineKind = "election" // the first leads
	LineLeases   LineKind = "leases"   // each contender is a lease of a semaphore
)

// Mode is how a contender wants a read/write lock.
type Mode string

// The modes.
const (
	Reads  Mode = "read"
	Writes Mode = "write"
)

// Contender is a znode that stands in a line.
type Contender struct {
	Name     string
	Path     znode.Path
	Sequence znode.Sequence // ZooKeeper's number; 0 for leases without one
	Mode     Mode           // "" except in a read/write lock
	Holds    bool
	WaitsFor string     // the contender that its client watches; "" for a holder or a lease
	Stat     znode.Stat // zero if it was not read
	ID       string     // what its data says; the caller fills it in
	Address  string     // the client's address; the caller fills it in
	library  string
}

// Limits of a line.
const (
	MaxContenders = 20     // contenders in a Line
	maxLine       = 20_000 // children of a znode up to which it is searched for a line
)

const (
	kazoo   = "kazoo"
	curator = "Curator"
)

// newLine returns the line in which children of a znode stand, or nil if none stands in one. The
// names must be in order.
func newLine(path znode.Path, names []string) *Line {
	all, others := standing(names, family{})
	if len(all) == 0 {
		return nil
	}
	line := &Line{Kind: kindOf(all), Total: len(all), Holders: 1, Others: others}
	switch line.Kind {
	case LineLeases:
		line.Holders = line.Total
	case LineRWLock:
		line.Holders = max(1, slices.IndexFunc(append(all, parsed{}), parsed.writes))
	}
	for i, found := range all[:min(len(all), MaxContenders)] {
		child, err := path.Child(found.name)
		if err != nil {
			return nil
		}
		contender := Contender{Name: found.name, Path: child, Sequence: found.sequence, Mode: found.mode, library: found.library}
		if line.Kind == LineRWLock && found.mode == "" {
			contender.Mode = Writes // kazoo's writers have the mark of its locks
		}
		if watched := watched(line.Kind, all, i); watched >= 0 {
			contender.WaitsFor = all[watched].name
		} else {
			contender.Holds = true
		}
		line.Contenders = append(line.Contenders, contender)
	}
	return line
}

// standing returns the contenders of a family in the order of their line, and the number of those
// of other families, which the family's clients ignore. For the zero family it takes the largest.
func standing(names []string, of family) (all []parsed, others int) {
	if len(names) > maxLine {
		return nil, 0
	}
	mixed := false
	for _, name := range names {
		if found, ok := parseContender(name); ok {
			all = append(all, found)
			mixed = mixed || found.family != all[0].family
		}
	}
	if len(all) == 0 {
		return nil, 0
	}
	if mixed {
		if of == (family{}) {
			of = largest(all)
		}
		total := len(all)
		all = slices.DeleteFunc(all, func(one parsed) bool { return one.family != of })
		others = total - len(all)
	}
	putInOrder(all)
	return all, others
}

// largest returns the family with the most contenders; of several, that of the first contender.
func largest(all []parsed) (of family) {
	members := map[family]int{}
	for _, one := range all {
		members[one.family]++
	}
	for _, one := range all {
		if members[one.family] > members[of] {
			of = one.family
		}
	}
	return of
}

// kindOf returns the kind of a line: a read/write lock if any contender is of one, else the kind of
// the first.
func kindOf(all []parsed) LineKind {
	if slices.ContainsFunc(all, func(one parsed) bool { return one.kind == LineRWLock }) {
		return LineRWLock
	}
	return all[0].kind
}

// watched returns the index of the contender that the client of contender i watches, or -1 if i
// holds. A writer watches the contender before it. A reader watches a writer before it: the first
// one with Curator, the last one with other libraries.
func watched(kind LineKind, all []parsed, i int) int {
	switch {
	case kind == LineLeases:
		return -1
	case kind != LineRWLock || all[i].writes():
		return i - 1
	case all[i].library != curator:
		for i--; i >= 0 && !all[i].writes(); i-- {
		}
		return i
	}
	return slices.IndexFunc(all[:i], parsed.writes)
}

// putInOrder sorts contenders by their numbers. The numbers wrap around: -2147483648 follows
// 2147483647. So the line begins after the widest gap.
func putInOrder(all []parsed) {
	slices.SortFunc(all, func(a, b parsed) int {
		return cmp.Or(cmp.Compare(a.sequence, b.sequence), strings.Compare(a.name, b.name))
	})
	start, widest, before := 0, uint32(0), all[len(all)-1].sequence
	for i, one := range all {
		if gap := uint32(one.sequence) - uint32(before); gap > widest {
			start, widest = i, gap
		}
		before = one.sequence
	}
	slices.Reverse(all[:start])
	slices.Reverse(all[start:])
	slices.Reverse(all)
}

// manyLead ends the data of ClickHouse's replicas in an election that all of them win. ClickHouse
// writes it from version 20.6 until the version that has no more elections.
const manyLead = " (multiple leaders Ok)"

// Settle adjusts the line to the IDs of its contenders, once they are filled in: if the first one
// says that many lead, all lead.
func (l *Line) Settle() {
	if !strings.HasSuffix(l.Contenders[0].ID, manyLead) {
		return
	}
	l.Holders = l.Total
	for i := range l.Contenders {
		l.Contenders[i].Holds, l.Contenders[i].WaitsFor = true, ""
	}
}

func (l *Line) paths() []znode.Path {
	paths := make([]znode.Path, len(l.Contenders))
	for i, contender := range l.Contenders {
		paths[i] = contender.Path
	}
	return paths
}

// learn fills in the stats of the contenders, and reports whether one of them is ephemeral. Without
// an ephemeral znode there is no line.
func (l *Line) learn(seen Seen) bool {
	proven := false
	for i := range l.Contenders {
		contender := &l.Contenders[i]
		contender.Stat, _ = seen.stat(contender.Path)
		proven = proven || contender.Stat.CreateKind() == znode.Ephemeral
	}
	return proven
}

// lineOf returns the line of a znode's children, or nil if there is none.
func lineOf(seen Seen) *Line {
	names, _ := seen.names(seen.Path)
	line := newLine(seen.Path, names)
	if line != nil && slices.ContainsFunc(line.Contenders, func(one Contender) bool { return seen.gone(one.Path) }) {
		line = newLine(seen.Path, slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			path, err := seen.Path.Child(name)
			return err == nil && seen.gone(path)
		}))
	}
	if line == nil || !line.learn(seen) {
		return nil
	}
	if line.Kind == LineLeases && newestWaits(seen) {
		line.Holders--
		if last := line.Total - 1; last < len(line.Contenders) {
			line.Contenders[last].Holds = false
		}
	}
	return line
}

// library returns the library of the line; "" if several write the same names.
func (l *Line) library() string { return l.Contenders[0].library }
