package audit

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Config is what a trail needs.
type Config struct {
	Store    Store         // closed by Close, and by nothing else once Open has returned a trail
	Key      Key           // of hashes
	Log      io.Writer     // gets each entry as a JSON line, in order; nil is none
	Logged   LastLine      // what Log has: it gets what came after; zero: it gets what is appended from now on
	Logger   *slog.Logger  // heads, and what goes wrong
	MaxAge   time.Duration // older entries are removed within an hour; 0 keeps them
	MaxBytes int64         // of entries and indexes: beyond it the oldest looks are removed; 0 keeps them
}

// pace is how often the trail does what nobody asks it for.
type pace struct {
	Gather time.Duration // wait for more looks to write at once
	Head   time.Duration // log the head
	Probe  time.Duration // see whether a trail or its lines that could not be written can be
	Remove time.Duration // look for entries to remove
	Slack  time.Duration // let entries grow older than MaxAge, to remove many at once
	Search time.Duration // return a page that is not full, and say so
	Slow   time.Duration // after which a commit that does not end is told
	Behind time.Duration // after which lines that do not keep up are logged
}

var usualPace = pace{
	Gather: 100 * time.Millisecond,
	Head:   time.Hour,
	Probe:  5 * time.Second,
	Remove: time.Minute,
	Slack:  time.Hour - time.Minute,
	Search: 60 * time.Millisecond,
	Slow:   time.Second,
	Behind: time.Minute,
}

// queueLength bounds the entries that wait for a commit; beyond it Append waits.
const queueLength = 1024

// Trail is an open audit trail. Its methods may be called from many goroutines.
type Trail struct {
	config Config
	pace   pace
	store  Store
	seen   *seen
	lines  *lines // nil without Config.Log

	queue   chan *request
	closing chan struct{}
	done    chan struct{}
	close   sync.Once

	looks []*request // that wait for more; of run alone
	kept  []Entry    // what happened and could not be written yet, at most maxKept; of run alone

	mu      sync.Mutex
	last    Link      // of the newest entry
	broken  bool      // somebody else wrote the store
	problem error     // why the last commit failed
	since   time.Time // of the problem
	refused int       // entries since then that are not on record
	writing time.Time // when what is being written began; zero for nothing
}

// Open begins to append to a store. The error is the store's.
func Open(config Config) (*Trail, error) { return open(config, usualPace) }

func open(config Config, pace pace) (*Trail, error) {
	t := &Trail{
		config:  config,
		pace:    pace,
		store:   config.Store,
		seen:    newSeen(),
		queue:   make(chan *request, queueLength),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
	}
	var err error
	if t.last, err = t.store.Head(context.Background()); err != nil {
		return nil, err
	}
	if config.Log != nil {
		if t.lines, err = startLines(config, t.last, pace); err != nil {
			return nil, err
		}
	}
	t.logHead("audit trail opened")
	go t.run()
	return t, nil
}

// Close writes what is queued, logs the head and closes the store; Append fails
// from then on. What cannot be done before ctx ends is given up, and the error
// is ctx's: the process is about to end anyway.
func (t *Trail) Close(ctx context.Context) (err error) {
	t.close.Do(func() {
		close(t.closing)
		closed := make(chan error, 1)
		go func() {
			<-t.done
			t.logHead("audit trail closed")
			if t.lines != nil {
				t.lines.end()
			}
			closed <- t.store.Close()
		}()
		select {
		case err = <-closed:
		case <-ctx.Done():
			err = ctx.Err()
			t.config.Logger.Error("audit trail did not close in time: its disk hangs, and what was queued is lost", "queued_entries", len(t.queue))
		}
	})
	return err
}

// Err returns nil while the trail can be written; else a *znode.Error of kind
// Unavailable that says why it cannot, for a banner.
func (t *Trail) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.problem == nil && !t.writing.IsZero() && time.Since(t.writing) > t.pace.Slow {
		return errSlow
	}
	return t.problem
}

// Head returns the newest entry's place in the chain, as this process wrote it.
func (t *Trail) Head() Head {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last.Head()
}

func (t *Trail) logHead(message string) {
	head := t.Head()
	t.config.Logger.Info(message, "seq", head.Seq, "hash", head.Hash)
}
