package guard

import (
	"context"
	"slices"
	"sync"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// eachAtOnce is the number of concurrent changes in ApplyEach.
const eachAtOnce = 128

// ApplyEach makes changes that ZooKeeper cannot make as one transaction, or that must not depend on
// each other: each by itself, in any order. The policy is asked about each one. Intent and outcome
// are recorded once for all, with settings, and the ACLs that are replaced are kept as in Apply. It
// returns the result of each op. Only if the intent cannot be recorded, or the ACLs cannot be kept,
// nothing is tried, and err says so. After that, the changes are made until ctx's deadline, even if
// the caller's request ends. seq is the sequence of the entry.
func (g *Guard) ApplyEach(ctx context.Context, settings map[string]string, ops []znode.Op) (errs []error, seq int64, err error) {
	if len(ops) == 0 {
		return nil, 0, nil
	}
	errs = make([]error, len(ops))
	for i, op := range ops {
		errs[i] = g.refusal([]znode.Op{op})
	}
	before, err := g.beforeEach(ctx, ops, errs)
	if err != nil {
		return nil, 0, err
	}
	entry := g.batch(ops)
	entry.Settings, entry.Batch.Each = withSettings(entry.Settings, settings), true
	if seq, err = g.keepAndIntend(ctx, &entry, ops, before); err != nil {
		return nil, 0, err
	}
	if g.turn != nil {
		if err := g.turn(ctx); err != nil {
			g.concludeEach(ctx, entry, ops, slices.Repeat([]error{err}, len(ops)), nil)
			return nil, 0, err
		}
	}
	zxids := g.sendEach(ctx, ops, errs)
	g.concludeEach(ctx, entry, ops, errs, zxids)
	return errs, seq, nil
}

// beforeEach finds the ops that are about another znode than the present one, and returns the ACLs
// that the ops are about to replace, if they are kept and may be read.
func (g *Guard) beforeEach(ctx context.Context, ops []znode.Op, errs []error) ([]previous, error) {
	before := make([]previous, len(ops))
	var reads []znode.Read // of ACLs
	var stats []znode.Path // for ops that a stat is enough for
	var readOf, statOf []int
	for i, op := range ops {
		if g.rules.Previous != nil && op.Kind == znode.OpSetACL && op.Was == nil {
			reads, readOf = append(reads, znode.Read{Path: op.Path, Kind: znode.ReadACL}), append(readOf, i)
		} else {
			stats, statOf = append(stats, op.Path), append(statOf, i)
		}
	}
	for j, now := range g.session.ReadMany(ctx, reads) {
		switch i := readOf[j]; {
		case znode.KindOf(now.Err) == znode.Unavailable:
			return nil, now.Err
		case znode.KindOf(now.Err) == znode.Denied: // a stat may still be allowed
			stats, statOf = append(stats, ops[i].Path), append(statOf, i)
		case isZnode(ops[i], now.Stat, now.Err, &errs[i]):
			before[i] = previous{acl: now.ACL, stat: now.Stat, whole: true}
		}
	}
	for j, now := range g.session.Stats(ctx, stats) {
		i := statOf[j]
		if op := ops[i]; isZnode(op, now.Stat, now.Err, &errs[i]) && op.Was != nil && now.Stat.Aversion == op.Version && now.Stat.Czxid == op.Czxid {
			before[i] = previous{acl: op.Was, stat: now.Stat, whole: true}
		}
	}
	return before, nil
}

// isZnode reports whether an op without an error is about the present znode; if not, it sets err.
// What ZooKeeper does not tell is no reason against it.
func isZnode(op znode.Op, now znode.Stat, unread error, err *error) bool {
	switch {
	case *err != nil:
	case unread != nil && znode.KindOf(unread) != znode.Denied:
		*err = unread
	case unread == nil:
		*err = sameZnode(op, now)
	}
	return *err == nil && unread == nil
}

// sendEach makes the changes without an error, and returns their zxids.
func (g *Guard) sendEach(ctx context.Context, ops []znode.Op, errs []error) []int64 {
	made := make([]int64, len(ops))
	var sending sync.WaitGroup
	room := make(chan struct{}, eachAtOnce)
	deadline, cancel := WithoutCancel(ctx)
	defer cancel()
	for i, op := range ops {
		if errs[i] != nil {
			continue
		}
		room <- struct{}{}
		sending.Go(func() {
			defer func() { <-room }()
			answered := g.rules.recent.sending(g.entry.Cluster, g.Person.User, []znode.Op{op})
			results, err := g.session.Apply(deadline, op)
			answered(results)
			if errs[i] = err; err == nil {
				made[i] = results[0].Zxid
			}
		})
	}
	sending.Wait()
	return slices.DeleteFunc(made, func(zxid int64) bool { return zxid == 0 })
}

// WithoutCancel returns a context that keeps ctx's deadline but not its cancellation, for changes
// that must be completed.
func WithoutCancel(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(context.WithoutCancel(ctx), deadline)
	}
	return context.WithTimeout(context.WithoutCancel(ctx), applyTime)
}

// concludeEach records the outcome of the changes; zxids are those of the changes that were made.
func (g *Guard) concludeEach(ctx context.Context, entry audit.Entry, ops []znode.Op, errs []error, zxids []int64) {
	batch := *entry.Batch
	batch.SetZxids(zxids)
	var first error
	for i, err := range errs {
		if err == nil {
			continue
		}
		if batch.Failed++; first == nil {
			first, batch.Blamed = err, ops[i].Path.String()
		}
	}
	entry.Batch = &batch
	g.recordLater(ctx, entry, first)
}
