package recorder

import (
	"context"
	"slices"

	"zkweb/zkconn/txnlog"
)

// gap continues after missing transactions: with the tree of a snapshot written meanwhile, or
// without a tree if there is none.
func (r *Recorder) gap(ctx context.Context, next txnlog.Transaction, having []*source) error {
	if err := r.flush(ctx); err != nil {
		return err
	}
	found, ok := r.between(r.last, next.Zxid)
	before := next.Zxid
	if ok {
		before = max(before, found.tree.Zxid()+1)
	}
	gap := txnlog.Gap{After: r.last, Before: before, Cause: r.cause(next.Zxid, ok)}
	r.Logger.Warn("transactions are missing", "after", gap.After, "before", gap.Before, "cause", gap.Cause)
	if err := r.Store.Gap(ctx, gap); err != nil {
		return err
	}
	r.stuck = stuck{}
	if ok {
		return r.begin(ctx, found)
	}
	r.tree = nil
	return r.take(ctx, next, having[0].Name(), txnlog.ProofSeen)
}

// cause returns why transactions before zxid next are missing.
func (r *Recorder) cause(next int64, snapshot bool) txnlog.GapCause {
	for _, s := range r.sources {
		if s.damagedBetween(r.last, next) {
			return txnlog.GapDamaged
		}
	}
	if snapshot {
		return txnlog.GapSnapshot
	}
	return txnlog.GapPurged
}

// between returns the newest exact tree between two zxids, both excluded.
func (r *Recorder) between(after, before int64) (base, bool) {
	for _, s := range r.Sources {
		snapshots, err := txnlog.Snapshots(s.dataDir())
		if err != nil {
			continue
		}
		for _, file := range slices.Backward(snapshots) {
			if file.Zxid <= after || file.Zxid >= before {
				continue
			}
			if found, err := s.exact(file); err == nil {
				return found, true
			}
		}
	}
	return base{}, false
}

// snapshotBetween reports whether a snapshot shows that there were transactions after last, if next
// is of a later epoch.
func (r *Recorder) snapshotBetween(last, next int64) bool {
	if txnlog.Epoch(last) == txnlog.Epoch(next) {
		return false
	}
	for _, s := range r.Sources {
		snapshots, err := txnlog.Snapshots(s.dataDir())
		if err == nil && slices.ContainsFunc(snapshots, func(f txnlog.File) bool {
			return f.Zxid > last && txnlog.Epoch(f.Zxid) < txnlog.Epoch(next) && txnlog.Counter(f.Zxid) > 0
		}) {
			return true
		}
	}
	return false
}
