package history

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"zkweb/zkconn/dirlock"
	"zkweb/zkconn/txnlog"
)

// Options are the settings of a Writer.
type Options struct {
	Key  Key               // seals values; zero for none
	Skip func(string) bool // reports whether only the size and a keyed hash are kept of the data at a path; nil for none
	// SegmentTransactions is the number of transactions after which a new segment begins; 0 means
	// DefaultSegment.
	SegmentTransactions int64
}

// DefaultSegment is the default number of transactions in a segment.
const DefaultSegment = 2_000_000

// Writer adds transactions to a store. A folder has one writer at a time, and any number of Stores
// that read it.
type Writer struct {
	dir     string
	options Options
	lock    *dirlock.Lock

	mu      sync.Mutex
	segment *segment // nil before Begin
	state   *state
	next    counters
	last    int64 // zxid
	clock   clock
	hash    []byte
	broken  error // set after a failed commit, when memory and file may differ
	skipKey []byte

	acls, sessions numbers
	marks          marks
}

// OpenWriter opens the store in a folder for writing, and creates the folder if needed. The error
// wraps dirlock.ErrInUse while another process writes it.
func OpenWriter(dir string, options Options) (*Writer, error) {
	if options.SegmentTransactions == 0 {
		options.SegmentTransactions = DefaultSegment
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := dirlock.Take(dir, lockFile)
	if err != nil {
		return nil, err
	}
	w := &Writer{dir: dir, options: options, lock: lock}
	if err := w.open(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// open opens the newest segment, if there is one.
func (w *Writer) open() error {
	left, err := filepath.Glob(filepath.Join(w.dir, "*"+unfinishedSuffix+"*"))
	if err != nil {
		return err
	}
	for _, file := range left {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	if err := errors.Join(w.SourceFull(false), endRefill(w.dir)); err != nil {
		return err
	}
	if err := identify(w.dir); err != nil {
		return err
	}
	files, err := segmentFiles(w.dir)
	if err != nil || len(files) == 0 {
		return err
	}
	s, err := openSegment(files[len(files)-1], w.options.Key, openToWrite)
	if err != nil {
		return err
	}
	w.segment = s
	_, _ = s.settle(context.Background()) // removes a commit that was cut off from the WAL; if the disk is full, later writes fail
	_ = w.sealLate(context.Background())
	return w.resume(context.Background())
}

// resume reads where an existing segment ends.
func (w *Writer) resume(ctx context.Context) (err error) {
	s := w.segment
	if err := s.sameKey(ctx); err != nil {
		return err
	}
	if w.state, err = s.loadState(ctx); err != nil {
		return err
	}
	if err := s.meta("skip_key", &w.skipKey); err != nil {
		return err
	}
	row := s.db.QueryRowContext(ctx, `SELECT
		(SELECT coalesce(max(n), 0) FROM txn),
		max((SELECT coalesce(max(id), 0) FROM value), (SELECT coalesce(max(value), 0) FROM block)), -- the newest may be forgotten
		(SELECT coalesce(max(id), 0) FROM path), (SELECT coalesce(max(id), 0) FROM acl), (SELECT coalesce(max(id), 0) FROM session), (SELECT coalesce(max(id), 0) FROM life),
		(SELECT coalesce(max(second), ?) FROM clock), (SELECT max(second) FROM since), (SELECT hash FROM block ORDER BY last DESC LIMIT 1)`, s.baseTime/1000)
	if err := row.Scan(&w.next.n, &w.next.value, &w.next.path, &w.next.acl, &w.next.session, &w.next.life, &w.clock.latest, &w.clock.newest, &w.hash); err != nil {
		return err
	}
	w.last, err = s.zxidOf(ctx, w.next.n)
	return err
}

// Last returns the zxid of the newest transaction or, before one, that of the tree with which the
// store begins; 0 for an empty store.
func (w *Writer) Last() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// Begun reports whether the store has a tree to begin with.
func (w *Writer) Begun() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.segment != nil
}

// Close closes the writer.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	if w.segment != nil {
		whole, _ := w.segment.settle(context.Background())
		err = w.segment.close()
		if whole && err == nil && w.broken == nil {
			_ = writeClosed(w.dir) // if it fails, Verify reports a loose file
		}
		w.segment = nil
	}
	w.broken = os.ErrClosed
	return errors.Join(err, w.lock.Release())
}

// Append adds transactions in the order of their zxids, all or none, as one span. source names
// where they come from, and proof says why none is believed to be missing. Transactions that the
// store already has are ignored, so that a caller who has lost an answer can send them again. If
// the first one does not follow directly on the store's newest, there is a gap between them; Gap
// records why. A store must begin with Begin.
func (w *Writer) Append(ctx context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	at, known := slices.BinarySearchFunc(transactions, w.last, func(t txnlog.Transaction, last int64) int { return cmpZxid(t.Zxid, last) })
	if known {
		at++
	}
	transactions = transactions[at:]
	for len(transactions) > 0 {
		if w.broken != nil {
			return w.broken
		}
		if w.segment == nil {
			return errors.New("history: the store has no tree to begin with")
		}
		if w.next.n >= w.options.SegmentTransactions {
			if err := w.roll(ctx); err != nil {
				return err
			}
		}
		room := min(int64(len(transactions)), w.options.SegmentTransactions-w.next.n)
		if err := w.commit(ctx, transactions[:room], source, proof); err != nil {
			return err
		}
		transactions = transactions[room:]
	}
	return nil
}

// cmpZxid compares zxids as unsigned numbers, since epochs may in theory reach the sign bit.
func cmpZxid(a, b int64) int {
	switch {
	case uint64(a) < uint64(b):
		return -1
	case a == b:
		return 0
	}
	return 1
}

// commit writes one block.
func (w *Writer) commit(ctx context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) (err error) {
	b, err := w.begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil { // the tree in memory is ahead of the file
			w.broken = fmt.Errorf("history: a commit failed, open the store again: %w", err)
			_ = b.tx.Rollback()
		}
	}()
	before := w.last
	for _, t := range transactions {
		if uint64(t.Zxid) <= uint64(w.last) {
			return fmt.Errorf("history: transaction %#x comes after %#x", t.Zxid, w.last)
		}
		if err := b.transaction(t); err != nil {
			return fmt.Errorf("history: transaction %#x: %w", t.Zxid, err)
		}
		w.last = t.Zxid
	}
	if err := b.span(before, transactions[0].Zxid, w.last, source, proof); err != nil {
		return err
	}
	return b.end()
}

