package history

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"zkweb/zkconn/txnlog"
)

// Digests counts what VerifyDigests has checked.
type Digests struct {
	Agree     int64 // transactions after which the tree has ZooKeeper's digest
	Unchecked int64 // other transactions recorded as proven by their digests
}

// VerifyDigests computes the digest of the tree after each transaction, as ZooKeeper did. It fails
// with a *Wrong for the first transaction that is recorded as proven by its digest and is not. If
// data is missing because it was skipped, forgotten or sealed with another key, the transactions
// from there to the next segment are left unchecked.
func VerifyDigests(ctx context.Context, dir string, key Key) (Digests, error) {
	store, err := Open(dir, key)
	if err != nil {
		return Digests{}, err
	}
	defer func() { _ = store.Close() }()
	u, err := store.use()
	if err != nil {
		return Digests{}, err
	}
	var digests Digests
	err = u.oldestFirst(func(segment *held) (more bool, err error) {
		return true, segment.verifyDigests(ctx, &digests)
	})
	return digests, err
}

func (s *segment) verifyDigests(ctx context.Context, digests *Digests) error {
	c := &digestChecker{segment: s, digests: digests, last: s.baseZxid}
	var forgotten bool
	if err := s.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?)", metaForgotten).Scan(&forgotten); err != nil {
		return err
	}
	if !forgotten {
		if err := c.Begin(ctx, s.baseZxid, s.baseTime, s.baseNodes(ctx, false)); err != nil {
			return err
		}
	}
	_, err := s.replay(ctx, s.baseZxid, c, false)
	if unreadable(err) {
		return s.countProven(ctx, c.last, digests)
	}
	return err
}

// metaForgotten is the name in meta that marks a segment that may lack something that was
// forgotten, here or in the store of which this is a copy.
const metaForgotten = "forgotten"

const markForgotten = "INSERT OR REPLACE INTO meta (name, value) VALUES ('" + metaForgotten + "', 1)"

func unreadable(err error) bool {
	return errors.Is(err, ErrSkipped) || errors.Is(err, ErrUnseen) || errors.Is(err, ErrSealed)
}

// countProven counts the transactions after a zxid that are recorded as proven by digests.
func (s *segment) countProven(ctx context.Context, after int64, digests *Digests) error {
	spans, _, err := s.spans(ctx)
	for _, span := range spans {
		if err != nil || span.Proof != txnlog.ProofDigest || span.Last <= after {
			continue
		}
		var before, last int64
		if before, err = s.at(ctx, max(after, span.First-1)); err == nil {
			last, err = s.at(ctx, span.Last)
		}
		digests.Unchecked += last - before
	}
	return err
}

// digestChecker is a Receiver that computes digests.
type digestChecker struct {
	*segment
	digests *Digests
	tree    *txnlog.Tree // nil while it is not known
	last    int64        // zxid of the last transaction
}

// Begin implements Receiver.
func (c *digestChecker) Begin(_ context.Context, zxid, _ int64, nodes iter.Seq2[Node, error]) error {
	c.tree, c.last = txnlog.EmptyTree(zxid), zxid
	for node, err := range nodes {
		if unreadable(err) {
			c.tree = nil
			return nil
		}
		if err == nil {
			err = c.tree.Place(node.Path, node.Data, node.ACL, node.Stat)
		}
		if err != nil {
			return &Wrong{Segment: c.name(), To: zxid, What: err.Error()}
		}
	}
	return nil
}

// Gap implements Receiver.
func (c *digestChecker) Gap(context.Context, txnlog.Gap) error {
	c.tree = nil
	return nil
}

// Identify implements Receiver.
func (c *digestChecker) Identify(context.Context, int64, Client) (bool, error) { return true, nil }

// Append implements Receiver.
func (c *digestChecker) Append(_ context.Context, transactions []txnlog.Transaction, _ string, proof txnlog.Proof) error {
	for _, t := range transactions {
		proven := proof == txnlog.ProofDigest
		switch {
		case c.tree == nil && proven:
			c.digests.Unchecked++
		case c.tree != nil:
			c.tree.Apply(&t)
			if proven && t.Digest != (txnlog.Digest{}) && !c.tree.Agrees(t.Digest) {
				return &Wrong{Segment: c.name(), From: c.last, To: t.Zxid, What: fmt.Sprintf("the tree's digest is %#x, and was %#x", c.tree.Digest().Value, t.Digest.Value)}
			}
			if proven {
				c.digests.Agree++
			}
		}
		c.last = t.Zxid
	}
	return nil
}
