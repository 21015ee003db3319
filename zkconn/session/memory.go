package session

import (
	"container/list"
	"sync"

	"zkweb/zkconn/znode"
)

// memoryBudget is what all that sessions keep of the tree may take, in bytes.
const memoryBudget = 256 << 20

// memory is what the sessions of a pool keep of what they have read, so that it
// need not be read again while a stat says that it still holds: names of large
// znodes and ACLs, for each ZooKeeper session its own; what it read while nothing was
// changed; and the shapes of znodes, which are no more than guesses. The least recently used go first.
type memory struct {
	mu     sync.Mutex
	budget int
	used   int
	recent *list.List // of *kept, the most recently used first
	all    map[any]*list.Element
}

type kept struct {
	key, value any
	bytes      int
}

// keptBytes is what an entry takes beside its value, about.
const keptBytes = 200

// A sessionKey belongs to one ZooKeeper session.
type sessionKey struct {
	kind    byte // namesKind, tooLargeKind, aclKind or quietKind
	session *Session
	epoch   int // of the session: how often what it kept was forgotten
	path    znode.Path
}

const (
	namesKind    = 'n'
	tooLargeKind = 't'
	aclKind      = 'a'
	quietKind    = 'q'
)

func newMemory(budget int) *memory {
	return &memory{budget: budget, recent: list.New(), all: map[any]*list.Element{}}
}

// get returns what is kept under a key; nil for nothing.
func (m *memory) get(key any) any {
	m.mu.Lock()
	defer m.mu.Unlock()
	element := m.all[key]
	if element == nil {
		return nil
	}
	m.recent.MoveToFront(element)
	return element.Value.(*kept).value
}

// put keeps a value in the place of the one before and drops what no longer fits
// beside it. It keeps nothing for a session that has forgotten what it kept since
// the key was made.
func (m *memory) put(key, value any, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(m.all[key])
	if own, ok := key.(sessionKey); ok && own.epoch != own.session.epoch {
		return
	}
	if bytes += keptBytes; bytes > m.budget {
		return
	}
	m.all[key] = m.recent.PushFront(&kept{key, value, bytes})
	for m.used += bytes; m.used > m.budget; {
		m.drop(m.recent.Back())
	}
}

// keyOf returns the key for what the session reads from now on.
func (m *memory) keyOf(kind byte, session *Session, path znode.Path) sessionKey {
	m.mu.Lock()
	defer m.mu.Unlock()
	return sessionKey{kind, session, session.epoch, path}
}

// holds reports whether what is kept under the key has not been forgotten since the key
// was made.
func (m *memory) holds(key sessionKey) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return key.epoch == key.session.epoch
}

// forget drops all that is kept for a session; what is being read meanwhile is not
// kept either.
func (m *memory) forget(session *Session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	session.epoch++
	for key, element := range m.all {
		if own, ok := key.(sessionKey); ok && own.session == session {
			m.drop(element)
		}
	}
}

// drop takes nil for nothing to drop. The mutex is held.
func (m *memory) drop(element *list.Element) {
	if element == nil {
		return
	}
	dropped := m.recent.Remove(element).(*kept)
	delete(m.all, dropped.key)
	m.used -= dropped.bytes
}
