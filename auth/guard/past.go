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

// Past is an ensemble's history as one person may see it, for the time of a request.
// What is in it is no way round ACLs: a person sees of the past what they could read
// then, and may read now.
//
//   - That there was a znode, and what was done to it, by the names of its parent's
//     children: who has READ on the parent, by the ACL of then and by that of now. The name
//     of that takes the same of the one above it, and so on up to what they have named
//     themselves, or their policy has.
//   - Its data, its ACL and the names of its children: who besides has READ on the
//     znode, by the ACL in force then, by its last where it was deleted, and by that of
//     now.
//   - What is gone now counts as its nearest ancestor that is there, and as it was at its end:
//     who could not list a parent when it went learns of none of its children.
//   - The policy's paths and the masks are those of now. Digests are hidden from those
//     without ADMIN, then and now.
//
// Whoever may not see something is not told that there was anything.
type Past struct {
	*Guard
	store *history.Store
	root  znode.Path // as History's

	multis  map[int64]int        // by zxid, what together has counted; 0 for more than that counts
	parents map[znode.Path]above // what was asked of last for each of some parents, as the store has them
	lives   lives
	named   map[znode.Path]bool // those on the way to what the person or the policy has named, and these

	mu   sync.Mutex
	nows map[znode.Path]now // at most maxNows, and what is asked for at once
}

// History is what was recorded of a cluster.
type History struct {
	Store *history.Store
	Root  znode.Path // the cluster's chroot: the store has the ensemble's own paths
}

// HasHistory reports whether there is a history of a cluster.
func (r Rules) HasHistory(cluster string) bool { return r.Histories[cluster].Store != nil }

// CanUndo reports whether there may be what changes in a cluster have replaced: it is kept, or
// in the history.
func (r Rules) CanUndo(cluster string) bool { return r.Previous != nil || r.HasHistory(cluster) }

// Past returns the way to the history of the guard's cluster; nil where there is none.
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

// Version is a change that the person may know of. Its Path is the cluster's, and its Multi
// counts the changes of its transaction that they may know of; 0 where those are not counted.
type Version struct {
	history.Change
	Err error // why its data and ACL may not be read; nil when they may
}

// lets reports whether an ACL gives READ to the person, as far as that is known.
func (g *Guard) lets(acl []znode.ACL) bool {
	stored := slices.DeleteFunc(slices.Clone(acl), func(entry znode.ACL) bool { return entry.Scheme == "auth" }) // which no server keeps
	return g.session.IsSuper() || g.grantsRead(stored)
}

// administers reports whether an ACL gives ADMIN to the person, as lets.
func (g *Guard) administers(acl []znode.ACL) bool {
	var admins []znode.ACL
	for _, entry := range acl {
		if entry.Perms&znode.PermAdmin != 0 {
			admins = append(admins, znode.ACL{Scheme: entry.Scheme, ID: entry.ID, Perms: znode.PermRead})
		}
	}
	return g.lets(admins)
}

// errPast refuses what the history may not show.
var errPast = &znode.Error{Kind: znode.Denied, Code: znode.CodeHistoryDenied}

// inStore returns a path as the store has it.
func (p *Past) inStore(path znode.Path) (znode.Path, error) { return p.root.Join(path) }

// Versions returns the changes of a znode up to a zxid that the person may know of, the
// newest first, at most limit; 0 is the newest zxid. Those that they may not know of count
// as if they had never been.
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
		return nil, err // of none they may know
	}
	step := max(limit, fewVersions) + 1
	for {
		changes, err := p.store.Versions(ctx, real, upTo, step)
		if err != nil {
			return nil, err
		}
		more := len(changes) == step
		if more { // of the last transaction there may be others
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

// fewVersions are looked at together at least.
const fewVersions = 20

// seen returns those of some changes that the person may know of.
func (p *Past) seen(ctx context.Context, changes []history.Change) ([]Version, error) {
	known, err := p.known(ctx, changes)
	if err == nil {
		err = p.together(ctx, changes, known)
	}
	return known, err
}

// known is like seen, without counting what else a transaction has changed.
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

// inside returns those of some changes that are at the person's paths, and these.
func (p *Past) inside(changes []history.Change) (inside []history.Change, paths []znode.Path) {
	for _, change := range changes {
		if path, below := change.Path.Below(p.root); below && p.Decide(people.Read, path) == people.Allowed {
			inside, paths = append(inside, change), append(paths, path)
		}
	}
	return inside, paths
}

// refuse notes of changes that the person may know of why what they wrote may not be read;
// present is what askNow has told of their paths.
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

// knows reports whether the person may know of a change: by READ on the parent. present is
// what askNow has told of both.
func (p *Past) knows(ctx context.Context, change history.Change, path znode.Path, present map[znode.Path]now) (bool, error) {
	if path.IsRoot() {
		return p.lets(change.ACL) && present[path].reads, nil
	}
	return p.lists(ctx, change.Path.Parent(), change.Zxid, present[path.Parent()], func(above znode.Path) (history.InForce, error) { return p.store.ACLWhen(ctx, above, change) })
}

// Data returns what a version wrote, as the person may see it.
func (p *Past) Data(ctx context.Context, v Version) (mask.Masked, error) {
	data, err := p.unmasked(ctx, v)
	if err != nil {
		return mask.Masked{}, err
	}
	return p.mask(ctx, v.Path, data, 0)
}

// Lines returns what a version wrote for a comparison line by line.
func (p *Past) Lines(ctx context.Context, v Version) (Lines, error) {
	data, err := p.unmasked(ctx, v)
	if err != nil {
		return Lines{}, err
	}
	return p.lines(ctx, v.Path, data)
}

// unmasked returns the data of a version, secrets included.
func (p *Past) unmasked(ctx context.Context, v Version) ([]byte, error) {
	if v.Err != nil {
		return nil, v.Err
	}
	data, err := p.store.Data(ctx, v.Change)
	return data, history.Explain(err)
}

// Complete tells how complete the history is between two zxids.
func (p *Past) Complete(ctx context.Context, from, to int64) (history.Complete, error) {
	return p.store.Complete(ctx, from, to)
}

// ZxidAt returns the zxid of the last transaction that is of a time or an earlier one.
func (p *Past) ZxidAt(ctx context.Context, at time.Time) (int64, error) {
	return p.store.ZxidAt(ctx, at)
}

// ZxidSince returns the zxid before which none is of a time or a later one; 0 where all may
// be.
func (p *Past) ZxidSince(ctx context.Context, at time.Time) (int64, error) {
	return p.store.ZxidSince(ctx, at)
}
