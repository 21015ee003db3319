package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"zkweb/auth/audit"
)

// search searches the trail for the entries of a filter, from the newest block to the oldest.
type search struct {
	conn   *sql.Conn
	rows   *sql.Stmt
	where  []any
	within *sql.Stmt // whether a block has entries between From and To; nil without these
	times  []any
	before int64 // entries from this sequence on have been searched
	oldest int64
}

// blockShift makes blocks of 32,768 entries. A search proceeds block by block from the newest, and
// a block without matches costs one lookup in an index: some 300 lookups for 10 million entries.
const blockShift = 15

// Search implements audit.Store.
func (s *Store) Search(ctx context.Context, filter audit.Filter, before int64, limit int, timeout time.Duration) (audit.Page, error) {
	start := time.Now()
	search, err := s.newSearch(ctx, filter, before)
	if err != nil {
		return audit.Page{}, readError(err)
	}
	defer search.end()
	page := audit.Page{Entries: []audit.Entry{}}
	for !search.over() && len(page.Entries) < limit && !page.Partial {
		found, err := search.block(ctx, limit-len(page.Entries))
		if err != nil {
			return audit.Page{}, readError(err)
		}
		page.Entries = append(page.Entries, found...)
		page.Partial = time.Since(start) > timeout
	}
	page.Partial = page.Partial && !search.over() && len(page.Entries) < limit
	if !search.over() {
		page.Next = strconv.FormatInt(search.before, 10)
	}
	return page, nil
}

func (s *Store) newSearch(ctx context.Context, filter audit.Filter, before int64) (*search, error) {
	conn, err := s.readers.Conn(ctx)
	if err != nil {
		return nil, err
	}
	found := &search{conn: conn}
	if err := errors.Join(found.bound(ctx, before), found.prepare(ctx, filter)); err != nil {
		found.end()
		return nil, err
	}
	return found, nil
}

// bound finds out at which sequences the search begins and ends.
func (s *search) bound(ctx context.Context, before int64) error {
	const ends = "SELECT coalesce((SELECT min(seq) FROM entries), 1), coalesce((SELECT max(seq) FROM entries), 0) + 1"
	if err := s.conn.QueryRowContext(ctx, ends).Scan(&s.oldest, &s.before); err != nil {
		return err
	}
	if before > 0 {
		s.before = min(s.before, before)
	}
	return nil
}

func (s *search) prepare(ctx context.Context, filter audit.Filter) (err error) {
	conditions, values := where(filter)
	s.where = values
	s.rows, err = s.conn.PrepareContext(ctx, "SELECT seq, hash, entry FROM entries "+index(filter)+
		" WHERE block = ? AND seq >= ? AND seq < ?"+conditions+" ORDER BY seq DESC LIMIT ?")
	if err != nil {
		return err
	}
	conditions, s.times = whereTime(filter)
	if conditions != "" {
		s.within, err = s.conn.PrepareContext(ctx, "SELECT EXISTS (SELECT 1 FROM entries INDEXED BY by_time WHERE block = ?"+conditions+")")
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

// over reports whether the search has reached the oldest entry.
func (s *search) over() bool { return s.before <= s.oldest }

// block searches the next block for at most limit entries.
func (s *search) block(ctx context.Context, limit int) ([]audit.Entry, error) {
	before := s.before
	first, some, err := s.next(ctx)
	if err != nil {
		return nil, err
	}
	var found []audit.Entry
	if some {
		values := append([]any{first >> blockShift, first, before}, s.where...)
		rows, err := s.rows.QueryContext(ctx, append(values, limit)...)
		if err != nil {
			return nil, err
		}
		if found, err = scan(rows); err != nil {
			return nil, err
		}
	}
	if len(found) == limit {
		s.before = found[limit-1].Seq
	}
	return found, nil
}

// next proceeds to the next block. It returns the block's first sequence, and whether it has
// entries between From and To.
func (s *search) next(ctx context.Context) (first int64, some bool, err error) {
	block := (s.before - 1) >> blockShift
	first, some = block<<blockShift, true
	if s.within != nil {
		if err := s.within.QueryRowContext(ctx, append([]any{block}, s.times...)...).Scan(&some); err != nil {
			return 0, false, err
		}
	}
	s.before = first
	return first, some, nil
}

func scan(rows *sql.Rows) ([]audit.Entry, error) {
	defer rows.Close()
	var found []audit.Entry
	for rows.Next() {
		var entry audit.Entry
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
