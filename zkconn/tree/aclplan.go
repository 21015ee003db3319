package tree

import (
	"slices"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// ACLMode says what some entries do to the ACLs of a subtree.
type ACLMode string

// What entries do.
const (
	ReplaceACL ACLMode = "replace" // each ACL becomes these entries
	AddACL     ACLMode = "add"     // whom they are about gets their permissions, beside what is there
	RemoveACL  ACLMode = "remove"  // whom they are about loses their permissions
)

// ACLModes are all of them.
var ACLModes = []ACLMode{ReplaceACL, AddACL, RemoveACL}

// Of returns what becomes of an ACL. own reports whether a digest's entry is of whoever
// changes it, as entries of the scheme auth are.
func (m ACLMode) Of(acl, entries []znode.ACL, own func(znode.ACL) bool) []znode.ACL {
	entries = resolveAuth(acl, entries, own)
	if m == ReplaceACL {
		return entries
	}
	acl = slices.Clone(acl)
	for _, entry := range entries {
		at := slices.IndexFunc(acl, func(there znode.ACL) bool { return there.Scheme == entry.Scheme && there.ID == entry.ID })
		switch {
		case m == AddACL && at >= 0:
			acl[at].Perms |= entry.Perms
		case m == AddACL:
			acl = append(acl, entry)
		case at >= 0:
			acl[at].Perms &^= entry.Perms
		}
	}
	return slices.DeleteFunc(acl, func(entry znode.ACL) bool { return m == RemoveACL && entry.Perms == 0 })
}

// resolveAuth writes entries of the scheme auth as the digest that an ACL has of the same
// person, where it has one: ZooKeeper keeps them so.
func resolveAuth(acl, entries []znode.ACL, own func(znode.ACL) bool) []znode.ACL {
	entries = slices.Clone(entries)
	for i, entry := range entries {
		if entry.Scheme != "auth" {
			continue
		}
		if at := slices.IndexFunc(acl, own); at >= 0 {
			entries[i] = znode.ACL{Scheme: acl[at].Scheme, ID: acl[at].ID, Perms: entry.Perms}
		}
	}
	return entries
}

// ACLChange is what becomes of one znode's ACL.
type ACLChange struct {
	Path          znode.Path
	Stat          znode.Stat // as its ACL was read
	Before, After []znode.ACL
}

// ACLPlan is what becomes of the ACLs of a subtree, from the znodes of a walk.
type ACLPlan struct {
	Changes []ACLChange  // in the order of the walk, as many as are kept
	Count   int          // of all changes
	Same    int          // znodes whose ACL stays as it is
	Denied  int          // znodes whose ACL the person cannot read in full, and so not set
	Empty   int          // znodes whose ACL would have no entry: they are left as they are
	Refused []znode.Path // the first of those that are Denied or Empty

	limit  int
	become func([]znode.ACL) []znode.ACL
}

// maxRefused is how many znodes a plan names that it cannot change.
const maxRefused = 100

// NewACLPlan keeps as many changes as limit, of what each ACL is to become.
func NewACLPlan(limit int, become func([]znode.ACL) []znode.ACL) *ACLPlan {
	return &ACLPlan{limit: limit, become: become}
}

// Want returns what a plan must know of each znode: walk.Options.Want.
func (p *ACLPlan) Want(znode.Path) walk.Want { return walk.ACL }

// ACLVerdict is what becomes of a znode's ACL.
type ACLVerdict int

// The verdicts.
const (
	ACLChanges ACLVerdict = iota
	ACLSame               // it stays as it is
	ACLGone               // there is no znode any more
	ACLDenied             // the person cannot read it in full, and so not set it
	ACLEmpty              // the new ACL would have no entry; the old one stays
)

// JudgeACL says what becomes of the ACL of a znode that a walk has come to; after is the
// new one of those that change.
func JudgeACL(v walk.Visited, become func([]znode.ACL) []znode.ACL) (verdict ACLVerdict, after []znode.ACL) {
	switch {
	case znode.KindOf(v.Err) == znode.NotFound || znode.KindOf(v.ACLErr) == znode.NotFound:
		return ACLGone, nil
	case v.Err != nil || v.ACLErr != nil || slices.ContainsFunc(v.ACL, znode.ACL.Hidden):
		return ACLDenied, nil
	}
	after = become(v.ACL)
	switch {
	case len(after) == 0:
		return ACLEmpty, nil
	case SameACL(v.ACL, after):
		return ACLSame, nil
	}
	return ACLChanges, after
}

// Visit sees a znode, and returns the new ACL of one that changes; nil of others.
func (p *ACLPlan) Visit(v walk.Visited) (after []znode.ACL) {
	verdict, after := JudgeACL(v, p.become)
	switch verdict {
	case ACLDenied:
		p.Denied++
		p.refuse(v.Path)
	case ACLEmpty:
		p.Empty++
		p.refuse(v.Path)
	case ACLSame:
		p.Same++
	case ACLChanges:
		p.Count++
		if len(p.Changes) < p.limit {
			p.Changes = append(p.Changes, ACLChange{v.Path, v.Stat, slices.Clone(v.ACL), after})
		}
	}
	return after
}

func (p *ACLPlan) refuse(path znode.Path) {
	if len(p.Refused) < maxRefused {
		p.Refused = append(p.Refused, path)
	}
}

// Ops returns the changes as they are made: each of the ACL and the znode that was read.
func (p *ACLPlan) Ops() []znode.Op {
	ops := make([]znode.Op, len(p.Changes))
	for i, change := range p.Changes {
		ops[i] = znode.Op{Kind: znode.OpSetACL, Path: change.Path, ACL: change.After, Was: change.Before, Version: change.Stat.Aversion, Czxid: change.Stat.Czxid}
	}
	return ops
}
