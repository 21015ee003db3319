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

// Config is what a trail needs.
type Config struct {
	Store     Store         // closed by Trail.Close only, once Open has returned a trail
	Key       Key           // of hashes
	Log       io.Writer     // gets each entry as a line of JSON, in order; nil for none
	Logged    LastLine      // the end of Log, which gets what comes after it; if zero, Log gets what is appended from now on
	Logger    *slog.Logger  // for heads and problems
	NoJournal bool          // the store has no journal of its last writes: it was closed properly, or the journal was removed
	MaxAge    time.Duration // older entries are removed within an hour; 0 keeps them
	MaxBytes  int64         // bound of entries and indexes, above which the oldest looks are removed; 0 keeps them
}

// pace has the periods of what a trail does by itself.
type pace struct {
	Gather time.Duration // waiting for more looks to write together
	Soon   time.Duration // how long what is not urgent waits for others
	Fold   time.Duration // checking for more looks than were recorded
	Head   time.Duration // logging the head
	Probe  time.Duration // checking whether a trail or its lines can be written again
	Remove time.Duration // looking for entries to remove
	Slack  time.Duration // how much older than MaxAge entries become, so that many are removed at once
	Search time.Duration // after which a page is returned before it is full
	Slow   time.Duration // after which a commit that has not ended is reported
	Behind time.Duration // after which lines that are behind are logged
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

// queueLength bounds the entries that wait for a commit; at more, Append blocks.
const queueLength = 1024

// Trail is an open audit trail. It is safe for concurrent use.
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

	looks   []*request // wait for more; used by run only
	soon    bool       // one of them is no look, and waits for less; used by run only
	kept    []Entry    // has happened and could not be written yet, at most maxKept; used by run only
	ages    ageClock   // used by run only
	removes int        // entries that are removed at once; used by run only
	counted int        // of refused, in the gap that is being written; used by run only
	low     bool       // looks are not recorded, since only the reserve is left; used by run only

	mu      sync.Mutex
	last    Link      // of the newest entry
	broken  bool      // somebody else has written the store
	problem error     // why the last commit failed
	since   time.Time // when problem began
	refused int       // number of entries since then that are missing
	writing time.Time // when the present commit began; zero for none
}

// Open opens a trail on a store. The error is the store's.
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

// start reads how the store was left, and appends what is wrong with it.
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

// Close writes what is queued, logs the head and closes the store. After that, Append fails. If ctx
// is done first, it gives up the rest and returns the error of ctx.
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

// Err returns nil while the trail can be written, else a *znode.Error of kind Unavailable that says
// why it cannot.
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

// Head returns the newest entry's position in the chain, as this process wrote it.
func (t *Trail) Head() Head {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last.Head()
}

func (t *Trail) logHead(message string) {
	head := t.Head()
	t.config.Logger.Info(message, "seq", head.Seq, "hash", head.Hash)
}
