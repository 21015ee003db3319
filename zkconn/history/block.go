package history

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"zkweb/zkconn/txnlog"
)

// numbers caches the numbers of texts and IDs that were written recently, to save queries.
type numbers map[any]int64

// maxNumbers bounds each of these caches.
const maxNumbers = 10_000

func (n *numbers) put(key any, id int64) {
	if *n == nil || len(*n) >= maxNumbers {
		*n = numbers{}
	}
	(*n)[key] = id
}

// counters are the next free numbers in the segment that is being written.
type counters struct{ n, value, path, acl, session, life int64 }

// block is one commit in progress.
type block struct {
	*Writer
	ctx   context.Context
	tx    *sql.Tx
	stmts map[string]*sql.Stmt
	chain *chain
}

func (w *Writer) begin(ctx context.Context) (*block, error) {
	tx, err := w.segment.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &block{w, ctx, tx, map[string]*sql.Stmt{}, newChain()}, nil
}

// prepared returns a statement, which is prepared once per block.
func (b *block) prepared(query string) (stmt *sql.Stmt, err error) {
	if stmt = b.stmts[query]; stmt == nil {
		if stmt, err = b.tx.PrepareContext(b.ctx, query); err == nil {
			b.stmts[query] = stmt
		}
	}
	return stmt, err
}

func (b *block) exec(query string, args ...any) error {
	stmt, err := b.prepared(query)
	if err == nil {
		_, err = stmt.ExecContext(b.ctx, args...)
	}
	return err
}

// end writes the block's hash and commits it.
func (b *block) end() error {
	hash := b.chain.sum(b.hash)
	if err := b.exec("INSERT INTO block (last, value, acl, hash) VALUES (?, ?, ?, ?)", b.next.n, b.next.value, b.next.acl, hash); err != nil {
		return err
	}
	if err := b.tx.Commit(); err != nil {
		return err
	}
	b.hash = hash
	return nil
}

// longerSpan extends the newest span, from ?3 and with proof ?4, from ?2 to ?1, unless a gap is
// recorded before ?5.
const longerSpan = `UPDATE span SET last = ?1 WHERE first = (SELECT max(first) FROM span) AND last = ?2 AND source = ?3 AND proof = ?4
	AND NOT EXISTS (SELECT 1 FROM gap WHERE after >= ?2 AND before = ?5)`

// span extends the newest span, or begins a new one. A span that is not dense is extended unless a
// gap is recorded there.
func (b *block) span(before, first, last int64, source string, proof txnlog.Proof) error {
	b.chain.origin(source, string(proof))
	if txnlog.Follows(before, first) || !proof.Dense() {
		result, err := b.tx.ExecContext(b.ctx, longerSpan, last, before, source, string(proof), first)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
	}
	return b.exec("INSERT INTO span (first, last, source, proof) VALUES (?, ?, ?, ?)", first, last, source, string(proof))
}

// pathID returns the number of a path, which it adds if needed.
func (b *block) pathID(path string) (id int64, err error) {
	if path == "" { // the root's parent
		return 0, nil
	}
	if node := b.state.nodes[path]; node != nil {
		return node.path, nil
	}
	stmt, err := b.prepared("SELECT id FROM path WHERE path = ?")
	if err != nil {
		return 0, err
	}
	err = stmt.QueryRowContext(b.ctx, path).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	b.next.path++
	return b.next.path, b.exec("INSERT INTO path (id, path) VALUES (?, ?)", b.next.path, path)
}

// numbered returns the number of a text or ID in a table, which it adds if needed.
func (b *block) numbered(known *numbers, table, column string, key any, next *int64) (id int64, err error) {
	if id, ok := (*known)[key]; ok {
		return id, nil
	}
	err = b.tx.QueryRowContext(b.ctx, "SELECT id FROM "+table+" WHERE "+column+" = ?", key).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		*next++
		id, err = *next, b.exec("INSERT INTO "+table+" (id, "+column+") VALUES (?, ?)", *next, key)
	}
	if err == nil {
		known.put(key, id)
	}
	return id, err
}

func (b *block) aclID(text string) (int64, error) {
	last := b.next.acl
	id, err := b.numbered(&b.acls, "acl", "acl", text, &b.next.acl)
	if id > last {
		b.chain.acl(id, text)
	}
	return id, err
}

func (b *block) sessionID(session int64) (int64, error) {
	if session == 0 {
		return 0, nil
	}
	return b.numbered(&b.sessions, "session", "session", session, &b.next.session)
}

// keep stores data that replaces the data of node, which is nil for a new znode. It returns the
// value's number, and how many deltas it is away from a complete value. For unseen data it stores
// that it was not seen.
func (b *block) keep(path string, data []byte, unseen bool, node *live) (id int64, depth int, err error) {
	if data == nil && !unseen {
		return nullValue, 0, nil
	}
	b.next.value++
	id = b.next.value
	if unseen {
		return id, maxChain, b.insert(stored{id: id, enc: encUnseen, bytes: []byte{}})
	}
	if b.options.Skip != nil && b.options.Skip(path) {
		return id, maxChain, b.insert(stored{id: id, enc: encSkipped, size: len(data), bytes: hashOf(b.skipSecret(), data)})
	}
	var base []byte
	baseID := int64(0)
	if node != nil && node.value > 0 && node.depth < maxChain {
		if base = b.state.values.data[node.value]; base != nil {
			baseID = node.value
		}
	}
	row := b.segment.codec.pack(id, data, baseID, base)
	if row.base != 0 {
		depth = node.depth + 1
	}
	if node != nil {
		b.state.values.drop(node.value)
	}
	b.state.values.put(id, bytes.Clone(data))
	return id, depth, b.insert(row)
}

// keepOf stores what a create or a set wrote, as keep does.
func (b *block) keepOf(op txnlog.Op, node *live) (id int64, depth int, err error) {
	if op.Skipped != nil {
		id, err = b.keepSkipped(stored{enc: encSkipped, size: op.Skipped.Size, bytes: op.Skipped.Hash})
		return id, maxChain, err
	}
	return b.keep(op.Path, op.Data, op.Unseen, node)
}

// keepSkipped stores what the segment before has of a value that is not kept.
func (b *block) keepSkipped(row stored) (id int64, err error) {
	b.next.value++
	row.id = b.next.value
	return row.id, b.insert(row)
}

func (b *block) insert(row stored) error {
	b.chain.value(row)
	var base any
	if row.base != 0 {
		base = row.base
	}
	return b.exec("INSERT INTO value (id, enc, base, size, bytes) VALUES (?, ?, ?, ?, ?)", row.id, row.enc, base, row.size, row.bytes)
}
