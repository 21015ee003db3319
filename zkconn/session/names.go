package session

import (
	"container/list"
	"sync"

	"zkweb/zkconn/znode"
)

const (
	// namesBudget is the memory that all kept lists of names may take, in bytes.
	namesBudget = 256 << 20
	// worthKeeping is how many children make asking first, whether the list still
	// holds, cheaper than reading it again.
	worthKeeping = 1000
)

// names keeps the sorted children's names of large znodes, for each ZooKeeper
// session its own, so that going through the pages of one does not read
// megabytes each time. The least recently used go first.
type names struct {
	mu     sync.Mutex
	budget int
	used   int
	recent *list.List // of *keptNames, the most recently used first
	kept   map[namesKey]*list.Element
}

type namesKey struct {
	session *Session
	epoch   int // of the session: how often its names were forgotten
	path    znode.Path
}

type keptNames struct {
	key   namesKey
	names []string
	stat  znode.Stat // when they were read
	bytes int
}

func newNames(budget int) *names {
	return &names{budget: budget, recent: list.New(), kept: map[namesKey]*list.Element{}}
}

// get gives what is kept; false when nothing is.
func (n *names) get(key namesKey) ([]string, znode.Stat, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	element := n.kept[key]
	if element == nil {
		return nil, znode.Stat{}, false
	}
	n.recent.MoveToFront(element)
	found := element.Value.(*keptNames)
	return found.names, found.stat, true
}

// put keeps a list that is worth it and drops what no longer fits beside it.
func (n *names) put(key namesKey, children []string, stat znode.Stat) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.drop(n.kept[key])
	if len(children) < worthKeeping || key.epoch != key.session.epoch {
		return
	}
	const header = 16 // of a string
	size := 0
	for _, name := range children {
		size += header + len(name) + 4 // 4: the names share the reply, lengths included
	}
	if size > n.budget {
		return
	}
	n.kept[key] = n.recent.PushFront(&keptNames{key, children, stat, size})
	for n.used += size; n.used > n.budget; {
		n.drop(n.recent.Back())
	}
}

// keyOf is the key of a path for what is read from now on.
func (n *names) keyOf(session *Session, path znode.Path) namesKey {
	n.mu.Lock()
	defer n.mu.Unlock()
	return namesKey{session, session.epoch, path}
}

// forget drops all that is kept for a session; what is being read meanwhile is not
// kept either.
func (n *names) forget(session *Session) {
	n.mu.Lock()
	defer n.mu.Unlock()
	session.epoch++
	for key, element := range n.kept {
		if key.session == session {
			n.drop(element)
		}
	}
}

// drop takes nil for nothing to drop. The mutex is held.
func (n *names) drop(element *list.Element) {
	if element == nil {
		return
	}
	dropped := n.recent.Remove(element).(*keptNames)
	delete(n.kept, dropped.key)
	n.used -= dropped.bytes
}

// sameChildren tells whether two stats of a znode are of one list of children,
// under the same ACL. A znode that was deleted and made again has another czxid.
func sameChildren(a, b znode.Stat) bool {
	return a.Czxid == b.Czxid && a.Pzxid == b.Pzxid && a.Aversion == b.Aversion
}
