package tree

import (
	"context"
	"slices"

	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Copying is a copy of a subtree to another place, perhaps of another cluster.
type Copying struct {
	From, To  znode.Path
	Source    walk.Reader  // reads the data at and below From as it is
	Target    walk.Reader  // reads that at and below To as it is
	Writer    znode.Writer // of To's cluster
	Overwrite bool         // what is there with other data or another ACL becomes like the original; else it stays
	Leave     bool         // a move leaves ephemeral znodes, and what is above them; else none is made where there is one
	// May returns why data is not to be copied to another path; nil lets all be.
	May    func(from, to znode.Path, data []byte) error
	Report func([]Copied) error // is called with what became of znodes as soon as it is known, in the order of a walk
}

// Copied is what became of a znode that was to be copied.
type Copied struct {
	From, To znode.Path
	Same     bool  // it was there already, with the same data and ACL
	Gone     bool  // it was deleted before it was read
	Err      error // why it is not there as the original; of code CodeCopyEphemeral for what belongs to a session, and CodeCopyAbove for what another above it is why
}

// Copy copies all at and below a znode, parents before their children, in batches that
// are made together or not at all: data, ACL, and of older servers which znodes are
// containers. What is there already as it is to be is left alone, so that a copy may be
// begun anew. Where a znode cannot be made nothing below it is.
//
// Copy fails when a reader or the writer do so for another reason than the state of a
// znode, and when Report does.
func Copy(ctx context.Context, c Copying) error {
	k := &copier{Copying: c, ctx: ctx, most: batchBytes}
	err := k.walk()
	if last := k.flight.Wait(); err == nil {
		err = last
	}
	return err
}

// copier collects batches, and writes one while it gets the next ready and collects the
// one behind it.
type copier struct {
	Copying
	ctx    context.Context
	flight flight.Batches
	batch  []piece
	bytes  int // of its ops

	// Of the batch that lands:
	most   int         // bytes that are sent together
	look   bool        // something is there already, most likely
	absent *znode.Path // the last original that is not there as it is to be: nothing below it is made
}

// piece is a znode that is copied.
type piece struct {
	original
	from   znode.Path
	mode   znode.CreateMode
	there  *znode.Stat // of what is there, to be overwritten
	write  bool        // its data is
	setACL bool        // its ACL is, of version aversion
	unsure bool        // it may have been made, by a change whose answer was lost
	done   *Copied     // what became of it

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

// piece returns what is to be made of a znode.
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

// settle notes what became of a piece: nil that it is there.
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

// size returns what an op takes that makes the piece, about.
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
