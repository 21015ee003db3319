package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"time"

	"zkweb/auth/audit"
)

// Tally implements audit.Store, block by block: what a full block holds was counted when
// it was full; others are counted now, in their own order, without a look into an index for
// each entry.
func (s *Store) Tally(ctx context.Context, filter audit.Filter) iter.Seq2[audit.Tally, error] {
	return func(yield func(audit.Tally, error) bool) {
		if err := s.tally(ctx, filter, func(t audit.Tally) bool { return yield(t, nil) }); err != nil {
			yield(audit.Tally{}, readError(err))
		}
	}
}

// counts are the columns of tallies, counted. Who signs in is told apart by what they came
// with, too.
const counts = `user, cluster, event, outcome,
	CASE WHEN event = 'sign_in' AND outcome = 'ok' THEN ifnull(json_extract(entry, '$.verified'), 0) ELSE 0 END AS verified,
	CASE WHEN event = 'sign_in' AND outcome = 'ok' THEN ifnull(json_extract(entry, '$.role'), '') ELSE '' END AS role,
	CASE WHEN event = 'sign_in' AND outcome = 'ok' THEN ifnull(json_extract(entry, '$.address'), '') ELSE '' END AS address,
	count(*), min(time), max(time)
	FROM entries NOT INDEXED WHERE seq >= ? AND seq < ?`

const eachCount = " GROUP BY user, cluster, event, outcome, verified, role, address"

// talliedRows are the same columns where they are kept.
const talliedRows = "user, cluster, event, outcome, verified, role, address, count, first, last FROM tallies WHERE block = ?"

func (s *Store) tally(ctx context.Context, filter audit.Filter, found func(audit.Tally) bool) error {
	search, err := s.newSearch(ctx, filter, 0)
	if err != nil {
		return err
	}
	defer search.end()
	for !search.over() {
		first, some, err := search.next(ctx)
		if err != nil {
			return err
		}
		if !some {
			continue
		}
		if more, err := tallyBlock(ctx, search.conn, first, filter, found); err != nil || !more {
			return err
		}
	}
	return nil
}

// tallyBlock calls found with the tallies of the block that begins with a sequence until it
// returns false, which it returns.
func tallyBlock(ctx context.Context, conn *sql.Conn, first int64, filter audit.Filter, found func(audit.Tally) bool) (more bool, err error) {
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one state of the block: retention forgets tallies meanwhile
	if err != nil {
		return false, err
	}
	rows, err := counted(ctx, tx, first, filter)
	if err == nil {
		more, err = readTallies(rows, found)
	}
	return more, errors.Join(err, tx.Rollback())
}

// counted are the tallies of the block that begins with a sequence.
func counted(ctx context.Context, db querier, first int64, filter audit.Filter) (*sql.Rows, error) {
	block := first >> blockShift
	kept, err := isTallied(ctx, db, block, filter)
	if err != nil {
		return nil, err
	}
	if kept {
		filter.From, filter.To = time.Time{}, time.Time{} // they hold for all of it
		conditions, values := where(filter)
		return db.QueryContext(ctx, "SELECT "+talliedRows+conditions, append([]any{block}, values...)...)
	}
	conditions, values := where(filter)
	return db.QueryContext(ctx, "SELECT "+counts+conditions+eachCount, append([]any{first, first + 1<<blockShift}, values...)...)
}

// readTallies calls found with each row until it returns false, which it returns.
func readTallies(rows *sql.Rows, found func(audit.Tally) bool) (more bool, err error) {
	defer rows.Close()
	for rows.Next() {
		var t audit.Tally
		var role, address string
		var first, last int64
		if err := rows.Scan(&t.User, &t.Cluster, &t.Event, &t.Outcome, &t.Verified, &role, &address, &t.Count, &first, &last); err != nil {
			return false, err
		}
		t.First, t.Last = time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()
		t.Roles, t.Addresses = named(role), named(address)
		if !found(t) {
			return false, nil
		}
	}
	return true, rows.Err()
}

func named(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// isTallied reports whether a block's tallies say what a filter chooses of it: those of
// all its paths and of all its time.
func isTallied(ctx context.Context, db querier, block int64, filter audit.Filter) (bool, error) {
	if filter.Path != "" || filter.Revealed != "" || slices.ContainsFunc(filter.Within, func(s audit.Scope) bool { return !s.Whole() }) {
		return false, nil
	}
	var first, last sql.NullInt64
	err := db.QueryRowContext(ctx, "SELECT min(first), max(last) FROM tallies WHERE block = ?", block).Scan(&first, &last)
	within := first.Valid && (filter.From.IsZero() || micros(filter.From) <= first.Int64) && (filter.To.IsZero() || last.Int64 < micros(filter.To))
	return within, err
}

// count keeps the tallies of a block.
func count(tx *sql.Tx, block int64) error {
	first := block << blockShift
	_, err := tx.Exec("INSERT INTO tallies SELECT ?, "+counts+eachCount, block, first, first+1<<blockShift)
	return err
}

// countAll keeps the tallies of all full blocks.
func countAll(tx *sql.Tx) error {
	var oldest, head int64
	err := tx.QueryRow("SELECT coalesce((SELECT min(seq) FROM entries), 0), seq FROM chain WHERE name = 'head'").Scan(&oldest, &head)
	for block := oldest >> blockShift; block < head>>blockShift && err == nil; block++ {
		err = count(tx, block)
	}
	return err
}

// recount forgets the tallies of the blocks between two sequences, and keeps those of the
// first anew where that is left: what goes through blocks comes back to the last one, and
// must not take long.
func recount(tx *sql.Tx, first, last int64) error {
	from, to := first>>blockShift, last>>blockShift
	_, err := tx.Exec("DELETE FROM tallies WHERE block BETWEEN ? AND ?", from, to)
	if err == nil && from < to {
		err = count(tx, from)
	}
	return err
}
