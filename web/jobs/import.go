package jobs

import (
	"bytes"
	"context"
	"errors"
	"io"

	"zkweb/auth/guard"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/znode"
)

// KindImport is the kind of jobs that make the steps of an import. They are in a file that
// export.WriteSteps wrote.
const KindImport = "import"

// KindBringBack is the kind of jobs that make the steps for bringing back past znodes. They are in
// a file like that of KindImport.
const KindBringBack = "bring_back"

// importBatch and importBatchBytes bound one transaction of an import, well below ZooKeeper's usual
// jute.maxbuffer.
const (
	importBatch      = 500
	importBatchBytes = 512 << 10
)

// importFile is the Work of KindImport and KindBringBack. Each step has one line in the report, in
// the order of the file, so the number of lines says how many steps are done.
func importFile(ctx context.Context, run *Run) error {
	file, err := run.File()
	if err != nil {
		return err
	}
	im := &importing{run: run, most: importBatch}
	err = im.read(ctx, file)
	if last := im.flight.Wait(); err == nil {
		err = last
	}
	return errors.Join(err, file.Close())
}

// importing reads a batch of steps, while the previous one is prepared and the one before that is
// made.
type importing struct {
	run    *Run
	flight flight.Batches
	batch  []imported
	bytes  int

	most   int         // maximum number of changes in one transaction; lowered if a server does not accept as many
	absent *znode.Path // the last znode that could not be created in the batches that have landed; nothing below it is created
}

// isLeft reports whether a znode cannot be created because an ancestor could not.
func (im *importing) isLeft(at znode.Path) bool {
	if im.absent == nil || at == *im.absent {
		return false
	}
	_, isBelow := at.Below(*im.absent)
	return isBelow
}

func (im *importing) read(ctx context.Context, file io.Reader) error {
	done := im.run.job.Status().Done
	for step, err := range export.ReadSteps(file) {
		if err == nil && done == 0 {
			err = im.add(ctx, step)
		}
		if err != nil {
			return err
		}
		done = max(0, done-1)
	}
	return im.flush(ctx)
}

// imported is a step and its line in the report.
type imported struct {
	export.Step
	Line
	open bool // the line is not known yet
}

func (im *importing) add(ctx context.Context, step export.Step) error {
	size := step.Size()
	if len(im.batch) == importBatch || im.bytes+size > importBatchBytes {
		if err := im.flush(ctx); err != nil {
			return err
		}
	}
	z := imported{Step: step, Line: Line{Path: step.At.String(), Outcome: Same}, open: step.Does == export.Create || step.Does == export.Change}
	switch step.Does {
	case export.Skip:
		z.Outcome = Skipped
	case export.Refused:
		z.Outcome, z.Code = NotChanged, znode.CodeInternalFault
		if why := why(step.Why); why != nil {
			z.Code, z.Args = why.Code, why.Args
		}
		if z.Code == znode.CodeImportEphemeral { // an ephemeral znode is never imported, as the plan says
			z.Outcome = Skipped
		}
	}
	im.batch = append(im.batch, z)
	im.bytes += size
	return nil
}

// flush begins to make the steps of a batch.
func (im *importing) flush(ctx context.Context) error {
	batch := &importedTogether{im, im.batch}
	im.batch, im.bytes = nil, 0
	return im.flight.Begin(func(turn flight.Turn) error { return batch.try(ctx, turn) },
		func(tried error) error { return batch.land(ctx, tried) })
}

// importedTogether are the steps of one batch.
type importedTogether struct {
	*importing
	steps []imported
}

// try makes the steps in their turn, unless an ancestor could not be created or there are too many
// for one transaction.
func (b *importedTogether) try(ctx context.Context, turn flight.Turn) error {
	ops, _ := b.open()
	if len(ops) == 0 {
		return turn(ctx)
	}
	return flight.Apply(ctx, b.run, turn.But(func() bool { return b.isLeft(ops[0].Path) || len(ops) > b.most }), ops...)
}

// land makes the steps that try has not made, and reports all.
func (b *importedTogether) land(ctx context.Context, tried error) error {
	looks := 0
	if znode.KindOf(tried) != znode.Unavailable {
		_, at := b.open()
		if err := b.meet(ctx, at, tried, &looks); err != nil {
			return err
		}
	}
	if err := b.write(ctx, &looks); err != nil {
		return err
	}
	if err := b.setACLs(ctx); err != nil {
		return err
	}
	lines := make([]Line, len(b.steps))
	for i, z := range b.steps {
		lines[i] = z.Line
	}
	return b.run.Report(ctx, lines...)
}

