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
	Holders    int         // how many of them hold it; only those among Contenders are counted
	Contenders []Contender // in the order of the line, the first MaxContenders
	Limit      int         // how many may hold it at a time, where the znode says so; 0 is unknown
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
	WaitsFor string     // the name of the contender that its client watches; "" for a holder
	Stat     znode.Stat // zero where it was not read
	ID       string     // what its data says, for whoever reads that to fill in
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
	if len(names) > maxLine {
		return nil
	}
	var all []Contender
	var kind LineKind
	for _, name := range names {
		found, ok := parseContender(name)
		if !ok {
			continue
		}
		child, err := path.Child(name)
		if err != nil {
			continue
		}
		if kind == "" || found.kind == LineRWLock && kind == LineLock {
			kind = found.kind
		}
		all = append(all, Contender{Name: name, Path: child, Sequence: found.sequence, Mode: found.mode, library: found.library})
	}
	if len(all) == 0 {
		return nil
	}
	putInOrder(all)
	line := &Line{Kind: kind, Total: len(all), Contenders: all}
	line.settle()
	line.Contenders = all[:min(len(all), MaxContenders)]
	return line
}

// putInOrder sorts contenders by their numbers. The numbers go round in a circle,
// and -2147483648 follows 2147483647: the line begins behind the widest gap.
func putInOrder(all []Contender) {
	slices.SortFunc(all, func(a, b Contender) int {
		return cmp.Or(cmp.Compare(a.Sequence, b.Sequence), strings.Compare(a.Name, b.Name))
	})
	start, widest, before := 0, uint32(0), all[len(all)-1].Sequence
	for i, contender := range all {
		if gap := uint32(contender.Sequence) - uint32(before); gap > widest {
			start, widest = i, gap
		}
		before = contender.Sequence
	}
	slices.Reverse(all[:start])
	slices.Reverse(all[start:])
	slices.Reverse(all)
}

// settle finds out who holds it and whom the others watch.
func (l *Line) settle() {
	switch l.Kind {
	case LineLeases:
		for i := range l.Contenders {
			l.Contenders[i].Holds = true
		}
	case LineRWLock:
		l.settleReadersAndWriters()
	default:
		for i := range l.Contenders {
			l.wait(i, i-1)
		}
	}
	l.count()
}

// settleReadersAndWriters: a writer waits for whoever is before it, a reader for a
// writer: kazoo's for the last one before it, Curator's for the first.
func (l *Line) settleReadersAndWriters() {
	first, last := -1, -1 // writers so far
	for i := range l.Contenders {
		contender := &l.Contenders[i]
		if contender.Mode == "" {
			contender.Mode = Writes // kazoo's writers are named as its locks are
		}
		switch {
		case contender.Mode == Writes:
			l.wait(i, i-1)
			last = i
			if first < 0 {
				first = i
			}
		case contender.library == kazoo:
			l.wait(i, last)
		default:
			l.wait(i, first)
		}
	}
}

// wait notes whom the contender at i watches; none below 0.
func (l *Line) wait(i, watched int) {
	if watched < 0 {
		l.Contenders[i].Holds = true
		return
	}
	l.Contenders[i].WaitsFor = l.Contenders[watched].Name
}

func (l *Line) count() {
	l.Holders = 0
	for _, contender := range l.Contenders {
		if contender.Holds {
			l.Holders++
		}
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

// lineOf is the line of a znode's children; nil when there is none.
func lineOf(seen Seen) *Line {
	names, _ := seen.names(seen.Path)
	line := newLine(seen.Path, names)
	if line == nil || !line.learn(seen) {
		return nil
	}
	return line
}

// library is what wrote the line; "" where several do alike.
func (l *Line) library() string { return l.Contenders[0].library }
