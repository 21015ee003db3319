package tree

import (
	"slices"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// ACLMode is what entries do to the ACLs of a subtree.
type ACLMode string

// The modes.
const (
	ReplaceACL ACLMode = "replace" // each ACL becomes these entries
	AddACL     ACLMode = "add"     // each entry's permissions are added to those that its identity has
	RemoveACL  ACLMode = "remove"  // each entry's permissions are taken from its identity
)

// ACLModes lists all modes.
var ACLModes = []ACLMode{ReplaceACL, AddACL, RemoveACL}

// Of returns what an ACL becomes. own reports whether an entry is the digest of the person who
// makes the change: entries of the scheme auth stand for that digest.
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

// resolveAuth replaces entries of the scheme auth by the same person's digest in the ACL, if there
// is one. ZooKeeper stores them as digests.
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

// ACLChange is the change of one znode's ACL.
type ACLChange struct {
	Path          znode.Path
	Stat          znode.Stat // as of the read of the ACL
	Before, After []znode.ACL
}

// ACLPlan is the changes of the ACLs of a subtree, made from the znodes of a walk.
type ACLPlan struct {
	Changes []ACLChange  // the first changes, in the order of the walk
	Count   int          // number of all changes
	Same    int          // znodes whose ACL is as it should be
	Denied  int          // znodes whose ACL the person cannot read in full, and so cannot set
	Empty   int          // znodes left as they are because their new ACL would have no entry
	Refused []znode.Path // the first znodes of Denied and Empty

	limit  int
	become func([]znode.ACL) []znode.ACL
}

// maxRefused is the maximum length of ACLPlan.Refused.
const maxRefused = 100

// NewACLPlan returns a plan that keeps at most limit changes. become returns what an ACL is to
// become.
func NewACLPlan(limit int, become func([]znode.ACL) []znode.ACL) *ACLPlan {
	return &ACLPlan{limit: limit, become: become}
}

// Want returns walk.ACL. It is for walk.Options.Want.
func (p *ACLPlan) Want(znode.Path) walk.Want { return walk.ACL }

// ACLVerdict is what a plan does with a znode's ACL.
type ACLVerdict int

// The verdicts.
const (
	ACLChanges ACLVerdict = iota
	ACLSame               // the ACL is as it should be
	ACLGone               // the znode no longer exists
	ACLDenied             // the person cannot read the ACL in full, and so cannot set it
	ACLEmpty              // the new ACL would have no entry, so the old one stays
)

// JudgeACL returns the verdict on the ACL of a znode that a walk has visited. after is the new ACL
// if it changes.
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

// Visit adds a znode to the plan. It returns the new ACL if the ACL changes, and nil otherwise.
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

// Ops returns the ops for Changes. Each op holds only for the znode and the version of the ACL that
// were read.
func (p *ACLPlan) Ops() []znode.Op {
	ops := make([]znode.Op, len(p.Changes))
	for i, change := range p.Changes {
		ops[i] = znode.Op{Kind: znode.OpSetACL, Path: change.Path, ACL: change.After, Was: change.Before, Version: change.Stat.Aversion, Czxid: change.Stat.Czxid}
	}
	return ops
}
