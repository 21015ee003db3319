package recorder

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"zkweb/zkconn/txnlog"
)

// decide takes or drops the oldest pending transaction. If it has to wait until more is known, it
// returns false.
func (r *Recorder) decide(ctx context.Context) (moved bool, err error) {
	having := r.next()
	if len(having) == 0 {
		return false, nil
	}
	transaction := having[0].pending[0]
	agreed := slices.ContainsFunc(having[1:], func(s *source) bool { return same(transaction, s.pending[0]) })
	proof := txnlog.ProofSeen
	if agreed {
		proof = txnlog.ProofSources
	}
	if epoch := txnlog.Epoch(transaction.Zxid); epoch == 0 || transaction.Zxid <= r.committed[epoch] {
		return r.accept(ctx, transaction, having, proof) // a standalone server has applied everything that it has logged
	}
	for _, s := range having {
		if r.prove(s) {
			return true, nil
		}
	}
	passed := r.passedOver(transaction.Zxid)
	if passed {
		agreed = false // a leader that was cut off and a follower that heard of it too late may agree
	} else if having[0].settled() && !r.asker.mayKnow(transaction.Zxid) {
		if agreed {
			return r.accept(ctx, transaction, having, proof)
		}
		own, _, _ := having[0].epoch()
		if shared := r.shared(having[0], own); shared > 0 { // one of the sources may have been synced by a snapshot meanwhile
			r.commit(shared)
			return true, nil
		}
	}
	for _, s := range having {
		own, _, ended := s.epoch()
		if ended && !agreed {
			return r.leftovers(s), nil
		}
		if s.full() && !r.asker.mayKnow(transaction.Zxid) { // the rest of the epoch is longer than what can be under way at once
			r.commit(own[max(0, len(own)-maxPending)].Zxid)
			return true, nil
		}
	}
	if passed { // the source may stay away; the others do not wait for it
		own, _, _ := having[0].epoch()
		r.dropAll(having[0], own)
	}
	return passed, nil
}

// next returns the sources whose first pending transaction is the oldest of all.
func (r *Recorder) next() (having []*source) {
	for _, s := range r.sources {
		for len(s.pending) > 0 && s.pending[0].Zxid <= r.last {
			s.shift()
		}
		if len(s.pending) == 0 {
			continue
		}
		if len(having) > 0 && s.pending[0].Zxid < having[0].pending[0].Zxid {
			having = having[:0]
		}
		if len(having) == 0 || s.pending[0].Zxid == having[0].pending[0].Zxid {
			having = append(having, s)
		}
	}
	return having
}

// same reports whether two logs have the same transaction. It ignores the error codes of failed
// multis, which differ between servers.
func same(a, b txnlog.Transaction) bool {
	if a.Type == txnlog.TypeMulti && a.Err != 0 && b.Err != 0 {
		a.Err, b.Err = 0, 0
	}
	a, b = alike(a, b)
	return reflect.DeepEqual(a, b)
}

// accept takes a committed transaction if none is missing before it. Otherwise it waits or records
// a gap.
func (r *Recorder) accept(ctx context.Context, transaction txnlog.Transaction, having []*source, proof txnlog.Proof) (bool, error) {
	if err := r.alarm(having); err != nil {
		return false, err
	}
	proven, fits := false, !r.refuted(having[0]) && !r.unjoined(having)
	if fits {
		proven, fits = r.apply(&transaction)
	}
	if !fits {
		if r.mayCome(transaction.Zxid) {
			return false, nil
		}
		return true, r.gap(ctx, transaction, having)
	}
	if proven {
		proof = txnlog.ProofDigest
	}
	return true, r.take(ctx, transaction, having[0].Name(), proof)
}

// alarm fails with ErrOther if sources have transactions of the same zxid that cannot be of one
// ensemble.
func (r *Recorder) alarm(having []*source) error {
	for _, s := range having[1:] {
		one, other := having[0].pending[0], s.pending[0]
		if foreign(one, other) {
			return fmt.Errorf("%w: %s and %s have different transactions of zxid %#x", ErrOther, having[0].Name(), s.Name(), uint64(one.Zxid))
		}
		if !same(one, other) {
			r.Logger.Error("two servers have logged one transaction differently", "zxid", one.Zxid, "source", having[0].Name(), "other", s.Name())
		}
	}
	return nil
}