// Exact reports whether the store's tree is that of the ensemble: nothing is missing since the
// newest segment began. A gap after which nothing was added yet does not count.
func (w *Writer) Exact(ctx context.Context) (exact bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.segment == nil {
		return false, nil
	}
	err = w.segment.db.QueryRowContext(ctx, "SELECT NOT EXISTS (SELECT 1 FROM gap WHERE after != ?)", w.last).Scan(&exact)
	return exact, err
}

// Gap records why transactions are missing.
func (w *Writer) Gap(ctx context.Context, gap txnlog.Gap) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.segment == nil {
		return errors.New("history: the store has no tree to begin with")
	}
	return w.segment.noteGap(ctx, gap)
}

// Identify records the client of a session. It returns false, and records nothing, if the newest
// segment has nothing of the session. A client without a name does not replace one with a name.
func (w *Writer) Identify(ctx context.Context, session int64, by Client) (known bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.segment == nil {
		return false, nil
	}
	return w.segment.noteWhose(ctx, session, by)
}

// LastTime returns the time of Last in milliseconds since 1970; 0 for an empty store. logged
// reports whether it belongs to a transaction in a server's log.
func (w *Writer) LastTime(ctx context.Context) (ms int64, logged bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.segment == nil {
		return 0, false, nil
	}
	if _, ms, err = w.segment.moment(ctx, w.next.n); err != nil || w.next.n == 0 {
		return ms, false, err
	}
	var proof txnlog.Proof
	err = w.segment.db.QueryRowContext(ctx, "SELECT proof FROM span ORDER BY rowid DESC LIMIT 1").Scan(&proof)
	return ms, proof.Dense(), err
}

func newSalt() []byte {
	salt := make([]byte, keyBytes)
	_, _ = rand.Read(salt) // never fails
	return salt
}

// skipSecret returns the key for the hashes of data that is not kept.
func (w *Writer) skipSecret() []byte {
	return hashOf(append(slices.Clone(w.options.Key.secret), w.skipKey...), nil)
}
