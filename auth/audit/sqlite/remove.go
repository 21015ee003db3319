package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"zkweb/auth/audit"
)

// Removable implements audit.Store.
func (s *Store) Removable(ctx context.Context, before time.Time, limit int) ([]int64, error) {
	seqs, err := removable(ctx, s.readers, before, limit)
	if err != nil {
		return nil, readError(err)
	}
	return seqs, nil
}

func removable(ctx context.Context, db querier, before time.Time, limit int) ([]int64, error) {
	if before.IsZero() {
		return looks(ctx, db, limit)
	}
	return old(ctx, db, before, limit)
}

func looks(ctx context.Context, db querier, limit int) ([]int64, error) {
	rows, err := db.QueryContext(ctx, "SELECT seq FROM entries INDEXED BY looks WHERE "+isLook+" ORDER BY seq LIMIT ?", limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var seqs []int64
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, err
		}
		seqs = append(seqs, seq)
	}
	return seqs, rows.Err()
}

// old returns the entries before a time. It searches block by block, so that it reads only old
// entries, however long the trail is.
func old(ctx context.Context, db querier, before time.Time, limit int) ([]int64, error) {
	var first, last, front int64
	const ends = `SELECT coalesce((SELECT min(seq) FROM entries), 0), coalesce((SELECT max(seq) FROM entries), -1),
		coalesce((SELECT last FROM removed WHERE first = 1), 0)`
	if err := db.QueryRowContext(ctx, ends).Scan(&first, &last, &front); err != nil {
		return nil, err
	}
	var seqs []int64
	for block := first >> blockShift; block <= last>>blockShift && len(seqs) < limit; block++ {
		rows, err := db.QueryContext(ctx, `SELECT seq, event FROM entries
			WHERE seq IN (SELECT seq FROM entries INDEXED BY by_time WHERE block = ? AND time < ?)
			ORDER BY seq LIMIT ?`, block, before.UnixMicro(), limit-len(seqs))
		if err != nil {
			return nil, err
		}
		if seqs, front, err = readOld(rows, seqs, front); err != nil {
			return nil, err
		}
	}
	return seqs, nil
}

// readOld appends the sequences of the rows to seqs. It skips entries about earlier removals, which
// are needed to verify these, unless they are at the front.
func readOld(rows *sql.Rows, seqs []int64, front int64) ([]int64, int64, error) {
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var event audit.Event
		if err := rows.Scan(&seq, &event); err != nil {
			return nil, 0, err
		}
		switch {
		case seq == front+1:
			front = seq
		case event == audit.AuditRemove:
			continue
		}
		seqs = append(seqs, seq)
	}
	return seqs, front, rows.Err()
}

// Remove implements audit.Store. On a full disk it may use all of the reserve.
func (s *Store) Remove(after audit.Link, note audit.Record, seqs []int64) error {
	change := func(tx *sql.Tx) error { return noteAndRemove(tx, after, note, seqs) }
	err := s.write(change)
	if isFull(err) {
		s.inReserve(func() { err = s.transact(change) })
	}
	return writeError(err)
}

func noteAndRemove(tx *sql.Tx, after audit.Link, note audit.Record, seqs []int64) error {
	if err := insert(tx, after, []audit.Record{note}); err != nil {
		return err
	}
	for _, span := range audit.Spans(seqs) {
		if err := removeSpan(tx, span); err != nil {
			return err
		}
	}
	return recount(tx, seqs[0], seqs[len(seqs)-1])
}

// removeSpan replaces entries by a run, which it merges with adjacent runs.
func removeSpan(tx *sql.Tx, span audit.Span) error {
	run := struct {
		audit.Span
		hash []byte
	}{Span: span}
	if err := tx.QueryRow("SELECT hash FROM entries WHERE seq = ?", span.Last).Scan(&run.hash); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM entries WHERE seq BETWEEN ? AND ?", span.First, span.Last); err != nil {
		return err
	}
	err := tx.QueryRow("DELETE FROM removed WHERE first = ? RETURNING last, hash", span.Last+1).Scan(&run.Last, &run.hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	extended, err := tx.Exec(`UPDATE removed SET last = ?, hash = ?
		WHERE first = (SELECT max(first) FROM removed WHERE first < ?) AND last = ?`, run.Last, run.hash, span.First, span.First-1)
	if err != nil {
		return err
	}
	if rows, err := extended.RowsAffected(); err != nil || rows > 0 {
		return err
	}
	_, err = tx.Exec("INSERT INTO removed VALUES (?, ?, ?)", run.First, run.Last, run.hash)
	return err
}
