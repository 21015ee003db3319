package recorder

import (
	"path"
	"slices"

	"zkweb/zkconn/txnlog"
)

// plausible returns how many of own, an epoch's last transactions, to believe if nothing proves
// more: those without a hole between them that later, the next epochs, does not contradict. doubted
// reports whether the others may have been committed too. more reports whether to decide on the
// others again once these are taken.
func (r *Recorder) plausible(own, later []txnlog.Transaction, digests bool) (believe int, doubted, more bool) {
	hole := holeIn(r.last, own)
	if r.tree != nil && hole == len(own) {
		if digests {
			return 0, true, false // the next epoch's digest is that of another tree
		}
		first, _ := telling(later)
		return r.fitting(own, first), false, false
	}
	all := uncontradicted(own, later)
	believe = min(all, max(hole, 1)) // after a hole, a snapshot may give another tree
	return believe, false, believe < all
}

// holeIn returns the index of the first transaction before which some are missing, or the length if
// none are missing. The first one follows zxid last.
func holeIn(last int64, transactions []txnlog.Transaction) int {
	for i, t := range transactions {
		if !txnlog.Follows(last, t.Zxid) {
			return i
		}
		last = t.Zxid
	}
	return len(transactions)
}

// syncedBehind reports whether the source has a snapshot of the same epoch after last, the newest
// zxid of an epoch in its log. Such a snapshot came from a leader, which had everything before it.
// A leader that lost its followers has in its log what it wrote alone.
func (s *source) syncedBehind(last int64) bool {
	snapshots, err := txnlog.Snapshots(s.dataDir())
	return err == nil && slices.ContainsFunc(snapshots, func(f txnlog.File) bool {
		return txnlog.Epoch(f.Zxid) == txnlog.Epoch(last) && f.Zxid > last
	})
}

// syncedFor reports whether the source has a snapshot of the beginning of a zxid's epoch. A server
// writes one when its leader has sent it the whole tree, with everything that was committed before:
// its log lacked transactions or had some that were never committed.
func (s *source) syncedFor(zxid int64) bool {
	snapshots, err := txnlog.Snapshots(s.dataDir())
	return err == nil && slices.ContainsFunc(snapshots, func(f txnlog.File) bool {
		return txnlog.Epoch(f.Zxid) == txnlog.Epoch(zxid) && txnlog.Counter(f.Zxid) == 0
	})
}

// leavesTrace reports whether a snapshot right after a transaction shows that it was committed, by
// the zxid of a znode.
func leavesTrace(t txnlog.Transaction) bool {
	return t.Err == 0 && slices.ContainsFunc(t.Ops, func(op txnlog.Op) bool {
		return op.Type.Creates() || op.Type.Deletes() || op.Type == txnlog.TypeSet
	})
}

// witnessed learns from the oldest snapshot of a later epoch how much of an epoch was committed,
// since znodes have the zxids of the transactions that changed them. It reports whether it has
// learned something new. A snapshot of the same epoch tells nothing: a server about to lead may
// have written it alone.
func (r *Recorder) witnessed(epoch int64) bool {
	for _, s := range r.Sources {
		snapshots, err := txnlog.Snapshots(s.dataDir())
		at := slices.IndexFunc(snapshots, func(f txnlog.File) bool { return txnlog.Epoch(f.Zxid) > epoch })
		if err != nil || at < 0 || r.asked[epoch] == snapshots[at].Path {
			continue
		}
		r.asked[epoch] = snapshots[at].Path
		snapshot, err := txnlog.ReadSnapshot(snapshots[at])
		if err != nil {
			continue
		}
		if newest := newestOf(snapshot.Tree, epoch); newest > max(r.committed[epoch], r.last) {
			r.commit(newest)
			return true
		}
	}
	return false
}

// newestOf returns the newest zxid of an epoch in a tree's znodes; 0 if there is none.
func newestOf(tree *txnlog.Tree, epoch int64) (newest int64) {
	for _, node := range tree.All() {
		stat := node.Kept()
		for _, zxid := range [...]int64{stat.Czxid, stat.Mzxid, stat.Pzxid} {
			if txnlog.Epoch(zxid) == epoch {
				newest = max(newest, zxid)
			}
		}
	}
	return newest
}

// uncontradicted returns the number of own, an epoch's last transactions, that may have been
// committed according to later, the next epochs. It is for an unknown tree. Transactions in later
// show the version of a znode and whether it existed. If own left it otherwise, the end of own was
// never committed.
func uncontradicted(own, later []txnlog.Transaction) int {
	before := map[string][]outcome{} // by path, the results of own in order
	created := map[string][]outcome{}
	for i, t := range own {
		for _, op := range t.Ops {
			parent := path.Dir(op.Path)
			switch {
			case op.Type.Creates():
				before[op.Path] = append(before[op.Path], outcome{i, 0})
				created[parent] = append(created[parent], outcome{i, op.ParentCversion})
			case op.Type.Deletes():
				before[op.Path] = append(before[op.Path], outcome{i, gone})
			case op.Type == txnlog.TypeSet:
				before[op.Path] = append(before[op.Path], outcome{i, op.Version})
			}
		}
	}
	keep := len(own)
	for _, t := range later {
		for _, op := range t.Ops {
			parent := path.Dir(op.Path)
			switch {
			case op.Type.Creates():
				keep = min(keep, upTo(before[op.Path], func(v int32) bool { return v == gone }, keep),
					upTo(created[parent], func(v int32) bool { return op.ParentCversion < 0 || v < op.ParentCversion }, keep))
			case op.Type.Deletes():
				keep = min(keep, upTo(before[op.Path], func(v int32) bool { return v != gone }, keep))
			case op.Type == txnlog.TypeSet:
				keep = min(keep, upTo(before[op.Path], func(v int32) bool { return v == op.Version-1 }, keep))
			default:
				continue
			}
			delete(before, op.Path) // later transactions were made on this one, not on own
			if op.Type.Creates() {
				delete(created, parent)
			}
		}
	}
	return keep
}

// outcome is the state in which a transaction, given by its index, left a znode: a version, or
// gone.
type outcome struct {
	at      int
	version int32
}

const gone = -1

// upTo returns how many transactions may have been committed so that the last outcome fits: those
// before the first outcome of those at the end that do not fit, or all if the last outcome fits.
func upTo(outcomes []outcome, fits func(version int32) bool, all int) int {
	for i := len(outcomes) - 1; i >= 0 && !fits(outcomes[i].version); i-- {
		all = outcomes[i].at
	}
	return all
}
