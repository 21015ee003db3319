package recorder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"zkweb/zkconn/txnlog"
)

// base is a tree with which a record begins, and its time.
type base struct {
	tree *txnlog.Tree
	time int64 // in milliseconds since 1970
}

// open continues after the end of the store, or begins with the oldest tree of the sources if the
// store is empty.
func (r *Recorder) open(ctx context.Context) error {
	r.close()
	r.batch, r.stuck, r.proven, r.doubted = batch{}, stuck{}, false, -1
	r.committed, r.ended, r.asked = map[int64]int64{}, map[int64]int64{}, map[int64]string{}
	last, begun, err := r.Store.Last()
	if err != nil {
		return err
	}
	if !begun {
		found, err := r.oldest()
		if err != nil {
			return err
		}
		if err := r.sameEnsemble(ctx, 0); err != nil {
			return err
		}
		if err := r.begin(ctx, found); err != nil {
			return err
		}
		r.tellWhatIsLeft()
	} else if err := r.sameEnsemble(ctx, last); err != nil {
		return err
	} else if err := r.goOn(last); err != nil {
		return err
	}
	for _, given := range r.Sources {
		s := &source{Source: given, tailer: txnlog.NewTailer(given.LogDir, r.last), newest: r.last}
		if _, there := given.at(r.last); there {
			s.seen = r.last
		}
		r.sources = append(r.sources, s)
	}
	r.Logger.Info("recording", "after", r.last, "tree", r.tree != nil, "sources", len(r.Sources))
	return nil
}

// goOn continues after zxid last. It loads the tree as of that transaction if the store is exact.
func (r *Recorder) goOn(last int64) error {
	r.last, r.tree, r.regained = last, nil, regained{}
	exact, err := r.Store.Exact()
	if err == nil && exact {
		r.tree = r.treeAt(last)
	}
	return err
}

// regained is the last attempt to learn the tree after a gap: its time, and the snapshots that
// existed.
type regained struct {
	looked    time.Time
	snapshots string
}

// regain learns the tree again after a gap, once a server has written a snapshot after it. If the
// store is not exact, the store begins anew with that tree.
func (r *Recorder) regain(ctx context.Context) error {
	if r.tree != nil || time.Since(r.regained.looked) < regainEvery || !r.newSnapshots() {
		return nil
	}
	tree := r.treeAt(r.last)
	if tree == nil {
		return nil
	}
	if err := r.flush(ctx); err != nil {
		return err
	}
	exact, err := r.Store.Exact()
	if err != nil {
		return err
	}
	r.Logger.Info("the tree is known again", "zxid", r.last)
	if exact {
		r.tree = tree
		return nil
	}
	return r.begin(ctx, base{tree, newestTime(tree)})
}

// newSnapshots reports whether the newest snapshots have changed since the last call.
func (r *Recorder) newSnapshots() bool {
	there := ""
	for _, s := range r.Sources {
		if snapshots, err := txnlog.Snapshots(s.dataDir()); err == nil && len(snapshots) > 0 {
			there += snapshots[len(snapshots)-1].Path + "\n"
		}
	}
	before := r.regained.snapshots
	r.regained = regained{time.Now(), there}
	return there != before
}

// begin makes the store begin with a tree.
func (r *Recorder) begin(ctx context.Context, with base) error {
	if err := r.Store.Begin(ctx, with.tree, with.time); err != nil {
		return err
	}
	r.tree, r.last = with.tree, with.tree.Zxid()
	return nil
}

// tellWhatIsLeft warns about logs that reach further back than the tree with which the record
// begins.
func (r *Recorder) tellWhatIsLeft() {
	for _, s := range r.Sources {
		if first, err := s.behind(0); err == nil && first.Zxid <= r.last {
			r.Logger.Warn("the record begins later than this log: no snapshot, with the log behind it, proves what the tree was earlier",
				"source", s.Name(), "log", fmt.Sprintf("%#x", first.Zxid), "record", fmt.Sprintf("%#x", r.last))
		}
	}
}

// oldest returns the oldest tree of all sources.
func (r *Recorder) oldest() (found base, err error) {
	var failures error
	for _, s := range r.Sources {
		one, err := s.oldest()
		failures = errors.Join(failures, err)
		if err == nil && (found.tree == nil || one.tree.Zxid() < found.tree.Zxid()) {
			found = one
		}
	}
	if found.tree == nil {
		return base{}, cmp.Or(failures, errNoStart)
	}
	return found, nil
}

// oldest returns the oldest tree that the source's logs continue. If they continue none, as after a
// sync, it returns the newest tree.
func (s Source) oldest() (base, error) {
	if tree, time := s.fresh(); tree != nil {
		return base{tree, time}, nil
	}
	snapshots, err := txnlog.Snapshots(s.dataDir())
	if err != nil {
		return base{}, err
	}
	var failures error
	for i, file := range snapshots {
		first, err := s.behind(file.Zxid)
		newest := i == len(snapshots)-1
		if err != nil && !(newest && errors.Is(err, io.EOF)) || err == nil && !newest && !txnlog.Follows(file.Zxid, first.Zxid) {
			failures = errors.Join(failures, err)
			continue
		}
		found, err := s.exact(file)
		if err == nil {
			return found, nil
		}
		failures = errors.Join(failures, err)
	}
	return base{}, cmp.Or(failures, errNoStart)
}

