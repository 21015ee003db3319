package guard

import (
	"context"
	"iter"
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
//     children: who has READ on the parent, by the ACL of then and by that of now.
//   - Its data, its ACL and the names of its children: who besides has READ on the
//     znode, by the ACL in force then, by its last where it was deleted, and by that of
//     now.
//   - What is gone now counts as its nearest ancestor that is there.
//   - The policy's paths and the masks are those of now. Digests are hidden from those
//     without ADMIN, then and now.
//
// Whoever may not see something is not told that there was anything.
type Past struct {
	*Guard
	store *history.Store
	root  znode.Path // as History's

	multis map[int64]int // by zxid, what together has counted

	mu   sync.Mutex
	nows map[znode.Path]now
}

// History is what was recorded of a cluster.
type History struct {
	Store *history.Store
	Root  znode.Path // the cluster's chroot: the store has the ensemble's own paths
}

// HasHistory reports whether there is a history of a cluster.
func (r Rules) HasHistory(cluster string) bool { return r.Histories[cluster].Store != nil }

// Past returns the way to the history of the guard's cluster; nil where there is none.
func (g *Guard) Past() *Past {
	recorded := g.rules.Histories[g.Cluster()]
	if recorded.Store == nil {
		return nil
	}
	return &Past{Guard: g, store: recorded.Store, root: recorded.Root, multis: map[int64]int{}, nows: map[znode.Path]now{}}
}

// Version is a change that the person may know of. Its Path is the cluster's.
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

// now is what ZooKeeper says of a znode now, or of its nearest ancestor that is there.
// What an ACL gives on that it gives on what is gone.
type now struct {
	reads bool  // the person has READ
	admin bool  // the person has ADMIN
	czxid int64 // of the znode itself; 0 where it is gone
	gone  bool
}

// errPast refuses what the history may not show.
var errPast = &znode.Error{Kind: znode.Denied, Code: znode.CodeHistoryDenied}

// askNow asks ZooKeeper for what is not known yet of some paths.
func (p *Past) askNow(ctx context.Context, paths []znode.Path) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	wanted := map[znode.Path]znode.Path{} // by the path: the ancestor that is asked
	for _, path := range paths {
		if _, known := p.nows[path]; known {
			continue
		}
		if above, known := p.nows[path.Parent()]; known && above.gone && !path.IsRoot() {
			p.nows[path] = above // which is gone, and so is all below it
			continue
		}
		wanted[path] = path
	}
	for len(wanted) > 0 {
		var reads []znode.Read
		at := map[znode.Path]int{}
		for _, ask := range wanted {
			if _, asked := at[ask]; !asked {
				at[ask] = len(reads)
				reads = append(reads, znode.Read{Path: ask, Kind: znode.ReadACL})
			}
		}
		results := p.acls(ctx, reads)
		for path, ask := range wanted {
			result := results[at[ask]]
			known, gone, err := p.judge(ctx, ask, result)
			if err != nil {
				return err
			}
			if gone && !ask.IsRoot() {
				wanted[path] = ask.Parent()
				continue
			}
			if path != ask {
				known.czxid, known.gone = 0, true
			}
			p.nows[path] = known
			delete(wanted, path)
		}
	}
	return nil
}

// fewReads are asked over the session that answers pages.
const fewReads = 8

// acls reads ACLs: a few at once, many as walks do.
func (p *Past) acls(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	if len(reads) > fewReads {
		return p.session.ReadMany(ctx, reads)
	}
	results := make([]znode.ReadResult, len(reads))
	var asking sync.WaitGroup
	for i, read := range reads {
		asking.Go(func() {
			r := &results[i]
			r.ACL, r.Stat, r.Err = p.session.GetACLs(ctx, read.Path)
		})
	}
	asking.Wait()
	return results
}

// judge reports what an answer for a znode's ACL says of the person.
func (p *Past) judge(ctx context.Context, path znode.Path, result znode.ReadResult) (known now, gone bool, err error) {
	switch znode.KindOf(result.Err) {
	case "":
	case znode.NotFound:
		return now{}, true, nil
	case znode.Denied:
		return now{}, false, nil // it takes READ or ADMIN
	default:
		return now{}, false, result.Err
	}
	known = now{reads: p.lets(result.ACL), admin: p.administers(result.ACL), czxid: result.Stat.Czxid}
	if known.reads {
		return known, false, nil
	}
	// a server hides digests from those without ADMIN, and knows more of its super user
	switch _, _, err := p.session.Get(ctx, path); znode.KindOf(err) {
	case "", znode.TooLarge:
		known.reads = true
	case znode.Denied:
	case znode.NotFound:
		return now{}, true, nil
	default:
		return now{}, false, err
	}
	return known, false, nil
}

