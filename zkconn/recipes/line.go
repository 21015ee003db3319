package recipes

import (
	"cmp"
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// Line is who stands in line for a lock, an election or a semaphore.
type Line struct {
	Kind       LineKind
	Total      int         // contenders
	Holders    int         // how many of them hold it
	Contenders []Contender // in the order of the line, the first MaxContenders
	Limit      int         // how many may hold it at a time, where the znode says so; 0 is unknown
	Others     int         // children that stand in other lines than this one
}

// LineKind is what a line is for. It is part of the JSON.
type LineKind string

// The kinds of line.
const (
	LineLock     LineKind = "lock"     // the first holds it; an election made of a lock looks alike
	LineRWLock   LineKind = "rwlock"   // the readers before the first writer hold it, or that writer alone
	LineElection LineKind = "election" // the first leads
	LineLeases   LineKind = "leases"   // each is a lease of a semaphore
)

// Mode is how a contender wants a read/write lock.
type Mode string

// The modes.
const (
	Reads  Mode = "read"
	Writes Mode = "write"
)

// Contender is a znode in a line.
type Contender struct {
	Name     string
	Path     znode.Path
	Sequence znode.Sequence // ZooKeeper's number; 0 for leases that have none
	Mode     Mode           // "" but in a read/write lock
	Holds    bool
	WaitsFor string     // the name of the contender that its client watches; "" for a holder, and for a lease
	Stat     znode.Stat // zero where it was not read
	ID       string     // what its data says, for whoever reads that to fill in
	Address  string     // of its client, for whoever asks the servers to fill in
	library  string
}

// Bounds of a line.
const (
	MaxContenders = 20     // that are told
	maxLine       = 20_000 // children of a znode in which a line is looked for
)

const (
	kazoo   = "kazoo"
	curator = "Curator"
)

// newLine makes the line of which the children of a znode are, in order; nil when
// none of them stands in one.
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
			contender.Mode = Writes // kazoo's writers are named as its locks are
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

// standing returns those of a family that stand in a line, in its order, and how many
// others stand in lines of other families, whose clients take no notice of it. For no
// family it is the one with the most.
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

// largest returns the family with the most contenders; of equals the one that is named first.
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

// kindOf returns what a line is for: that of its first, or a read/write lock as soon as
// anybody in it reads.
func kindOf(all []parsed) LineKind {
	if slices.ContainsFunc(all, func(one parsed) bool { return one.kind == LineRWLock }) {
		return LineRWLock
	}
	return all[0].kind
}

// watched returns whom the client of the contender at i watches; -1 for one that holds. A
// writer waits for whoever is before it, a reader for a writer: Curator's for the first
// one before it, others for the last.
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

// putInOrder sorts contenders by their numbers. The numbers go round in a circle,
// and -2147483648 follows 2147483647: the line begins behind the widest gap.
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

// manyLead ends the data of ClickHouse's replicas in an election that all of them win,
// as from version 20.6 on until there were no more elections.
const manyLead = " (multiple leaders Ok)"

// Settle takes account of what the ids say, once they are filled in: where the first says
// that many lead, all do.
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

// learn notes the stats of the contenders and reports whether a client's session
// holds one of them: only ephemeral znodes make a line.
func (l *Line) learn(seen Seen) bool {
	proven := false
	for i := range l.Contenders {
		contender := &l.Contenders[i]
		contender.Stat, _ = seen.stat(contender.Path)
		proven = proven || contender.Stat.CreateKind() == znode.Ephemeral
	}
	return proven
}

// lineOf returns the line of a znode's children; nil when there is none.
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

// library returns what wrote the line; "" where several do alike.
func (l *Line) library() string { return l.Contenders[0].library }
