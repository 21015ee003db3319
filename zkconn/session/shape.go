package session

import (
	"zkweb/zkconn/znode"
)

// shape is what is remembered of a znode to guess what its page will ask for: no
// more than a guess, for nothing of it is shown. All sessions with a cluster share
// it: how much data a znode holds ZooKeeper tells everybody. It is not changed once
// it is kept.
type shape struct {
	own   sizes
	page  []shapeChild       // the children that were shown last on its own page
	above []shapeChild       // those that were shown last as a level above another znode
	below [shapeLevels]sizes // of the znodes so many levels below it; [0] is its children
}

// shapeChild is a child that was shown.
type shapeChild struct {
	path znode.Path
	sizes
}

// shapeLevels is how far below a znode sizes are remembered, to guess those of
// znodes never seen from those of their like.
const shapeLevels = 8

// maxRemembered is how many children of one page are remembered.
const maxRemembered = 300

// sizes says how large a znode, or several, were when last seen. Zero is unknown.
type sizes uint8

const (
	known        sizes = 1 << iota
	notSmall           // its data is dearer to read than a request for its stat alone
	largeData          // its data goes by itself, for it would hold all else up
	manyChildren       // so does its list of children
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

// shapes is the memory of one cluster's shapes.
type shapes struct {
	memory  *memory
	cluster string
}

func (s *Session) shapes() shapes { return shapes{s.options.memory, s.cluster.Name} }

type shapeKey struct {
	cluster string
	path    znode.Path
}

// of returns what is remembered of a znode; the zero shape for nothing.
func (s shapes) of(path znode.Path) shape {
	if found, ok := s.memory.get(shapeKey{s.cluster, path}).(*shape); ok {
		return *found
	}
	return shape{}
}

// lastShown returns the children of a znode that were shown last: on its own page, or
// as a level above another.
func (s shapes) lastShown(path znode.Path, ownPage bool) []shapeChild {
	if ownPage {
		return s.of(path).page
	}
	return s.of(path).above
}

func (s shapes) keep(path znode.Path, now shape) {
	const header = 24 // of a shapeChild
	bytes := len(path.String())
	for _, children := range [][]shapeChild{now.page, now.above} {
		for _, child := range children {
			bytes += header + len(child.path.String())
		}
	}
	s.memory.put(shapeKey{s.cluster, path}, &now, bytes)
}

// sizesOf returns what is remembered of the size of a znode, be it from its own
// page or from its parent's.
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

// guess returns what the children of a znode are likely to be, from those of the
// nearest znodes that lie as it does.
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

// remember keeps what a page has shown below path; read has the stats that came. A child
// whose stat was asked for along with its data, and did not come in time, may be large.
func (s shapes) remember(path znode.Path, ownPage bool, rows []znode.Path, read map[znode.Path]*reading) {
	now := s.of(path)
	if len(rows) > maxRemembered {
		rows = nil
	}
	last, same, all := s.lastShown(path, ownPage), 0, sizes(0)
	var children []shapeChild // nil while they are those of last
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
		r.remembered = true // a row may come twice, in the sidebar and in the table
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

// rememberBelow keeps how large the children of a znode are with each znode above.
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

// rememberOwn keeps a znode's own size.
func (s shapes) rememberOwn(path znode.Path, own sizes) {
	if now := s.of(path); now.own != own {
		now.own = own
		s.keep(path, now)
	}
}
