package recorder

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"zkweb/zkconn/txnlog"
)

// Store stores the transactions in order. It may get the same ones again.
type Store interface {
	// Last returns the zxid of the newest transaction, or of the tree with which the store begins.
	// begun is false if the store is empty.
	Last() (zxid int64, begun bool, err error)
	// LastTime returns the time of Last in milliseconds since 1970. logged reports whether it is
	// that of a transaction in a server's log.
	LastTime(ctx context.Context) (ms int64, logged bool, err error)
	// Exact reports whether the store's tree is the ensemble's: since the store last began with a
	// tree, no transaction followed a gap.
	Exact() (bool, error)
	// Begin begins with a tree, for the first time or again after a gap. The tree may be as of
	// Last. time is in milliseconds since 1970.
	Begin(ctx context.Context, tree *txnlog.Tree, time int64) error
	// Append adds consecutive transactions. proof is why they are taken as committed.
	Append(ctx context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) error
	// Gap records a gap after the last transaction.
	Gap(ctx context.Context, gap txnlog.Gap) error
}

// Options configure a Recorder.
type Options struct {
	Sources []Source // one for each server, at least one
	Servers []Server // the servers to ask what was committed
	Store   Store
	Logger  *slog.Logger
}

// Limits of memory and times.
const (
	pollEvery   = 50 * time.Millisecond  // pause between reads of the files
	askEvery    = 500 * time.Millisecond // pause between questions to servers while a transaction waits for one
	askTimeout  = 2 * time.Second
	giveUpAfter = 10 * time.Second // with no answer for so long, two sources that agree suffice
	retryAfter  = time.Second      // pause after a failure; doubled each time, since the tree is read anew
	retryAtMost = time.Minute
	regainEvery = 10 * time.Second // pause between searches for a new snapshot while the tree is unknown
	// patience is how long to wait for what one source lacks and another may bring.
	patience   = 30 * time.Second
	maxBatch   = 1000     // transactions in one call of Append
	maxPending = 10_000   // of a source, more than an ensemble has under way; one batch more may be read
	maxBytes   = 64 << 20 // of a source's transactions
)

// Recorder records the transactions of its sources in a Store. Its methods are not safe for
// concurrent use.
type Recorder struct {
	Options
	sources []*source
	asker   *asker

	last      int64            // zxid of the newest transaction that was taken
	tree      *txnlog.Tree     // as of last; nil if unknown
	proven    bool             // whether the tree agreed with the newest digest
	committed map[int64]int64  // by epoch, the zxid up to which everything is committed
	ended     map[int64]int64  // by epoch, its last zxid if that is proven
	asked     map[int64]string // by epoch, the snapshot of a later epoch that witnessed read last
	doubted   int64            // last when a dropped end of an epoch may have been committed; -1 if none
	batch     batch
	stuck     stuck
	regained  regained
	final     bool // whether nothing more will come: a file that was read to its end has ended
	dropped   int  // number of transactions dropped as not committed
}

// batch holds transactions that were taken but not stored yet.
type batch struct {
	transactions []txnlog.Transaction
	source       string
	proof        txnlog.Proof
}

// stuck is the transaction before which something is missing that may still come.
type stuck struct {
	at    int64     // its zxid
	since time.Time // when the wait began
}

// New returns a recorder. It does nothing until Run or Import is called.
func New(options Options) *Recorder {
	return &Recorder{Options: options, asker: newAsker(options.Servers)}
}

// Run records until ctx ends. It fails with ErrOther. It logs all other errors and tries again.
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
			r.close() // the servers may purge the open files
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

// Imported is the result of an Import.
type Imported struct {
	First, Last int64 // zxids; First is where the record began or continued, Last where it ends
	Left        int   // number of transactions at the end that are not known to be committed
	Dropped     int   // number of transactions that were never committed
}

// Import records everything that the sources have, up to their ends.
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

// step reads new transactions, takes those that are known to be committed, and stores them.
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

// ask asks a server while transactions wait, and commits what its answer shows.
func (r *Recorder) ask(ctx context.Context) {
	waiting := false
	for _, s := range r.sources {
		waiting = waiting || len(s.pending) > 0
	}
	if zxid, ok := r.asker.answer(ctx, waiting); ok {
		r.commit(zxid)
	}
}

// commit records that everything in a zxid's epoch up to that zxid was committed.
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
