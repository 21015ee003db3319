package sqlite

import (
	"context"
	"iter"
	"time"

	"zkweb/auth/audit"
)

// Tally implements audit.Store, block by block: what a block holds is counted in its own
// order, without a look into an index for each entry.
func (s *Store) Tally(ctx context.Context, filter audit.Filter) iter.Seq2[audit.Tally, error] {
	return func(yield func(audit.Tally, error) bool) {
		if err := s.tally(ctx, filter, func(t audit.Tally) bool { return yield(t, nil) }); err != nil {
			yield(audit.Tally{}, readError(err))
		}
	}
}

func (s *Store) tally(ctx context.Context, filter audit.Filter, found func(audit.Tally) bool) error {
	search, err := s.newSearch(ctx, filter, 0)
	if err != nil {
		return err
	}
	defer search.end()
	conditions, values := where(filter)
	counts, err := search.conn.PrepareContext(ctx, "SELECT user, cluster, event, outcome, count(*), min(time), max(time) FROM entries NOT INDEXED"+
		" WHERE seq >= ? AND seq < ?"+conditions+" GROUP BY user, cluster, event, outcome")
	if err != nil {
		return err
	}
	defer counts.Close()
	for !search.over() {
		first, some, err := search.next(ctx)
		if err != nil {
			return err
		}
		if !some {
			continue
		}
		rows, err := counts.QueryContext(ctx, append([]any{first, first + 1<<blockShift}, values...)...)
		if err != nil {
			return err
		}
		for rows.Next() {
			var t audit.Tally
			var from, to int64
			if err := rows.Scan(&t.User, &t.Cluster, &t.Event, &t.Outcome, &t.Count, &from, &to); err != nil {
				_ = rows.Close()
				return err
			}
			t.First, t.Last = time.UnixMicro(from).UTC(), time.UnixMicro(to).UTC()
			if !found(t) {
				return rows.Close()
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}
