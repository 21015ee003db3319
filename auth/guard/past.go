package guard

import (
	"context"
	"slices"
	"sync"
	"time"

	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Past is an ensemble's history as one person may see it, during one request. It does not circumvent
// ACLs: a person sees of the past only what they could read then and may read now.
//
//   - To know that a znode existed, and what was done to it, takes READ on its parent, by the parent's
//     ACL at the time and by its present one. To know the parent's name takes the same on the
//     grandparent, and so on up to a znode that the person has named, or that is one of their paths.
//   - To read a znode's data, ACL and children's names also takes READ on the znode itself, by its ACL
//     at the time, by its present one, and by its last one if it was deleted.
//   - For a znode that does not exist any more, the present ACL is that of its nearest existing
//     ancestor, and its last ACL counts, too: somebody who could not list a parent when it was deleted
//     learns of none of its children.
//   - The present paths and masks of the person count. Digests are visible only to people who had
//     ADMIN then and have it now.
//
// If a person may not see something, they do not learn that it existed.
type Past struct {
	*Guard
	store *history.Store
	root  znode.Path // as in History

	multis  map[int64]int        // by zxid: the number that together has counted; 0 for maxCounted or more
	parents map[znode.Path]above // by path in the store: the latest state that was asked for
	lives   lives
	named   map[znode.Path]bool // what the person or the policy has named, with the ancestors

	mu   sync.Mutex
	nows map[znode.Path]now // at most maxNows, in addition to those of the latest question
}

// History is the recorded history of a cluster.
type History struct {
	Store *history.Store
	Root  znode.Path // the cluster's chroot, since the store has paths of the whole ensemble
}

// HasHistory reports whether there is a history of a cluster.
func (r Rules) HasHistory(cluster string) bool { return r.Histories[cluster].Store != nil }

// CanUndo reports whether changes in a cluster can be undone: what they replace is kept or in the
// history.
func (r Rules) CanUndo(cluster string) bool { return r.Previous != nil || r.HasHistory(cluster) }

// Past returns access to the history of the guard's cluster, or nil if there is none.
func (g *Guard) Past() *Past {
	recorded := g.rules.Histories[g.Cluster()]
	if recorded.Store == nil {
		return nil
	}
	past := &Past{
		Guard: g, store: recorded.Store, root: recorded.Root,
		multis: map[int64]int{}, parents: map[znode.Path]above{}, named: map[znode.Path]bool{}, nows: map[znode.Path]now{},
	}
	past.name(g.Person.Paths...)
	return past
}

// Version is a change of which the person may know. Its Path is relative to the cluster's chroot.
// Its Multi is the number of changes of the transaction of which they may know, or 0 if these were
// not counted.
type Version struct {
	history.Change
	Err error // why the data and the ACL may not be read; nil if they may
}

// lets reports whether an ACL is known to give READ to the person.
func (g *Guard) lets(acl []znode.ACL) bool {
	stored := slices.DeleteFunc(slices.Clone(acl), func(entry znode.ACL) bool { return entry.Scheme == "auth" }) // no server stores such an entry
	return g.session.IsSuper() || g.grantsRead(stored)
}

// administers reports whether an ACL is known to give ADMIN to the person.
func (g *Guard) administers(acl []znode.ACL) bool {
	var admins []znode.ACL
	for _, entry := range acl {
		if entry.Perms&znode.PermAdmin != 0 {
			admins = append(admins, znode.ACL{Scheme: entry.Scheme, ID: entry.ID, Perms: znode.PermRead})
		}
	}
	return g.lets(admins)
}

// errPast refuses what the person may not see of the history.
var errPast = &znode.Error{Kind: znode.Denied, Code: znode.CodeHistoryDenied}

// inStore returns the path that the store has for a path of the cluster.
func (p *Past) inStore(path znode.Path) (znode.Path, error) { return p.root.Join(path) }

// Versions returns at most limit changes of a znode up to a zxid, the newest first; 0 means the
// newest zxid. Changes of which the person may not know are left out.
func (p *Past) Versions(ctx context.Context, path znode.Path, upTo int64, limit int) (versions []Version, err error) {
	if err := p.mayRead(ctx, path); err != nil {
		return nil, err
	}
	real, err := p.inStore(path)
	if err != nil {
		return nil, err
	}
	p.name(path)
	if present, err := p.askNow(ctx, []znode.Path{path, path.Parent()}); err != nil || !present[path.Parent()].reads {
		return nil, err // the person may not know of any
	}
	step := max(limit, fewVersions) + 1
	for {
		changes, err := p.store.Versions(ctx, real, upTo, step)
		if err != nil {
			return nil, err
		}
		more := len(changes) == step
		if more { // the last transaction may have further changes
			last := changes[step-1].Zxid
			if changes = changes[:slices.IndexFunc(changes, func(c history.Change) bool { return c.Zxid == last })]; len(changes) == 0 {
				step *= 2
				continue
			}
			upTo = last
		}
		seen, err := p.seen(ctx, changes)
		if err != nil {
			return nil, err
		}
		if versions = append(versions, seen...); !more || len(versions) >= limit {
			return versions[:min(limit, len(versions))], nil
		}
	}
}

// fewVersions is the minimum number of versions that are read together.
const fewVersions = 20

// seen returns those of the changes of which the person may know.
func (p *Past) seen(ctx context.Context, changes []history.Change) ([]Version, error) {
	known, err := p.known(ctx, changes)
	if err == nil {
		err = p.together(ctx, changes, known)
	}
	return known, err
}

// known is like seen, but does not count the other changes of the transactions.
func (p *Past) known(ctx context.Context, changes []history.Change) ([]Version, error) {
	inside, paths := p.inside(changes)
	if len(inside) > 0 {
		p.recallOwners(ctx)
	}
	present, err := p.askNow(ctx, append(p.waysTo(paths), paths...))
	if err != nil {
		return nil, err
	}
	var known []Version
	for i, change := range inside {
		ok, err := p.knows(ctx, change, paths[i], present)
		if err != nil {
			return nil, err
		}
		if ok {
			known = append(known, Version{Change: change})
		}
	}
	if err := p.refuse(ctx, known, present); err != nil {
		return nil, err
	}
	for i := range known {
		known[i].Path, _ = known[i].Path.Below(p.root)
	}
	return known, nil
}

// inside returns those of the changes that are at or below the person's paths, and their paths in
// the cluster.
func (p *Past) inside(changes []history.Change) (inside []history.Change, paths []znode.Path) {
	for _, change := range changes {
		if path, below := change.Path.Below(p.root); below && p.Decide(people.Read, path) == people.Allowed {
			inside, paths = append(inside, change), append(paths, path)
		}
	}
	return inside, paths
}

// refuse sets the Err of known changes whose data and ACL the person may not read. present is the
// result of askNow for their paths.
func (p *Past) refuse(ctx context.Context, known []Version, present map[znode.Path]now) error {
	var lives []history.Life
	var at []int
	for i := range known {
		v := &known[i]
		path, _ := v.Path.Below(p.root)
		switch now := present[path]; {
		case !now.reads || !p.lets(v.ACL):
			v.Err = errPast
		case now.czxid != v.Life:
			lives, at = append(lives, history.LifeOf(v.Change)), append(at, i)
		}
	}
	ends, err := p.store.LastACLs(ctx, lives)
	for j, end := range ends {
		if end.Known && !p.lets(end.ACL) {
			known[at[j]].Err = errPast
		}
	}
	return err
}

// knows reports whether the person may know of a change, which takes READ on the parent. present is
// the result of askNow for both.
func (p *Past) knows(ctx context.Context, change history.Change, path znode.Path, present map[znode.Path]now) (bool, error) {
	if path.IsRoot() {
		return p.lets(change.ACL) && present[path].reads, nil
	}
	return p.lists(ctx, change.Path.Parent(), change.Zxid, present[path.Parent()], func(above znode.Path) (history.InForce, error) { return p.store.ACLWhen(ctx, above, change) })
}

// Data returns the data that a version wrote, with secrets masked as for the person.
func (p *Past) Data(ctx context.Context, v Version) (mask.Masked, error) {
	data, err := p.unmasked(ctx, v)
	if err != nil {
		return mask.Masked{}, err
	}
	return p.mask(ctx, v.Path, data, 0)
}

// Lines returns the data that a version wrote for a comparison line by line.
func (p *Past) Lines(ctx context.Context, v Version) (Lines, error) {
	data, err := p.unmasked(ctx, v)
	if err != nil {
		return Lines{}, err
	}
	return p.lines(ctx, v.Path, data)
}

// unmasked returns the data of a version, including secrets.
func (p *Past) unmasked(ctx context.Context, v Version) ([]byte, error) {
	if v.Err != nil {
		return nil, v.Err
	}
	data, err := p.store.Data(ctx, v.Change)
	return data, history.Explain(err)
}

// Complete says how complete the history is between two zxids.
func (p *Past) Complete(ctx context.Context, from, to int64) (history.Complete, error) {
	return p.store.Complete(ctx, from, to)
}

// ZxidAt returns the zxid of the last transaction made at or before a time.
func (p *Past) ZxidAt(ctx context.Context, at time.Time) (int64, error) {
	return p.store.ZxidAt(ctx, at)
}

// ZxidSince returns a zxid before which no transaction was made at or after a time; 0 if all may
// have been.
func (p *Past) ZxidSince(ctx context.Context, at time.Time) (int64, error) {
	return p.store.ZxidSince(ctx, at)
}
