package tree

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Open is the widest group that an ACL is open to.
type Open string

// The groups that an ACL may be open to, in the order of a report.
const (
	ToAnybody Open = "anyone"  // anybody who reaches the servers may write, create, delete or set the ACL
	ToConsole Open = "console" // it grants something to the console's address or certificate, and so to all who use it
	ToNamed   Open = ""        // neither
)

var opens = []Open{ToAnybody, ToConsole, ToNamed}

// maxACLBytes bounds the ACLs of a report for each Open, one that is told twice counted twice.
const maxACLBytes = 4 << 20

// ACLEntry is a subtree whose znodes have the same ACL. A znode below with another ACL, and
// all below that, are no part of it: they have entries of their own.
type ACLEntry struct {
	Path   znode.Path
	ACL    []znode.ACL
	Open   Open
	Znodes int // that have it: Path and what is joined to it by znodes that have it, too
}

// ACLReport says who may do what in a subtree, from the znodes of a walk in their order.
type ACLReport struct {
	limit     int
	isConsole func([]znode.ACL) bool

	above   []aclAbove // the last znode and those above it
	entries map[Open][]*ACLEntry
	known   map[string]*knownACL // the ACLs of the entries
	bytes   map[Open]int         // that the entries hold
	cut     int
}

// aclAbove is a znode that others may lie below.
type aclAbove struct {
	path  znode.Path
	known bool // its ACL could be read
	acl   []znode.ACL
	entry *ACLEntry // nil where it is not kept
}

type knownACL struct {
	acl  []znode.ACL
	open Open
}

// NewACLReport keeps as many entries as limit of each Open. isConsole reports whether an
// ACL has an entry about the console itself.
func NewACLReport(limit int, isConsole func([]znode.ACL) bool) *ACLReport {
	return &ACLReport{
		limit: limit, isConsole: isConsole,
		entries: map[Open][]*ACLEntry{}, known: map[string]*knownACL{}, bytes: map[Open]int{},
	}
}

// Want returns what a report must know of each znode: walk.Options.Want.
func (r *ACLReport) Want(znode.Path) walk.Want { return walk.ACL }

// Visit sees a znode.
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

// entryOf counts a znode in the entry that it is of; nil when that is not kept.
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

// intern returns the one copy of an ACL that is kept; nil when there is no room for an
// entry that has it.
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

// isOpen reports whether anybody may change something. Without an entry, ZooKeeper lets
// everybody do everything; a network of no bits has every address.
func isOpen(acl []znode.ACL) bool {
	const change = znode.PermWrite | znode.PermCreate | znode.PermDelete | znode.PermAdmin
	return len(acl) == 0 || slices.ContainsFunc(acl, func(entry znode.ACL) bool {
		anybody := entry.Scheme == "world" && entry.ID == "anyone" || entry.Scheme == "ip" && strings.HasSuffix(entry.ID, "/0")
		return anybody && entry.Perms&change != 0
	})
}

// Entries returns what is kept: what is open to most first, and else as the walk went.
func (r *ACLReport) Entries() []ACLEntry {
	var all []ACLEntry
	for _, open := range opens {
		for _, entry := range r.entries[open] {
			all = append(all, *entry)
		}
	}
	return all
}

// Cut returns how many entries are not kept: there were too many.
func (r *ACLReport) Cut() int { return r.cut }

// SameACL reports whether two ACLs have the same entries, in whatever order.
func SameACL(a, b []znode.ACL) bool {
	return slices.Equal(a, b) || len(a) == len(b) && len(a) > 1 && slices.Equal(aclInOrder(a), aclInOrder(b))
}

func aclInOrder(acl []znode.ACL) []znode.ACL {
	return slices.SortedFunc(slices.Values(acl), func(a, b znode.ACL) int {
		return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Perms, b.Perms))
	})
}

// aclKey returns a text that ACLs with the same entries share, and no others.
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
