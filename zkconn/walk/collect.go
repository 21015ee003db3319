package walk

import (
	"container/heap"

	"zkweb/zkconn/znode"
)

// readOverhead is the approximate size of an answer without names, data and ACLs.
const readOverhead = 100

// nameBytes is the approximate size of a name.
const nameBytes = 24

// collect returns the next batch: as many reads as go together, those of znodes that are visited
// first before others.
func (a *ahead) collect() batch {
	c := collecting{ahead: a}
	if last := len(a.spare) - 1; last >= 0 {
		c.batch, a.spare = a.spare[last], a.spare[:last]
	}
	var left []*entry
	for !c.full {
		e := c.first()
		if e == nil {
			break
		}
		if e.rest == nil {
			c.add(e)
		} else {
			c.addSiblings(e.rest)
		}
		left = append(left, e)
	}
	for _, e := range left {
		if e.rest == nil || e.rest.next != nil {
			a.reopen(e)
		}
	}
	return c.batch
}

// collecting is a batch that is being filled.
type collecting struct {
	*ahead
	batch
	full      bool
	bytes     int // approximate size of the answers
	strangers int // number of reads whose answers have an unknown size
}

// first removes and returns what is to be read first; nil if there is nothing.
func (c *collecting) first() *entry {
	from := &c.open
	if len(c.strange) > 0 && c.strangers < strangers && (len(c.open) == 0 || c.strange[0].asks.Before(c.open[0].asks)) {
		from = &c.strange
	}
	if len(*from) == 0 {
		return nil
	}
	e := heap.Pop(from).(*entry)
	e.open = false
	return e
}

// add adds the reads of a znode, and reports whether there was room for them.
func (c *collecting) add(e *entry) bool {
	bytes := 0
	for _, read := range e.todo {
		bytes += e.expected(read)
	}
	switch {
	case len(c.reads) == 0 && c.running == 0: // what comes first is always read
	case c.held > maxHeld && bytes > smallData:
		return false
	case len(c.reads) > 0 && (len(c.reads)+len(e.todo) > batchReads || c.bytes+bytes > batchBytes):
		c.full = true
		return false
	}
	for _, read := range e.todo {
		c.reads, c.entries = append(c.reads, read), append(c.entries, e)
	}
	e.waiting, e.todo = e.waiting+len(e.todo), e.todo[:0]
	c.bytes += bytes
	return true
}

// addSiblings adds the reads of siblings that have not been read yet.
func (c *collecting) addSiblings(s *siblings) {
	for s.more() && (!s.strange() || c.strangers < strangers) {
		if c.count >= maxAhead && (c.running > 0 || len(c.reads) > 0) {
			c.full = true
			return
		}
		e := s.next
		if !c.add(e) {
			return
		}
		c.insert(s.place.previous, e)
		if s.strange() {
			c.strangers++
		}
		s.asked++
		c.advance(s)
	}
	if s.next == nil {
		c.remove(s.place)
	}
}

// expected returns the approximate size of the answer to a read.
func (e *entry) expected(read znode.Read) int {
	bytes := readOverhead
	switch {
	case read.Kind == znode.ReadNames && e.visited.Stat.NumChildren > 0:
		bytes += int(e.visited.Stat.NumChildren) * nameBytes
	case read.Kind == znode.ReadStat && !read.Small || e.among == nil:
	default:
		bytes += e.among.largest[read.Kind]
	}
	return bytes
}