// now returns what askNow has found out.
func (p *Past) now(path znode.Path) now {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.nows[path]
}

// inStore is a path as the store has it.
func (p *Past) inStore(path znode.Path) (znode.Path, error) { return p.root.Join(path) }

// Versions returns the changes of a znode up to a zxid that the person may know of, the
// newest first; 0 is the newest zxid. It looks at limit changes.
func (p *Past) Versions(ctx context.Context, path znode.Path, upTo int64, limit int) ([]Version, error) {
	if err := p.mayRead(ctx, path); err != nil {
		return nil, err
	}
	real, err := p.inStore(path)
	if err != nil {
		return nil, err
	}
	changes, err := p.store.Versions(ctx, real, upTo, limit)
	if err != nil {
		return nil, err
	}
	return p.seen(ctx, changes)
}

// changesStep is of how many changes it is asked at a time whether they may be known: a
// page's hundred, and some by which it is seen that there are more.
const changesStep = 110

// Changes returns the changes at and below a znode that the person may know of, the
// newest first.
func (p *Past) Changes(ctx context.Context, path znode.Path, window history.Window) iter.Seq2[Version, error] {
	return func(yield func(Version, error) bool) {
		err := p.mayWalk(ctx, path)
		var real znode.Path
		if err == nil {
			real, err = p.inStore(path)
		}
		if err != nil {
			yield(Version{}, err)
			return
		}
		var batch []history.Change
		hand := func() bool {
			versions, err := p.seen(ctx, batch)
			batch = batch[:0]
			if err != nil {
				yield(Version{}, err)
				return false
			}
			for _, v := range versions {
				if !yield(v, nil) {
					return false
				}
			}
			return true
		}
		for change, err := range p.store.Changes(ctx, real, window) {
			if err != nil {
				yield(Version{}, err)
				return
			}
			if batch = append(batch, change); len(batch) == changesStep && !hand() {
				return
			}
		}
		hand()
	}
}

// seen returns those of some changes that the person may know of.
func (p *Past) seen(ctx context.Context, changes []history.Change) ([]Version, error) {
	var versions []Version
	var ask []znode.Path
	for _, change := range changes {
		path, below := change.Path.Below(p.root)
		if !below || p.Decide(people.Read, path) != people.Allowed {
			continue
		}
		versions = append(versions, Version{Change: change})
		ask = append(ask, path, path.Parent())
	}
	if len(versions) > 0 {
		p.recallOwners(ctx)
	}
	if err := p.askNow(ctx, ask); err != nil {
		return nil, err
	}
	known := versions[:0]
	for _, v := range versions {
		path, _ := v.Path.Below(p.root)
		ok, err := p.knows(ctx, v.Change, path)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if v.Err, err = p.reads(ctx, v.Change, path); err != nil {
			return nil, err
		}
		if v.Multi > 1 {
			if v.Multi, err = p.together(ctx, v.Change); err != nil {
				return nil, err
			}
		}
		v.Path = path
		known = append(known, v)
	}
	return known, nil
}

// together counts the changes of a change's transaction that are within the person's paths.
func (p *Past) together(ctx context.Context, change history.Change) (int, error) {
	if p.root.IsRoot() && slices.Contains(p.Person.Paths, znode.Root) {
		return change.Multi, nil
	}
	if count, known := p.multis[change.Zxid]; known {
		return count, nil
	}
	count := 0
	for other, err := range p.store.Changes(ctx, p.root, history.Window{From: change.Zxid, To: change.Zxid}) {
		if err != nil {
			return 0, err
		}
		if path, below := other.Path.Below(p.root); below && p.Decide(people.Read, path) == people.Allowed {
			count++
		}
	}
	if len(p.multis) >= maxMultis {
		clear(p.multis)
	}
	p.multis[change.Zxid] = count
	return count, nil
}

// maxMultis is of how many transactions a Past remembers how many changes they are.
const maxMultis = 1_000

