package session

import (
	"sync"

	"zkweb/zkconn/znode"
)

// worthKeeping is the number of children from which it is cheaper to ask whether the list still
// holds than to read it again.
const worthKeeping = 1000

// keptNames are the sorted names of a large znode's children, with the stat when they were read.
type keptNames struct {
	names   []string
	natural func() []string // returns the names in natural order, which are computed once
	stat    znode.Stat
}

// newKeptNames returns names to keep; nil if they are too few.
func newKeptNames(names []string, stat znode.Stat) *keptNames {
	if len(names) < worthKeeping {
		return nil
	}
	return &keptNames{names, sync.OnceValue(func() []string { return znode.NaturalOrder(names) }), stat}
}

// with returns the same names with another stat.
func (k *keptNames) with(stat znode.Stat) *keptNames {
	return &keptNames{k.names, k.natural, stat}
}

// namesOf returns the kept names of a znode's children; nil if there are none.
func (m *memory) namesOf(key sessionKey) *keptNames {
	found, _ := m.get(key).(*keptNames)
	return found
}

// keepNames keeps names; nil is ignored.
func (m *memory) keepNames(key sessionKey, now *keptNames) {
	if now == nil {
		return
	}
	const header = 16 // size of a string
	size := 0
	for _, name := range now.names {
		size += 2*header + len(name) + 4 // 2: both orders; 4: the names share the memory of the answer, which includes their lengths
	}
	m.put(key, now, size)
}

// tooLarge records that a list of children exceeded the largest answer when the znode had this
// stat, or a moment later.
type tooLarge struct {
	stat znode.Stat
	err  error
	sure bool // whether the list was read after the stat, and the znode still had it then
}

// tooLargeAs returns the record for a list that is too large; nil if there is none.
func (m *memory) tooLargeAs(key sessionKey) *tooLarge {
	found, _ := m.get(key).(*tooLarge)
	return found
}

// holds reports whether the list of a znode that has this stat now is known to be too large. It is
// false for nil.
func (t *tooLarge) holds(now *reading) bool {
	return t != nil && t.sure && now.Err == nil && sameChildren(t.stat, now.Stat)
}

// sameChildren reports whether two stats of a znode have the same list of children and the same
// ACL. A znode that was deleted and created again has another czxid.
func sameChildren(a, b znode.Stat) bool {
	return a.Czxid == b.Czxid && a.Pzxid == b.Pzxid && a.Aversion == b.Aversion
}

// keptACL is an ACL as the session saw it when the znode had this stat. It holds as long as czxid
// and aversion do not change.
type keptACL struct {
	acl  []znode.ACL
	stat znode.Stat
}

func (m *memory) aclOf(key sessionKey) *keptACL {
	found, _ := m.get(key).(*keptACL)
	return found
}

func (m *memory) keepACL(key sessionKey, acl []znode.ACL, stat znode.Stat) {
	size := 0
	for _, entry := range acl {
		size += 48 + len(entry.Scheme) + len(entry.ID)
	}
	m.put(key, &keptACL{acl, stat}, size)
}

func sameACL(a, b znode.Stat) bool { return a.Czxid == b.Czxid && a.Aversion == b.Aversion }
