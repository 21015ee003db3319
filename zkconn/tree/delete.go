package tree

import (
	"context"
	"errors"
	"slices"

	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	// batchOps and batchBytes limit a batch: the number of its ops and the size of their paths and
	// data. A server accepts 1 MiB in one request (jute.maxbuffer).
	batchOps   = 500
	batchBytes = 512 << 10
	// batchData limits the data of the znodes that a batch deletes, since that may have to be kept.
	batchData = 32 << 20
	// opBytes is the approximate size of an op without its path and data.
	opBytes = 64
	// tries is the number of times that a change is repeated because others change the same znodes.
	tries = 5
	// maxAgain limits the number of subtrees in all that are walked again because others created
	// znodes.
	maxAgain = 10_000
)

// Fate is the result for a znode that was to be deleted.
type Fate struct {
	Path    znode.Path
	Gone    bool  // whether somebody else had deleted it
	Written bool  // whether it was deleted although somebody wrote it meanwhile
	Err     error // why it still exists; of code CodeHasUndeleted if the cause is a znode below it
}

// Delete deletes everything at and below a znode, children before their parents, in batches that
// are each one transaction. It deletes each znode at the version that it saw a moment before.
// Znodes that others delete meanwhile count as gone. For znodes that others create meanwhile it
// looks a few times more. Znodes that may not be deleted stay, and so do their ancestors.
//
// Delete calls report with the results as soon as they are known. It fails if the writer or the
// reader fails for a reason other than the state of a znode, and if report fails.
func Delete(ctx context.Context, reader walk.Reader, writer znode.Writer, root znode.Path, report func([]Fate) error) error {
	return newDeletion(ctx, reader, writer, report).subtree(root)
}

func newDeletion(ctx context.Context, reader walk.Reader, writer znode.Writer, report func([]Fate) error) *deletion {
	return &deletion{ctx: ctx, reader: reader, writer: writer, report: report, most: batchOps, holding: map[znode.Path]bool{}, again: map[znode.Path]int{}}
}

type deletion struct {
	ctx    context.Context
	reader walk.Reader
	writer znode.Writer
	report func([]Fate) error

	// copied returns why each znode of a batch may not be deleted: its content is not at the place
	// to which it was moved. It is nil if this is not a move. In a move, znodes that have changed
	// since they were visited stay.
	copied func(batch []doomed) ([]error, error)

	most    int                 // ops in one transaction; less than batchOps if the server does not accept as many
	holding map[znode.Path]bool // the znodes still to come that have a child that stays
	again   map[znode.Path]int  // by znode, how often its subtree was walked again
	rewalks int                 // sum of again
}

// doomed is a znode to delete, as it was seen last.
type doomed struct {
	path    znode.Path
	stat    znode.Stat
	written bool  // whether it was written since it was first seen
	fate    *Fate // set if it is known beforehand not to be deleted

	data []byte // in a move only
	acl  []znode.ACL
}

// pass is one walk over a subtree. It holds the ancestors of the next znode and the next batch. It
// deletes one batch while it prepares the next and collects the one after that. Only the landing of
// a batch changes the deletion.
type pass struct {
	*deletion
	flight flight.Batches
	above  []doomed
	batch  []doomed
	bytes  int   // size of its ops
	data   int64 // size of the data that it deletes
}

// subtree deletes everything at and below root.
func (d *deletion) subtree(root znode.Path) error {
	p := &pass{deletion: d}
	err := p.walk(root)
	if last := p.flight.Wait(); err == nil {
		err = last
	}
	return err
}

func (p *pass) walk(root znode.Path) error {
	options := walk.Options{}
	if p.copied != nil {
		options.Want = func(znode.Path) walk.Want { return walk.Data | walk.ACL }
	}
	w := walk.New(p.reader, root, options)
	for v := range w.All(p.ctx) {
		if err := p.visit(v); err != nil {
			return err
		}
	}
	if w.Stopped() == walk.Lost {
		return w.Err()
	}
	if err := p.leave(nil); err != nil {
		return err
	}
	return p.flush()
}

// visit adds a znode that the walk has reached. Znodes that the walk has left go to the batch.
func (p *pass) visit(v walk.Visited) error {
	if err := p.leave(&v.Path); err != nil {
		return err
	}
	z := doomed{path: v.Path, stat: v.Stat, data: v.Data, acl: v.ACL}
	switch err := whyUnread(v); {
	case znode.KindOf(v.Err) == znode.NotFound:
		z.fate = &Fate{Path: v.Path, Gone: true}
	case err != nil:
		z.fate = &Fate{Path: v.Path, Err: err}
	}
	p.above = append(p.above, z)
	return nil
}

