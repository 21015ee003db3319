package vault

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"zkweb/zkconn/znode"
)

// Bounds are how long values are kept on a shelf, and how much of them.
type Bounds struct {
	MaxAge   time.Duration
	MaxBytes int64 // of sealed values; above it the oldest are removed
}

// Shelf is a part of a vault, with bounds of its own.
type Shelf struct {
	vault  *Vault
	name   string
	bounds Bounds
}

// Shelf returns the shelf with a name, which must not contain a zero byte. Values on it that are
// too old are removed at once.
func (v *Vault) Shelf(name string, bounds Bounds) *Shelf {
	s := &Shelf{v, name, bounds}
	v.mu.Lock()
	v.shelves = append(v.shelves, s)
	v.mu.Unlock()
	v.tidy()
	return s
}

func (s *Shelf) place(id string) string { return s.name + "\x00" + id }

// Put stores a value under a new ID; it is on the disk when the error is nil. The error is a
// *znode.Error: TooLarge if the value exceeds the shelf, otherwise Unavailable.
func (s *Shelf) Put(ctx context.Context, id string, value []byte) error {
	sealed := s.vault.key.seal(s.place(id), value)
	if int64(len(sealed)) > s.bounds.MaxBytes {
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeKeepTooLarge}
	}
	err := s.vault.transact(func(tx *sql.Tx) error {
		if err := ctx.Err(); err != nil { // ctx may have ended while others came first
			return err
		}
		if err := s.removeOld(tx); err != nil {
			return err
		}
		if err := s.makeRoom(tx, int64(len(sealed))); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO sealed VALUES (?, ?, ?, ?)", s.name, id, time.Now().UnixMilli(), sealed)
		return err
	})
	if err != nil {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultFailing, Cause: err}
	}
	return nil
}

// Get returns the value with an ID. The error is a *znode.Error: NotFound if it is not kept, or no
// longer; Unavailable if it cannot be read, or not be opened with this key.
func (s *Shelf) Get(ctx context.Context, id string) ([]byte, error) {
	var sealed []byte
	err := s.vault.db.QueryRowContext(ctx, "SELECT value FROM sealed WHERE shelf = ? AND id = ? AND time >= ?", s.name, id, s.oldest()).Scan(&sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeKeptNoLonger}
	case err != nil:
		return nil, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultUnread, Cause: err}
	}
	value, err := s.vault.key.open(s.place(id), sealed)
	if err != nil {
		return nil, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultKey, Cause: err}
	}
	return value, nil
}

// Has reports whether there is a value with an ID. It fails with Unavailable.
func (s *Shelf) Has(ctx context.Context, id string) (has bool, err error) {
	err = s.vault.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sealed WHERE shelf = ? AND id = ? AND time >= ?)", s.name, id, s.oldest()).Scan(&has)
	if err != nil {
		return false, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultUnread, Cause: err}
	}
	return has, nil
}

// oldest returns the time, in milliseconds since 1970, from which on values are kept.
func (s *Shelf) oldest() int64 { return time.Now().Add(-s.bounds.MaxAge).UnixMilli() }

func (s *Shelf) removeOld(tx *sql.Tx) error {
	var freed int64
	const old = "shelf = ? AND time < ?"
	if err := tx.QueryRow("SELECT coalesce(sum(length(value)), 0) FROM sealed WHERE "+old, s.name, s.oldest()).Scan(&freed); err != nil || freed == 0 {
		return err
	}
	if _, err := tx.Exec("DELETE FROM sealed WHERE "+old, s.name, s.oldest()); err != nil {
		return err
	}
	return s.add(tx, -freed)
}

// makeRoom removes the oldest values until there is room for bytes more, and counts these.
func (s *Shelf) makeRoom(tx *sql.Tx, bytes int64) error {
	if err := s.add(tx, bytes); err != nil {
		return err
	}
	for {
		var used int64
		if err := tx.QueryRow("SELECT bytes FROM shelves WHERE shelf = ?", s.name).Scan(&used); err != nil || used <= s.bounds.MaxBytes {
			return err
		}
		var freed int64
		err := tx.QueryRow(`DELETE FROM sealed WHERE rowid = (SELECT rowid FROM sealed WHERE shelf = ? ORDER BY time, id LIMIT 1)
			RETURNING length(value)`, s.name).Scan(&freed)
		if err == nil {
			err = s.add(tx, -freed)
		}
		if err != nil {
			return err
		}
	}
}

func (s *Shelf) add(tx *sql.Tx, bytes int64) error {
	_, err := tx.Exec("INSERT INTO shelves VALUES (?, ?) ON CONFLICT (shelf) DO UPDATE SET bytes = bytes + excluded.bytes", s.name, bytes)
	return err
}

// Replace replaces the value with an ID, which keeps its age. It fails like Put, and with NotFound
// if there is no such value.
func (s *Shelf) Replace(ctx context.Context, id string, value []byte) error {
	sealed := s.vault.key.seal(s.place(id), value)
	err := s.vault.transact(func(tx *sql.Tx) error {
		if err := ctx.Err(); err != nil { // ctx may have ended while others came first
			return err
		}
		var before int64
		if err := tx.QueryRow("SELECT length(value) FROM sealed WHERE shelf = ? AND id = ?", s.name, id).Scan(&before); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE sealed SET value = ? WHERE shelf = ? AND id = ?", sealed, s.name, id); err != nil {
			return err
		}
		return s.makeRoom(tx, int64(len(sealed))-before)
	})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeKeptNoLonger}
	case err != nil:
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultFailing, Cause: err}
	}
	return nil
}

// Remove removes the value with an ID, if there is one.
func (s *Shelf) Remove(ctx context.Context, id string) error {
	err := s.vault.transact(func(tx *sql.Tx) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		var freed int64
		err := tx.QueryRow("DELETE FROM sealed WHERE shelf = ? AND id = ? RETURNING length(value)", s.name, id).Scan(&freed)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.add(tx, -freed)
	})
	if err != nil {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultFailing, Cause: err}
	}
	return nil
}

// IDs returns the IDs of all values, the oldest first.
func (s *Shelf) IDs(ctx context.Context) (ids []string, err error) {
	unread := func(err error) error {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultUnread, Cause: err}
	}
	rows, err := s.vault.db.QueryContext(ctx, "SELECT id FROM sealed WHERE shelf = ? AND time >= ? ORDER BY time, id", s.name, s.oldest())
	if err != nil {
		return nil, unread(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, unread(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, unread(err)
	}
	return ids, nil
}
