package watch

import (
	"math"
	"slices"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/session"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// pending is what was heard and seen of a znode but is not in the store yet.
type pending struct {
	path   znode.Path
	events []event
	looks  []look
}

func (w *watcher) pendingAt(path znode.Path) *pending {
	p := w.pending[path.String()]
	if p == nil {
		p = &pending{path: path}
		w.pending[path.String()] = p
	}
	return p
}

// merger turns what was heard and seen of one znode into changes.
type merger struct {
	*watcher
	*pending
	upTo        int64
	exact, open []change // changes with zxids that servers told, and changes without
}

// noTurn is the turn of changes without an event.
const noTurn = math.MaxInt

func (m *merger) is() *state { return m.known[m.path.String()] }

// merge makes changes of the events whose zxids are known, and then of the newest look.
func (m *merger) merge() {
	events := m.events
	m.events = nil
	for _, e := range events {
		if e.zxid > m.upTo {
			m.events = append(m.events, e)
		} else if e.zxid > 0 {
			m.happened(e)
		}
	}
	if at := m.newest(); at >= 0 {
		l := m.looks[at]
		m.looks = m.looks[at+1:]
		m.reconcile(l)
	}
}

// newest returns the index of the newest look that may be settled; -1 if there is none.
func (m *merger) newest() int {
	for at := len(m.looks) - 1; at >= 0; at-- {
		l := m.looks[at]
		if l.gone && l.round < m.rounds && len(m.events) == 0 || !l.gone && l.stat.Mzxid <= m.upTo {
			return at
		}
	}
	if m.begun || m.is() != nil {
		return -1
	}
	// The tree with which the store begins must be complete: a znode that changed meanwhile is in
	// it as it was when it was read.
	return slices.IndexFunc(m.looks, func(l look) bool { return !l.gone })
}

// happened makes the change of an event whose zxid is known.
func (m *merger) happened(e event) {
	is := m.is()
	if m.begun && e.zxid <= m.last {
		return
	}
	switch {
	case e.kind == session.Created && is == nil:
		m.create(e.zxid, m.lookWith(func(s znode.Stat) bool { return s.Czxid == e.zxid }), e.at, e.turn)
	case e.kind == session.DataChanged && is != nil && e.zxid > is.mzxid:
		m.set(e.zxid, m.lookWith(func(s znode.Stat) bool { return s.Mzxid == e.zxid }), e.at, e.turn)
	case e.kind == session.Deleted && is != nil && e.zxid >= is.mzxid:
		m.exact = append(m.exact, change{ops: []txnlog.Op{{Type: txnlog.TypeDelete, Path: m.path.String()}}, path: m.path.String(), zxid: e.zxid, time: e.at, turn: e.turn})
		m.forget()
		m.looks = slices.DeleteFunc(m.looks, func(l look) bool { return !l.gone && l.stat.Czxid < e.zxid })
	}
}

// lookWith returns the first look whose stat satisfies a condition; nil if there is none.
func (m *merger) lookWith(is func(znode.Stat) bool) *look {
	for i, l := range m.looks {
		if !l.gone && is(l.stat) {
			return &m.looks[i]
		}
	}
	return nil
}

// made adds a change. If its zxid is not after the end of the store, place finds another.
func (m *merger) made(op txnlog.Op, zxid, time, owner int64, turn int) {
	op.Path = m.path.String()
	c := change{ops: []txnlog.Op{op}, path: op.Path, zxid: zxid, time: time, owner: owner, turn: turn}
	if zxid > m.last || !m.begun {
		m.exact = append(m.exact, c)
		return
	}
	if n := len(m.open); n > 0 && m.open[n-1].path == c.path && m.open[n-1].ops[0].Type == txnlog.TypeCreate {
		m.open[n-1].ops = append(m.open[n-1].ops, op)
		return
	}
	c.zxid = 0
	m.open = append(m.open, c)
}

// create makes the change that created the znode. with is a look at the created znode; nil if there
// is none.
func (m *merger) create(zxid int64, with *look, time int64, turn int) {
	op := txnlog.Op{Type: txnlog.TypeCreate, Unseen: true, ParentCversion: -1}
	made, owner := &state{czxid: zxid, mzxid: zxid, scan: m.scans}, int64(0)
	if parent := m.known[m.path.Parent().String()]; parent != nil {
		parent.kept++
		op.ParentCversion = parent.kept
	}
	node := history.Node{Path: m.path.String(), Stat: znode.Stat{Czxid: zxid, Pzxid: zxid}}
	if with != nil {
		time, made.owner = with.stat.Ctime, with.stat.EphemeralOwner
		if op.Ephemeral = with.stat.CreateKind() == znode.Ephemeral; op.Ephemeral {
			owner = made.owner
		}
		if with.stat.Version == 0 && !with.unseen {
			op.Data, op.Unseen = with.data, false
		}
		if with.hasACL && with.stat.Aversion == 0 {
			op.ACL = with.acl
		}
		node.Stat = keptOf(with.stat)
		made.kept = node.Stat.Cversion
	}
	node.Stat.Mzxid, node.Stat.Ctime, node.Stat.Mtime, node.Stat.Version, node.Stat.Aversion = zxid, time, time, 0, 0
	node.Data, node.Unseen, node.ACL = op.Data, op.Unseen, op.ACL
	m.known[node.Path] = made
	m.made(op, zxid, time, owner, turn)
	m.toBase(node)
}

// set makes the change that set the znode's data. with is a look at that data; nil if there is
// none.
func (m *merger) set(zxid int64, with *look, time int64, turn int) {
	is := m.is()
	op := txnlog.Op{Type: txnlog.TypeSet, Unseen: true, Version: is.version + 1}
	if with != nil {
		time, op.Version = with.stat.Mtime, with.stat.Version
		op.Data, op.Unseen = with.data, with.unseen
	}
	is.mzxid, is.version = zxid, op.Version
	m.made(op, zxid, time, 0, turn)
	if node, there := m.base[m.path.String()]; there {
		node.Data, node.Unseen = op.Data, op.Unseen
		node.Stat.Mzxid, node.Stat.Mtime, node.Stat.Version = zxid, time, op.Version
		m.toBase(node)
	}
}

// toBase adds a znode to the tree with which the store begins, unless the store has begun.
func (m *merger) toBase(node history.Node) {
	if !m.begun {
		m.base[node.Path] = node
	}
}

// reconcile makes the changes between what is known and what was seen for which there was no event
// with a zxid.
func (m *merger) reconcile(l look) {
	is := m.is()
	if l.gone {
		if is != nil {
			m.vanish(is, l.changed, 0)
		}
		return
	}
	if is != nil && l.stat.Czxid > is.czxid {
		m.vanish(is, 0, l.stat.Czxid)
		is = nil
	}
	switch {
	case is == nil:
		m.create(l.stat.Czxid, &l, l.stat.Ctime, noTurn)
		if is = m.is(); l.stat.Version > 0 {
			m.set(l.stat.Mzxid, &l, l.stat.Mtime, noTurn)
		}
	case l.stat.Version < is.version:
		return // it is older than what is known
	case l.stat.Version > is.version:
		m.set(l.stat.Mzxid, &l, l.stat.Mtime, noTurn)
	}
	is.kept = keptOf(l.stat).Cversion
	if l.hasACL && l.stat.Aversion > is.aversion {
		m.setACL(is, l)
	}
}

// vanish makes the change that deleted the znode. guess is its probable zxid, and with is the zxid
// at which the znode was created again; each is 0 if there is none.
func (m *merger) vanish(is *state, guess, with int64) {
	op := txnlog.Op{Type: txnlog.TypeDelete, Path: m.path.String()}
	m.open = append(m.open, change{
		ops: []txnlog.Op{op}, path: op.Path, time: time.Now().UnixMilli(), owner: is.owner, turn: noTurn, after: is.mzxid, guess: guess, with: with,
	})
	m.forget()
}

// setACL makes the change of the ACL, for which there is no event.
func (m *merger) setACL(is *state, l look) {
	is.aversion = l.stat.Aversion
	op := txnlog.Op{Type: txnlog.TypeSetACL, Path: m.path.String(), ACL: l.acl, Version: is.aversion}
	if node, there := m.base[op.Path]; there {
		node.ACL, node.Stat.Aversion = op.ACL, op.Version
		m.toBase(node)
	}
	m.open = append(m.open, change{ops: []txnlog.Op{op}, path: op.Path, time: time.Now().UnixMilli(), turn: noTurn, after: is.mzxid})
}

// forget removes the znode from what is known.
func (m *merger) forget() {
	delete(m.known, m.path.String())
	delete(m.base, m.path.String())
}
