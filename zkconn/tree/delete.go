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
	// batchOps and batchBytes bound a batch of changes, in ops and in bytes of their
	// paths and data: a server takes 1 MiB in one request (jute.maxbuffer).
	batchOps   = 500
	batchBytes = 512 << 10
	// batchData bounds the data that a batch deletes: it may have to be kept.
	batchData = 32 << 20
	// opBytes is what an op takes beside its path and data, about.
	opBytes = 64
	// tries is how often something is tried that others change meanwhile.
	tries = 5
	// maxAgain is how many times in all what others fill is looked through again.
	maxAgain = 10_000
)

// Fate is what became of a znode that was to be deleted.
type Fate struct {
	Path    znode.Path
	Gone    bool  // somebody else had deleted it
	Written bool  // somebody wrote it meanwhile, and it is deleted all the same
	Err     error // why it is still there; of code CodeHasUndeleted for what another below it is why
}

// Delete deletes all at and below a znode, children before their parents, in batches
// that are made together or not at all. Each is deleted at the version that it was
// seen with a moment before. What others delete meanwhile is gone; what they create
// is looked for again, a few times; what may not be deleted stays, and so do the
// znodes above it.
//
// report is called with what became of znodes as soon as it is known. Delete fails
// when the writer or the reader do so for another reason than the state of a znode,
// and when report does.
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

	// copied returns why znodes are not to be deleted: what they hold is not where they
	// were moved to. nil where nothing was moved; else nothing is deleted that was
	// changed since it was visited.
	copied func(batch []doomed) ([]error, error)

	most    int                 // ops that are made together: fewer where the server does not take as many
	holding map[znode.Path]bool // of those still to come, the ones with a child that stays
	again   map[znode.Path]int  // how often each was looked through once more
	rewalks int                 // how often any was
}

// doomed is a znode that is about to be deleted, as it was seen.
type doomed struct {
	path    znode.Path
	stat    znode.Stat
	written bool  // it was another before
	fate    *Fate // it is not deleted, as is known without trying

	data []byte // of what is moved
	acl  []znode.ACL
}

// pass is one walk over a subtree: those above the walk, and those to delete next. A
// batch is deleted while the next is got ready and the one behind it is collected;
// whatever changes the deletion does so where a batch lands.
type pass struct {
	*deletion
	flight flight.Batches
	above  []doomed
	batch  []doomed
	bytes  int   // of its ops
	data   int64 // that it deletes
}

// subtree deletes all at and below root.
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

// visit notes a znode that the walk has come to. Those that it has left behind are
// deleted.
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

// whyUnread returns why something that a walk wanted of a znode could not be read; nil
// where it has vanished meanwhile.
func whyUnread(v walk.Visited) error {
	for _, err := range []error{v.Err, v.DataErr, v.ACLErr, v.ChildrenErr} {
		if err != nil && znode.KindOf(err) != znode.NotFound {
			return err
		}
	}
	return nil
}

// leave goes on to what is next: nothing more comes below the others.
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

// mostData bounds the data of a batch.
func (p *pass) mostData() int64 {
	if p.copied != nil { // it is in memory, and so is what it is compared with
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

// try deletes a batch as it was seen, unless something of what came before stays.
func (d *deletion) try(batch []doomed, turn flight.Turn) error {
	if d.copied != nil {
		errs, err := d.copied(batch)
		if err = errors.Join(append(errs, err)...); err != nil {
			return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: err}
		}
	}
	return flight.Apply(d.ctx, d.writer, turn.But(func() bool { return len(d.holding) > 0 || len(batch) > d.most }), opsOf(batch)...)
}

// land goes on from what came of trying to delete a batch.
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

// settle reports which of a batch are known not to be deleted, and returns the others.
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

// delete deletes znodes together, as far as they can be.
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
