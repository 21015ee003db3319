package tree

import (
	"context"
	"strings"
	"sync"
	"time"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Sought is what a find looks for: all that is given must hold. The zero value is
// every znode.
type Sought struct {
	Name  string // a pattern, of names
	Data  string // a pattern, of lines of data
	Match Match  // how both are written; Text when ""

	Kind   string    // as znode.Stat.CreateKind names it; "" for any
	Owner  int64     // the session of an ephemeral znode; 0 for any
	Since  time.Time // when the data was last changed, or later; zero for any time
	Min    int       // bytes of data
	Max    *int      // bytes of data; nil is no bound
	Scheme string    // of an entry of the ACL; "" for any
	ID     string    // of that entry, or the user in a digest's; "" for any
}

// In says where in a znode something was found.
type In string

// The parts of a znode.
const (
	InName In = "name"
	InData In = "data"
)

// Found is a znode that was found.
type Found struct {
	Path znode.Path
	Stat znode.Stat // zero where Err is set
	Err  error      // Denied: the znode's parent tells its name, and ZooKeeper nothing else
	In   In
	Line int    // of the data, from 1; 0 for InName
	Text string // that line, or the part of it around what was found; the name for InName
	From int    // where in Text what was found begins
	To   int    // and where it ends; 0 where that is not known

	Within bool // Text is what a text in the data says once it is decoded: its Line is one of that
}

// Legible is a text that a person reads in data.
type Legible struct {
	Text   string
	Line   int  // that all of it stands in, from 1; 0 where it has lines of its own
	Within bool // Text is from a decoded part of the data, and Line counts the lines of that part
}

// Finder matches znodes with what is sought.
type Finder struct {
	sought     Sought
	name, data pattern
	above      []string // fragments of the path above the name, in lower case

	mu   sync.Mutex
	hits map[znode.Path]Found // in data that was looked at and is not visited yet
}

// NewFinder fails with Invalid for a pattern that is none.
func NewFinder(sought Sought) (*Finder, error) {
	f := &Finder{sought: sought, hits: map[znode.Path]Found{}}
	var err error
	if sought.Match == Fragments {
		f.name, f.above, err = parseFragments(sought.Name)
	} else {
		f.name, err = parsePattern(sought.Name, sought.Match)
	}
	if err != nil {
		return nil, err
	}
	match := sought.Match
	if match == Glob || match == Fragments {
		match = Text
	}
	if f.data, err = parsePattern(sought.Data, match); err != nil {
		return nil, err
	}
	return f, nil
}

// Want returns what the finder must know of a znode: walk.Options.Want.
func (f *Finder) Want(path znode.Path) walk.Want {
	if _, _, named := f.named(path); !named {
		return 0
	}
	want := walk.Stat
	if !f.data.isEmpty() {
		want = walk.Data
	}
	if f.sought.Scheme != "" {
		want |= walk.ACL
	}
	return want
}

func (f *Finder) named(path znode.Path) (from, to int, found bool) {
	if f.name.isEmpty() {
		return 0, 0, true
	}
	name := path.Name()
	if from, to, found = f.name.in(name); found && len(f.above) > 0 {
		found = haveInOrder(strings.TrimSuffix(path.String(), name), f.above)
	}
	return from, to, found
}

// Look matches a text of a znode's data, and reports whether it is found. It is for the
// reader of the walk, which then need not keep the data; several goroutines may call it.
func (f *Finder) Look(ctx context.Context, path znode.Path, text Legible) bool {
	line, found := f.data.find(ctx, text.Text)
	if !found {
		return false
	}
	if text.Line > 0 {
		line.number = text.Line
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hits[path] = Found{In: InData, Line: line.number, Text: line.text, From: line.from, To: line.to, Within: text.Within}
	return true
}

// Visit reports whether a znode that the walk has come to is what is sought.
func (f *Finder) Visit(v walk.Visited) (Found, bool) {
	found, ok := f.match(v)
	switch {
	case !ok:
		return Found{}, false
	case znode.KindOf(v.Err) == znode.Denied && f.asksNameAlone():
		found.Path, found.Err = v.Path, v.Err
		return found, true
	case v.Err != nil || !f.holds(v):
		return Found{}, false
	}
	found.Path, found.Stat = v.Path, v.Stat
	return found, true
}

// asksNameAlone reports whether a znode's name is enough to tell that it is sought.
func (f *Finder) asksNameAlone() bool {
	s := f.sought
	s.Name, s.Match = "", ""
	return !f.name.isEmpty() && s == Sought{}
}

// match finds the name, and the data where it was looked at.
func (f *Finder) match(v walk.Visited) (Found, bool) {
	if !f.data.isEmpty() {
		f.mu.Lock()
		defer f.mu.Unlock()
		found, ok := f.hits[v.Path]
		delete(f.hits, v.Path)
		return found, ok
	}
	from, to, ok := f.named(v.Path)
	return Found{In: InName, Text: v.Path.Name(), From: from, To: to}, ok
}

// holds reports whether a znode's stat and ACL are as sought.
func (f *Finder) holds(v walk.Visited) bool {
	s := &f.sought
	switch {
	case s.Kind != "" && v.Stat.CreateKind() != s.Kind,
		s.Owner != 0 && v.Stat.EphemeralOwner != s.Owner,
		!s.Since.IsZero() && v.Stat.Mtime < s.Since.UnixMilli(),
		int(v.Stat.DataLength) < s.Min,
		s.Max != nil && int(v.Stat.DataLength) > *s.Max:
		return false
	}
	return s.Scheme == "" || s.isIn(v.ACL)
}

// isIn reports whether an ACL has the entry that is sought.
func (s *Sought) isIn(acl []znode.ACL) bool {
	for _, entry := range acl {
		user, _, _ := strings.Cut(entry.ID, ":")
		if entry.Scheme == s.Scheme && (s.ID == "" || entry.ID == s.ID || entry.Scheme == "digest" && user == s.ID) {
			return true
		}
	}
	return false
}
