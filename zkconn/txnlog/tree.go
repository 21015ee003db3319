package txnlog

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

// Tree is the state of a server's DataTree after some transaction: all znodes and sessions. It is
// not safe for concurrent use.
type Tree struct {
	nodes      map[string]*Node // by path; the root is ""
	ephemerals map[int64]map[string]struct{}
	sessions   map[int64]time.Duration
	zxid       int64
	digest     int64
	undo       []func() // functions that undo the changes since the first mark, oldest first
	marks      int
}

// Node is a znode of a Tree. Callers must not change what it points to.
type Node struct {
	Data []byte // nil for ZooKeeper's null
	stat stat
	acl  sharedACL
	sum  uint32
}

// stat is ZooKeeper's StatPersisted. Its cversion counts only creates.
type stat struct {
	czxid, mzxid, pzxid         int64
	ctime, mtime                int64
	version, cversion, aversion int32
	owner                       int64
	children                    int32 // not part of StatPersisted
}

// NewTree returns the tree of a new server: the root, /zookeeper and /zookeeper/quota and, with
// config (3.5 and newer), /zookeeper/config.
func NewTree(config bool) *Tree {
	t := emptyTree()
	open := shareACL([]znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}})
	t.put("", &Node{Data: []byte{}, acl: open})
	t.put("/zookeeper", &Node{Data: []byte{}, acl: open})
	t.put("/zookeeper/quota", &Node{Data: []byte{}, acl: open})
	if config {
		readable := shareACL([]znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead}})
		t.put("/zookeeper/config", &Node{Data: []byte{}, acl: readable, stat: stat{aversion: -1}})
	}
	return t
}

func emptyTree() *Tree {
	return &Tree{nodes: map[string]*Node{}, ephemerals: map[int64]map[string]struct{}{}, sessions: map[int64]time.Duration{}}
}

// Zxid returns the zxid of the newest transaction that was applied or, before one was, that of the
// snapshot.
func (t *Tree) Zxid() int64 { return t.zxid }

// Len returns the number of znodes, including the root.
func (t *Tree) Len() int { return len(t.nodes) }

// Get returns the znode at a path, or nil. It stays valid until the next change.
func (t *Tree) Get(path string) *Node { return t.nodes[inner(path)] }

// All visits the znodes in the order of their paths, parents before their children.
func (t *Tree) All() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		for _, path := range slices.Sorted(maps.Keys(t.nodes)) {
			if !yield(outer(path), t.nodes[path]) {
				return
			}
		}
	}
}

// Sessions returns the live sessions with their timeouts.
func (t *Tree) Sessions() iter.Seq2[int64, time.Duration] { return maps.All(t.sessions) }

// inner and outer convert between DataTree's path of the root, "", and everybody else's, "/".
func inner(path string) string {
	if path == "/" {
		return ""
	}
	return path
}

