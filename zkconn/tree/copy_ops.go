package tree

import (
	"context"
	"slices"
	"strconv"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Ops returns the changes that a copy would make now, so that they can be made together later.
// Parents come before their children. For a move within one cluster, the deletes of the originals
// follow, children first. Ops reports what the copy leaves out and returns no op for it.
//
// most and mostBytes limit the znodes and the bytes of data that Ops visits. If a limit ends the
// walk, Ops returns no op, and the returned Stopped tells which limit it was. Ops fails if a reader
// fails, and for a move in the cases in which Move fails.
func (c Copying) Ops(ctx context.Context, move bool, most int, mostBytes int64) ([]znode.Op, walk.Stopped, error) {
	k := &copier{Copying: c, ctx: ctx}
	w := walk.New(c.Source, c.From, walk.Options{Want: func(znode.Path) walk.Want { return walk.Data | walk.ACL }, Znodes: most, Bytes: mostBytes})
	var all []piece
	var stats []znode.Stat
	for v := range w.All(ctx) {
		all, stats = append(all, k.piece(v)), append(stats, v.Stat)
	}
	if w.Stopped() != walk.AtEnd {
		return nil, w.Stopped(), w.Err()
	}
	if err := k.lookAt(all); err != nil {
		return nil, walk.AtEnd, err
	}
	k.leaveBelow(all)
	var ops []znode.Op
	var left []Copied
	for i := range all {
		ops = append(ops, all[i].ops()...)
		if done := all[i].done; done != nil && done.Err != nil {
			left = append(left, *done)
		}
	}
	if err := c.Report(left); err != nil || !move {
		return ops, walk.AtEnd, err
	}
	deletes, err := k.deletes(all, stats)
	return append(ops, deletes...), walk.AtEnd, err
}

// ops returns the changes that make a piece, or none if it has a result already.
func (p *piece) ops() (ops []znode.Op) {
	if p.done != nil {
		return nil
	}
	if p.there == nil || p.write {
		ops = append(ops, p.op())
	}
	if p.setACL {
		ops = append(ops, znode.Op{Kind: znode.OpSetACL, Path: p.to, ACL: p.acl, Version: p.aversion})
	}
	return ops
}

// deletes returns the deletes of the originals of a move, without those that stay and their
// ancestors.
func (c *copier) deletes(all []piece, stats []znode.Stat) ([]znode.Op, error) {
	var ops []znode.Op
	failed, left := 0, map[znode.Path]bool{}
	for i, p := range slices.Backward(all) {
		if p.done != nil && p.done.Err != nil {
			left[p.from] = true
			if !c.Leave || znode.CodeOf(p.done.Err) != znode.CodeCopyEphemeral {
				failed++
			}
		}
		switch {
		case left[p.from]:
			left[p.from.Parent()] = true
		case p.done == nil || p.done.Same:
			ops = append(ops, znode.Op{Kind: znode.OpDelete, Path: p.from, Version: stats[i].Version, Mzxid: stats[i].Mzxid})
		}
	}
	if failed > 0 {
		return nil, &znode.Error{Kind: znode.Conflict, Code: znode.CodeMoveNotAll, Args: znode.Args{"failed": strconv.Itoa(failed)}}
	}
	return ops, nil
}
