package session

import (
	"zkweb/zkconn/znode"
)

// shape is what is remembered of a znode to guess what its page will ask for. It is only a guess,
// of which nothing is shown. All sessions with a cluster share shapes, because ZooKeeper tells
// everyone how much data a znode has. A shape that is kept is not modified.
type shape struct {
	own   sizes
	page  []shapeChild       // children that were last shown on the page of the znode
	above []shapeChild       // children that were last shown when the znode was a level above another
	below [shapeLevels]sizes // sizes of the znodes so many levels below; [0] are the children
}

// shapeChild is a child that was shown.
type shapeChild struct {
	path znode.Path
	sizes
}

// shapeLevels is for how many levels below a znode sizes are remembered, to guess those of znodes
// that were never seen.
const shapeLevels = 8

// maxRemembered is the number of children that are remembered of a page.
const maxRemembered = 300

// sizes tells how large one or several znodes were when last seen. Zero means unknown.
type sizes uint8

const (
	known        sizes = 1 << iota
	notSmall           // reading the data costs more than a separate request for the stat
	largeData          // the data is read by itself, because it would delay everything else
	manyChildren       // likewise for the list of children
)

const (
	smallBytes = znode.MaxValue
	largeBytes = 256 << 10
)

func sizesOf(stat znode.Stat) sizes {
	s := known
	if stat.DataLength > smallBytes {
		s |= notSmall
	}
	if stat.DataLength > largeBytes {
		s |= largeData
	}
	if stat.NumChildren >= worthKeeping {
		s |= manyChildren
	}
	return s
}

func (s sizes) is(what sizes) bool { return s&what != 0 }

// shapes gives access to the shapes of one cluster.
type shapes struct {
	memory  *memory
	cluster string
}

func (s *Session) shapes() shapes { return shapes{s.options.memory, s.cluster.Name} }

type shapeKey struct {
	cluster string
	path    znode.Path
}

// of returns the shape of a znode; the zero shape if there is none.
func (s shapes) of(path znode.Path) shape {
	if found, ok := s.memory.get(shapeKey{s.cluster, path}).(*shape); ok {
		return *found
	}
	return shape{}
}

// lastShown returns the children of a znode that were shown last, on its own page or when it was a
// level above another.
func (s shapes) lastShown(path znode.Path, ownPage bool) []shapeChild {
	if ownPage {
		return s.of(path).page
	}
	return s.of(path).above
}

func (s shapes) keep(path znode.Path, now shape) {
	const header = 24 // size of a shapeChild
	bytes := len(path.String())
	for _, children := range [][]shapeChild{now.page, now.above} {
		for _, child := range children {
			bytes += header + len(child.path.String())
		}
	}
	s.memory.put(shapeKey{s.cluster, path}, &now, bytes)
}

// sizesOf returns the remembered sizes of a znode, from its own page or from its parent's.
func (s shapes) sizesOf(path znode.Path) sizes {
	if own := s.of(path).own; own.is(known) || path.IsRoot() {
		return own
	}
	parent := s.of(path.Parent())
	for _, children := range [][]shapeChild{parent.page, parent.above} {
		for _, child := range children {
			if child.path == path {
				return child.sizes
			}
		}
	}
	return 0
}

// guess returns the probable sizes of the children of a znode, from those of the nearest znodes in
// a similar place.
func (s shapes) guess(parent znode.Path) sizes {
	for level := range shapeLevels {
		if like := s.of(parent).below[level]; like.is(known) {
			return like
		}
		if parent.IsRoot() {
			break
		}
		parent = parent.Parent()
	}
	return 0
}

// remember stores the children of path that a page has shown. read has the stats that arrived. If a
// stat was asked for with the data and did not arrive in time, the child is assumed to be large.
func (s shapes) remember(path znode.Path, ownPage bool, rows []znode.Path, read map[znode.Path]*reading) {
	now := s.of(path)
	if len(rows) > maxRemembered {
		rows = nil
	}
	last, same, all := s.lastShown(path, ownPage), 0, sizes(0)
	var children []shapeChild // nil while they equal those of last
	for _, row := range rows {
		r := read[row]
		if r == nil || r.remembered {
			continue
		}
		child := shapeChild{row, known | notSmall}
		switch {
		case r.Err == nil:
			child.sizes = sizesOf(r.Stat)
			all |= child.sizes
		case r.kind != smallStat || znode.KindOf(r.Err) != znode.Unavailable:
			continue
		}
		r.remembered = true // a row may occur twice, in the sidebar and in the table
		if children == nil && same < len(last) && last[same] == child {
			same++
			continue
		}
		if children == nil {
			children = append(make([]shapeChild, 0, len(rows)), last[:same]...)
		}
		children = append(children, child)
	}
	if children == nil {
		if same == len(last) {
			return
		}
		children = last[:same:same]
	}
	if ownPage {
		now.page = children
	} else {
		now.above = children
	}
	s.keep(path, now)
	s.rememberBelow(path, all)
}

// rememberBelow stores the sizes of the children of a znode with each znode above.
func (s shapes) rememberBelow(path znode.Path, children sizes) {
	for level := range shapeLevels {
		now := s.of(path)
		if now.below[level]|children != now.below[level] {
			now.below[level] |= children
			s.keep(path, now)
		}
		if path.IsRoot() {
			return
		}
		path = path.Parent()
	}
}

// rememberOwn stores a znode's own sizes.
func (s shapes) rememberOwn(path znode.Path, own sizes) {
	if now := s.of(path); now.own != own {
		now.own = own
		s.keep(path, now)
	}
}