func outer(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// ACL returns the znode's ACL.
func (n *Node) ACL() []znode.ACL { return n.acl.list() }

// TTL returns how long a TTL znode may stay without children and changes; 0 for other znodes.
func (n *Node) TTL() time.Duration { return ttlOf(n.stat.owner) }

// Stat returns the stat as servers answer it, except that since 3.5.4 they answer the owner of
// container and TTL znodes as 0.
func (n *Node) Stat() znode.Stat {
	s := n.Kept()
	s.Cversion = s.Cversion*2 - s.NumChildren
	return s
}

// Kept returns the stat as servers store it: Cversion counts only the children that were created,
// and EphemeralOwner marks containers and TTL znodes.
func (n *Node) Kept() znode.Stat {
	s := n.stat
	return znode.Stat{
		Czxid: s.czxid, Mzxid: s.mzxid, Ctime: s.ctime, Mtime: s.mtime,
		Version: s.version, Cversion: s.cversion, Aversion: s.aversion,
		EphemeralOwner: s.owner, DataLength: int32(len(n.Data)), NumChildren: s.children, Pzxid: s.pzxid,
	}
}

// Apply applies a transaction as a server does that replays its log: creating what exists and
// deleting what does not is no error, since a snapshot may hold some of the changes that came while
// it was written. It fills in the Paths of a TypeCloseSession that lacks them.
func (t *Tree) Apply(transaction *Transaction) {
	for i := range transaction.Ops {
		op := &transaction.Ops[i]
		switch {
		case op.Type.Creates():
			t.create(transaction, op)
		case op.Type.Deletes():
			t.delete(op.Path, transaction.Zxid)
		case op.Type == TypeSet, op.Type == TypeReconfig:
			t.change(op.Path, func(n *Node) {
				n.Data = bytes.Clone(op.Data)
				n.stat.mzxid, n.stat.mtime, n.stat.version = transaction.Zxid, transaction.Time, op.Version
			})
		case op.Type == TypeSetACL:
			t.change(op.Path, func(n *Node) { n.acl, n.stat.aversion = shareACL(op.ACL), op.Version })
		case op.Type == TypeCreateSession:
			t.setSession(transaction.Session, &op.Timeout)
		case op.Type == TypeCloseSession:
			t.closeSession(transaction, op)
		}
	}
	t.zxid = max(t.zxid, transaction.Zxid)
}

func (t *Tree) create(transaction *Transaction, op *Op) {
	path := inner(op.Path)
	if path == "" || t.nodes[parentOf(path)] == nil {
		return
	}
	acl, there := shareACL(op.ACL), t.nodes[path] != nil
	t.change(parentOf(path), func(parent *Node) {
		version := op.ParentCversion
		if version == -1 {
			version = parent.stat.cversion + 1
		}
		if version > parent.stat.cversion {
			parent.stat.cversion, parent.stat.pzxid = version, transaction.Zxid
		}
	})
	if there {
		t.change(path, func(n *Node) { n.acl = acl })
		return
	}
	t.remember(path)
	t.put(path, &Node{Data: bytes.Clone(op.Data), acl: acl, stat: stat{
		czxid: transaction.Zxid, mzxid: transaction.Zxid, pzxid: transaction.Zxid,
		ctime: transaction.Time, mtime: transaction.Time, owner: ownerOf(transaction, op),
	}})
}

func (t *Tree) delete(path string, zxid int64) {
	path = inner(path)
	if path == "" {
		return
	}
	t.change(parentOf(path), func(parent *Node) { parent.stat.pzxid = max(parent.stat.pzxid, zxid) })
	if t.nodes[path] != nil {
		t.remember(path)
		t.take(path)
	}
}

func (t *Tree) closeSession(transaction *Transaction, op *Op) {
	owned := t.ephemerals[transaction.Session]
	if !op.PathsKnown {
		op.Paths, op.PathsKnown = slices.Sorted(maps.Keys(owned)), true
	}
	for _, path := range op.Paths {
		t.delete(path, transaction.Zxid)
	}
	for _, path := range slices.Sorted(maps.Keys(t.ephemerals[transaction.Session])) {
		t.delete(path, transaction.Zxid)
	}
	t.setSession(transaction.Session, nil)
}

// change changes a znode, if it exists, and updates the tree's digest.
func (t *Tree) change(path string, do func(*Node)) {
	path = inner(path)
	node := t.nodes[path]
	if node == nil {
		return
	}
	t.remember(path)
	t.digest -= counted(path, node)
	do(node)
	node.sum = digestOf(path, node)
	t.digest += counted(path, node)
}

// put adds a znode that does not exist yet.
func (t *Tree) put(path string, node *Node) {
	node.sum = digestOf(path, node)
	t.nodes[path] = node
	t.digest += counted(path, node)
	t.countChild(path, 1)
	if session, ok := sessionOf(node.stat.owner); ok {
		if t.ephemerals[session] == nil {
			t.ephemerals[session] = map[string]struct{}{}
		}
		t.ephemerals[session][path] = struct{}{}
	}
}

// take removes a znode that exists.
func (t *Tree) take(path string) {
	node := t.nodes[path]
	t.digest -= counted(path, node)
	delete(t.nodes, path)
	t.countChild(path, -1)
	if session, ok := sessionOf(node.stat.owner); ok {
		delete(t.ephemerals[session], path)
		if len(t.ephemerals[session]) == 0 {
			delete(t.ephemerals, session)
		}
	}
}

func (t *Tree) countChild(path string, by int32) {
	if parent := t.nodes[parentOf(path)]; parent != nil && path != "" {
		parent.stat.children += by
	}
}

func (t *Tree) setSession(id int64, timeout *time.Duration) {
	if t.marks > 0 {
		old, there := t.sessions[id]
		t.undo = append(t.undo, func() {
			delete(t.sessions, id)
			if there {
				t.sessions[id] = old
			}
		})
	}
	delete(t.sessions, id)
	if timeout != nil {
		t.sessions[id] = *timeout
	}
}

func parentOf(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// Fits reports whether a transaction could have been made on this tree: each version that it sets
// is the next one, the znodes that it creates do not exist, and those that it changes do.
func (t *Tree) Fits(transaction *Transaction) bool {
	mark := t.Mark()
	defer t.Rollback(mark)
	one := *transaction
	for i, op := range transaction.Ops {
		if !t.fits(&op) {
			return false
		}
		one.Ops = transaction.Ops[i : i+1 : i+1]
		t.Apply(&one)
	}
	return true
}

func (t *Tree) fits(op *Op) bool {
	if op.Type == TypeCreateSession || op.Type == TypeCloseSession {
		return true
	}
	node := t.Get(op.Path)
	switch {
	case op.Type.Creates():
		parent := t.nodes[parentOf(op.Path)]
		return node == nil && parent != nil && (op.ParentCversion == -1 || op.ParentCversion == parent.stat.cversion+1)
	case node == nil:
		return false
	case op.Type == TypeSet, op.Type == TypeCheck:
		return op.Version == node.stat.version+1
	case op.Type == TypeSetACL:
		return op.Version == node.stat.aversion+1
	}
	return true
}

// EmptyTree returns a tree without znodes as of a zxid. Place adds them.
func EmptyTree(zxid int64) *Tree {
	t := emptyTree()
	t.zxid = zxid
	return t
}

// Place adds a znode, a parent before its children. kept is its stat as Kept returns it; DataLength
// and NumChildren are ignored.
func (t *Tree) Place(path string, data []byte, acl []znode.ACL, kept znode.Stat) error {
	path = inner(path)
	if t.nodes[path] != nil || path != "" && t.nodes[parentOf(path)] == nil {
		return fmt.Errorf("%q is there already, or its parent is missing", path)
	}
	t.put(path, &Node{Data: data, acl: shareACL(acl), stat: stat{
		czxid: kept.Czxid, mzxid: kept.Mzxid, pzxid: kept.Pzxid, ctime: kept.Ctime, mtime: kept.Mtime,
		version: kept.Version, cversion: kept.Cversion, aversion: kept.Aversion, owner: kept.EphemeralOwner,
	}})
	return nil
}
