package session

import (
	"container/list"
	"sync"

	"zkweb/zkconn/znode"
)

// memoryBudget bounds the memory for what all sessions keep of the tree, in bytes.
const memoryBudget = 256 << 20

// memory keeps what the sessions of a pool have read, so that it need not be read again while a
// stat proves that it still holds. For each ZooKeeper session it keeps names of large znodes, ACLs,
// and what was read while nothing changed. The shapes of znodes, which are only guesses, are
// shared. The least recently used entries are dropped first.
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

// keptBytes is the approximate size of an entry without its value.
const keptBytes = 200

// sessionKey is the key of an entry that belongs to one ZooKeeper session.
type sessionKey struct {
	kind    byte // namesKind, tooLargeKind, aclKind or quietKind
	session *Session
	epoch   int // the session's epoch, which forget increments
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

// get returns the value of a key; nil if there is none.
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

// put replaces the value of a key, and drops the entries that do not fit any more. It keeps nothing
// under a key that was made before the session's entries were forgotten.
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

// keyOf returns a key for what the session reads from now on.
func (m *memory) keyOf(kind byte, session *Session, path znode.Path) sessionKey {
	m.mu.Lock()
	defer m.mu.Unlock()
	return sessionKey{kind, session, session.epoch, path}
}

// holds reports whether nothing of the session was forgotten since the key was made.
func (m *memory) holds(key sessionKey) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return key.epoch == key.session.epoch
}

// forget drops all entries of a session. What is being read at this time is not kept later.
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

// drop removes an entry; nil is ignored. The caller holds the mutex.
func (m *memory) drop(element *list.Element) {
	if element == nil {
		return
	}
	dropped := m.recent.Remove(element).(*kept)
	delete(m.all, dropped.key)
	m.used -= dropped.bytes
}