// apply applies a transaction to the tree. It does not if something is missing before it, which the
// zxid, the digest or a snapshot shows. proven reports whether a digest agreed with the tree.
func (r *Recorder) apply(transaction *txnlog.Transaction) (proven, fits bool) {
	if !txnlog.Follows(r.last, transaction.Zxid) {
		return false, false
	}
	known := r.tree != nil && transaction.Digest.Version == r.tree.Digest().Version
	if !known && (r.doubted == r.last || r.snapshotBetween(r.last, transaction.Zxid)) {
		return false, false
	}
	if r.tree == nil {
		r.proven = false
		return false, true
	}
	if known && txnlog.Epoch(transaction.Zxid) != txnlog.Epoch(r.last) && !r.tree.Fits(transaction) {
		return false, false // the transaction may hide from the digest what is missing, by replacing it
	}
	mark := r.tree.Mark()
	r.tree.Apply(transaction)
	if known && !r.tree.Agrees(transaction.Digest) {
		r.tree.Rollback(mark)
		return false, false
	}
	r.tree.Keep(mark)
	// Failures have no digest and change nothing, so they leave the tree as proven as it was.
	r.proven = known || r.proven && transaction.Err != 0
	return r.proven, true
}

// mayCome reports whether what is missing before a zxid may still come from another source: one
// that has not read that far and has not been waited for too long.
func (r *Recorder) mayCome(zxid int64) bool {
	behind := slices.ContainsFunc(r.sources, func(s *source) bool { return s.newest < zxid && !(r.final && s.atEnd) })
	if !behind || r.final {
		return behind
	}
	if r.stuck.at != zxid {
		r.stuck = stuck{zxid, time.Now()}
	}
	return time.Since(r.stuck.since) < patience
}

// prove finds out how much was committed of an epoch's end that a source has and nothing confirms.
// The first digest of the next epoch shows it. It returns false if that digest has not been read or
// tells nothing.
func (r *Recorder) prove(s *source) (known bool) {
	own, later, _ := s.epoch()
	first, told := telling(later)
	if !told || first.Zxid == s.unproven.later && len(own) > s.unproven.own/2 {
		return false
	}
	keep, known := 0, false
	if txnlog.Follows(own[0].Zxid, later[0].Zxid) {
		keep, known = r.believed(own, first)
	}
	if !known {
		s.unproven = unproven{first.Zxid, len(own)}
		return false
	}
	epoch, last := txnlog.Epoch(own[0].Zxid), own[0].Zxid-1
	if keep > 0 {
		last = own[keep-1].Zxid
		r.commit(last)
	}
	r.ended[epoch] = last
	count := 0
	for _, each := range r.sources {
		count = max(count, each.forget(func(t txnlog.Transaction) bool { return t.Zxid > last && txnlog.Epoch(t.Zxid) == epoch }))
	}
	r.drop(s, last+1, count)
	return true
}

// leftovers decides on the end of an epoch that nothing proves. A leader that lost its followers
// may have written it alone, and its log keeps it if the server was later synced by a snapshot.
// leftovers returns false while more may become known. It takes as committed:
//   - all of the end, if the source was synced by a snapshot of a later state in the same epoch;
//   - otherwise as much as a later snapshot shows or another source also has;
//   - otherwise as much as is plausible, if there is no other source, nothing is missing after
//     the end, and no snapshot shows that the next epoch began without it.
//
// It drops the rest, and sets doubted if the rest may have been committed after all.
func (r *Recorder) leftovers(s *source) (moved bool) {
	own, later, _ := s.epoch()
	first, told := telling(later)
	digests := digested(first) || slices.ContainsFunc(own, digested)
	alone := len(r.sources) == 1
	if !told && !s.full() && (digests || !r.final) || !alone && r.mayCome(later[0].Zxid) {
		return false
	}
	if s.syncedBehind(own[len(own)-1].Zxid) {
		r.commit(own[len(own)-1].Zxid)
		return true
	}
	if r.witnessed(txnlog.Epoch(own[0].Zxid)) {
		return true
	}
	passed := r.passedOver(own[0].Zxid)
	if shared := r.shared(s, own); !passed && shared > r.committed[txnlog.Epoch(own[0].Zxid)] {
		if r.asker.mayKnow(shared) {
			return false
		}
		r.commit(shared)
		return true
	}
	last, next := own[len(own)-1].Zxid, later[0].Zxid
	believe, doubted, more := 0, digests, false
	if s.syncedFor(next) {
		doubted = doubted || slices.ContainsFunc(own, func(t txnlog.Transaction) bool { return !leavesTrace(t) })
	} else if alone && txnlog.Follows(last, next) && !r.snapshotBetween(last, next) {
		believe, doubted, more = r.plausible(own, later, digested(first))
	}
	if believe > 0 {
		r.commit(own[believe-1].Zxid)
	}
	if own = own[believe:]; more || len(own) == 0 {
		return true
	}
	if alone && doubted || !alone && !digests && !passed {
		r.doubted = r.last
	}
	r.dropAll(s, own)
	return true
}

// shared returns the newest zxid in own, the last transactions of an epoch, that another source has
// too. All of the epoch up to it was committed. It returns 0 if there is none.
func (r *Recorder) shared(s *source, own []txnlog.Transaction) (newest int64) {
	for _, other := range r.sources {
		if other == s {
			continue
		}
		i := 0
		for _, t := range other.pending {
			for i < len(own) && own[i].Zxid < t.Zxid {
				i++
			}
			if i < len(own) && own[i].Zxid == t.Zxid && same(own[i], t) {
				newest = max(newest, t.Zxid)
			}
		}
	}
	return newest
}

