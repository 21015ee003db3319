package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// Tally implements audit.Store, block by block. The tallies of a full block are stored when it
// becomes full. Those of other blocks are computed by reading the entries in sequence, without a
// lookup in an index for each. If somebody sees only some paths of a cluster, its entries are
// counted in the index by path.
func (s *Store) Tally(ctx context.Context, filter audit.Filter) iter.Seq2[audit.Tally, error] {
	return func(yield func(audit.Tally, error) bool) {
		if err := s.tally(ctx, filter, func(t audit.Tally) bool { return yield(t, nil) }); err != nil {
			yield(audit.Tally{}, readError(err))
		}
	}
}

// counts computes the columns of tallies. Sign-ins are also grouped by their verification, role and
// address.
const counts = `user, cluster, event, outcome,
	CASE WHEN event = 'sign_in' AND outcome = 'ok' THEN ifnull(json_extract(entry, '$.verified'), 0) ELSE 0 END AS verified,
	CASE WHEN event = 'sign_in' AND outcome = 'ok' THEN ifnull(json_extract(entry, '$.role'), '') ELSE '' END AS role,
	CASE WHEN event = 'sign_in' AND outcome = 'ok' THEN ifnull(json_extract(entry, '$.address'), '') ELSE '' END AS address,
	count(*), min(time), max(time) FROM entries `

// Ways to read the entries of a block: in sequence, and by path.
const (
	inOrder = "NOT INDEXED WHERE seq >= ? AND seq < ?"
	byPath  = "INDEXED BY by_path WHERE block = ?"
)

const eachCount = " GROUP BY user, cluster, event, outcome, verified, role, address"

// countsBelow is counts for entries about znodes, which are no sign-ins.
const (
	countsBelow    = "user, cluster, event, outcome, 0, '', '', count(*), min(time), max(time) FROM entries "
	eachCountBelow = " GROUP BY user, cluster, event, outcome"
)

// talliedRows selects the same columns from the stored tallies.
const talliedRows = "user, cluster, event, outcome, verified, role, address, count, first, last FROM tallies WHERE block = ?"

func (s *Store) tally(ctx context.Context, filter audit.Filter, found func(audit.Tally) bool) error {
	search, err := s.newSearch(ctx, filter, 0)
	if err != nil {
		return err
	}
	defer search.end()
	parts := partsOf(filter)
	for !search.over() {
		first, some, err := search.next(ctx)
		if err != nil {
			return err
		}
		if !some {
			continue
		}
		if more, err := tallyBlock(ctx, search.conn, first, parts, found); err != nil || !more {
			return err
		}
	}
	return nil
}

// part selects some of the entries of a filter.
type part struct {
	filter audit.Filter
	bound  bool     // only entries about no znode, and those at or below paths
	paths  []string // none of them is below another
}

// partsOf splits a filter into parts that together select each of its entries once: one for each
// cluster of which somebody sees only some paths, and one for all other clusters.
func partsOf(filter audit.Filter) []part {
	if filter.Path != "" || filter.Revealed != "" || !slices.ContainsFunc(filter.Within, isBound) {
		return []part{{filter: filter}}
	}
	rest := filter
	rest.Within = slices.DeleteFunc(slices.Clone(filter.Within), isBound)
	parts := []part{{filter: rest}}
	for _, scope := range filter.Within {
		if isBound(scope) && (filter.Cluster == "" || filter.Cluster == scope.Cluster) {
			of := filter
			of.Within, of.Cluster = nil, scope.Cluster
			parts = append(parts, part{of, true, outermost(scope.Paths)})
		}
	}
	return parts
}

func isBound(scope audit.Scope) bool { return !scope.Whole() }

// outermost returns the paths that are not below others of them.
func outermost(paths []znode.Path) (all []string) {
	for _, path := range paths {
		below := slices.ContainsFunc(path.Ancestors(), func(above znode.Path) bool { return slices.Contains(paths, above) })
		if !below && !slices.Contains(all, path.String()) {
			all = append(all, path.String())
		}
	}
	return all
}

