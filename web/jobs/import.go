package jobs

import (
	"bytes"
	"context"
	"errors"

	"zkweb/auth/guard"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/znode"
)

// KindImport is the kind of jobs that make the steps of an import: of a file that
// export.WriteSteps wrote.
const KindImport = "import"

// importBatch and importBatchBytes are what one transaction of an import holds: well
// below ZooKeeper's usual jute.maxbuffer.
const (
	importBatch      = 500
	importBatchBytes = 512 << 10
)

// importFile is the Work of KindImport. Each step has a line in the report, in the order
// of the file: those that have one are done.
func importFile(ctx context.Context, run *Run) error {
	file, err := run.File()
	if err != nil {
		return err
	}
	im := &importing{run: run, absent: map[znode.Path]bool{}}
	done := run.job.Status().Done
	for step, err := range export.ReadSteps(file) {
		if err == nil && done == 0 {
			err = im.add(ctx, step)
		}
		if err != nil {
			return errors.Join(err, file.Close())
		}
		done = max(0, done-1)
	}
	return errors.Join(im.flush(ctx), file.Close())
}

type importing struct {
	run    *Run
	absent map[znode.Path]bool // that were not made
	batch  []imported
	bytes  int
}

// imported is a step and what became of it.
type imported struct {
	export.Step
	Line
	open bool // its line is not known yet
}

func (im *importing) add(ctx context.Context, step export.Step) error {
	size := len(step.Data) + len(step.At.String())
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
	}
	im.batch = append(im.batch, z)
	im.bytes += size
	return nil
}

// flush makes the steps of a batch, and reports.
func (im *importing) flush(ctx context.Context) error {
	if err := im.write(ctx); err != nil {
		return err
	}
	if err := im.setACLs(ctx); err != nil {
		return err
	}
	lines := make([]Line, len(im.batch))
	for i, z := range im.batch {
		lines[i] = z.Line
	}
	im.batch, im.bytes = nil, 0
	return im.run.Report(ctx, lines...)
}

// write creates and sets what is to be, together as far as it can be.
func (im *importing) write(ctx context.Context) error {
	for looks := 0; ; {
		ops, at := im.open()
		if len(ops) == 0 {
			return nil
		}
		_, err := im.run.Apply(ctx, ops...)
		if err == nil {
			for _, i := range at {
				im.batch[i].open, im.batch[i].Outcome = false, Changed
			}
			return nil
		}
		blamed, isOp := errors.AsType[*znode.OpError](err)
		switch {
		case again(err) || znode.KindOf(err) == znode.Unauthenticated || ctx.Err() != nil || !isOp && len(ops) > 1:
			return err
		case isOp:
			at = at[blamed.Index:]
		}
		if kind := znode.KindOf(err); kind == znode.Conflict && looks < tries { // the answer to them was lost, or others do the same
			looks++
			if err := im.look(ctx); err != nil {
				return err
			}
		}
		if z := &im.batch[at[0]]; z.open {
			im.fail(z, err)
		}
	}
}

// open are the changes that are not made yet, and where in the batch each is.
func (im *importing) open() (ops []znode.Op, at []int) {
	for i := range im.batch {
		z := &im.batch[i]
		if z.open && !z.At.IsRoot() && im.absent[z.At.Parent()] {
			im.fail(z, &znode.Error{Kind: znode.NotFound, Code: znode.CodeImportParent})
		}
		if z.open {
			ops, at = append(ops, z.Op()), append(at, i)
		}
	}
	return ops, at
}

// fail says why a step was not made.
func (im *importing) fail(z *imported, err error) {
	if z.Does == export.Create && znode.KindOf(err) != znode.Conflict { // which there is one
		im.absent[z.At] = true
	}
	z.open, z.Outcome, z.Code, z.Args = false, NotChanged, why(err).Code, why(err).Args
	if z.Does == export.Change && znode.KindOf(err) == znode.NotFound {
		z.Outcome = Gone
	}
}

// look sees which znodes of the batch are already as they are to be.
func (im *importing) look(ctx context.Context) error {
	var reads []znode.Read
	var at []int
	for i, z := range im.batch {
		if z.open {
			reads, at = append(reads, znode.Read{Path: z.At, Kind: znode.ReadData}), append(at, i)
		}
	}
	return im.run.With(ctx, func(ctx context.Context, g *guard.Guard) error {
		sums := guard.Sums{Guard: g}
		for j, now := range sums.ReadMany(ctx, reads) {
			z := &im.batch[at[j]]
			if znode.KindOf(now.Err) == znode.Unavailable {
				return now.Err
			}
			sum, err := sums.Sum(ctx, z.At, z.Data, false)
			if err != nil {
				return err
			}
			if now.Err == nil && bytes.Equal(now.Data, sum) && (now.Data == nil) == (sum == nil) {
				z.open, z.Outcome = false, Same
			}
		}
		return nil
	})
}

// setACLs sets the ACLs that are to be set, of what was not refused.
func (im *importing) setACLs(ctx context.Context) error {
	var ops []znode.Op
	var at []int
	for i, z := range im.batch {
		if z.SetsACL && (z.Outcome == Changed || z.Outcome == Same) {
			ops, at = append(ops, z.ACLOp()), append(at, i)
		}
	}
	errs, err := im.run.ApplyEach(ctx, map[string]string{"import": "acl"}, ops)
	if err != nil {
		return err
	}
	for j, err := range errs {
		z := &im.batch[at[j]]
		if znode.CodeOf(err) == znode.CodeBadVersion && im.hasACL(ctx, ops[j]) { // the answer was lost
			err = nil
		}
		if err != nil || z.Outcome == Same {
			z.Line = aclLine(z.At, err)
		}
	}
	return nil
}

// hasACL reports whether a znode has the ACL that an op is about to set.
func (im *importing) hasACL(ctx context.Context, op znode.Op) bool {
	var now []znode.ACL
	err := im.run.With(ctx, func(ctx context.Context, g *guard.Guard) (err error) {
		now, _, err = g.GetACLs(ctx, op.Path)
		return err
	})
	return err == nil && tree.SameACL(now, op.ACL)
}
