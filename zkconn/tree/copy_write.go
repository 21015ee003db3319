package tree

import (
	"errors"
	"slices"

	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/znode"
)

// aclBytes is the approximate size of an ACL's entry in a request, without its texts.
const aclBytes = 12

// try creates the znodes of a batch. It does not if the batches before show that more than creates
// is needed.
func (c *copier) try(batch []piece, turn flight.Turn) error {
	ops := make([]znode.Op, len(batch))
	for i := range batch {
		ops[i] = batch[i].op()
	}
	return flight.Apply(c.ctx, c.Writer, turn.But(func() bool {
		return c.look || c.most < batchBytes || c.isAbsent(batch[0].from)
	}), ops...)
}

// land finishes a batch, given the error of try.
func (c *copier) land(batch []piece, tried error) error {
	if znode.KindOf(tried) == znode.Unavailable {
		return c.write(batch, c.look)
	}
	at := make([]*piece, len(batch))
	for i := range batch {
		at[i] = &batch[i]
	}
	if tried == nil {
		made(at)
	} else if err := c.blame(batch, at, tried, 0); err != nil {
		return err
	}
	return c.write(batch, tried != nil)
}

// made records that the data of pieces is written.
func made(all []*piece) {
	for _, p := range all {
		p.write, p.there = false, nil
		if !p.setACL {
			p.settle(nil)
		}
	}
}

// write makes the znodes of a batch and reports the results. look is whether it first looks at what
// exists.
func (c *copier) write(batch []piece, look bool) error {
	for try := 0; ; try++ {
		if look {
			if err := c.lookAt(batch); err != nil {
				return err
			}
		}
		c.leaveBelow(batch)
		ops, at := c.ops(batch)
		if len(ops) == 0 {
			break
		}
		_, err := c.Writer.Apply(c.ctx, ops...)
		if look = err != nil; !look {
			made(at)
			try = -1
			continue
		}
		if err := c.blame(batch, at, err, try); err != nil {
			return err
		}
	}
	if err := c.setACLs(batch); err != nil {
		return err
	}
	all := make([]Copied, len(batch))
	for i := range batch {
		all[i] = *batch[i].done
	}
	return c.Report(all)
}

// lookAt looks at what exists already, and decides what to do with each piece.
func (c *copier) lookAt(batch []piece) error {
	var open []*piece
	for i := range batch {
		if batch[i].done == nil {
			open = append(open, &batch[i])
		}
	}
	originals := make([]original, len(open))
	for i, p := range open {
		originals[i] = p.original
	}
	seen, err := lookAt(c.ctx, c.Target, originals)
	if err != nil && slices.ContainsFunc(open, func(p *piece) bool { return p.unsure }) {
		return unsure(err)
	} else if err != nil {
		return err
	}
	c.look = false
	for i, p := range open {
		if seen[i].there {
			c.look = true
		}
		c.decide(p, seen[i])
	}
	return nil
}

// decide sets what to do with a piece, given what is at its place.
func (c *copier) decide(p *piece, now seen) {
	p.there, p.write, p.setACL, p.aversion = nil, false, false, now.stat.Aversion
	switch {
	case now.err != nil:
		p.settle(now.err)
	case !now.there:
	case now.sameData && now.sameACL:
		p.done = &Copied{From: p.from, To: p.to, Same: !p.unsure}
	case c.Overwrite:
		p.there, p.write, p.setACL = &now.stat, !now.sameData, !now.sameACL
	default:
		p.settle(&znode.Error{Kind: znode.Conflict, Code: znode.CodeCopyExists})
	}
}

// leaveBelow settles the pieces whose originals are below one without a copy.
func (c *copier) leaveBelow(batch []piece) {
	for i := range batch {
		p := &batch[i]
		below := c.isAbsent(p.from)
		switch {
		case below && p.done == nil:
			p.settle(&znode.Error{Kind: znode.Conflict, Code: znode.CodeCopyAbove})
		case !below && p.done != nil && (p.done.Err != nil || p.done.Gone):
			c.absent = &p.from
		}
	}
}

// isAbsent reports whether an original is below one without a copy.
func (c *copier) isAbsent(from znode.Path) bool {
	if c.absent == nil || from == *c.absent {
		return false
	}
	_, below := from.Below(*c.absent)
	return below
}

// ops returns the next changes to make in one transaction, and their pieces.
func (c *copier) ops(batch []piece) (ops []znode.Op, at []*piece) {
	bytes := 0
	for i := range batch {
		p := &batch[i]
		if p.done != nil || p.setACL && !p.write {
			continue
		}
		if bytes += p.size(); bytes > c.most && len(ops) > 0 {
			break
		}
		ops, at = append(ops, p.op()), append(at, p)
	}
	return ops, at
}

func (p *piece) op() znode.Op {
	if p.there != nil {
		return znode.Op{Kind: znode.OpSet, Path: p.to, Data: p.data, Version: p.there.Version}
	}
	return znode.Op{Kind: znode.OpCreate, Path: p.to, Data: p.data, ACL: p.acl, Mode: p.mode}
}

// blame settles the pieces that an error is about, or leaves them to be looked at and tried again.
// It returns an error that is not about a piece.
func (c *copier) blame(batch []piece, at []*piece, err error, try int) error {
	blamed := at[0]
	if of, ok := errors.AsType[*znode.OpError](err); ok {
		blamed = at[of.Index]
	} else if len(at) > 1 && znode.KindOf(err) != znode.UnknownOutcome {
		return err
	}
	switch kind := znode.KindOf(err); {
	case znode.CodeOf(err) == znode.CodeDroppedLarge && len(at) > 1: // the server's jute.maxbuffer is low
		c.most /= 2
		for _, p := range at {
			p.unsure = true
		}
	case znode.CodeOf(err) == znode.CodeDroppedLarge:
		blamed.settle(err)
	case kind == znode.UnknownOutcome && try < tries:
		for _, p := range at {
			p.unsure = true
		}
	case try < tries && (kind == znode.Conflict || kind == znode.NotFound && blamed.there != nil):
	case kind == znode.Denied && blamed.there == nil: // whoever may not create one child of a znode may create none
		for i := range batch {
			if p := &batch[i]; p.done == nil && p.there == nil && p.to.Parent() == blamed.to.Parent() {
				p.settle(err)
			}
		}
	case kind == znode.NotFound: // the znode of the new place or an ancestor of it is missing, not the original
		blamed.settle(&znode.Error{Kind: znode.Conflict, Code: znode.CodeCopyAbove})
	case kind == znode.Conflict, kind == znode.Denied, kind == znode.Invalid, kind == znode.TooLarge:
		blamed.settle(err)
	default:
		return err
	}
	return nil
}

// setACLs sets the ACLs of overwritten znodes, one by one, since ZooKeeper does not allow setACL in
// a multi.
func (c *copier) setACLs(batch []piece) error {
	for i := range batch {
		p := &batch[i]
		if p.done != nil {
			continue
		}
		_, err := c.Writer.Apply(c.ctx, znode.Op{Kind: znode.OpSetACL, Path: p.to, ACL: p.acl, Version: p.aversion})
		switch znode.KindOf(err) {
		case "", znode.Conflict, znode.NotFound, znode.Denied, znode.Invalid:
			p.settle(err)
		default:
			return err
		}
	}
	return nil
}
