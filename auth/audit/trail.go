package audit

import (
	"context"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// Config has what a trail needs.
type Config struct {
	Store     Store         // closed by Close, and by nothing else once Open has returned a trail
	Key       Key           // of hashes
	Log       io.Writer     // gets each entry as a JSON line, in order; nil is none
	Logged    LastLine      // what Log has: it gets what came after; zero: it gets what is appended from now on
	Logger    *slog.Logger  // heads, and what goes wrong
	NoJournal bool          // the store's journal of what was written last is not there: it was closed in good order, or the journal was removed
	MaxAge    time.Duration // older entries are removed within an hour; 0 keeps them
	MaxBytes  int64         // of entries and indexes: beyond it the oldest looks are removed; 0 keeps them
}

// pace says how often the trail does what nobody asks it for.
type pace struct {
	Gather time.Duration // wait for more looks to write at once
	Soon   time.Duration // that what is not urgent waits for others to come
	Fold   time.Duration // see whose looks were more than are recorded
	Head   time.Duration // log the head
	Probe  time.Duration // see whether a trail or its lines that could not be written can be
	Remove time.Duration // look for entries to remove
	Slack  time.Duration // let entries grow older than MaxAge, to remove many at once
	Search time.Duration // return a page that is not full, and say so
	Slow   time.Duration // after which a commit that does not end is reported
	Behind time.Duration // after which lines that do not keep up are logged
}

var usualPace = pace{
	Gather: 100 * time.Millisecond,
	Soon:   10 * time.Millisecond,
	Fold:   time.Second,
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
	purse  *purse
	lines  *lines // nil without Config.Log
	opened time.Time

	queue   chan *request
	closing chan struct{}
	done    chan struct{}
	close   sync.Once

	looks   []*request // that wait for more; of run alone
	soon    bool       // one of them is not a look, and waits for less; of run alone
	kept    []Entry    // what happened and could not be written yet, at most maxKept; of run alone
	ages    ageClock   // of run alone
	removes int        // entries that are removed at once; of run alone
	counted int        // of refused, in the gap that is being written; of run alone
	low     bool       // looks are not recorded: nothing but the reserve is left; of run alone

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
		purse:   newPurse(),
		opened:  time.Now(),
		removes: removeBatch,
		queue:   make(chan *request, queueLength),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
	}
	if err := t.start(); err != nil {
		return nil, err
	}
	t.logHead("audit trail opened")
	go t.run()
	return t, nil
}

// start reads how the store was left, and has what is wrong with it written
// first.
func (t *Trail) start() (err error) {
	if t.last, err = t.store.Head(context.Background()); err != nil {
		return err
	}
	newest, err := t.readNewest()
	if err != nil {
		return err
	}
	if t.kept, err = t.begin(newest); err != nil {
		return err
	}
	t.ages.believed = t.opened
	if len(newest) > 0 && newest[len(newest)-1].Time.Before(t.opened) {
		t.ages.believed = newest[len(newest)-1].Time
	}
	if t.config.Log == nil {
		return nil
	}
	var known bool
	if t.lines, known, err = startLines(t.config, t.last, t.pace, t.breakOff); err == nil && !known {
		t.kept = append(t.kept, Entry{Event: AuditGap, Outcome: Failed, Code: znode.CodeLogUnknown, Args: znode.Args{"seq": strconv.FormatInt(t.config.Logged.Seq, 10)}})
	}
	return err
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
	if t.broken {
		return errBroken
	}
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
