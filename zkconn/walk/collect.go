package walk

import "zkweb/zkconn/znode"

// readOverhead is what an answer holds beside names and data, about.
const readOverhead = 100

// nameBytes is how much a name takes, about.
const nameBytes = 24

// collect takes the reads that are to be asked next, those of what is visited first
// before others, and as many as go together.
func (a *ahead) collect() batch {
	c := collecting{ahead: a}
	for e := a.head.next; e != nil && !c.full; {
		behind := e.next
		if e.rest == nil {
			c.add(e)
		} else {
			c.addSiblings(e)
		}
		e = behind
	}
	return c.batch
}

// collecting is a batch that is being filled.
type collecting struct {
	*ahead
	batch
	full      bool
	bytes     int // that the answers will hold, about
	strangers int // reads whose answers may hold anything
}

// add takes what is to be read of a znode, if there is room for it.
func (c *collecting) add(e *entry) {
	if len(e.todo) == 0 {
		return
	}
	bytes := 0
	for _, read := range e.todo {
		bytes += e.expected(read)
	}
	switch {
	case len(c.reads) == 0 && c.running == 0: // what comes first is always asked
	case c.held > maxHeld && bytes > smallData, e.stranger() && c.strangers == strangers:
		return
	case len(c.reads) > 0 && (len(c.reads)+len(e.todo) > batchReads || c.bytes+bytes > batchBytes):
		c.full = true
		return
	}
	for _, read := range e.todo {
		c.reads, c.entries = append(c.reads, read), append(c.entries, e)
	}
	e.waiting, e.todo = e.waiting+len(e.todo), nil
	c.bytes += bytes
	if e.stranger() {
		c.strangers++
	}
}

// addSiblings takes siblings out of those that have not been asked for, and what is
// to be read of each.
func (c *collecting) addSiblings(group *entry) {
	rest := group.rest
	for rest.more() && !c.full {
		if c.count >= maxAhead && (c.running > 0 || len(c.reads) > 0) {
			c.full = true
			return
		}
		e := c.sibling(rest)
		if e == nil {
			continue
		}
		if c.add(e); len(e.todo) > 0 { // there was no room
			return
		}
		rest.asked, rest.next = rest.asked+1, nil
		c.insert(group.previous, e)
	}
	if rest.asked == rest.names.Len() {
		c.remove(group)
	}
}

// sibling is the next of those that have not been asked for; nil when no znode can
// have its name, which a server may send all the same.
func (c *collecting) sibling(rest *siblings) *entry {
	if rest.next != nil {
		return rest.next
	}
	path, err := rest.parent.Child(rest.names.At(rest.asked))
	if err != nil {
		rest.asked++
		rest.answered++
		return nil
	}
	rest.next = &entry{visited: Visited{Path: path}, among: rest}
	rest.next.begin(c.walk.options.Want(path))
	return rest.next
}

// more reports whether one more of the siblings may be asked for: first a few, and
// when their answers have come, more.
func (s *siblings) more() bool {
	return s.asked < s.names.Len() && s.asked < firstReads*(1+s.answered)
}

// stranger reports whether nothing is known of what the answers to a znode's reads
// hold.
func (e *entry) stranger() bool {
	return e.among != nil && e.among.answered == 0
}

// expected is how many bytes the answer to a read holds, about.
func (e *entry) expected(read znode.Read) int {
	bytes := readOverhead
	switch {
	case read.Kind == znode.ReadNames && e.visited.Stat.NumChildren > 0:
		bytes += int(e.visited.Stat.NumChildren) * nameBytes
	case read.Kind == znode.ReadACL || read.Kind == znode.ReadStat && !read.Small || e.among == nil:
	default:
		bytes += e.among.largest[read.Kind]
	}
	return bytes
}
