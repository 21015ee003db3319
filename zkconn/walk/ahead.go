package walk

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	// batchReads is how many reads are sent together, the most in one multi-read.
	batchReads = 512
	// batches is how many batches are in progress, so that the server always has one to answer.
	batches = 4
	// batchBytes is the size of the answers to one batch, as far as it can be estimated.
	batchBytes = 1 << 20
	// firstReads is how many siblings are read before the size of their answers is known. strangers
	// is the number of such reads in one batch.
	firstReads = 4
	strangers  = 96
	// smallData is the largest amount of data that may come with a stat.
	smallData = 4 << 10
	// maxAhead and maxHeld bound what is kept for later while other reads are in progress: the
	// number of znodes, and the bytes of names, data and ACLs.
	maxAhead = 8192
	maxHeld  = 16 << 20
	// batchTimeout is how long a batch may take. It is longer than a reader waits for ZooKeeper to
	// return.
	batchTimeout = 2 * time.Minute
)

// ahead is the part of a walk that is known but not visited: a list of znodes and siblings in the
// order of the visits. What comes first is read first.
type ahead struct {
	walk   *Walk
	ctx    context.Context
	cancel context.CancelFunc

	head    entry // sentinel before the first
	open    openHeap
	strange openHeap // siblings of unknown size, which are not in open
	count   int      // number of znodes in the list
	held    int      // bytes of names, data and ACLs in the list
	running int      // number of batches in progress
	spare   []batch  // batches whose memory is reused
	visited []*entry // entries whose memory is reused
	answers chan batch
	reading sync.WaitGroup
}

// batch is a set of reads that are sent together, with their results.
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

// stop ends all reads that are in progress.
func (a *ahead) stop() {
	a.cancel()
	a.reading.Wait()
}

// next returns the next znode to visit. It returns false if there is none or the walk is over, and
// records why.
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

// ask sends reads until as many batches are in progress as may be.
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

// takeAll takes a batch and all others that have arrived, so that the next reads go together. It
// returns an error if no more reads can be answered.
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

// addChildren inserts the children of a znode after it.
func (a *ahead) addChildren(e *entry, names znode.Names) {
	if names.Len() == 0 { // as for most znodes
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

// reopen adds an entry to the heap of what is to be read, if it has something to read.
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

// insert inserts an entry after another.
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
