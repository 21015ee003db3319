package history

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"

	"zkweb/zkconn/txnlog"
)

// metaNotes is the name in meta of the hash of a segment's gaps and its sessions' clients. They can
// change while the segment is written, so no block's hash covers them.
const metaNotes = "notes"

// notes is a hash of rows in any order: the exclusive or of their hashes. Removing a row is the
// same operation as adding it.
type notes [sha256.Size]byte

func (n *notes) flip(kind int64, numbers []int64, texts ...string) {
	h := sha256.New()
	bytes := make([][]byte, len(texts))
	for i, text := range texts {
		bytes[i] = []byte(text)
	}
	put(h, nil, append([]int64{kind}, numbers...), bytes...)
	subtle.XORBytes(n[:], n[:], h.Sum(nil))
}

func (n *notes) gap(gap txnlog.Gap) { n.flip(1, []int64{gap.After, gap.Before}, string(gap.Cause)) }

func (n *notes) whose(session int64, by Client) {
	if by != (Client{}) {
		n.flip(2, []int64{session}, by.Who, by.Address, by.Sure)
	}
}

// readNotes computes the hash from a segment's rows.
func readNotes(ctx context.Context, from querier) (n notes, err error) {
	each := func(query string, see func(*sql.Rows) error) {
		if err != nil {
			return
		}
		var rows *sql.Rows
		if rows, err = from.QueryContext(ctx, query); err != nil {
			return
		}
		defer rows.Close()
		for rows.Next() && err == nil {
			err = see(rows)
		}
		err = errors.Join(err, rows.Err())
	}
	each("SELECT after, before, cause FROM gap", func(rows *sql.Rows) error {
		var gap txnlog.Gap
		err := rows.Scan(&gap.After, &gap.Before, &gap.Cause)
		n.gap(gap)
		return err
	})
	each("SELECT session, coalesce(who, ''), coalesce(address, ''), coalesce(sure, '') FROM session", func(rows *sql.Rows) error {
		var session int64
		var by Client
		err := rows.Scan(&session, &by.Who, &by.Address, &by.Sure)
		n.whose(session, by)
		return err
	})
	return n, err
}

// storedNotes returns the hash that a segment stores. has is false if it stores none: segments from
// before this hash existed have none until the next row changes.
func storedNotes(ctx context.Context, from querier) (n notes, has bool, err error) {
	var hash []byte
	err = from.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = ?", metaNotes).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return n, false, nil
	}
	copy(n[:], hash)
	return n, err == nil, err
}

// note changes rows of gap or session together with their hash.
func (s *segment) note(ctx context.Context, change func(*sql.Tx, *notes) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once it is committed
	n, has, err := storedNotes(ctx, tx)
	if err == nil && !has {
		n, err = readNotes(ctx, tx)
	}
	if err == nil {
		err = change(tx, &n)
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", metaNotes, n[:])
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

// noteGap records a gap, or another cause for a recorded one.
func (s *segment) noteGap(ctx context.Context, gap txnlog.Gap) error {
	return s.note(ctx, func(tx *sql.Tx, n *notes) error {
		old := txnlog.Gap{After: gap.After, Before: gap.Before}
		err := tx.QueryRowContext(ctx, "SELECT cause FROM gap WHERE after = ? AND before = ?", gap.After, gap.Before).Scan(&old.Cause)
		if err == nil {
			n.gap(old)
		}
		if ignoreNone(err) == nil {
			n.gap(gap)
			_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO gap (after, before, cause) VALUES (?, ?, ?)", gap.After, gap.Before, string(gap.Cause))
		}
		return err
	})
}

// noteWhose records the client of a session, unless that would replace better knowledge. It reports
// whether the segment has anything of the session.
func (s *segment) noteWhose(ctx context.Context, session int64, by Client) (known bool, err error) {
	var was Client
	err = s.row(ctx, "SELECT coalesce(who, ''), coalesce(address, ''), coalesce(sure, '') FROM session WHERE session = ?", session).Scan(&was.Who, &was.Address, &was.Sure)
	switch {
	case err != nil:
		return false, ignoreNone(err)
	case was == by, by.Who == "" && was.Who != "":
		return true, nil
	}
	return true, s.note(ctx, func(tx *sql.Tx, n *notes) error {
		n.whose(session, was)
		n.whose(session, by)
		_, err := tx.ExecContext(ctx, "UPDATE session SET who = ?, address = ?, sure = ? WHERE session = ?", by.Who, by.Address, by.Sure, session)
		return err
	})
}

// verifyNotes compares the hash of the rows with the stored one.
func verifyNotes(ctx context.Context, from querier) error {
	kept, has, err := storedNotes(ctx, from)
	if err != nil || !has {
		return err
	}
	if found, err := readNotes(ctx, from); err != nil || found != kept {
		return errors.Join(errNotes, err)
	}
	return nil
}

var errNotes = errors.New("what is noted of gaps and of whose sessions are is not what was written")

// Noted returns a text that changes whenever gaps or clients of the newest segment are recorded; ""
// if that cannot be told.
func (s *Store) Noted(ctx context.Context) (text string, err error) {
	u, err := s.use()
	if err != nil {
		return "", err
	}
	_, err = u.newest(func(segment *held) error {
		n, has, err := storedNotes(ctx, segment.db)
		if has {
			text = fmt.Sprintf("%s %x", segment.name(), n)
		}
		return err
	})
	if err == errDropped {
		err = nil
	}
	return text, err
}