// fresh returns the initial tree of an ensemble and the time of the first transaction, if the logs
// go back to that. Otherwise tree is nil.
func (s Source) fresh() (tree *txnlog.Tree, time int64) {
	const alone, together = 1, 1<<32 | 1 // the first zxid of a standalone server, and of an ensemble
	first, err := s.behind(0)
	if err != nil || first.Zxid != alone && first.Zxid != together {
		return nil, 0
	}
	tree = txnlog.NewTree(first.Digest.Version != 0 || s.hasConfig())
	mark := tree.Mark()
	defer tree.Rollback(mark)
	tree.Apply(&first)
	if first.Digest.Version == tree.Digest().Version && !tree.Agrees(first.Digest) {
		return nil, 0
	}
	return tree, first.Time
}

// hasConfig reports whether the oldest snapshot contains /zookeeper/config, which servers have
// since 3.5.
func (s Source) hasConfig() bool {
	snapshots, err := txnlog.Snapshots(s.dataDir())
	if err != nil || len(snapshots) == 0 {
		return false
	}
	snapshot, err := txnlog.ReadSnapshot(snapshots[0])
	return err == nil && snapshot.Tree.Get("/zookeeper/config") != nil
}

// behind returns the first transaction after a zxid. It fails with io.EOF if there is none.
func (s Source) behind(zxid int64) (first txnlog.Transaction, err error) {
	tailer := txnlog.NewTailer(s.LogDir, zxid)
	defer func() { err = errors.Join(err, tailer.Close()) }()
	return tailer.Next()
}

var errInexact = errors.New("the logs lack what makes the snapshot exact")

// exact returns a snapshot's tree as of the first zxid at which it is proven exact. Servers
// continue to apply transactions while they write a snapshot, so it contains some of the later
// ones. Applying the log to it makes it exact, and a digest shows from which zxid on.
func (s Source) exact(file txnlog.File) (base, error) {
	snapshot, err := txnlog.ReadSnapshot(file)
	if err != nil {
		return base{}, err
	}
	found := base{snapshot.Tree, newestTime(snapshot.Tree)}
	at, logged := s.at(file.Zxid)
	if logged && found.tree.Agrees(at.Digest) {
		return base{found.tree, at.Time}, nil
	}
	if snapshot.Exact > file.Zxid {
		agreed := false
		if err := s.replay(found.tree, snapshot.Exact, func(t txnlog.Transaction) (enough bool) {
			found.time, agreed = t.Time, found.tree.Agrees(t.Digest)
			return agreed
		}); err != nil || agreed {
			return found, err
		}
	} else if logged {
		found.time = at.Time
	}
	if snapshot.Digest.Version == found.tree.Digest().Version && !found.tree.Agrees(snapshot.Digest) {
		return base{}, errInexact
	}
	return found, nil
}

// replay applies the source's transactions after the tree's zxid, up to upTo or until enough
// returns true. It fails with errInexact if one is missing, or if the first of a later epoch was
// made on another tree: then the log has transactions of an earlier epoch that were never
// committed.
func (s Source) replay(tree *txnlog.Tree, upTo int64, enough func(txnlog.Transaction) bool) (err error) {
	tailer := txnlog.NewTailer(s.LogDir, tree.Zxid())
	defer func() { err = errors.Join(err, tailer.Close()) }()
	epoch := txnlog.Epoch(tree.Zxid())
	for tree.Zxid() < upTo {
		transaction, err := tailer.Next()
		if errors.Is(err, io.EOF) {
			return errInexact
		}
		if err != nil {
			return err
		}
		if transaction.Zxid > upTo || !txnlog.Follows(tree.Zxid(), transaction.Zxid) {
			return errInexact
		}
		if txnlog.Epoch(transaction.Zxid) != epoch && !tree.Fits(&transaction) {
			return errInexact
		}
		tree.Apply(&transaction)
		if enough != nil && enough(transaction) {
			return nil
		}
		if transaction.Zxid == upTo && transaction.Digest.Version == tree.Digest().Version && !tree.Agrees(transaction.Digest) {
			return errInexact
		}
	}
	return nil
}

// treeAt returns the tree as of a transaction, from the newest usable snapshot and the logs. It
// returns nil if no source has both.
func (r *Recorder) treeAt(zxid int64) *txnlog.Tree {
	for _, s := range r.Sources {
		if tree := s.treeAt(zxid); tree != nil {
			return tree
		}
	}
	return nil
}

func (s Source) treeAt(zxid int64) *txnlog.Tree {
	snapshots, err := txnlog.Snapshots(s.dataDir())
	if err != nil {
		return nil
	}
	for _, file := range slices.Backward(snapshots) {
		if file.Zxid > zxid {
			continue
		}
		snapshot, err := txnlog.ReadSnapshot(file)
		if err != nil {
			continue
		}
		at, logged := s.at(file.Zxid)
		exact := snapshot.Exact <= zxid || logged && snapshot.Tree.Agrees(at.Digest)
		if s.leadsTo(snapshot.Tree, zxid, exact) {
			return snapshot.Tree
		}
	}
	if tree, _ := s.fresh(); tree != nil && s.leadsTo(tree, zxid, true) {
		return tree
	}
	return nil
}

// leadsTo replays the source's transactions on a tree up to a zxid, and reports whether the result
// is proven to be the tree as of then. The newest digest decides; without one, the tree must be
// proven to begin with. Intermediate digests do not count, since the log may have transactions that
// were never committed, with digests that agree.
func (s Source) leadsTo(tree *txnlog.Tree, zxid int64, proven bool) bool {
	err := s.replay(tree, zxid, func(t txnlog.Transaction) (enough bool) {
		if t.Digest.Version == tree.Digest().Version {
			proven = tree.Agrees(t.Digest)
		}
		return false
	})
	return err == nil && proven
}

// newestTime returns the newest modification time in a tree, in milliseconds since 1970.
func newestTime(tree *txnlog.Tree) (newest int64) {
	for _, node := range tree.All() {
		newest = max(newest, node.Kept().Mtime)
	}
	return newest
}
