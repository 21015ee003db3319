package audit

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Config is what a trail needs.
type Config struct {
	Dir      string        // the data directory; made, for its owner only, if it is not there
	Log      io.Writer     // gets each entry as a JSON line, in order; nil is none
	Logged   LastLine      // what Log has: it gets what came after; zero: it gets what is appended from now on
	Logger   *slog.Logger  // heads, and what goes wrong
	MaxAge   time.Duration // older entries are removed within an hour; 0 keeps them
	MaxBytes int64         // of entries and indexes: beyond it the oldest are removed, but for the last thousand; 0 keeps them
}

// pace is how often the trail does what nobody asks it for.
type pace struct {
	head   time.Duration // log the head
	probe  time.Duration // see whether a trail or its lines that could not be written can be
	remove time.Duration // look for entries to remove
	slack  time.Duration // let entries grow older than MaxAge, to remove many at once
	search time.Duration // give a page that is not full, and say so
	slow   time.Duration // after which a commit that does not end is told
	behind time.Duration // after which lines that do not keep up are logged
}

var usualPace = pace{
	head:   time.Hour,
	probe:  5 * time.Second,
	remove: time.Minute,
	slack:  time.Hour - time.Minute,
	search: 60 * time.Millisecond,
	slow:   time.Second,
	behind: time.Minute,
}

// queueLength bounds the entries that wait for a commit; beyond it Append waits.
const queueLength = 1024

// Trail is an open audit trail. Its methods may be called from many goroutines.
type Trail struct {
	config Config
	pace   pace
	key    []byte
	seen   *seen
	lines  *lines // nil without Config.Log

	lock    *os.File
	file    os.FileInfo // of the database
	writer  *sql.DB     // one connection, for run alone
	readers *sql.DB

	queue   chan *request
	closing chan struct{}
	done    chan struct{}
	close   sync.Once

	mu      sync.Mutex
	problem error
	since   time.Time // of the problem
	refused int       // entries since then that are not on record
	writing time.Time // when what is being written began; zero for nothing
}

// Open opens the trail in config.Dir, or begins one, and takes the directory
// for this process. The error is a *znode.Error with a sentence for whoever
// starts the console; it names the directory.
//
// The file does not shrink when retention removes entries: their room is used
// again.
func Open(config Config) (*Trail, error) { return open(config, usualPace) }

func open(config Config, pace pace) (*Trail, error) {
	trail := &Trail{
		config:  config,
		pace:    pace,
		seen:    newSeen(),
		queue:   make(chan *request, queueLength),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
	}
	if err := trail.openFiles(); err != nil {
		return nil, openError(config.Dir, errors.Join(err, trail.closeFiles()))
	}
	trail.logHead("audit trail opened")
	go trail.run()
	return trail, nil
}

func (t *Trail) openFiles() (err error) {
	dir := t.config.Dir
	if err = os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if t.lock, err = lock(dir); err != nil {
		return err
	}
	if t.key, err = readKey(dir); err != nil {
		return err
	}
	if t.writer, err = openToWrite(dir); err != nil {
		return err
	}
	if t.readers, err = openToRead(dir); err != nil {
		return err
	}
	if t.file, err = os.Stat(filepath.Join(dir, databaseFile)); err != nil {
		return err
	}
	if err = checkHead(t.readers); err != nil || t.config.Log == nil {
		return err
	}
	t.lines, err = startLines(t.config, t.readers, t.pace)
	return err
}

// checkHead refuses to go on from a head that is not the newest entry's: to
// append would cover up what is missing.
func checkHead(db *sql.DB) error {
	head, err := readLink(context.Background(), db, "head")
	if err != nil {
		return err
	}
	newest := link{}
	var hash []byte
	err = db.QueryRow("SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1").Scan(&newest.seq, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	copy(newest.hash[:], hash)
	if newest != head {
		return errHead
	}
	return nil
}

// Close writes what is queued, logs the head and gives the directory back.
// Append fails from then on.
func (t *Trail) Close() error {
	var err error
	t.close.Do(func() {
		close(t.closing)
		<-t.done
		t.logHead("audit trail closed")
		if t.lines != nil {
			t.lines.end()
		}
		err = t.closeFiles()
	})
	return err
}

// closeFiles closes the writer after the readers: the last to close clears
// SQLite's own files away.
func (t *Trail) closeFiles() error {
	var all []error
	for _, db := range []*sql.DB{t.readers, t.writer} {
		if db != nil {
			all = append(all, db.Close())
		}
	}
	if t.lock != nil {
		all = append(all, t.lock.Close())
	}
	return errors.Join(all...)
}

// Err is nil while the trail can be written; else a *znode.Error of kind
// Unavailable that says why it cannot, for a banner.
func (t *Trail) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.problem == nil && !t.writing.IsZero() && time.Since(t.writing) > t.pace.slow {
		return errSlow
	}
	return t.problem
}

// Head is the newest entry's place in the chain.
func (t *Trail) Head(ctx context.Context) (Head, error) {
	head, err := readLink(ctx, t.readers, "head")
	if err != nil {
		return Head{}, readError(err)
	}
	return head.head(), nil
}

func (t *Trail) logHead(message string) {
	head, err := t.Head(context.Background())
	if err != nil {
		t.config.Logger.Error("audit trail cannot be read", "error", err)
		return
	}
	t.config.Logger.Info(message, "seq", head.Seq, "hash", head.Hash)
}