// whyUnread returns why a part of a znode could not be read, or nil if it was read or has vanished.
func whyUnread(v walk.Visited) error {
	for _, err := range []error{v.Err, v.DataErr, v.ACLErr, v.ChildrenErr} {
		if err != nil && znode.KindOf(err) != znode.NotFound {
			return err
		}
	}
	return nil
}

// leave adds the znodes that are not ancestors of next to the batch, or all if next is nil.
func (p *pass) leave(next *znode.Path) error {
	for len(p.above) > 0 {
		last := p.above[len(p.above)-1]
		if next != nil {
			if _, below := next.Below(last.path); below {
				return nil
			}
		}
		p.above = p.above[:len(p.above)-1]
		if err := p.add(last); err != nil {
			return err
		}
	}
	return nil
}

func (p *pass) add(z doomed) error {
	size := len(z.path.String()) + opBytes
	data := int64(z.stat.DataLength)
	if len(p.batch) == batchOps || p.bytes+size > batchBytes || len(p.batch) > 0 && p.data+data > p.mostData() {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.batch = append(p.batch, z)
	p.bytes += size
	p.data += data
	return nil
}

// mostData returns the limit of the data of a batch.
func (p *pass) mostData() int64 {
	if p.copied != nil { // the data is in memory, and so is that of the copies
		return batchBytes
	}
	return batchData
}

func (p *pass) flush() error {
	batch := p.batch
	p.batch, p.bytes, p.data = nil, 0, 0
	if len(batch) == 0 {
		return nil
	}
	var try func(flight.Turn) error
	if !slices.ContainsFunc(batch, func(z doomed) bool { return z.fate != nil }) {
		try = func(turn flight.Turn) error { return p.try(batch, turn) }
	}
	return p.flight.Begin(try, func(tried error) error { return p.land(batch, tried) })
}

// try deletes a batch as it was seen, unless a znode of the batches before stays.
func (d *deletion) try(batch []doomed, turn flight.Turn) error {
	if d.copied != nil {
		errs, err := d.copied(batch)
		if err = errors.Join(append(errs, err)...); err != nil {
			return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: err}
		}
	}
	return flight.Apply(d.ctx, d.writer, turn.But(func() bool { return len(d.holding) > 0 || len(batch) > d.most }), opsOf(batch)...)
}

// land finishes a batch, given the error of try.
func (d *deletion) land(batch []doomed, tried error) (err error) {
	if znode.KindOf(tried) == znode.Unavailable {
		batch, err = d.settle(batch)
	} else {
		batch, err = d.meet(batch, tried, 0)
	}
	if err != nil {
		return err
	}
	return d.delete(batch)
}

// settle reports the znodes of a batch that are known not to be deleted, and returns the others.
func (d *deletion) settle(batch []doomed) ([]doomed, error) {
	rest := make([]doomed, 0, len(batch))
	for _, z := range batch {
		var err error
		switch {
		case z.fate == nil:
			rest = append(rest, z)
		case z.fate.Gone:
			err = d.report([]Fate{*z.fate})
		default:
			err = d.stays(z.path, z.fate.Err)
		}
		if err != nil {
			return nil, err
		}
	}
	return rest, nil
}

// delete deletes a batch, in as few transactions as possible.
func (d *deletion) delete(batch []doomed) error {
	for look := 0; ; look++ {
		var err error
		if batch, err = d.withoutHolding(batch); err == nil && d.copied != nil {
			batch, err = d.withoutUncopied(batch)
		}
		if err != nil || len(batch) == 0 {
			return err
		}
		if len(batch) > d.most {
			return d.parts(batch, d.most)
		}
		_, err = d.writer.Apply(d.ctx, opsOf(batch)...)
		if batch, err = d.meet(batch, err, look); err != nil {
			return err
		}
	}
}

func opsOf(batch []doomed) []znode.Op {
	ops := make([]znode.Op, len(batch))
	for i, z := range batch {
		ops[i] = znode.Op{Kind: znode.OpDelete, Path: z.path, Version: z.stat.Version}
	}
	return ops
}

func (d *deletion) deleted(batch []doomed) error {
	fates := make([]Fate, len(batch))
	for i, z := range batch {
		fates[i] = Fate{Path: z.path, Written: z.written}
	}
	return d.report(fates)
}
