package recorder

import (
	"context"
	"reflect"
	"slices"
	"time"

	"zkweb/zkconn/txnlog"
)

// decide looks at the oldest transaction that is pending: takes it, throws it away, or
// leaves it until more is known, for which it returns false.
func (r *Recorder) decide(ctx context.Context) (moved bool, err error) {
	having := r.next()
	if len(having) == 0 {
		return false, nil
	}
	transaction := having[0].pending[0]
	if proof, ok := r.proof(transaction, having); ok {
		return r.accept(ctx, transaction, having, proof)
	}
	for _, s := range having {
		own, later, ended := s.epoch()
		if ended {
			return r.leftovers(s, own, later), nil
		}
		if s.full() { // more is behind it in its epoch than can be under way at once
			r.commit(transaction.Zxid)
			return true, nil
		}
	}
	return false, nil
}

// next returns the sources that have the oldest pending transaction first.
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

// proof returns why a transaction is believed to be committed; false where it is not
// known to be. What a server that stands alone writes into its log it has done by that.
func (r *Recorder) proof(transaction txnlog.Transaction, having []*source) (txnlog.Proof, bool) {
	epoch := txnlog.Epoch(transaction.Zxid)
	for _, s := range having[1:] {
		if same(transaction, s.pending[0]) {
			return txnlog.ProofSources, true
		}
	}
	return txnlog.ProofSeen, epoch == 0 || transaction.Zxid <= r.committed[epoch]
}

// same reports whether two logs have the same transaction. What failed multis keep of
// what was asked for differs between servers.
func same(a, b txnlog.Transaction) bool {
	if a.Type == txnlog.TypeMulti && a.Err != 0 && b.Err != 0 {
		a.Err, b.Err = 0, 0
	}
	return reflect.DeepEqual(a, b)
}

// accept takes a transaction that was committed, if nothing is missing before it.
func (r *Recorder) accept(ctx context.Context, transaction txnlog.Transaction, having []*source, proof txnlog.Proof) (bool, error) {
	r.alarm(having)
	proven, fits := r.apply(&transaction)
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

// alarm says that sources have other transactions of one zxid, which no ensemble makes.
func (r *Recorder) alarm(having []*source) {
	for _, s := range having[1:] {
		if !same(having[0].pending[0], s.pending[0]) {
			r.Logger.Error("two sources have different transactions of one zxid: are they of one ensemble?",
				"zxid", having[0].pending[0].Zxid, "source", having[0].Name(), "other", s.Name())
		}
	}
}

// apply applies a transaction to the tree. It does not where something is missing before
// it: its zxid, or the digest, or a snapshot tells. proven reports that the digest is
// there and right.
func (r *Recorder) apply(transaction *txnlog.Transaction) (proven, fits bool) {
	if !txnlog.Follows(r.last, transaction.Zxid) {
		return false, false
	}
	known := r.tree != nil && transaction.Digest.Version == r.tree.Digest().Version
	if !known && r.snapshotBetween(r.last, transaction.Zxid) {
		return false, false
	}
	if r.tree == nil {
		r.proven = false
		return false, true
	}
	mark := r.tree.Mark()
	r.tree.Apply(transaction)
	if known && !r.tree.Agrees(transaction.Digest) {
		r.tree.Rollback(mark)
		return false, false
	}
	r.tree.Keep(mark)
	// Failures have no digest, and change nothing: what is proven before them stays so.
	r.proven = known || r.proven && transaction.Err != 0
	return r.proven, true
}

// mayCome reports whether what is missing before a zxid may still come from another
// source: it has not come so far, or not long enough been waited for.
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

// leftovers decides on the last transactions of an epoch, which a source has and nobody
// confirms. A leader that lost its followers may have written them down alone; its log
// keeps them where it was synced by a snapshot later.
func (r *Recorder) leftovers(s *source, own []txnlog.Transaction, later txnlog.Transaction) (moved bool) {
	keep, known := r.believed(own, later)
	if !known {
		if len(r.sources) == 1 {
			last := own[len(own)-1].Zxid
			if sure := later.Digest == (txnlog.Digest{}) && txnlog.Follows(last, later.Zxid) && !r.snapshotBetween(last, later.Zxid); sure {
				keep = len(own)
			}
		} else if r.mayCome(later.Zxid) {
			return false
		}
	}
	if keep > 0 {
		r.commit(own[keep-1].Zxid)
	}
	if keep == len(own) {
		return true
	}
	first, count := own[keep].Zxid, 0
	epoch := txnlog.Epoch(first)
	which := func(t txnlog.Transaction) bool { return t.Zxid >= first && txnlog.Epoch(t.Zxid) == epoch }
	if known {
		r.ended[epoch] = first - 1
		for _, each := range r.sources {
			count = max(count, each.forget(which))
		}
	} else {
		count = s.forget(which)
	}
	r.dropped += count
	r.Logger.Warn("transactions at the end of an epoch were not committed, as far as is known", "source", s.Name(), "first", first, "transactions", count)
	return true
}

// believed tries how many of an epoch's last transactions the next epoch's first one was
// made upon: its digest is that of the tree with them. It believes as many as can be.
func (r *Recorder) believed(own []txnlog.Transaction, later txnlog.Transaction) (keep int, known bool) {
	if r.tree == nil || later.Digest.Version != r.tree.Digest().Version || !txnlog.Follows(own[0].Zxid, later.Zxid) {
		return 0, false
	}
	all := r.tree.Mark()
	defer r.tree.Rollback(all)
	for i := 0; ; i++ {
		mark, first := r.tree.Mark(), later
		r.tree.Apply(&first)
		if r.tree.Agrees(later.Digest) {
			keep, known = i, true
		}
		r.tree.Rollback(mark)
		if i == len(own) {
			return keep, known
		}
		if i > 0 && !txnlog.Follows(own[i-1].Zxid, own[i].Zxid) {
			return keep, known
		}
		next := own[i]
		r.tree.Apply(&next)
	}
}
