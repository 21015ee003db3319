package walk

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	// batchReads is how many reads go together: what one multi-read holds.
	batchReads = 512
	// batches is how many of these are under way, so that there is always one for the
	// server to answer.
	batches = 4
	// batchBytes is how much the answers to one batch hold together, as far as it can
	// be told before.
	batchBytes = 1 << 20
	// firstReads is how many of siblings are asked for before it is known how much
	// the answers hold, and strangers how many such reads one batch has.
	firstReads = 4
	strangers  = 96
	// smallData is how much data a stat may bring along.
	smallData = 4 << 10
	// maxAhead and maxHeld are how many znodes, and how many bytes of names, data and
	// ACLs, are kept for later at most while others are still read.
	maxAhead = 8192
	maxHeld  = 16 << 20
	// batchTimeout is how long the answers to a batch are waited for: longer than a reader
	// waits for ZooKeeper to come back.
	batchTimeout = 2 * time.Minute
)

// ahead is what is known of what comes next in a walk: a list of znodes and
// siblings in the order of the visits. Reads are asked for what comes first.
type ahead struct {
	walk   *Walk
	ctx    context.Context
	cancel context.CancelFunc

	head    entry // before the first
	open    openHeap
	strange openHeap // siblings of which nothing is known, beside open
	count   int      // znodes in the list
	held    int      // bytes of names, data and ACLs in it
	running int      // batches under way
	spare   []batch  // whose memory is used again
	visited []*entry // likewise
	answers chan batch
	reading sync.WaitGroup
}

// batch is reads that were asked together, and what came of them.
type batch struct {
	entries []*entry
	reads   []znode.Read
	results []znode.ReadResult
}

func newAhead(ctx context.Context, w *Walk) *ahead {
	ctx, cancel := context.WithCancel(ctx)
	a := &ahead{walk: w, ctx: ctx, cancel: cancel, answers: make(chan batch, batches)}
	first := a.begin(w.root, nil)
	a.insert(&a.head, first)
	a.reopen(first)
	return a
}

// stop ends all reads that are under way.
func (a *ahead) stop() {
	a.cancel()
	a.reading.Wait()
}

// next returns the next znode to visit; none when there is no more or the walk is
// over, and then it notes why.
func (a *ahead) next(over <-chan time.Time) (*entry, bool) {
	for {
		first := a.head.next
		switch {
		case a.ctx.Err() != nil:
			return a.lose(context.Cause(a.ctx))
		case first == nil:
			return nil, false
		case first.ready():
			a.remove(first)
			return first, true
		}
		a.ask()
		select {
		case answered := <-a.answers:
			if lost := a.takeAll(answered); lost != nil {
				return a.lose(lost)
			}
		case <-over:
			a.walk.stopped = AtTime
			return nil, false
		case <-a.ctx.Done():
		}
	}
}

func (a *ahead) lose(err error) (*entry, bool) {
	a.walk.stopped, a.walk.err = Lost, err
	return nil, false
}

// ask keeps batches under way.
func (a *ahead) ask() {
	for a.running < batches {
		b := a.collect()
		if len(b.reads) == 0 {
			a.spare = append(a.spare, b)
			return
		}
		a.running++
		a.reading.Go(func() {
			ctx, cancel := context.WithTimeout(a.ctx, batchTimeout)
			defer cancel()
			b.results = a.walk.reader.ReadMany(ctx, b.reads)
			a.answers <- b
		})
	}
}

// takeAll takes a batch, and all others that have come: what is asked next then
// goes together. It returns why no read can be answered any more.
func (a *ahead) takeAll(b batch) error {
	for {
		a.running--
		if lost := a.take(b); lost != nil {
			return lost
		}
		select {
		case b = <-a.answers:
		default:
			return nil
		}
	}
}

func (a *ahead) take(b batch) error {
	for i, result := range b.results {
		if znode.KindOf(result.Err) == znode.Unavailable {
			return result.Err
		}
		e := b.entries[i]
		names := e.take(b.reads[i].Kind, result)
		a.held += len(result.Data) + aclBytes(result.ACL)
		a.reopen(e)
		if e.among != nil {
			a.reopen(e.among.place)
		}
		a.addChildren(e, names)
	}
	clear(b.entries)
	a.spare = append(a.spare, batch{entries: b.entries[:0], reads: b.reads[:0]})
	return nil
}

// addChildren puts the children of a znode behind it.
func (a *ahead) addChildren(e *entry, names znode.Names) {
	if names.Len() == 0 { // as of most
		return
	}
	children := &siblings{parent: e.visited.Path, names: names}
	if a.advance(children); children.next == nil {
		return
	}
	children.place = &entry{rest: children}
	a.held += names.Bytes()
	a.insert(e, children.place)
	a.reopen(children.place)
}

// reopen puts an entry among what is to be asked, where it has something.
func (a *ahead) reopen(e *entry) {
	switch {
	case e.open || e.rest == nil && len(e.todo) == 0 || e.rest != nil && !e.rest.more():
	case e.rest != nil && e.rest.strange():
		e.open, e.asks = true, e.asksFor()
		heap.Push(&a.strange, e)
	default:
		e.open, e.asks = true, e.asksFor()
		heap.Push(&a.open, e)
	}
}

// insert puts an entry behind another.
func (a *ahead) insert(behind, e *entry) {
	e.previous, e.next = behind, behind.next
	if e.next != nil {
		e.next.previous = e
	}
	behind.next = e
	if e.rest == nil {
		a.count++
	}
}

func (a *ahead) remove(e *entry) {
	e.previous.next = e.next
	if e.next != nil {
		e.next.previous = e.previous
	}
	if e.rest != nil {
		a.held -= e.rest.names.Bytes()
		return
	}
	a.held -= len(e.visited.Data) + aclBytes(e.visited.ACL)
	a.count--
}
