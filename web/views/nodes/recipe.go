package nodes

import (
	"net"
	"strconv"
	"strings"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Recipe is the panel that says what writes here.
type Recipe struct {
	Of    string // the system or library, as it spells its name; "" for several
	What  string // a sentence
	Links []RecipeLink
	Line  *Line // who is in line; nil for none
}

// RecipeLink is a link to a znode that this one refers to.
type RecipeLink struct {
	Label string
	Path  znode.Path
	URL   string
}

// Line is the line for a lock, an election or a semaphore.
type Line struct {
	Kind       string // a key of words.Recipe.Holds
	Total      int
	Holders    int
	Limit      int // number of leases; 0 when unknown
	Others     int // number of children in other lines
	Contenders []Contender
}

// Contender is a znode in a line.
type Contender struct {
	Place    int // from 1
	Name     string
	ID       string // what its client calls itself; "" when unknown
	Address  string // host:port of its client; "" when unknown
	URL      string
	Mode     string // "read" or "write"; "" if there are no such modes
	Stat     znode.Stat
	Holds    bool
	WaitsFor int // a Place; 0 for none
}

// known reports whether the znode's stat could be read.
func (c Contender) known() bool { return c.Stat.Ctime != 0 }

// stays reports whether the znode does not end with a session.
func (c Contender) stays() bool { return c.known() && c.Stat.CreateKind() != znode.Ephemeral }

// who returns the client's name and address or, if unknown, its session.
func (c Contender) who(w *words.Words) string {
	host, _, err := net.SplitHostPort(c.Address)
	switch {
	case c.ID != "" && err == nil && host != c.ID:
		return views.Visible(c.ID) + " (" + views.Visible(host) + ")"
	case c.ID != "":
		return views.Visible(c.ID)
	case c.Stat.CreateKind() == znode.Ephemeral:
		return w.Recipe.Session(views.Hex(c.Stat.EphemeralOwner))
	}
	return views.Visible(c.Name)
}

// maxNamed is how many holders the first sentence names.
const maxNamed = 3

// held says who holds it.
func (l Line) held(w *words.Words) string {
	var names []string
	for _, contender := range l.Contenders {
		if contender.Holds && len(names) < maxNamed {
			names = append(names, contender.who(w))
		}
	}
	return w.Recipe.Holds[l.Kind](strings.Join(names, ", "), l.Holders-len(names))
}

func (l Line) isLeases() bool { return l.Kind == "leases" }

func (l Line) hasModes() bool { return l.Contenders[0].Mode != "" }

func (c Contender) state(w *words.Words) string {
	switch {
	case c.Holds:
		return w.Recipe.Holder
	case c.WaitsFor > 0:
		return w.Recipe.WaitFor(strconv.Itoa(c.WaitsFor))
	}
	return w.Recipe.WaitLease
}
