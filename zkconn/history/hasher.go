package history

import (
	"context"
	"database/sql"
	"errors"
)

// hasher reads a segment block by block and computes the hashes.
type hasher struct {
	ctx           context.Context
	db            querier
	chain         *chain
	hash          []byte // of the last block
	n, value, acl int64  // numbers of the last rows so far
	count         int64  // transactions so far

	seeBase   func(baseRow)         // may be nil
	seeTxn    func(row) error       // may be nil; called before seeChange
	seeChange func(changeRow) error // may be nil
}

// querier is a *sql.DB or a *sql.Tx.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

type blockRow struct {
	last, value, acl int64
	hash             []byte
}

func (h *hasher) blocks() (blocks []blockRow, err error) {
	rows, err := h.db.QueryContext(h.ctx, "SELECT last, value, acl, hash FROM block ORDER BY last")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var b blockRow
		if err := rows.Scan(&b.last, &b.value, &b.acl, &b.hash); err != nil {
			return nil, err
		}
		blocks = append(blocks, b)
	}
	return blocks, rows.Err()
}

// block computes the hash of a block.
func (h *hasher) block(b blockRow) error {
	if err := h.each("SELECT id, enc, coalesce(base, 0), size, bytes FROM value WHERE id > ? AND id <= ? ORDER BY id", h.value, b.value, func(rows *sql.Rows) error {
		var v stored
		err := rows.Scan(&v.id, &v.enc, &v.base, &v.size, &v.bytes)
		h.chain.value(v)
		return err
	}); err != nil {
		return err
	}
	if err := h.each("SELECT id, acl FROM acl WHERE id > ? AND id <= ? ORDER BY id", h.acl, b.acl, func(rows *sql.Rows) error {
		var id int64
		var text string
		err := rows.Scan(&id, &text)
		h.chain.acl(id, text)
		return err
	}); err != nil {
		return err
	}
	var err error
	if b.last == 0 {
		err = errors.Join(h.base(), h.chain.metas(h.ctx, h.db))
	} else {
		err = errors.Join(h.transactions(b.last), h.origin(b.last))
	}
	if err != nil {
		return err
	}
	h.hash = h.chain.sum(h.hash)
	h.n, h.value, h.acl = b.last, b.value, b.acl
	return nil
}

// originQuery reads the span of a transaction.
const originQuery = `SELECT s.source, s.proof FROM (SELECT zxid + (SELECT value FROM meta WHERE name = 'zxid') AS zxid FROM txn WHERE n = ?) t
	CROSS JOIN span s ON s.first = (SELECT max(first) FROM span WHERE first <= t.zxid) AND s.last >= t.zxid`

// origin adds the source and proof of the transactions up to a number to the hash.
func (h *hasher) origin(n int64) error {
	var source, proof string
	err := h.db.QueryRowContext(h.ctx, originQuery, n).Scan(&source, &proof)
	if errors.Is(err, sql.ErrNoRows) {
		return errSpans
	}
	h.chain.origin(source, proof)
	return err
}

var errSpans = errors.New("where the transactions are from is not said of all of them")

func (h *hasher) each(query string, from, to int64, see func(*sql.Rows) error) error {
	rows, err := h.db.QueryContext(h.ctx, query, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := see(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (h *hasher) base() error {
	return h.each(`SELECT b.life, b.czxid, b.mzxid, b.pzxid, b.ctime, b.mtime, b.version, b.cversion, b.aversion, b.owner, b.value, b.acl, p.path
		FROM base b JOIN life l ON l.id = b.life JOIN path p ON p.id = l.path WHERE ?1 = ?1 AND ?2 = ?2 ORDER BY b.life`, 0, 0, func(rows *sql.Rows) error {
		var r baseRow
		err := rows.Scan(&r.life, &r.czxid, &r.mzxid, &r.pzxid, &r.ctime, &r.mtime, &r.version, &r.cversion, &r.aversion, &r.owner, &r.value, &r.acl, &r.pathText)
		h.chain.base(r)
		if err == nil && h.seeBase != nil {
			h.seeBase(r)
		}
		return err
	})
}

// transactions reads the transactions of a block, each followed by its changes.
func (h *hasher) transactions(last int64) error {
	var seen, changed int64
	err := h.each(`SELECT t.n, t.zxid, t.time, coalesce(s.session, 0), t.cxid, t.type, t.err, t.digest,
			c.op, c.path, c.type, c.version, c.value, c.acl, coalesce(c.ttl, 0), p.path
		FROM txn t LEFT JOIN session s ON s.id = t.session LEFT JOIN change c ON c.n = t.n LEFT JOIN path p ON p.id = c.path
		WHERE t.n > ? AND t.n <= ? ORDER BY t.n, c.op`, h.n, last, func(rows *sql.Rows) error {
		var r row
		var op, path, kind, version, value, acl, ttl sql.NullInt64
		var text sql.NullString
		if err := rows.Scan(&r.n, &r.zxid, &r.time, &r.session, &r.cxid, &r.kind, &r.err, &r.digest, &op, &path, &kind, &version, &value, &acl, &ttl, &text); err != nil {
			return err
		}
		if r.n != seen {
			seen = r.n
			h.count++
			h.chain.txn(r)
			if h.seeTxn != nil {
				if err := h.seeTxn(r); err != nil {
					return err
				}
			}
		}
		if !op.Valid {
			return nil
		}
		changed++
		c := changeRow{
			n: r.n, op: op.Int64, path: path.Int64, kind: int32(kind.Int64), version: int32(version.Int64), value: value.Int64, acl: acl.Int64,
			ttl: ttl.Int64, pathText: text.String,
		}
		h.chain.change(c)
		if h.seeChange != nil {
			return h.seeChange(c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var stored int64
	if err := h.db.QueryRowContext(h.ctx, "SELECT count(*) FROM change WHERE n > ? AND n <= ?", h.n, last).Scan(&stored); err != nil {
		return err
	}
	if stored != changed {
		return errors.New("there are changes of no transaction")
	}
	return nil
}
