package history

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// chain computes the hash of a block: the rows of one commit, chained to the hash of the block
// before. It covers the rows as they are stored, so that it can be checked without the key.
type chain struct {
	values, acls, rows hash.Hash
	scratch            []byte
}

func newChain() *chain { return &chain{values: sha256.New(), acls: sha256.New(), rows: sha256.New()} }

func put(h hash.Hash, scratch []byte, numbers []int64, texts ...[]byte) []byte {
	scratch = scratch[:0]
	for _, n := range numbers {
		scratch = binary.AppendVarint(scratch, n)
	}
	for _, text := range texts {
		scratch = binary.AppendUvarint(scratch, uint64(len(text)))
		scratch = append(scratch, text...)
	}
	h.Write(scratch)
	return scratch
}

func (c *chain) value(v stored) {
	c.scratch = put(c.values, c.scratch, []int64{v.id, int64(v.enc), v.base, int64(v.size)}, v.bytes)
}

// acl adds a row of the table acl to the hash.
func (c *chain) acl(id int64, text string) {
	c.scratch = put(c.acls, c.scratch, []int64{id}, []byte(text))
}

// origin adds the source of a block's transactions and their proof to the hash.
func (c *chain) origin(source, proof string) {
	c.scratch = put(c.rows, c.scratch, []int64{4}, []byte(source), []byte(proof))
}

// hashedMeta reads, in order, the rows of meta that never change.
const hashedMeta = "SELECT name, CAST(value AS BLOB) FROM meta WHERE name IN ('salt', 'skip_key', 'time', 'zxid') ORDER BY name"

// meta adds a row of the table meta to the hash.
func (c *chain) meta(name string, value []byte) {
	c.scratch = put(c.rows, c.scratch, []int64{5}, []byte(name), value)
}

// metas adds the rows of meta to the hash.
func (c *chain) metas(ctx context.Context, from querier) error {
	rows, err := from.QueryContext(ctx, hashedMeta)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var value []byte
		if err := rows.Scan(&name, &value); err != nil {
			return err
		}
		c.meta(name, value)
	}
	return rows.Err()
}

// row is a row of txn.
type row struct {
	n, zxid, time, session int64 // the session's ID
	cxid, kind, err        int32
	digest                 *int64
}

func (c *chain) txn(r row) {
	digest := int64(0)
	if r.digest != nil {
		digest = *r.digest
	}
	c.scratch = put(c.rows, c.scratch, []int64{1, r.n, r.zxid, r.time, r.session, int64(r.cxid), int64(r.kind), int64(r.err), digest})
}

// changeRow is a row of change, with what its numbers refer to.
type changeRow struct {
	n, op, path, value, acl int64
	kind, version           int32
	ttl                     int64 // milliseconds; 0 for none
	pathText                string
}

func (c *chain) change(r changeRow) {
	c.scratch = put(c.rows, c.scratch, []int64{2, r.n, r.op, int64(r.kind), int64(r.version), r.value, r.acl, r.ttl}, []byte(r.pathText))
}

// baseRow is a row of base, with what its numbers refer to.
type baseRow struct {
	life                                                 int64
	czxid, mzxid, pzxid, ctime, mtime, owner, value, acl int64
	version, cversion, aversion                          int32
	pathText                                             string
}

func (c *chain) base(r baseRow) {
	c.scratch = put(c.rows, c.scratch, []int64{
		3, r.life, r.czxid, r.mzxid, r.pzxid, r.ctime, r.mtime, int64(r.version), int64(r.cversion), int64(r.aversion), r.owner, r.value, r.acl,
	}, []byte(r.pathText))
}

// sum returns the block's hash, chained to the hash of the block before.
func (c *chain) sum(before []byte) []byte {
	h := sha256.New()
	h.Write(before)
	for _, part := range []hash.Hash{c.values, c.acls, c.rows} {
		h.Write(part.Sum(nil))
		part.Reset()
	}
	return h.Sum(nil)
}