// knows reports whether the person may know of a change: by READ on the parent.
func (p *Past) knows(ctx context.Context, change history.Change, path znode.Path) (bool, error) {
	if path.IsRoot() {
		return p.lets(change.ACL) && p.now(path).reads, nil
	}
	if !p.now(path.Parent()).reads {
		return false, nil
	}
	acl, err := p.store.ParentACL(ctx, change)
	return p.lets(acl), err
}

// reads returns why the person may not read what a change wrote.
func (p *Past) reads(ctx context.Context, change history.Change, path znode.Path) (refused, err error) {
	present := p.now(path)
	if !present.reads || !p.lets(change.ACL) {
		return errPast, nil
	}
	return p.readsLast(ctx, change.Path, change.Life, present)
}

// readsLast refuses where a life of a znode has ended under an ACL that does not let the
// person read.
func (p *Past) readsLast(ctx context.Context, real znode.Path, life int64, present now) (refused, err error) {
	if present.czxid == life {
		return nil, nil
	}
	last, ended, err := p.store.LastACL(ctx, real, life)
	if err != nil || !ended || p.lets(last) {
		return nil, err
	}
	return errPast, nil
}

// Data returns what a version wrote, as the person may see it.
func (p *Past) Data(ctx context.Context, v Version) (mask.Masked, error) {
	data, err := p.true(ctx, v)
	if err != nil {
		return mask.Masked{}, err
	}
	return p.mask(ctx, v.Path, data, 0)
}

// Lines returns what a version wrote for a comparison line by line.
func (p *Past) Lines(ctx context.Context, v Version) (Lines, error) {
	data, err := p.true(ctx, v)
	if err != nil {
		return Lines{}, err
	}
	return p.lines(ctx, v.Path, data)
}

// true is the data of a version, secrets included.
func (p *Past) true(ctx context.Context, v Version) ([]byte, error) {
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

// Holders returns who held a lock, or led, by its children: of those that the person may
// know of now and might then.
func (p *Past) Holders(ctx context.Context, lock znode.Path) ([]history.Held, error) {
	if err := p.mayRead(ctx, lock); err != nil {
		return nil, err
	}
	real, err := p.inStore(lock)
	if err != nil {
		return nil, err
	}
	if err := p.askNow(ctx, []znode.Path{lock}); err != nil || !p.now(lock).reads {
		return nil, err
	}
	p.recallOwners(ctx)
	all, err := p.store.Holders(ctx, real)
	if err != nil {
		return nil, err
	}
	return p.held(ctx, all)
}

// held leaves those ephemeral znodes that the person may know of.
func (p *Past) held(ctx context.Context, all []history.Held) ([]history.Held, error) {
	var ask []znode.Path
	for _, h := range all {
		if path, below := h.Path.Below(p.root); below && p.Decide(people.Read, path) == people.Allowed {
			ask = append(ask, path.Parent())
		}
	}
	if err := p.askNow(ctx, ask); err != nil {
		return nil, err
	}
	var known []history.Held
	for _, h := range all {
		path, below := h.Path.Below(p.root)
		if !below || p.Decide(people.Read, path) != people.Allowed || !p.now(path.Parent()).reads {
			continue
		}
		acl, err := p.store.ACLAt(ctx, h.Path.Parent(), h.From)
		if err != nil {
			return nil, err
		}
		if p.lets(acl) {
			h.Path = path
			known = append(known, h)
		}
	}
	return known, nil
}

// Session returns what is known of a ZooKeeper session, with those of its ephemeral
// znodes that the person may know of.
func (p *Past) Session(ctx context.Context, id int64) (history.Session, error) {
	p.recallOwners(ctx)
	session, err := p.store.Session(ctx, id)
	if err == nil {
		session.Ephemerals, err = p.held(ctx, session.Ephemerals)
	}
	return session, err
}

// ZxidAt returns the zxid of the newest transaction up to a time.
func (p *Past) ZxidAt(ctx context.Context, at time.Time) (int64, error) {
	return p.store.ZxidAt(ctx, at)
}

// LifeNumber returns which of the znodes at its path a version is of, from 1.
func (p *Past) LifeNumber(ctx context.Context, v Version) (int, error) {
	real, err := p.inStore(v.Path)
	if err != nil {
		return 0, err
	}
	return p.store.LifeNumber(ctx, real, v.Life)
}
