package tree

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Open is the widest group of people to whom an ACL is open.
type Open string

// The groups, in the order of a report.
const (
	ToAnybody Open = "anyone"  // anyone who can connect may write, create, delete or set the ACL
	ToConsole Open = "console" // it has an entry for the console's address or certificate, and so for all who use the console
	ToNamed   Open = ""        // neither
)

var opens = []Open{ToAnybody, ToConsole, ToNamed}

// maxACLBytes limits the ACLs in a report for each Open. An ACL that several entries have counts
// for each of them.
const maxACLBytes = 4 << 20

// ACLEntry is a subtree whose znodes have the same ACL. A znode below that has another ACL is not
// part of it, nor is anything below that znode: these have entries of their own.
type ACLEntry struct {
	Path   znode.Path
	ACL    []znode.ACL
	Open   Open
	Znodes int // number of znodes in it: Path, and those whose parent is in it and whose ACL is the same
}

// ACLReport tells who may do what in a subtree. It is made from the znodes of a walk, in their
// order.
type ACLReport struct {
	limit     int
	isConsole func([]znode.ACL) bool

	above   []aclAbove // the znode visited last and its ancestors, topmost first
	entries map[Open][]*ACLEntry
	known   map[string]*knownACL // the ACLs of the entries, by aclKey
	bytes   map[Open]int         // size of the ACLs of the entries
	cut     int
}

// aclAbove is a visited znode that may be an ancestor of the next.
type aclAbove struct {
	path  znode.Path
	known bool // whether its ACL was read
	acl   []znode.ACL
	entry *ACLEntry // nil if it is not kept
}

type knownACL struct {
	acl  []znode.ACL
	open Open
}

// NewACLReport returns a report that keeps at most limit entries for each Open. isConsole reports
// whether an ACL has an entry for the console itself.
func NewACLReport(limit int, isConsole func([]znode.ACL) bool) *ACLReport {
	return &ACLReport{
		limit: limit, isConsole: isConsole,
		entries: map[Open][]*ACLEntry{}, known: map[string]*knownACL{}, bytes: map[Open]int{},
	}
}

// Want returns walk.ACL. It is for walk.Options.Want.
func (r *ACLReport) Want(znode.Path) walk.Want { return walk.ACL }

// Visit adds a znode to the report.
func (r *ACLReport) Visit(v walk.Visited) {
	if znode.KindOf(v.Err) == znode.NotFound || znode.KindOf(v.ACLErr) == znode.NotFound {
		return
	}
	for len(r.above) > 0 {
		if _, below := v.Path.Below(r.above[len(r.above)-1].path); below {
			break
		}
		r.above = r.above[:len(r.above)-1]
	}
	now := aclAbove{path: v.Path, known: v.Err == nil && v.ACLErr == nil, acl: v.ACL}
	if now.known {
		now.entry = r.entryOf(&now)
	}
	r.above = append(r.above, now)
}

// entryOf counts a znode in its entry and returns that entry, or nil if the entry is not kept.
func (r *ACLReport) entryOf(now *aclAbove) *ACLEntry {
	if len(r.above) > 0 {
		parent := r.above[len(r.above)-1]
		if parent.known && SameACL(parent.acl, now.acl) {
			now.acl = parent.acl
			if parent.entry != nil {
				parent.entry.Znodes++
			}
			return parent.entry
		}
	}
	known := r.intern(now.acl)
	if known == nil {
		r.cut++
		return nil
	}
	now.acl = known.acl
	entry := &ACLEntry{Path: now.path, ACL: known.acl, Open: known.open, Znodes: 1}
	r.entries[known.open] = append(r.entries[known.open], entry)
	return entry
}

// intern returns the only kept copy of an ACL, or nil if there is no room for another entry with
// it.
func (r *ACLReport) intern(acl []znode.ACL) *knownACL {
	key := aclKey(acl)
	known := r.known[key]
	if known == nil {
		known = &knownACL{slices.Clone(acl), r.open(acl)}
	}
	if len(r.entries[known.open]) >= r.limit || r.bytes[known.open]+len(key) > maxACLBytes {
		return nil
	}
	r.known[key] = known
	r.bytes[known.open] += len(key)
	return known
}

func (r *ACLReport) open(acl []znode.ACL) Open {
	switch {
	case isOpen(acl):
		return ToAnybody
	case r.isConsole(acl):
		return ToConsole
	}
	return ToNamed
}

// isOpen reports whether anyone may change something. ZooKeeper lets everyone do everything if an
// ACL has no entry, and an IP network of 0 bits contains every address.
func isOpen(acl []znode.ACL) bool {
	const change = znode.PermWrite | znode.PermCreate | znode.PermDelete | znode.PermAdmin
	return len(acl) == 0 || slices.ContainsFunc(acl, func(entry znode.ACL) bool {
		anybody := entry.Scheme == "world" && entry.ID == "anyone" || entry.Scheme == "ip" && strings.HasSuffix(entry.ID, "/0")
		return anybody && entry.Perms&change != 0
	})
}

// Entries returns the kept entries, those that are open to most first, and otherwise in the order
// of the walk.
func (r *ACLReport) Entries() []ACLEntry {
	var all []ACLEntry
	for _, open := range opens {
		for _, entry := range r.entries[open] {
			all = append(all, *entry)
		}
	}
	return all
}

// Cut returns the number of entries that were not kept because of the limits.
func (r *ACLReport) Cut() int { return r.cut }

// SameACL reports whether two ACLs have the same entries, in any order.
func SameACL(a, b []znode.ACL) bool {
	return slices.Equal(a, b) || len(a) == len(b) && len(a) > 1 && slices.Equal(aclInOrder(a), aclInOrder(b))
}

func aclInOrder(acl []znode.ACL) []znode.ACL {
	return slices.SortedFunc(slices.Values(acl), func(a, b znode.ACL) int {
		return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Perms, b.Perms))
	})
}

// aclKey returns a text that is equal for ACLs with the same entries, and only for these.
func aclKey(acl []znode.ACL) string {
	var key []byte
	for _, entry := range aclInOrder(acl) {
		for _, text := range []string{entry.Scheme, entry.ID} {
			key = binary.AppendUvarint(key, uint64(len(text)))
			key = append(key, text...)
		}
		key = binary.AppendVarint(key, int64(entry.Perms))
	}
	return string(key)
}
