package recorder

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"zkweb/zkconn/txnlog"
)

// Store takes the transactions in their order. It may be given again what it has already.
type Store interface {
	// Last returns the zxid of the newest transaction, or of the tree that the store
	// begins with; begun is false for an empty one.
	Last() (zxid int64, begun bool, err error)
	// LastTime returns the time of that, in milliseconds since 1970; logged reports
	// whether it is that of a transaction in a server's log.
	LastTime(ctx context.Context) (ms int64, logged bool, err error)
	// Exact reports whether the store's tree is the ensemble's: nothing was taken behind a
	// gap since it began with one.
	Exact() (bool, error)
	// Begin begins for the first time, or anew behind a gap, with a tree, which may be as
	// of Last, and the time of that, in milliseconds since 1970.
	Begin(ctx context.Context, tree *txnlog.Tree, time int64) error
	// Append adds transactions that follow each other; proof is why they are believed.
	Append(ctx context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) error
	// Gap says why what comes next does not follow what is there.
	Gap(ctx context.Context, gap txnlog.Gap) error
}

// Options are what a Recorder works with.
type Options struct {
	Sources []Source // one a server; at least one
	Servers []Server // whom to ask what was committed
	Store   Store
	Logger  *slog.Logger
}

// The bounds of what is kept in memory and of how long is waited.
const (
	pollEvery   = 50 * time.Millisecond  // the files are looked at
	askEvery    = 500 * time.Millisecond // a server is asked, while something waits for it
	askTimeout  = 2 * time.Second
	giveUpAfter = 10 * time.Second // no server answers: two sources will do
	retryAfter  = time.Second      // doubled while all fails: each time the tree is read anew
	retryAtMost = time.Minute
	regainEvery = 10 * time.Second // a new snapshot is looked for, while the tree is not known
	// patience is how long what one source lacks may come from another.
	patience   = 30 * time.Second
	maxBatch   = 1000     // transactions that are stored at once
	maxPending = 10_000   // of a source: more than an ensemble has under way; a batch more is read, to be taken together
	maxBytes   = 64 << 20 // of a source's
)

// Recorder follows sources. Its methods are not for use by several goroutines at once.
type Recorder struct {
	Options
	sources []*source
	asker   *asker

	last      int64            // zxid of the newest that was taken
	tree      *txnlog.Tree     // behind last; nil where it is not known
	proven    bool             // the tree was that of the newest digest
	committed map[int64]int64  // by epoch: up to which zxid all is committed
	ended     map[int64]int64  // by epoch: its last zxid, where that is proven
	asked     map[int64]string // by epoch: the snapshot of a later epoch that was last looked at for what it shows of this one
	doubted   int64            // behind which the end of an epoch was thrown away, and may have been committed; -1 for none
	batch     batch
	stuck     stuck
	regained  regained
	final     bool // nothing more will come: what was read to its end has ended
	dropped   int  // how many were thrown away as not committed
}

// batch is what was taken and not yet stored.
type batch struct {
	transactions []txnlog.Transaction
	source       string
	proof        txnlog.Proof
}

// stuck is the transaction before which something is missing that may still come.
type stuck struct {
	at    int64     // its zxid
	since time.Time // when the waiting began
}

// New returns a recorder that has done nothing yet.
func New(options Options) *Recorder {
	return &Recorder{Options: options, asker: newAsker(options.Servers)}
}

// Run records until ctx ends. It fails with ErrOther; all else that fails is logged and
// tried again.
func (r *Recorder) Run(ctx context.Context) error {
	defer r.close()
	opened, retry := false, retryAfter
	for ctx.Err() == nil {
		pause := pollEvery
		moved, err := false, error(nil)
		if opened {
			moved, err = r.step(ctx)
		} else if err = r.open(ctx); err == nil {
			opened, pause = true, 0
		}
		if errors.Is(err, ErrOther) {
			return err
		}
		if err != nil && ctx.Err() == nil {
			r.Logger.Warn("recording waits", "error", err)
			r.close() // the servers may purge what it has open
			opened, moved, pause, retry = false, false, retry, min(2*retry, retryAtMost)
		} else if moved && opened {
			retry = retryAfter
		}
		if !moved {
			wait(ctx, pause)
		}
	}
	return nil
}

func wait(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}

// Imported is what an Import has done.
type Imported struct {
	First, Last int64 // zxids; both 0 where nothing was there
	Left        int   // at the end, which are not known to be committed
	Dropped     int   // which were never committed
}

// Import records what lies in the sources from before, to their ends.
func (r *Recorder) Import(ctx context.Context) (Imported, error) {
	defer r.close()
	r.final = true
	if err := r.open(ctx); err != nil {
		return Imported{}, err
	}
	imported := Imported{First: r.last}
	for {
		moved, err := r.step(ctx)
		if err != nil {
			return imported, err
		}
		if !moved && r.readAll() {
			break
		}
	}
	imported.Last, imported.Dropped = r.last, r.dropped
	for _, s := range r.sources {
		imported.Left = max(imported.Left, len(s.pending))
	}
	return imported, ctx.Err()
}

func (r *Recorder) readAll() bool {
	for _, s := range r.sources {
		if !s.atEnd {
			return false
		}
	}
	return true
}

// step reads what is new, takes what is known to be committed, and stores it.
func (r *Recorder) step(ctx context.Context) (moved bool, err error) {
	for _, s := range r.sources {
		moved = s.read(r) || moved
	}
	r.ask(ctx)
	if err := r.regain(ctx); err != nil {
		return moved, err
	}
	for ctx.Err() == nil {
		took, err := r.decide(ctx)
		if err != nil {
			return moved, err
		}
		if !took {
			break
		}
		moved = true
	}
	return moved, r.flush(ctx)
}

// ask asks a server while something waits, and learns from its answer.
func (r *Recorder) ask(ctx context.Context) {
	waiting := false
	for _, s := range r.sources {
		waiting = waiting || len(s.pending) > 0
	}
	if zxid, ok := r.asker.answer(ctx, waiting); ok {
		r.commit(zxid)
	}
}

// commit notes that all of a zxid's epoch was committed up to it.
func (r *Recorder) commit(zxid int64) {
	epoch := txnlog.Epoch(zxid)
	r.committed[epoch] = max(r.committed[epoch], zxid)
}

// take adds the next transaction to the batch.
func (r *Recorder) take(ctx context.Context, transaction txnlog.Transaction, source string, proof txnlog.Proof) error {
	b := &r.batch
	if len(b.transactions) == maxBatch || len(b.transactions) > 0 && (b.source != source || b.proof != proof) {
		if err := r.flush(ctx); err != nil {
			return err
		}
	}
	b.transactions, b.source, b.proof = append(b.transactions, transaction), source, proof
	r.last, r.stuck = transaction.Zxid, stuck{}
	return nil
}

// flush stores the batch.
func (r *Recorder) flush(ctx context.Context) error {
	b := &r.batch
	if len(b.transactions) == 0 {
		return nil
	}
	if err := r.Store.Append(ctx, b.transactions, b.source, b.proof); err != nil {
		return err
	}
	*b = batch{}
	for _, s := range r.sources {
		s.tailer.Settle(r.last)
	}
	return nil
}

func (r *Recorder) close() {
	for _, s := range r.sources {
		if err := s.tailer.Close(); err != nil {
			r.Logger.Warn("a log could not be closed", "source", s.Name(), "error", err)
		}
	}
	r.sources = nil
}

var errNoStart = errors.New("no source has a snapshot, or its first log, to begin with")
