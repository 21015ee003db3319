package history

import (
	"time"

	"zkweb/zkconn/txnlog"
)

// transaction writes one transaction and its changes.
func (b *block) transaction(t txnlog.Transaction) error {
	b.next.n++
	session, err := b.sessionID(t.Session)
	if err != nil {
		return err
	}
	r := row{
		n: b.next.n, zxid: t.Zxid - b.segment.baseZxid, time: t.Time - b.segment.baseTime, session: t.Session,
		cxid: t.Cxid, kind: int32(t.Type), err: t.Err,
	}
	if t.Type == txnlog.TypeCreateSession && len(t.Ops) > 0 {
		r.err = int32(t.Ops[0].Timeout / time.Millisecond) // stored in the column of the error, which it cannot have
	}
	if t.Digest != (txnlog.Digest{}) {
		r.digest = &t.Digest.Value
	}
	b.chain.txn(r)
	if err := b.exec("INSERT INTO txn (n, zxid, time, session, cxid, type, err, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		r.n, r.zxid, r.time, session, r.cxid, r.kind, r.err, r.digest); err != nil {
		return err
	}
	if err := b.tick(t.Time / 1000); err != nil {
		return err
	}
	w := &transactionWriter{block: b, t: t, sessionID: session}
	for _, op := range t.Ops {
		if err := w.op(op); err != nil {
			return err
		}
	}
	return nil
}

// transactionWriter writes the ops of one transaction.
type transactionWriter struct {
	*block
	t         txnlog.Transaction
	sessionID int64
	ops       int64 // ops written
}

func (w *transactionWriter) op(op txnlog.Op) error {
	switch {
	case op.Type.Creates():
		return w.create(op)
	case op.Type.Deletes():
		return w.end(op.Path, int32(op.Type))
	case sets(int32(op.Type)):
		return w.set(op)
	case op.Type == txnlog.TypeSetACL:
		return w.setACL(op)
	case op.Type == txnlog.TypeCreateSession:
		return w.exec("UPDATE session SET opened = ?, timeout = ? WHERE id = ?", w.next.n, int64(op.Timeout/time.Millisecond), w.sessionID)
	case op.Type == txnlog.TypeCloseSession:
		return w.closeSession(op)
	}
	return nil // a check changes nothing
}

// change writes a row of change and applies it to the tree.
func (w *transactionWriter) change(path string, c changeRow, life, owner int64) error {
	c.n, c.op, c.pathText = w.next.n, w.ops, path
	w.ops++
	w.chain.change(c)
	if err := w.mark(path); err != nil {
		return err
	}
	var ttl any
	if c.ttl != 0 {
		ttl = c.ttl
	}
	if err := w.exec("INSERT INTO change (n, op, path, type, version, value, acl, ttl) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		c.n, c.op, c.path, c.kind, c.version, c.value, c.acl, ttl); err != nil {
		return err
	}
	w.state.apply(path, c, life, owner, w.t.Zxid, w.t.Time)
	return nil
}

func (w *transactionWriter) create(op txnlog.Op) (err error) {
	if w.state.nodes[op.Path] != nil { // its deletion is missing, in a gap
		if err := w.died(op.Path); err != nil {
			return err
		}
	}
	c := changeRow{kind: kindOf(op), version: op.ParentCversion, ttl: int64(op.TTL / time.Millisecond)}
	if parent := w.state.nodes[parentOf(op.Path)]; c.version < 0 && parent != nil {
		c.version = parent.stat.Cversion + 1 // as a server does if the transaction lacks it
	}
	if c.acl, err = w.aclID(aclText(op.ACL)); err != nil {
		return err
	}
	if c.path, err = w.pathID(op.Path); err != nil {
		return err
	}
	if c.value, _, err = w.keepOf(op, nil); err != nil {
		return err
	}
	owner := int64(0)
	if op.Ephemeral {
		owner = w.t.Session
	}
	life, err := w.born(op.Path, c.path, owner)
	if err != nil {
		return err
	}
	return w.change(op.Path, c, life, owner)
}

// born writes the row of a new life.
func (w *transactionWriter) born(path string, id, owner int64) (life int64, err error) {
	parent, err := w.pathID(parentOf(path))
	if err != nil {
		return 0, err
	}
	session, err := w.block.sessionID(owner)
	if err != nil {
		return 0, err
	}
	w.next.life++
	return w.next.life, w.exec("INSERT INTO life (id, path, parent, born, died, level, owner) VALUES (?, ?, ?, ?, ?, ?, ?)", w.next.life, id, parent, w.next.n, alive, aliveLevel, session)
}

func (w *transactionWriter) died(path string) error {
	node := w.state.nodes[path]
	return w.exec("UPDATE life SET died = ?, level = ? WHERE id = ?", w.next.n, levelOf(node.born, w.next.n), node.life)
}

// node returns a znode that a transaction changes. If its creation is missing, in a gap, its life
// begins now.
func (w *transactionWriter) node(path string) (*live, error) {
	if node := w.state.nodes[path]; node != nil {
		return node, nil
	}
	id, err := w.pathID(path)
	if err != nil {
		return nil, err
	}
	life, err := w.born(path, id, 0)
	if err != nil {
		return nil, err
	}
	node := &live{path: id, life: life, born: w.next.n}
	node.stat.Czxid = w.t.Zxid
	w.state.add(path, node)
	return node, nil
}

func (w *transactionWriter) set(op txnlog.Op) error {
	node, err := w.node(op.Path)
	if err != nil {
		return err
	}
	c := changeRow{path: node.path, kind: kindOf(op), version: op.Version, acl: node.acl}
	if c.value, node.depth, err = w.keepOf(op, node); err != nil {
		return err
	}
	return w.change(op.Path, c, 0, 0)
}

func (w *transactionWriter) setACL(op txnlog.Op) error {
	node, err := w.node(op.Path)
	if err != nil {
		return err
	}
	c := changeRow{path: node.path, kind: kindSetACL, version: op.Version, value: noValue}
	if c.acl, err = w.aclID(aclText(op.ACL)); err != nil {
		return err
	}
	return w.change(op.Path, c, 0, 0)
}

// end records that a znode was deleted.
func (w *transactionWriter) end(path string, kind int32) error {
	node, err := w.node(path)
	if err != nil {
		return err
	}
	if err := w.died(path); err != nil {
		return err
	}
	return w.change(path, changeRow{path: node.path, kind: kind, version: node.stat.Version, value: noValue, acl: node.acl}, 0, 0)
}

func (w *transactionWriter) closeSession(op txnlog.Op) error {
	kind := int32(kindClosed)
	if w.t.Cxid == 0 {
		kind = kindExpired
	}
	paths := op.Paths
	if !op.PathsKnown && len(paths) == 0 {
		for path := range w.state.owned[w.t.Session] {
			paths = append(paths, path)
		}
		sortPaths(paths)
	}
	for _, path := range paths {
		if w.state.nodes[path] == nil {
			continue // deleted by an earlier transaction that the leader had not seen yet
		}
		if err := w.end(path, kind); err != nil {
			return err
		}
	}
	return w.exec("UPDATE session SET closed = ? WHERE id = ?", w.next.n, w.sessionID)
}
