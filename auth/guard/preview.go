package guard

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"zkweb/zkconn/znode"
)

// seenAtOnce is the number of ops for which both sides are read concurrently.
const seenAtOnce = 8

// Preview is an op that was not made yet, beside what is there now.
type Preview struct {
	Op     znode.Op
	There  bool  // the znode exists
	Sides  Sides // zero beyond the number of sides that was asked for, and if Unseen is set
	Unseen error // why the person does not see both sides; nil if they do
	Err    error // why the op could not be made now; nil if nothing is known against it
}

// Preview returns what ops would do now, made as one transaction: both sides of the first of them,
// and for each what is known against it. The look is recorded. It fails if the znodes cannot be
// read.
func (g *Guard) Preview(ctx context.Context, ops []znode.Op, sides int) ([]Preview, error) {
	paths := make([]znode.Path, len(ops))
	for i, op := range ops {
		paths[i] = op.Path
	}
	all := make([]Preview, len(ops))
	stats := g.Stats(ctx, paths)
	before := g.nothingBefore(ctx, ops)
	for i, now := range stats {
		all[i].Op, all[i].There = ops[i], now.Err == nil
		if znode.KindOf(now.Err) == znode.Unavailable {
			return nil, now.Err
		}
		all[i].Err = g.against(ops[i], now, before)
		before.note(ops[i])
	}
	var seeing sync.WaitGroup
	room := make(chan struct{}, seenAtOnce)
	for i := range min(sides, len(ops)) {
		room <- struct{}{}
		seeing.Go(func() {
			defer func() { <-room }()
			all[i].Sides, all[i].Unseen = g.seen(ctx, ops[i], stats[i])
		})
	}
	seeing.Wait()
	for _, preview := range all {
		if znode.KindOf(preview.Unseen) == znode.Unavailable {
			return nil, preview.Unseen
		}
	}
	return all, nil
}

// seen returns both sides of an op, or why they are not seen. Those who may read what is there see
// what an op would write; for a new znode, those whom its ACL lets read.
func (g *Guard) seen(ctx context.Context, op znode.Op, now znode.StatResult) (Sides, error) {
	there := now.Err == nil
	if op.Kind == znode.OpCreate && !there && !g.grantsRead(op.ACL) {
		return Sides{}, &znode.Error{Kind: znode.Denied, Code: znode.CodeOpUnseen}
	}
	if now.Err != nil && znode.KindOf(now.Err) != znode.NotFound {
		return Sides{}, now.Err
	}
	sides, err := g.sides(ctx, op, there)
	g.Looked(op.Path, err)
	if err != nil {
		return Sides{}, err
	}
	return sides, nil
}

// against returns what is known against an op: the policy, and the present state. What ops before
// it create, set or delete, only ZooKeeper can judge.
func (g *Guard) against(op znode.Op, now znode.StatResult, before changesBefore) error {
	err := g.mayApply([]znode.Op{op})
	switch {
	case err != nil:
		return err
	case op.Kind == znode.OpCreate && before.lacksParent(op.Path):
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeOpParent}
	case before.changed[op.Path], znode.KindOf(now.Err) == znode.Denied, op.Kind == znode.OpCreate && op.Mode.IsSequential():
		return nil
	case op.Kind == znode.OpCreate && now.Err == nil:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeNodeExists}
	case op.Kind == znode.OpCreate:
		return nil
	case now.Err != nil:
		return now.Err
	}
	err = sameAsRead(op, now.Stat)
	if left := now.Stat.NumChildren + before.children[op.Path]; err == nil && op.Kind == znode.OpDelete && left > 0 {
		err = &znode.Error{Kind: znode.Conflict, Code: znode.CodeHasChildren, Args: znode.Args{"children": strconv.Itoa(int(left))}}
	}
	return err
}

// parentsOf returns which parents of what ops create exist, and which do not; nothing for those
// that the person may not see.
func (g *Guard) parentsOf(ctx context.Context, ops []znode.Op) map[znode.Path]bool {
	there := map[znode.Path]bool{}
	var parents []znode.Path
	for _, op := range ops {
		if parent := op.Path.Parent(); op.Kind == znode.OpCreate && !slices.Contains(parents, parent) {
			parents = append(parents, parent)
		}
	}
	for i, now := range g.Stats(ctx, parents) {
		if now.Err == nil || znode.KindOf(now.Err) == znode.NotFound {
			there[parents[i]] = now.Err == nil
		}
	}
	return there
}

// sameAsRead fails with Conflict if an op is about another znode, other data or another ACL than
// the present one.
func sameAsRead(op znode.Op, now znode.Stat) error {
	version, made := now.Version, op.Mzxid == 0 || op.Mzxid == now.Mzxid
	if op.Kind == znode.OpSetACL {
		version, made = now.Aversion, op.Czxid == 0 || op.Czxid == now.Czxid
	}
	switch {
	case op.Version != znode.AnyVersion && op.Version != version:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeBadVersion}
	case !made:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeMadeAnew}
	}
	return nil
}

// changesBefore is the effect of earlier ops in a list.
type changesBefore struct {
	changed  map[znode.Path]bool  // znodes that they create, set or delete
	there    map[znode.Path]bool  // whether a znode exists after them, if known
	children map[znode.Path]int32 // by how many the number of children grows
}

// nothingBefore returns the state before the first of ops.
func (g *Guard) nothingBefore(ctx context.Context, ops []znode.Op) changesBefore {
	return changesBefore{changed: map[znode.Path]bool{}, there: g.parentsOf(ctx, ops), children: map[znode.Path]int32{}}
}

func (b changesBefore) note(op znode.Op) {
	switch op.Kind {
	case znode.OpCheck, znode.OpSetACL:
		return
	case znode.OpCreate:
		b.children[op.Path.Parent()]++
		b.there[op.Path] = true
	case znode.OpDelete:
		b.children[op.Path.Parent()]--
		b.there[op.Path] = false
	}
	b.changed[op.Path] = true
}

// lacksParent reports whether a znode is known to have no parent after the earlier ops.
func (b changesBefore) lacksParent(path znode.Path) bool {
	there, known := b.there[path.Parent()]
	return known && !there
}

// grantsRead reports whether an ACL is known to let the person read.
func (g *Guard) grantsRead(acl []znode.ACL) bool {
	return slices.ContainsFunc(acl, func(entry znode.ACL) bool {
		switch {
		case entry.Perms&znode.PermRead == 0:
			return false
		case entry.Scheme == "world":
			return entry.ID == "anyone"
		case entry.Scheme == "auth":
			return true
		case entry.Scheme == "digest":
			return g.session.HasDigest(entry.ID)
		}
		return g.session.AppliesToConsole(entry)
	})
}
