package tree

import (
	"context"
	"strings"
	"sync"
	"time"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Sought is what a find looks for. A znode must match all fields that are set. The zero value
// matches every znode.
type Sought struct {
	Name  string // pattern for the name
	Data  string // pattern for a line of the data
	Match Match  // how Name and Data are written; "" is Text

	Kind   string    // as returned by znode.Stat.CreateKind; "" for any
	Owner  int64     // session of an ephemeral znode; 0 for any
	Since  time.Time // earliest time of the last change of the data; zero for any
	Min    int       // minimum size of the data in bytes
	Max    *int      // maximum size of the data in bytes; nil for none
	Scheme string    // of an entry in the ACL; "" for any
	ID     string    // of that entry, or the user of a digest; "" for any
}

// In is the part of a znode in which something was found.
type In string

// The parts.
const (
	InName In = "name"
	InData In = "data"
)

// Found is a znode that was found.
type Found struct {
	Path znode.Path
	Stat znode.Stat // zero if Err is set
	Err  error      // of kind Denied if ZooKeeper tells nothing but the name, which comes from the parent
	In   In
	Line int    // line number in the data, from 1; 0 for InName
	Text string // that line, or the part of it around the match; for InName the name
	From int    // start of the match in Text
	To   int    // end of the match in Text; 0 if it is not known

	Within bool // whether Text is from a decoded part of the data, in which Line counts
}

// Legible is a readable text in the data of a znode.
type Legible struct {
	Text   string
	Line   int  // line number of all of Text, from 1; 0 if Text has lines of its own
	Within bool // whether Text is from a decoded part of the data, in which Line counts
}

// Finder finds the znodes that match a Sought.
type Finder struct {
	sought     Sought
	name, data pattern
	above      []string // fragments of the path above the name, in lower case

	mu   sync.Mutex
	hits map[znode.Path]Found // matches in data of znodes that are not visited yet
}

// NewFinder returns a finder. It fails with Invalid if a pattern is not valid.
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

// Want returns what the finder must know of a znode. It is for walk.Options.Want.
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

// Look matches a text in a znode's data, and reports whether it matches. The walk's reader calls
// it, so that the data need not be kept. Several goroutines may call it at the same time.
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

// Visit reports whether a znode that the walk has visited is what is sought.
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

// asksNameAlone reports whether the name is enough to decide that a znode is sought.
func (f *Finder) asksNameAlone() bool {
	s := f.sought
	s.Name, s.Match = "", ""
	return !f.name.isEmpty() && s == Sought{}
}

// match matches the name, or the data if that is sought.
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

// holds reports whether a znode's stat and ACL match.
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
