package recorder

import (
	"path"
	"slices"

	"zkweb/zkconn/txnlog"
)

// plausible returns how many of an epoch's last transactions are believed, for what follows them
// in the log without a hole and is not contradicted, where nothing proves more. doubted
// reports that the others may have been committed as well; more, that they are to be looked
// at again behind those.
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
	believe = min(all, max(hole, 1)) // behind a hole there is another tree, if any
	return believe, false, believe < all
}

// holeIn returns the first of transactions behind a zxid before which some are missing; their
// number where none are.
func holeIn(last int64, transactions []txnlog.Transaction) int {
	for i, t := range transactions {
		if !txnlog.Follows(last, t.Zxid) {
			return i
		}
		last = t.Zxid
	}
	return len(transactions)
}

// syncedBehind reports whether the source has a snapshot of an epoch's zxid behind the last
// one that its log has of it. What is in that came from a leader, who had all before it: a
// leader that lost its followers has in its log what it wrote alone.
func (s *source) syncedBehind(last int64) bool {
	snapshots, err := txnlog.Snapshots(s.dataDir())
	return err == nil && slices.ContainsFunc(snapshots, func(f txnlog.File) bool {
		return txnlog.Epoch(f.Zxid) == txnlog.Epoch(last) && f.Zxid > last
	})
}

// syncedFor reports whether the source has a snapshot of the beginning of a zxid's epoch. A
// server writes one where its leader has sent it the whole tree, with all that was committed
// before, since its log has what was not, or too little.
func (s *source) syncedFor(zxid int64) bool {
	snapshots, err := txnlog.Snapshots(s.dataDir())
	return err == nil && slices.ContainsFunc(snapshots, func(f txnlog.File) bool {
		return txnlog.Epoch(f.Zxid) == txnlog.Epoch(zxid) && txnlog.Counter(f.Zxid) == 0
	})
}

// leavesTrace reports whether a snapshot that was written right behind a transaction tells of
// it: by the zxid of a znode.
func leavesTrace(t txnlog.Transaction) bool {
	return t.Err == 0 && slices.ContainsFunc(t.Ops, func(op txnlog.Op) bool {
		return op.Type.Creates() || op.Type.Deletes() || op.Type == txnlog.TypeSet
	})
}

// witnessed learns from the oldest snapshot of a later epoch what was committed of one: a
// znode tells which transactions made it what it is. It reports whether that is new. A
// snapshot of the same epoch tells nothing: a server that was to lead may have written it
// alone.
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

// newestOf returns the newest zxid of an epoch that a tree's znodes tell of; 0 for none.
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

// uncontradicted returns how many of an epoch's last transactions what comes in the next ones
// may have been made upon, where no tree is known: the version of a znode that was there
// then, or that it was there, tells of those that were never committed.
func uncontradicted(own, later []txnlog.Transaction) int {
	before := map[string][]outcome{} // by path: what own made of it, in order
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
			delete(before, op.Path) // what comes then is made upon this
			if op.Type.Creates() {
				delete(created, parent)
			}
		}
	}
	return keep
}

// outcome is what a transaction, by its place, has made of a znode: a version, or gone.
type outcome struct {
	at      int
	version int32
}

const gone = -1

// upTo returns the place of the first outcome behind the last one that fits; all where there is
// none.
func upTo(outcomes []outcome, fits func(version int32) bool, all int) int {
	for i := len(outcomes) - 1; i >= 0 && !fits(outcomes[i].version); i-- {
		all = outcomes[i].at
	}
	return all
}
