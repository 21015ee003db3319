package walk

import "zkweb/zkconn/znode"

// answerBytes is the size of an answer without the names: the header, and the stat of getChildren2.
const answerBytes = 16 + 68

// aclOverhead is the size of an entry of an ACL without its texts.
const aclOverhead = 40

// entry is a place in the order of the visits: a znode, or siblings that have not been read yet.
type entry struct {
	previous, next *entry
	rest           *siblings  // set for siblings
	open           bool       // whether it is in a heap of what is to be read
	asks           znode.Path // the znode to read next, while the entry is open

	// The following are set for a znode.
	visited Visited
	among   *siblings
	todo    []znode.Read  // reads that were not sent yet
	room    [1]znode.Read // memory of todo, which is mostly one read
	waiting int           // number of answers that have not arrived
	known   bool          // whether its stat has arrived
	bytes   int           // size of the names and the data that were read
}

// siblings are the children of one znode.
type siblings struct {
	parent znode.Path
	names  znode.Names
	place  *entry // the place of those that have not been read yet
	taken  int    // number of names up to and including next
	next   *entry // the next to read; nil if there is none
	asked  int

	// The sizes of the answers so far predict those of the next.
	answered int    // number of answers: at least one for each znode of which all has arrived
	largest  [5]int // bytes of the largest answer, by kind of read
}

// ready reports whether a znode can be visited.
func (e *entry) ready() bool { return e.rest == nil && e.waiting == 0 && len(e.todo) == 0 }

// asksFor returns the path of the znode to read next.
func (e *entry) asksFor() znode.Path {
	if e.rest != nil {
		e = e.rest.next
	}
	return e.visited.Path
}

// more reports whether one more of the siblings may be read: a few at first, and more when their
// answers have arrived.
func (s *siblings) more() bool { return s.next != nil && s.asked < firstReads*(1+s.answered) }

// strange reports whether the size of the answers is unknown.
func (s *siblings) strange() bool { return s.answered == 0 }

// advance moves on to the next sibling. It skips names that no znode can have, which a server may
// send nevertheless.
func (a *ahead) advance(s *siblings) {
	for s.next = nil; s.next == nil && s.taken < s.names.Len(); s.taken++ {
		path, err := s.names.Child(s.parent, s.taken)
		if err == nil {
			s.next = a.begin(path, s)
		}
	}
}

// begin returns the entry of a znode with its first reads.
func (a *ahead) begin(path znode.Path, among *siblings) *entry {
	var e *entry
	if last := len(a.visited) - 1; last >= 0 {
		e, a.visited = a.visited[last], a.visited[:last]
	} else {
		e = new(entry)
	}
	e.visited.Path, e.among = path, among
	e.begin(a.walk.options.Want(path))
	return e
}

// forget releases the entry of a visited znode for reuse, so that a walk allocates no more entries
// than it looks ahead.
func (a *ahead) forget(e *entry) {
	*e = entry{}
	a.visited = append(a.visited, e)
}

// begin sets the first reads of a znode.
func (e *entry) begin(want Want) {
	path := e.visited.Path
	e.todo = e.room[:0]
	if want&Data != 0 {
		e.todo = append(e.todo, znode.Read{Path: path, Kind: znode.ReadData})
	}
	if want&ACL != 0 {
		e.todo = append(e.todo, znode.Read{Path: path, Kind: znode.ReadACL})
	}
	switch {
	case want == Stat:
		e.askStat()
	case want == 0:
		e.askNames()
	}
}

func (e *entry) askNames() {
	e.todo = append(e.todo, znode.Read{Path: e.visited.Path, Kind: znode.ReadNames})
}

func (e *entry) askStat() {
	small := e.among == nil || e.among.largest[znode.ReadStat] <= smallData
	e.todo = append(e.todo, znode.Read{Path: e.visited.Path, Kind: znode.ReadStat, Small: small})
}

// take takes the answer to a read, and sets what to read next. It returns the names of the children
// when they have arrived.
func (e *entry) take(kind znode.ReadKind, r znode.ReadResult) znode.Names {
	e.waiting--
	v := &e.visited
	switch kind {
	case znode.ReadNames:
		v.ChildrenErr = r.Err
		if r.Names.Len() > 0 {
			v.Family = answerBytes + r.Names.Encoded()
		}
		if znode.KindOf(r.Err) == znode.NotFound {
			v.Err = r.Err
		}
	case znode.ReadData:
		v.Data, v.DataErr = r.Data, r.Err
	case znode.ReadACL:
		v.ACL, v.ACLErr = r.ACL, r.Err
	case znode.ReadStat:
		v.Err, v.ChildrenErr = r.Err, r.Err
	}
	if kind != znode.ReadNames && r.Err == nil && (kind == znode.ReadData || !e.known) {
		v.Stat, e.known = r.Stat, true
	}
	e.learn(kind, r)
	if kind != znode.ReadNames {
		e.proceed(kind)
	}
	return r.Names
}

// learn records the size of an answer.
func (e *entry) learn(kind znode.ReadKind, r znode.ReadResult) {
	bytes := int(r.Stat.DataLength)
	switch kind {
	case znode.ReadNames:
		bytes = r.Names.Bytes()
	case znode.ReadACL:
		bytes = aclBytes(r.ACL)
	}
	if kind == znode.ReadNames || kind == znode.ReadData {
		e.bytes += bytes
	}
	if e.among != nil {
		e.among.answered++
		e.among.largest[kind] = max(e.among.largest[kind], bytes)
	}
}

// aclBytes returns the approximate size of an ACL in memory.
func aclBytes(acl []znode.ACL) int {
	bytes := 0
	for i := range acl {
		bytes += aclOverhead + len(acl[i].Scheme) + len(acl[i].ID)
	}
	return bytes
}

// proceed sets the next read after all others of a znode were answered: its stat if no answer had
// it, and then its children if it has any.
func (e *entry) proceed(kind znode.ReadKind) {
	v := &e.visited
	switch {
	case e.waiting > 0 || len(e.todo) > 0:
	case e.known:
		v.Err = nil
		if v.Stat.NumChildren > 0 {
			e.askNames()
		}
	case kind != znode.ReadStat:
		e.askStat()
	}
}
