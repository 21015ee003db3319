package walk

import "zkweb/zkconn/znode"

// answerBytes is what an answer has beside the names: the header, and the stat of
// getChildren2.
const answerBytes = 16 + 68

// aclOverhead is what an entry of an ACL takes beside its texts.
const aclOverhead = 40

// entry is a place in the order of the visits: of a znode, or of siblings that have
// not been asked for yet.
type entry struct {
	previous, next *entry
	rest           *siblings  // of siblings
	open           bool       // it is among what is to be asked
	asks           znode.Path // that is to be asked for, while it is open

	// Of a znode:
	visited Visited
	among   *siblings
	todo    []znode.Read  // not asked yet
	room    [1]znode.Read // for todo, which is mostly one read
	waiting int           // answers that have not come yet
	known   bool          // its stat has come
	bytes   int           // of the names and the data that were read
}

// siblings are the children of one znode.
type siblings struct {
	parent znode.Path
	names  znode.Names
	place  *entry // of those that were not asked for
	taken  int    // of names: those before next, and next
	next   *entry // is asked next; nil when all were
	asked  int

	// What the answers held until now tells what the next will.
	answered int    // at least one for each znode of which all has come
	largest  [5]int // the bytes of the largest, by the kind of read
}

// ready reports whether a znode can be visited.
func (e *entry) ready() bool { return e.rest == nil && e.waiting == 0 && len(e.todo) == 0 }

// asksFor returns the path of the znode that is to be asked for.
func (e *entry) asksFor() znode.Path {
	if e.rest != nil {
		e = e.rest.next
	}
	return e.visited.Path
}

// more reports whether one more of the siblings may be asked for: first a few, and
// when their answers have come, more.
func (s *siblings) more() bool { return s.next != nil && s.asked < firstReads*(1+s.answered) }

// strange reports whether nothing is known of what the answers hold.
func (s *siblings) strange() bool { return s.answered == 0 }

// advance goes on to the next of the siblings. It passes over what no znode can be
// called, which a server may send all the same.
func (a *ahead) advance(s *siblings) {
	for s.next = nil; s.next == nil && s.taken < s.names.Len(); s.taken++ {
		path, err := s.names.Child(s.parent, s.taken)
		if err == nil {
			s.next = a.begin(path, s)
		}
	}
}

// begin returns the entry of a znode, with what is to be read of it first.
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

// forget takes back the entry of a znode that has been visited: a walk makes no more of
// them than it looks ahead.
func (a *ahead) forget(e *entry) {
	*e = entry{}
	a.visited = append(a.visited, e)
}

// begin puts down what is to be read of a znode first.
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

// take notes the answer to a read, and puts down what is to be read next. It returns
// the names of the children once they are there.
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

// learn keeps how much an answer held.
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

// aclBytes returns how much memory an ACL takes, about.
func aclBytes(acl []znode.ACL) int {
	bytes := 0
	for i := range acl {
		bytes += aclOverhead + len(acl[i].Scheme) + len(acl[i].ID)
	}
	return bytes
}

// proceed goes on once all that was asked of a znode has come: to its stat where
// nothing brought it, and to its children where it has any.
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
