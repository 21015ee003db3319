package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// maxBatch bounds the entries of one commit.
const maxBatch = 512

// run is the one goroutine that writes the database.
func (t *Trail) run() {
	defer close(t.done)
	head := time.NewTicker(t.pace.head)
	defer head.Stop()
	probe := time.NewTicker(t.pace.probe)
	defer probe.Stop()
	remove := time.NewTicker(t.pace.remove)
	defer remove.Stop()
	ready := make(chan struct{})
	close(ready)
	var more <-chan struct{} // ready while there is more to remove, in turn with appends
	for {
		select {
		case first := <-t.queue:
			t.commit(t.batch(first))
		case <-head.C:
			t.logHead("audit trail head")
		case <-probe.C:
			if t.Err() != nil {
				t.commit(nil)
			}
		case <-remove.C:
			more = ready
		case <-more:
			if !t.removeOldest() {
				more = nil
			}
		case <-t.closing:
			t.finish()
			return
		}
	}
}

// finish writes what is still queued.
func (t *Trail) finish() {
	for {
		select {
		case first := <-t.queue:
			t.commit(t.batch(first))
		default:
			return
		}
	}
}

// batch is the first request and what else waits.
func (t *Trail) batch(first *request) []*request {
	batch := []*request{first}
	for len(batch) < maxBatch {
		select {
		case next := <-t.queue:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// commit writes the entries of those who still wait, and answers them.
func (t *Trail) commit(batch []*request) {
	var waiting, late []*request
	for _, r := range batch {
		switch {
		case r.ctx.Err() == nil:
			waiting = append(waiting, r)
		case errors.Is(r.ctx.Err(), context.DeadlineExceeded): // else the browser has gone, and nothing was shown or done
			late = append(late, r)
		}
	}
	entries := t.gap(late)
	for _, r := range waiting {
		entries = append(entries, r.entry)
	}
	if len(entries) == 0 {
		return
	}
	err := writeError(t.write(func(tx *sql.Tx) error { return insert(tx, entries) }))
	t.settle(err, len(waiting))
	var undone []*request
	for _, r := range waiting {
		if !r.answer(err) && err == nil && r.entry.Outcome == Intent {
			undone = append(undone, r.undone())
		}
	}
	if len(undone) > 0 {
		t.commit(undone)
	}
}

// gap is what a trail says first that could not be written, or not in time for
// those who are late: what is missing.
func (t *Trail) gap(late []*request) []Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.problem == nil && len(late) > 0 && t.refused == 0 {
		t.since = late[0].asked
	}
	t.refused += len(late)
	if t.problem == nil && t.refused == 0 {
		return nil
	}
	return []Entry{{
		Event: AuditGap, Outcome: Failed,
		Error: fmt.Sprintf("The trail could not be written from %s on. Entries refused until now: %d.", t.since.UTC().Format(time.RFC3339), t.refused),
	}}
}

// write does one transaction. Its entries are on the disk when the error is nil.
func (t *Trail) write(change func(*sql.Tx) error) error {
	t.began(time.Now())
	defer t.began(time.Time{})
	if err := t.checkFile(); err != nil {
		return err
	}
	tx, err := t.writer.Begin()
	if err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		// After some errors SQLite leaves the transaction open, which
		// database/sql takes for ended.
		_, _ = t.writer.Exec("ROLLBACK")
		return err
	}
	if t.lines != nil {
		t.lines.wake()
	}
	return nil
}

// began remembers when what is being written began; zero is nothing.
func (t *Trail) began(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writing = at
}

// checkFile finds a database that was moved or removed: SQLite would go on
// writing to a file that nobody can find.
func (t *Trail) checkFile() error {
	now, err := os.Stat(filepath.Join(t.config.Dir, databaseFile))
	if err != nil || !os.SameFile(now, t.file) {
		return errors.Join(errMoved, err)
	}
	return nil
}

// insert appends entries to the chain and moves the head.
func insert(tx *sql.Tx, entries []Entry) error {
	last, err := readLink(context.Background(), tx, "head")
	if err != nil {
		return err
	}
	row, err := tx.Prepare(`INSERT INTO entries (seq, time, event, outcome, user, cluster, path, hash, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer row.Close()
	for _, entry := range entries {
		entry.Seq = last.seq + 1
		entry.Time = time.Now().UTC().Truncate(time.Microsecond)
		encoded, err := canonical(entry)
		if err != nil {
			return err
		}
		last = last.next(encoded)
		if _, err := row.Exec(entry.Seq, entry.Time.UnixMicro(), string(entry.Event), string(entry.Outcome),
			entry.User, entry.Cluster, entry.Path, last.hash[:], string(encoded)); err != nil {
			return err
		}
	}
	_, err = tx.Exec("UPDATE chain SET seq = ?, hash = ? WHERE name = 'head'", last.seq, last.hash[:])
	return err
}

// settle remembers whether the trail can be written, and logs when that changes.
func (t *Trail) settle(problem error, entries int) {
	t.mu.Lock()
	before, refused := t.problem, t.refused
	t.problem = problem
	switch {
	case problem == nil:
		t.refused = 0
	case before == nil && refused == 0:
		t.since, t.refused = time.Now(), entries
	default:
		t.refused += entries
	}
	t.mu.Unlock()
	switch {
	case before == nil && problem != nil:
		t.config.Logger.Error("audit trail cannot be written", "error", problem)
	case before != nil && problem == nil:
		t.config.Logger.Info("audit trail is written again", "refused_entries", refused)
	}
}
