package session

import (
	"sync"

	"zkweb/zkconn/znode"
)

// worthKeeping is how many children make asking first, whether the list still
// holds, cheaper than reading it again.
const worthKeeping = 1000

// keptNames are the sorted names of a large znode's children, and the stat when
// they were read.
type keptNames struct {
	names   []string
	natural func() []string // names in natural order, which takes a while to find once
	stat    znode.Stat
}

// newKeptNames returns names to keep; nil for those that are not worth it.
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

// namesOf returns the kept names of a znode's children; nil for none.
func (m *memory) namesOf(key sessionKey) *keptNames {
	found, _ := m.get(key).(*keptNames)
	return found
}

// keepNames keeps names; nil is none.
func (m *memory) keepNames(key sessionKey, now *keptNames) {
	if now == nil {
		return
	}
	const header = 16 // of a string
	size := 0
	for _, name := range now.names {
		size += 2*header + len(name) + 4 // 2: in both orders; 4: the names share the reply, lengths included
	}
	m.put(key, now, size)
}

// tooLarge is that a list of children was larger than the answers that are read when the
// znode had this stat, or a moment later.
type tooLarge struct {
	stat znode.Stat
	err  error
	sure bool // it was asked for once the stat had been read, and the znode still had it then
}

// tooLargeAs returns what is kept of a list that is too large; nil for nothing.
func (m *memory) tooLargeAs(key sessionKey) *tooLarge {
	found, _ := m.get(key).(*tooLarge)
	return found
}

// holds reports whether it is known of the list of a znode that has this stat now; nil is nothing known.
func (t *tooLarge) holds(now *reading) bool {
	return t != nil && t.sure && now.Err == nil && sameChildren(t.stat, now.Stat)
}

// sameChildren reports whether two stats of a znode are of one list of children,
// under the same ACL. A znode that was deleted and made again has another czxid.
func sameChildren(a, b znode.Stat) bool {
	return a.Czxid == b.Czxid && a.Pzxid == b.Pzxid && a.Aversion == b.Aversion
}

// keptACL is an ACL as the session saw it when the znode had this stat. It holds as
// long as czxid and aversion do.
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
