package recorder

import (
	"path"
	"slices"

	"zkweb/zkconn/txnlog"
)

// plausible returns how many of own, an epoch's last transactions, are believed where nothing
// proves more: those that follow each other without a hole, and that what later begins with,
// the next epoch, does not contradict. doubted reports that the others may have been committed
// as well; more, that these are to be looked at again once the others are taken.
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

// holeIn returns the place of the first transaction before which some are missing, where the
// first of all comes behind the zxid last; the number of all where none are missing.
func holeIn(last int64, transactions []txnlog.Transaction) int {
	for i, t := range transactions {
		if !txnlog.Follows(last, t.Zxid) {
			return i
		}
		last = t.Zxid
	}
	return len(transactions)
}

// syncedBehind reports whether the source has a snapshot behind last, the newest zxid of an
// epoch that its log has, and of the same epoch. Such a snapshot came from a leader, who had
// all that was before it; a leader that lost its followers has in its log what it wrote alone.
func (s *source) syncedBehind(last int64) bool {
	snapshots, err := txnlog.Snapshots(s.dataDir())
	return err == nil && slices.ContainsFunc(snapshots, func(f txnlog.File) bool {
		return txnlog.Epoch(f.Zxid) == txnlog.Epoch(last) && f.Zxid > last
	})
}

// syncedFor reports whether the source has a snapshot of the beginning of a zxid's epoch. A
// server writes one when its leader has sent it the whole tree, with all that was committed
// before: the server's log had too little, or what was never committed.
func (s *source) syncedFor(zxid int64) bool {
	snapshots, err := txnlog.Snapshots(s.dataDir())
	return err == nil && slices.ContainsFunc(snapshots, func(f txnlog.File) bool {
		return txnlog.Epoch(f.Zxid) == txnlog.Epoch(zxid) && txnlog.Counter(f.Zxid) == 0
	})
}

// leavesTrace reports whether a snapshot that is written right behind a transaction shows, by
// the zxid of a znode, that it was committed.
func leavesTrace(t txnlog.Transaction) bool {
	return t.Err == 0 && slices.ContainsFunc(t.Ops, func(op txnlog.Op) bool {
		return op.Type.Creates() || op.Type.Deletes() || op.Type == txnlog.TypeSet
	})
}

// witnessed learns from the oldest snapshot of a later epoch what was committed of one: its
// znodes have the zxids of the transactions that made them. It reports whether something new
// was learnt. A snapshot of the same epoch tells nothing: a server that was to lead may have
// written it alone.
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

// uncontradicted returns upon how many of own, an epoch's last transactions, those of the
// next epochs may have been made, where no tree is known. These tell which version a znode
// had then, and whether it was there: where own made it another, its end was never committed.
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
			delete(before, op.Path) // what comes after this was made upon it, not upon own
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

// upTo returns how many transactions may have been committed for the last outcome to be one
// that fits: those before the first outcome behind that; all where there is none behind it.
func upTo(outcomes []outcome, fits func(version int32) bool, all int) int {
	for i := len(outcomes) - 1; i >= 0 && !fits(outcomes[i].version); i-- {
		all = outcomes[i].at
	}
	return all
}
