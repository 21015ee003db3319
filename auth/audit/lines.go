package audit

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"time"
)

const (
	linesBatch = 100         // entries that are read at once
	linesEnd   = time.Second // for what is left when the trail closes
)

// lines writes the trail's entries as JSON lines to a writer that may fail or
// hang: it holds up nobody. It reads from the database what comes after the last
// line that it wrote, so what cannot be written now is written later.
type lines struct {
	writer io.Writer
	trail  *sql.DB
	logger *slog.Logger
	pace   pace
	woken  chan struct{} // has room for one: there is something new
	behind time.Time     // when woken was first found full; for wake alone
	ending chan struct{}
	done   chan struct{}
	stop   context.CancelFunc

	last    int64 // sequence of the newest entry that has its line
	torn    bool  // the writer may end in part of a line
	failing bool
}

// startLines goes on from what config.Log has.
func startLines(config Config, trail *sql.DB, pace pace) (*lines, error) {
	ctx, stop := context.WithCancel(context.Background())
	l := &lines{
		writer: config.Log,
		trail:  trail,
		logger: config.Logger,
		pace:   pace,
		woken:  make(chan struct{}, 1),
		ending: make(chan struct{}),
		done:   make(chan struct{}),
		stop:   stop,
		torn:   config.Logged.Torn,
	}
	if err := l.begin(ctx, config.Logged.Head); err != nil {
		stop()
		return nil, err
	}
	go l.run(ctx)
	return l, nil
}

// begin finds the entry that the lines go on after: the one on the last line, or
// the newest where there is no line of this trail.
func (l *lines) begin(ctx context.Context, logged Head) error {
	head, err := readLink(ctx, l.trail, "head")
	l.last = head.seq
	if err != nil || logged.Seq == 0 {
		return err
	}
	var ours bool
	err = l.trail.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM entries WHERE seq = ?1 AND hash = unhex(?2))
		OR ?1 <= (SELECT seq FROM chain WHERE name = 'anchor')`, logged.Seq, logged.Hash).Scan(&ours)
	if err != nil {
		return err
	}
	if ours {
		l.last = logged.Seq
	} else {
		l.logger.Warn("audit log ends with an entry that is not in the audit trail; it goes on with what is appended from now on", "seq", logged.Seq)
	}
	return nil
}

// wake says that something was appended. The trail alone calls it.
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
	if now.Sub(l.behind) > l.pace.behind {
		l.logger.Error("audit log does not keep up with the trail; the entries are in the audit trail")
		l.behind = now.Add(time.Hour)
	}
}

func (l *lines) run(ctx context.Context) {
	defer close(l.done)
	retry := time.NewTicker(l.pace.probe)
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

// catchUp writes what the trail has and the writer has not.
func (l *lines) catchUp(ctx context.Context) error {
	for {
		rows, err := l.trail.QueryContext(ctx, "SELECT seq, hash, entry FROM entries WHERE seq > ? ORDER BY seq LIMIT ?", l.last, linesBatch)
		if err != nil {
			return err
		}
		entries, err := scan(rows)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, entry := range entries {
			if err := l.write(ctx, entry); err != nil {
				return err
			}
		}
	}
}

func (l *lines) write(ctx context.Context, entry Entry) error {
	if missing := entry.Seq - l.last - 1; missing > 0 {
		l.logger.Error("audit log lacks entries: retention removed them before they could be written", "missing_entries", missing, "before_seq", entry.Seq)
		l.last = entry.Seq - 1
	}
	line, err := jsonLine(entry)
	if err != nil {
		return err
	}
	if l.torn {
		if _, err := l.writer.Write([]byte("\n")); err != nil {
			return err
		}
		l.torn = false
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if written, err := l.writer.Write(line); err != nil {
		l.torn = written > 0
		return err
	}
	l.last = entry.Seq
	return nil
}

// tell logs when the writer begins to fail, and when it no longer does.
func (l *lines) tell(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil:
	case err != nil && !l.failing:
		l.failing = true
		l.logger.Error("audit log cannot be written; the entries are in the audit trail", "error", err)
	case err == nil && l.failing:
		l.failing = false
		l.logger.Info("audit log is written again", "seq", l.last)
	}
}

// end writes what is left, as far as the writer lets it.
func (l *lines) end() {
	close(l.ending)
	select {
	case <-l.done:
	case <-time.After(linesEnd):
		l.logger.Error("audit log hangs; the entries are in the audit trail")
	}
	l.stop()
}
