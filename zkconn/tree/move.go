package tree

import (
	"context"
	"slices"
	"strconv"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Move copies everything at and below a znode, and then deletes each original whose data and ACL
// are at its new place, at the version that was compared. source writes to the cluster of the
// originals. As with Delete, what others change or create meanwhile stays. Move calls deleted with
// the results for the originals.
//
// If some znodes could not be copied, Move deletes nothing and fails with CodeMoveNotAll. With
// Leave, ephemeral znodes do not count, and stay with CodeCopyEphemeral. Otherwise Move fails as
// Copy and Delete do.
func Move(ctx context.Context, c Copying, source znode.Writer, deleted func([]Fate) error) error {
	failed, report := 0, c.Report
	c.Report = func(all []Copied) error {
		for _, copied := range all {
			if copied.Err != nil && !(c.Leave && znode.CodeOf(copied.Err) == znode.CodeCopyEphemeral) {
				failed++
			}
		}
		return report(all)
	}
	if err := Copy(ctx, c); err != nil {
		return err
	}
	if failed > 0 {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeMoveNotAll, Args: znode.Args{"failed": strconv.Itoa(failed)}}
	}
	d := newDeletion(ctx, c.Source, source, deleted)
	d.copied = func(batch []doomed) ([]error, error) { return c.uncopied(ctx, batch) }
	return d.subtree(c.From)
}

// uncopied returns, for each original, why it is not at the place to which it was moved; nil if it
// is.
func (c *Copying) uncopied(ctx context.Context, batch []doomed) ([]error, error) {
	originals := make([]original, len(batch))
	errs := make([]error, len(batch))
	for i, z := range batch {
		below, _ := z.path.Below(c.From)
		to, err := c.To.Join(below)
		if err != nil {
			return nil, err
		}
		originals[i] = original{to, z.data, z.acl}
	}
	all, err := lookAt(ctx, c.Target, originals)
	if err != nil {
		return nil, err
	}
	for i, now := range all {
		switch {
		case batch[i].stat.CreateKind() == znode.Ephemeral:
			errs[i] = &znode.Error{Kind: znode.Invalid, Code: znode.CodeCopyEphemeral}
		case now.err != nil:
			errs[i] = now.err
		case !now.there || !now.sameData || !now.sameACL:
			errs[i] = &znode.Error{Kind: znode.Conflict, Code: znode.CodeMoveChanged}
		}
	}
	return errs, nil
}

// MoveAtOnce moves a subtree within one cluster by one transaction if that is possible: the subtree
// is small enough, all of it can be read, and nothing is at the new place. Otherwise it changes
// nothing and made is false. moved is the number of znodes.
func MoveAtOnce(ctx context.Context, c Copying) (moved int, made bool, err error) {
	for try := 0; ; try++ {
		ops, possible, err := c.oneTransaction(ctx)
		if err != nil || !possible {
			return 0, false, err
		}
		_, err = c.Writer.Apply(ctx, ops...)
		kind := znode.KindOf(err)
		switch {
		case err == nil:
			return len(ops) / 2, true, nil
		case znode.CodeOf(err) == znode.CodeNodeExists, znode.CodeOf(err) == znode.CodeDroppedLarge:
			return 0, false, nil
		case try == tries || kind != znode.Conflict && kind != znode.NotFound:
			return 0, false, err
		}
	}
}

// oneTransaction returns the creates and deletes of a move.
func (c *Copying) oneTransaction(ctx context.Context) (ops []znode.Op, possible bool, err error) {
	w := walk.New(c.Source, c.From, walk.Options{Want: func(znode.Path) walk.Want { return walk.Data | walk.ACL }, Znodes: batchOps/2 + 1, Bytes: batchBytes})
	var deletes []znode.Op
	bytes := 0
	for v := range w.All(ctx) {
		p := c.piece(v)
		bytes += p.size() + len(v.Path.String()) + opBytes
		if p.done != nil || len(ops) == batchOps/2 || bytes > batchBytes {
			return nil, false, nil
		}
		ops = append(ops, p.op())
		deletes = append(deletes, znode.Op{Kind: znode.OpDelete, Path: v.Path, Version: v.Stat.Version})
	}
	switch w.Stopped() {
	case walk.AtEnd:
	case walk.Lost:
		return nil, false, w.Err()
	default:
		return nil, false, nil
	}
	slices.Reverse(deletes)
	return append(ops, deletes...), len(ops) > 0, nil
}
