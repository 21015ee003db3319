package tree

import (
	"context"
	"slices"

	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Copying describes a copy of a subtree to another place, possibly in another cluster.
type Copying struct {
	From, To  znode.Path
	Source    walk.Reader  // reads the data at and below From, unmasked
	Target    walk.Reader  // reads the data at and below To, unmasked
	Writer    znode.Writer // writes to the cluster of To
	Overwrite bool         // whether to overwrite znodes at To that have other data or another ACL
	Leave     bool         // whether a move leaves ephemeral znodes and their ancestors, rather than fail if there are any
	// May returns why data may not be copied to another path. If it is nil, all data may.
	May    func(from, to znode.Path, data []byte) error
	Report func([]Copied) error // Report is called with the results as soon as they are known, in the order of a walk
}

// Copied is the result for one znode.
type Copied struct {
	From, To znode.Path
	Same     bool  // whether it existed already, with the same data and ACL
	Gone     bool  // whether it was deleted before it was read
	Err      error // why there is no such copy; CodeCopyEphemeral, or CodeCopyAbove if an ancestor is the cause
}

// Copy copies everything at and below a znode, parents before their children, in batches that are
// each one transaction. It copies data and ACLs, and whether a znode is a container. It leaves a
// znode alone that exists already as it should be, so that a copy can be repeated. If it cannot
// create a znode, it creates nothing below that znode.
//
// Copy fails if a reader or the writer fails for a reason other than the state of a znode, and if
// Report fails.
func Copy(ctx context.Context, c Copying) error {
	k := &copier{Copying: c, ctx: ctx, most: batchBytes}
	err := k.walk()
	if last := k.flight.Wait(); err == nil {
		err = last
	}
	return err
}

// copier collects batches. It writes one batch while it prepares the next and collects the one
// after that.
type copier struct {
	Copying
	ctx    context.Context
	flight flight.Batches
	batch  []piece
	bytes  int // size of its ops

	// These belong to the batch that lands:
	most   int         // limit of the bytes in one transaction
	look   bool        // whether some copies probably exist already
	absent *znode.Path // the last original without a copy: nothing below it is created
}

// piece is the copy of one znode.
type piece struct {
	original
	from   znode.Path
	mode   znode.CreateMode
	there  *znode.Stat // the znode to overwrite; nil to create one
	write  bool        // whether to write its data
	setACL bool        // whether to set its ACL, which has version aversion
	unsure bool        // whether it may exist because of a change whose answer was lost
	done   *Copied     // the result; nil while there is none

	aversion int32
}

func (c *copier) walk() error {
	w := walk.New(c.Source, c.From, walk.Options{Want: func(znode.Path) walk.Want { return walk.Data | walk.ACL }})
	for v := range w.All(c.ctx) {
		if err := c.add(c.piece(v)); err != nil {
			return err
		}
	}
	if w.Stopped() == walk.Lost {
		return w.Err()
	}
	return c.flush()
}

// piece returns the copy to make of a znode.
func (c *Copying) piece(v walk.Visited) piece {
	below, _ := v.Path.Below(c.From)
	to, err := c.To.Join(below)
	p := piece{from: v.Path, original: original{to, v.Data, v.ACL}, mode: znode.ModePersistent}
	if v.Stat.CreateKind() == znode.Container {
		p.mode = znode.ModeContainer
	}
	switch unread := whyUnread(v); {
	case err != nil:
	case unread != nil:
		err = unread
	case v.Err != nil || v.DataErr != nil || v.ACLErr != nil:
		p.done = &Copied{From: p.from, To: p.to, Gone: true}
	case v.Stat.CreateKind() == znode.Ephemeral:
		err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeCopyEphemeral}
	case slices.ContainsFunc(v.ACL, znode.ACL.Hidden):
		err = &znode.Error{Kind: znode.Denied, Code: znode.CodeCopyDigest}
	case c.May != nil:
		err = c.May(p.from, p.to, p.data)
	}
	if err != nil {
		p.settle(err)
	}
	return p
}

// settle sets the result of a piece. A nil err means that the copy exists.
func (p *piece) settle(err error) { p.done = &Copied{From: p.from, To: p.to, Err: err} }

func (c *copier) add(p piece) error {
	size := p.size()
	if len(c.batch) == batchOps || len(c.batch) > 0 && c.bytes+size > batchBytes {
		if err := c.flush(); err != nil {
			return err
		}
	}
	c.batch = append(c.batch, p)
	c.bytes += size
	return nil
}

// size returns the approximate size of the op that creates the piece.
func (p *piece) size() int {
	size := len(p.to.String()) + len(p.data) + opBytes
	for _, entry := range p.acl {
		size += len(entry.Scheme) + len(entry.ID) + aclBytes
	}
	return size
}

func (c *copier) flush() error {
	batch := c.batch
	c.batch, c.bytes = nil, 0
	if len(batch) == 0 {
		return nil
	}
	var try func(flight.Turn) error
	if !slices.ContainsFunc(batch, func(p piece) bool { return p.done != nil }) {
		try = func(turn flight.Turn) error { return c.try(batch, turn) }
	}
	return c.flight.Begin(try, func(tried error) error { return c.land(batch, tried) })
}