// tallyBlock calls found with the tallies of the block that begins at sequence first. It stops and
// returns false if found does.
func tallyBlock(ctx context.Context, conn *sql.Conn, first int64, parts []part, found func(audit.Tally) bool) (more bool, err error) {
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // a consistent state of the block, since retention may delete tallies meanwhile
	if err != nil {
		return false, err
	}
	more = true
	for _, part := range parts {
		if more, err = tallyPart(ctx, tx, first, part, found); err != nil || !more {
			break
		}
	}
	return more, errors.Join(err, tx.Rollback())
}

func tallyPart(ctx context.Context, db querier, first int64, part part, found func(audit.Tally) bool) (more bool, err error) {
	var questions []question
	if part.bound {
		questions = questionsBelow(first, part)
	} else {
		questions, err = questionsOf(ctx, db, first, part.filter)
	}
	more = true
	for _, q := range questions {
		if err != nil || !more {
			break
		}
		var rows *sql.Rows
		if rows, err = db.QueryContext(ctx, q.sql, q.values...); err == nil {
			more, err = readTallies(rows, found)
		}
	}
	return more, err
}

// question is an SQL query for tallies.
type question struct {
	sql    string
	values []any
}

// questionsOf returns the queries for the tallies of the block that begins at sequence first.
func questionsOf(ctx context.Context, db querier, first int64, filter audit.Filter) ([]question, error) {
	block := first >> blockShift
	kept, err := isTallied(ctx, db, block, filter)
	if err != nil {
		return nil, err
	}
	if kept {
		filter.From, filter.To = time.Time{}, time.Time{} // the stored tallies are all within From and To
		conditions, values := where(filter)
		return []question{{"SELECT " + talliedRows + conditions, append([]any{block}, values...)}}, nil
	}
	conditions, values := where(filter)
	return []question{{"SELECT " + counts + inOrder + conditions + eachCount, append([]any{first, first + 1<<blockShift}, values...)}}, nil
}

// questionsBelow returns the queries for the tallies of a block's entries at or below the paths of
// a part, and of those about no znode.
func questionsBelow(first int64, part part) []question {
	block := first >> blockShift
	conditions, values := where(part.filter)
	questions := []question{{"SELECT " + counts + byPath + " AND path = ''" + conditions + eachCount, append([]any{block}, values...)}}
	for _, path := range part.paths {
		below, of := whereBelow(path)
		questions = append(questions, question{"SELECT " + countsBelow + byPath + " AND " + below + conditions + eachCountBelow, slices.Concat([]any{block}, of, values)})
	}
	return questions
}

// readTallies calls found with each row. It stops and returns false if found does.
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

// isTallied reports whether the stored tallies of a block can answer a filter: it must select no
// path, and all of the block's time.
func isTallied(ctx context.Context, db querier, block int64, filter audit.Filter) (bool, error) {
	if filter.Path != "" || filter.Revealed != "" {
		return false, nil
	}
	var first, last sql.NullInt64
	err := db.QueryRowContext(ctx, "SELECT min(first), max(last) FROM tallies WHERE block = ?", block).Scan(&first, &last)
	within := first.Valid && (filter.From.IsZero() || micros(filter.From) <= first.Int64) && (filter.To.IsZero() || last.Int64 < micros(filter.To))
	return within, err
}

// count stores the tallies of a block.
func count(tx *sql.Tx, block int64) error {
	first := block << blockShift
	_, err := tx.Exec("INSERT INTO tallies SELECT ?, "+counts+inOrder+eachCount, block, first, first+1<<blockShift)
	return err
}

// countAll stores the tallies of all full blocks.
func countAll(tx *sql.Tx) error {
	var oldest, head int64
	err := tx.QueryRow("SELECT coalesce((SELECT min(seq) FROM entries), 0), seq FROM chain WHERE name = 'head'").Scan(&oldest, &head)
	for block := oldest >> blockShift; block < head>>blockShift && err == nil; block++ {
		err = count(tx, block)
	}
	return err
}

// recount deletes the stored tallies of the blocks between two sequences, and stores those of the
// first block again if others follow. Callers that go through the blocks return to the last one,
// and storing its tallies each time would take long.
func recount(tx *sql.Tx, first, last int64) error {
	from, to := first>>blockShift, last>>blockShift
	_, err := tx.Exec("DELETE FROM tallies WHERE block BETWEEN ? AND ?", from, to)
	if err == nil && from < to {
		err = count(tx, from)
	}
	return err
}
