package audit

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"
)

const (
	linesBatch = 100         // records read at once
	linesEnd   = time.Second // for the rest when the trail is closed
)

// lines writes the trail's entries as JSON lines to a writer that may fail or hang, without
// delaying anybody. It reads from the store what comes after the last line that it wrote, so that
// what cannot be written now is written later.
type lines struct {
	writer io.Writer
	store  Store
	logger *slog.Logger
	pace   pace
	woken  chan struct{} // of capacity 1: a value means that there is something new
	behind time.Time     // when woken was first found full; used by wake only
	ending chan struct{}
	done   chan struct{}
	stop   context.CancelFunc
	broken func()

	last    Link // of the newest entry that was written
	torn    bool // the writer may end with part of a line
	failing bool
}

// startLines continues after what config.Log has. It reports whether the trail has that entry, or
// Log is empty. It calls broken if the store's chain is broken.
func startLines(config Config, head Link, pace pace, broken func()) (l *lines, known bool, err error) {
	ctx, stop := context.WithCancel(context.Background())
	l = &lines{
		writer: config.Log,
		store:  config.Store,
		logger: config.Logger,
		pace:   pace,
		woken:  make(chan struct{}, 1),
		ending: make(chan struct{}),
		done:   make(chan struct{}),
		stop:   stop,
		broken: broken,
		torn:   config.Logged.Torn,
	}
	last, known, err := lineOf(ctx, config.Store, config.Logged.Head)
	if err != nil {
		stop()
		return nil, false, err
	}
	l.last = last
	if !known {
		l.last = head
		if config.Logged.Seq != 0 {
			l.logger.Warn("audit log ends with an entry that is not in the audit trail; it goes on with what is appended from now on", "seq", config.Logged.Seq)
		}
	}
	go l.run(ctx)
	return l, known || config.Logged.Seq == 0, nil
}

// lineOf finds the entry of the last line in the trail. If retention has removed it, the lines
// continue after it.
func lineOf(ctx context.Context, store Store, logged Head) (at Link, known bool, err error) {
	if logged.Seq == 0 {
		return Link{}, false, nil
	}
	for record, err := range store.Walk(ctx, logged.Seq-1) {
		switch {
		case err != nil:
			return Link{}, false, err
		case record.Seq > logged.Seq && record.IsRun():
			return Link{Seq: logged.Seq}, record.First <= logged.Seq, nil
		}
		return record.Link, record.Head() == logged, nil
	}
	return Link{}, false, nil
}

// wake reports that something was appended. Only the trail calls it.
func (l *lines) wake() {
	select {
	case l.woken <- struct{}{}:
		l.behind = time.Time{}
		return
	default:
	}
	now := time.Now()
	if l.behind.IsZero() {
		l.behind = now
	}
	if now.Sub(l.behind) > l.pace.Behind {
		l.logger.Error("audit log does not keep up with the trail; the entries are in the audit trail")
		l.behind = now.Add(time.Hour)
	}
}

func (l *lines) run(ctx context.Context) {
	defer close(l.done)
	retry := time.NewTicker(l.pace.Probe)
	defer retry.Stop()
	for {
		select {
		case <-l.woken:
		case <-retry.C:
		case <-l.ending:
			l.tell(ctx, l.catchUp(ctx))
			return
		}
		l.tell(ctx, l.catchUp(ctx))
	}
}

// catchUp writes what the trail has and the writer lacks.
func (l *lines) catchUp(ctx context.Context) error {
	for {
		records, err := l.read(ctx)
		if err != nil || len(records) == 0 {
			return err
		}
		for _, record := range records {
			if err := l.write(ctx, record); err != nil {
				return err
			}
		}
	}
}

// read returns the next records. It does not hold the store while the writer may hang.
func (l *lines) read(ctx context.Context) ([]Record, error) {
	var records []Record
	for record, err := range l.store.Walk(ctx, l.last.Seq) {
		if err != nil {
			return nil, err
		}
		if records = append(records, record); len(records) == linesBatch {
			break
		}
	}
	return records, nil
}

func (l *lines) write(ctx context.Context, record Record) error {
	if record.IsRun() {
		l.logger.Error("audit log lacks entries: retention removed them before they could be written", "missing_entries", record.Seq-l.last.Seq, "up_to_seq", record.Seq)
		l.last = record.Link
		return nil
	}
	l.check(record)
	if l.torn {
		if _, err := l.writer.Write([]byte("\n")); err != nil {
			return err
		}
		l.torn = false
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if written, err := l.writer.Write(record.line()); err != nil {
		l.torn = written > 0
		return err
	}
	l.last = record.Link
	return nil
}

// check logs an entry that does not follow from the one before it, which means that somebody else
// wrote the store.
func (l *lines) check(record Record) {
	follows := l.last.Next(record.Encoded)
	removed := l.last.Hash == Link{}.Hash && l.last.Seq > 0 // its hash is not known
	if follows.Seq == record.Seq && (removed || follows == record.Link) {
		return
	}
	l.logger.Error("audit trail was changed by other means: an entry does not follow from the one before it",
		"seq", record.Seq, "hash", record.Head().Hash, "after_seq", l.last.Seq, "after_hash", l.last.Head().Hash)
	l.broken()
}

// line returns the line for an entry: its stored encoding, and its hash.
func (r Record) line() []byte {
	return fmt.Appendf(nil, "%s,\"hash\":%q}\n", bytes.TrimSuffix(r.Encoded, []byte("}")), r.Head().Hash)
}

// tell logs when the writer begins to fail, and when it works again.
func (l *lines) tell(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil:
	case err != nil && !l.failing:
		l.failing = true
		l.logger.Error("audit log cannot be written; the entries are in the audit trail", "error", err)
	case err == nil && l.failing:
		l.failing = false
		l.logger.Info("audit log is written again", "seq", l.last.Seq)
	}
}

// end writes what is left, as far as the writer allows it.
func (l *lines) end() {
	close(l.ending)
	select {
	case <-l.done:
	case <-time.After(linesEnd):
		l.logger.Error("audit log hangs; the entries are in the audit trail")
	}
	l.stop()
}
