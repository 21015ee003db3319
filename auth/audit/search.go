package audit

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
)

// search goes through the trail for one filter, from the newest block to the
// oldest.
type search struct {
	conn   *sql.Conn
	rows   *sql.Stmt
	where  []any
	within *sql.Stmt // whether a block has entries between From and To; nil without them
	times  []any
	before int64 // all from here on has been looked at
	oldest int64
}

func (t *Trail) newSearch(ctx context.Context, filter Filter, after int64) (*search, error) {
	conn, err := t.readers.Conn(ctx)
	if err != nil {
		return nil, err
	}
	s := &search{conn: conn}
	if err := errors.Join(s.bound(ctx, after), s.prepare(ctx, filter)); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

// bound finds where the search begins and ends.
func (s *search) bound(ctx context.Context, after int64) error {
	const ends = "SELECT coalesce((SELECT min(seq) FROM entries), 1), coalesce((SELECT max(seq) FROM entries), 0) + 1"
	if err := s.conn.QueryRowContext(ctx, ends).Scan(&s.oldest, &s.before); err != nil {
		return err
	}
	if after > 0 {
		s.before = min(s.before, after)
	}
	return nil
}

func (s *search) prepare(ctx context.Context, filter Filter) (err error) {
	where, values := filter.where()
	s.where = values
	s.rows, err = s.conn.PrepareContext(ctx, "SELECT seq, hash, entry FROM entries "+filter.index()+
		" WHERE block = ? AND seq >= ? AND seq < ?"+where+" ORDER BY seq DESC LIMIT ?")
	if err != nil {
		return err
	}
	where, s.times = filter.whereTime()
	if where != "" {
		s.within, err = s.conn.PrepareContext(ctx, "SELECT EXISTS (SELECT 1 FROM entries INDEXED BY by_time WHERE block = ?"+where+")")
	}
	return err
}

func (s *search) end() {
	for _, statement := range []*sql.Stmt{s.rows, s.within} {
		if statement != nil {
			_ = statement.Close()
		}
	}
	_ = s.conn.Close()
}

// over tells that the search has reached the oldest entry.
func (s *search) over() bool { return s.before <= s.oldest }

// block searches the next block, for at most limit entries, and moves on.
func (s *search) block(ctx context.Context, limit int) ([]Entry, error) {
	block := (s.before - 1) >> blockShift
	first := block << blockShift
	some := true
	if s.within != nil {
		if err := s.within.QueryRowContext(ctx, append([]any{block}, s.times...)...).Scan(&some); err != nil {
			return nil, err
		}
	}
	var found []Entry
	if some {
		values := append([]any{block, first, s.before}, s.where...)
		rows, err := s.rows.QueryContext(ctx, append(values, limit)...)
		if err != nil {
			return nil, err
		}
		if found, err = scan(rows); err != nil {
			return nil, err
		}
	}
	s.before = first
	if len(found) == limit {
		s.before = found[limit-1].Seq
	}
	return found, nil
}

func scan(rows *sql.Rows) ([]Entry, error) {
	defer rows.Close()
	var found []Entry
	for rows.Next() {
		var entry Entry
		var seq int64
		var hash, encoded sql.RawBytes
		if err := rows.Scan(&seq, &hash, &encoded); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(encoded, &entry); err != nil {
			return nil, err
		}
		entry.Seq, entry.Hash = seq, hex.EncodeToString(hash)
		found = append(found, entry)
	}
	return found, rows.Err()
}
