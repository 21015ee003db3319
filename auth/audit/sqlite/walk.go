package sqlite

import (
	"context"
	"database/sql"
	"iter"
	"time"

	"zkweb/auth/audit"
)

// Walk implements audit.Store.
func (s *Store) Walk(ctx context.Context, after int64) iter.Seq2[audit.Record, error] {
	return func(yield func(audit.Record, error) bool) {
		tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // a consistent state of the trail, whatever is appended meanwhile
		if err != nil {
			yield(audit.Record{}, readError(err))
			return
		}
		defer func() { _ = tx.Rollback() }()
		if err := walk(ctx, tx, schemaVersion, after, func(r audit.Record) bool { return yield(r, nil) }); err != nil {
			yield(audit.Record{}, readError(err))
		}
	}
}

// runsOf has, for each version of the schema, the query for the runs of removed entries.
var runsOf = map[int64]string{
	1: "SELECT 1 AS first, seq AS last, hash FROM chain WHERE name = 'anchor' AND seq > 0",
	2: runsOfRemoved,
	3: runsOfRemoved,
	4: runsOfRemoved,
}

const runsOfRemoved = "SELECT first, last, hash FROM removed WHERE first >= coalesce((SELECT max(first) FROM removed WHERE first <= ?1), 0)"

// walk calls found with the entries and runs after a sequence, oldest first, until it returns
// false.
func walk(ctx context.Context, tx *sql.Tx, version, after int64, found func(audit.Record) bool) error {
	rows, err := tx.QueryContext(ctx, `SELECT seq, 0, seq, hash, entry, time, event, outcome, user, cluster, path FROM entries WHERE seq > ?1
		UNION ALL SELECT first, first, last, hash, '', 0, '', '', '', '', '' FROM (`+runsOf[version]+`) WHERE last > ?1
		ORDER BY 1`, after)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r audit.Record
		var hash, encoded sql.RawBytes
		var at, micros int64
		if err := rows.Scan(&at, &r.First, &r.Seq, &hash, &encoded, &micros, &r.Event, &r.Outcome, &r.User, &r.Cluster, &r.Path); err != nil {
			return err
		}
		if len(hash) == len(r.Hash) { // a hash of another length stays zero, which cannot be right
			copy(r.Hash[:], hash)
		}
		r.Encoded, r.Time = append([]byte(nil), encoded...), time.UnixMicro(micros).UTC()
		if !found(r) {
			return nil
		}
	}
	return rows.Err()
}