// write creates and sets what is left, in transactions as large as possible.
func (b *importedTogether) write(ctx context.Context, looks *int) error {
	for {
		b.leaveBelow()
		ops, at := b.open()
		if len(ops) == 0 {
			return nil
		}
		now := min(b.most, len(ops))
		_, err := b.run.Apply(ctx, ops[:now]...)
		if err := b.meet(ctx, at[:now], err, looks); err != nil {
			return err
		}
	}
}

// meet handles the result of making the steps at these indices. looks counts how often the present
// znodes have been read after a conflict.
func (b *importedTogether) meet(ctx context.Context, at []int, err error, looks *int) error {
	if err == nil {
		for _, i := range at {
			b.steps[i].open, b.steps[i].Outcome = false, Changed
		}
		return nil
	}
	blamed, isOp := errors.AsType[*znode.OpError](err)
	switch {
	case znode.CodeOf(err) == znode.CodeDroppedLarge && len(at) > 1: // the server has a low jute.maxbuffer
		b.most = len(at) / 2
		return nil
	case again(err) || znode.KindOf(err) == znode.Unauthenticated || ctx.Err() != nil || !isOp && len(at) > 1:
		return err
	case isOp:
		at = at[blamed.Index:]
	}
	if kind := znode.KindOf(err); kind == znode.Conflict && *looks < tries { // the answer to an earlier attempt was lost, or others make changes
		*looks++
		if err := b.look(ctx); err != nil {
			return err
		}
	}
	if z := &b.steps[at[0]]; z.open {
		b.fail(z, err)
	}
	return nil
}

// leaveBelow marks the steps below znodes that could not be created as failed.
func (b *importedTogether) leaveBelow() {
	for i := range b.steps {
		z := &b.steps[i]
		if z.open && b.isLeft(z.At) {
			b.fail(z, &znode.Error{Kind: znode.NotFound, Code: znode.CodeImportParent})
		}
	}
}

// open returns the changes that are not made yet, with their indices in the batch.
func (b *importedTogether) open() (ops []znode.Op, at []int) {
	for i := range b.steps {
		if z := &b.steps[i]; z.open {
			ops, at = append(ops, z.Op()), append(at, i)
		}
	}
	return ops, at
}

// fail marks a step as failed.
func (b *importedTogether) fail(z *imported, err error) {
	if z.Does == export.Create && znode.KindOf(err) != znode.Conflict && !b.isLeft(z.At) { // after a conflict the znode exists
		at := z.At
		b.absent = &at
	}
	z.open, z.Outcome, z.Code, z.Args = false, NotChanged, why(err).Code, why(err).Args
	if z.Does == export.Change && znode.KindOf(err) == znode.NotFound {
		z.Outcome = Gone
	}
}

// look finds out which znodes of the batch already have the data of their steps.
func (b *importedTogether) look(ctx context.Context) error {
	var reads []znode.Read
	var at []int
	for i, z := range b.steps {
		if z.open {
			reads, at = append(reads, znode.Read{Path: z.At, Kind: znode.ReadData}), append(at, i)
		}
	}
	return b.run.With(ctx, func(ctx context.Context, g *guard.Guard) error {
		sums := guard.Sums{Guard: g}
		for j, now := range sums.ReadMany(ctx, reads) {
			z := &b.steps[at[j]]
			if znode.KindOf(now.Err) == znode.Unavailable {
				return now.Err
			}
			sum, err := sums.Sum(ctx, z.At, z.Data, false)
			if err != nil {
				return err
			}
			if now.Err == nil && bytes.Equal(now.Data, sum) {
				z.open, z.Outcome = false, Same
			}
		}
		return nil
	})
}

// setACLs sets the ACLs of the steps that did not fail.
func (b *importedTogether) setACLs(ctx context.Context) error {
	var ops []znode.Op
	var at []int
	for i, z := range b.steps {
		if z.SetsACL && (z.Outcome == Changed || z.Outcome == Same) {
			ops, at = append(ops, z.ACLOp()), append(at, i)
		}
	}
	errs, err := b.run.ApplyEach(ctx, map[string]string{"import": "acl"}, ops)
	if err != nil {
		return err
	}
	for j, err := range errs {
		z := &b.steps[at[j]]
		if znode.CodeOf(err) == znode.CodeBadVersion && b.hasACL(ctx, ops[j]) { // the answer to an earlier attempt was lost
			err = nil
		}
		if err != nil || z.Outcome == Same {
			z.Line = aclLine(z.At, err)
		}
	}
	return nil
}

// hasACL reports whether a znode already has the ACL that an op would set.
func (b *importedTogether) hasACL(ctx context.Context, op znode.Op) bool {
	var now []znode.ACL
	err := b.run.With(ctx, func(ctx context.Context, g *guard.Guard) (err error) {
		now, _, err = g.GetACLs(ctx, op.Path)
		return err
	})
	return err == nil && tree.SameACL(now, op.ACL)
}
