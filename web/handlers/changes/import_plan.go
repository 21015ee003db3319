package changes

import (
	"context"
	"net/url"
	"strconv"
	"sync"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	// maxImport and maxImportBytes bound an import: znodes and bytes of data.
	maxImport      = 1_000_000
	maxImportBytes = 1 << 30
)

// importPlan is the plan of an import.
type importPlan struct {
	choice importChoice
	header export.Header
	tally  *export.Tally
	steps  []export.Step // those that change something; nil if they run as a job
	listed []listedStep  // the first steps that are worth listing
	more   int           // number of such steps that are not in listed
	file   *spool        // all steps, for a job
	only   bool          // the plan is only shown, and file stays empty
	made   entries       // entries of the changes that were made
	blamed *znode.Path   // the znode whose op made a transaction fail; nil if that is not known
	needs  *approval
}

// listedStep is a step without its data.
type listedStep struct {
	at                znode.Path
	does              export.Does
	bytes             int
	otherACL, setsACL bool
	why               error
}

// asJob reports whether the plan is too large for one request.
func (p *importPlan) asJob() bool {
	return !p.needs.needed && p.isMuch()
}

func (p *importPlan) isMuch() bool {
	return p.tally.Changes > site.MaxAtOnce || p.tally.Bytes > importAtOnce
}

// total returns the number of znodes.
func (p *importPlan) total() (n int) {
	for _, count := range p.tally.Counts {
		n += count
	}
	return n
}

// add adds steps to the plan.
func (p *importPlan) add(steps []export.Step) error {
	p.tally.Add(steps)
	for _, step := range steps {
		if step.Does == export.Refused {
			p.needs.leave(step.At, step.Why)
		}
		if step.Changes() {
			p.needs.plan(step.At)
			if !p.isMuch() {
				p.steps = append(p.steps, step)
			}
		}
		switch {
		case step.Does == export.Same && !step.OtherACL && !step.SetsACL:
		case len(p.listed) < maxSteps:
			p.listed = append(p.listed, listedStep{step.At, step.Does, len(step.Data), step.OtherACL, step.SetsACL, step.Why})
		default:
			p.more++
		}
	}
	if p.isMuch() {
		p.steps = nil
	}
	if p.only {
		return nil
	}
	return export.WriteSteps(p.file, steps)
}

// planImport plans the import of a file by the choice in fields. only says that the plan is only
// shown.
func (h *Handlers) planImport(ctx context.Context, c echo.Context, v site.Visit, upload *site.Upload, fields url.Values, only bool) (*importPlan, error) {
	choice, err := readChoice(fields)
	if err != nil {
		return nil, err
	}
	release, err := h.Memory.Take(ctx, export.Memory(upload, upload.Size))
	if err != nil {
		return nil, err
	}
	defer release()
	return h.planNodes(ctx, c, v, func() (*export.File, error) { return export.Open(upload, upload.Size) }, choice, only)
}

// planNodes is like planImport, for a file that is opened once a walk may begin.
func (h *Handlers) planNodes(ctx context.Context, c echo.Context, v site.Visit, open func() (*export.File, error), choice importChoice, only bool) (*importPlan, error) {
	done, err := h.walks.Open(v.Owner(c))
	if err != nil {
		return nil, err
	}
	defer done()
	file, err := open()
	if err != nil {
		return nil, err
	}
	plan := &importPlan{choice: choice, header: file.Header, tally: export.NewTally(), file: &spool{}, only: only, needs: approvalBelow(v.Guard, v.Path)}
	if file, err = export.InOrder(file, maxImport, maxImportBytes); err != nil {
		return nil, err
	}
	sums := guard.Sums{Guard: v.Guard}
	placed := false
	err = export.Plan(ctx, file, export.Target{
		Root: v.Path, OnConflict: choice.onto, SetACL: choice.setACL,
		Reader:  h.Lasting(c, v).As(func(g *guard.Guard) walk.Reader { return guard.Sums{Guard: g} }),
		Sum:     func(at znode.Path, data []byte) ([]byte, error) { return sums.Sum(ctx, at, data, false) },
		May:     func(op znode.Op) error { return mayImport(v, op) },
		SameACL: tree.SameACL,
		ACL:     sync.OnceValues(func() ([]znode.ACL, error) { return importACL(ctx, v) }),
	}, func(steps []export.Step) error {
		if !placed && len(steps) > 0 {
			if err := hasPlace(ctx, v, steps[0].Node); err != nil {
				return err
			}
			placed = true
		}
		return plan.add(steps)
	})
	if err != nil {
		plan.file.Close()
		return nil, err
	}
	plan.tally.End()
	return plan, nil
}

// hasPlace fails with NotFound if the parent of the first imported znode does not exist. The import
// may create the visit's znode itself.
func hasPlace(ctx context.Context, v site.Visit, first export.Node) error {
	at := v.Path
	if first.Path.IsRoot() && !at.IsRoot() {
		at = at.Parent()
	}
	_, err := v.Guard.Exists(ctx, at)
	return err
}

// refusal returns why the plan cannot be carried out. agreed is the fingerprint of the plan that
// the person has agreed to; "" for any.
func (p *importPlan) refusal(agreed string) error {
	if agreed != "" && agreed != p.tally.Fingerprint() {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeImportMoved}
	}
	if conflicts := p.tally.Counts[export.Conflict]; conflicts > 0 {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeImportConflicts, Args: znode.Args{"conflicts": strconv.Itoa(conflicts)}}
	}
	return p.tooMuch()
}

// tooMuch returns why the plan can be neither carried out nor proposed.
func (p *importPlan) tooMuch() error {
	if p.needs.needed && p.tally.ACLs > 0 && p.tally.Counts[export.Create]+p.tally.Counts[export.Change] > 0 {
		return errACLsToApprove
	}
	return p.needs.refusal(true, int64(p.tally.Bytes))
}

// propose proposes the changes of the plan.
func (p *importPlan) propose(ctx context.Context, v site.Visit, comment string) error {
	var ops []znode.Op
	for _, step := range p.steps {
		if step.Does == export.Create || step.Does == export.Change {
			ops = append(ops, step.Op())
		}
		if step.SetsACL {
			ops = append(ops, step.ACLOp())
		}
	}
	return propose(ctx, v.Guard, ops, comment, p.needs.left)
}

// mayImport returns why a change would be refused without asking ZooKeeper.
func mayImport(v site.Visit, op znode.Op) error {
	full, err := v.Cluster.Chroot.Join(op.Path)
	if err != nil {
		return err
	}
	if segments := full.Segments(); len(segments) > 0 && segments[0] == "zookeeper" {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeImportSystem}
	}
	err = v.Guard.May(op)
	if znode.CodeOf(err) == znode.CodeHoldsMask {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeImportMasked, Cause: err}
	}
	return err
}

// importACL returns the ACL for znodes that have none in the file: the one that a znode created
// through the form gets.
func importACL(ctx context.Context, v site.Visit) ([]znode.ACL, error) {
	above := v.Path
	if _, err := v.Guard.Exists(ctx, above); err != nil {
		above = above.Parent()
	}
	acl, err := aclBelow(ctx, v.Guard, above, v.Guard.Person.User)
	return acl.entries, err
}