// passedOver reports whether another source's log continues after the last transaction in a later
// epoch than that of zxid, with nothing missing between. A server that was synced by a snapshot in
// between would have that snapshot, and none has been purged if an older one exists.
func (r *Recorder) passedOver(zxid int64) bool {
	return slices.ContainsFunc(r.sources, func(s *source) bool {
		if s.seen != r.last || len(s.pending) == 0 {
			return false
		}
		next := s.pending[0].Zxid
		if txnlog.Epoch(next) <= txnlog.Epoch(zxid) || !txnlog.Follows(r.last, next) || s.damagedBetween(r.last, next) {
			return false
		}
		snapshots, err := txnlog.Snapshots(s.dataDir())
		return err == nil && len(snapshots) > 0 && snapshots[0].Zxid <= r.last &&
			!slices.ContainsFunc(snapshots, func(f txnlog.File) bool { return f.Zxid > r.last && f.Zxid < next })
	})
}

// unjoined reports whether nothing shows that an epoch's first transaction directly follows the
// last one: the tree is unknown and no log has both, as when the files between were purged.
func (r *Recorder) unjoined(having []*source) bool {
	return r.tree == nil && txnlog.Epoch(having[0].pending[0].Zxid) != txnlog.Epoch(r.last) &&
		!slices.ContainsFunc(having, func(s *source) bool { return s.seen == r.last })
}

// refuted reports whether failures at the start of an epoch do not belong on the tree. The first
// digest after them shows it, since failures themselves would fit any tree.
func (r *Recorder) refuted(s *source) bool {
	if s.pending[0].Err == 0 || r.tree == nil || txnlog.Epoch(s.pending[0].Zxid) == txnlog.Epoch(r.last) {
		return false
	}
	first, told := telling(s.pending)
	if !told || first.Digest.Version != r.tree.Digest().Version {
		return false
	}
	if !r.tree.Fits(&first) {
		return true
	}
	mark := r.tree.Mark()
	defer r.tree.Rollback(mark)
	r.tree.Apply(&first)
	return !r.tree.Agrees(first.Digest)
}

// telling returns the first transaction that shows on which tree it was made, if there is one.
// Failures do not: they change nothing and have no digest.
func telling(transactions []txnlog.Transaction) (first txnlog.Transaction, told bool) {
	at := slices.IndexFunc(transactions, func(t txnlog.Transaction) bool { return t.Err == 0 || digested(t) })
	if at < 0 {
		return first, false
	}
	return transactions[at], true
}

func digested(transaction txnlog.Transaction) bool { return transaction.Digest != txnlog.Digest{} }

// dropAll drops some consecutive pending transactions of a source.
func (r *Recorder) dropAll(s *source, some []txnlog.Transaction) {
	first, last := some[0].Zxid, some[len(some)-1].Zxid
	r.drop(s, first, s.forget(func(t txnlog.Transaction) bool { return t.Zxid >= first && t.Zxid <= last }))
}

func (r *Recorder) drop(s *source, first int64, count int) {
	if count == 0 {
		return
	}
	r.dropped += count
	r.Logger.Warn("transactions at the end of an epoch were not committed, as far as is known", "source", s.Name(), "first", first, "transactions", count)
}

// believed finds how many of an epoch's last transactions were committed. It tries each number: the
// tree with that many must fit the first telling transaction of the next epoch and agree with its
// digest. It returns the largest such number.
func (r *Recorder) believed(own []txnlog.Transaction, later txnlog.Transaction) (keep int, known bool) {
	if r.tree == nil || later.Digest.Version != r.tree.Digest().Version {
		return 0, false
	}
	r.upon(own, func(count int) {
		first, mark := later, r.tree.Mark()
		fits := r.tree.Fits(&first)
		r.tree.Apply(&first)
		if fits && r.tree.Agrees(later.Digest) {
			keep, known = count, true
		}
		r.tree.Rollback(mark)
	})
	return keep, known
}

// fitting is like believed if there are no digests: the transaction must only fit the tree.
func (r *Recorder) fitting(own []txnlog.Transaction, later txnlog.Transaction) (keep int) {
	r.upon(own, func(count int) {
		if r.tree.Fits(&later) {
			keep = count
		}
	})
	return keep
}

// upon calls try with the tree as it is, and then after each transaction as long as none is missing
// between them. It restores the tree.
func (r *Recorder) upon(own []txnlog.Transaction, try func(count int)) {
	mark := r.tree.Mark()
	defer r.tree.Rollback(mark)
	try(0)
	for i, next := range own {
		if i > 0 && !txnlog.Follows(own[i-1].Zxid, next.Zxid) {
			return
		}
		r.tree.Apply(&next)
		try(i + 1)
	}
}
