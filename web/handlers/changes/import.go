package changes

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/znode"
)

const (
	// ImportUploadTime is how long a browser may take to send a file.
	ImportUploadTime = 10 * time.Minute
	// importTime bounds an import after its file has been read.
	importTime = 2 * time.Minute
	// importBatch and importBatchBytes bound one transaction of an import, well below ZooKeeper's
	// usual jute.maxbuffer.
	importBatch      = 200
	importBatchBytes = 512 << 10
	// importBatchTime is how long to wait for the answer to one transaction.
	importBatchTime = 10 * time.Second
	// importAtOnce bounds the data that an import within a request writes. A larger import, or one
	// of more than site.MaxAtOnce znodes, runs as a job.
	importAtOnce = 8 << 20
)

// ShowImport shows the form that takes a file.
func (h *Handlers) ShowImport(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.CheckAs(ctx, people.Create, site.AnyChild(v.Path), v.Path); err != nil {
		return err
	}
	return site.Render(c, http.StatusOK, h.importPage(c, v))
}

// Import imports an export at and below a znode. For a page it always shows the plan first; a
// script asks for the plan with dry_run=1.
func (h *Handlers) Import(c echo.Context, v site.Visit) error {
	if err := h.mayBegin(c, v, people.Create, v.Path); err != nil {
		return err
	}
	if site.IsForm(c.Request()) { // the person agrees to the plan for a held file
		fields, err := site.ReadForm(c.Request())
		if err != nil {
			return err
		}
		return h.Once(c, v.Console, fields.Get("once"), fields, func() error { return h.importHeld(c, v, fields) })
	}
	upload, err := h.readImport(c, v)
	if err != nil {
		return h.refuseImport(c, v, nil, err)
	}
	return h.importFile(c, v, upload, upload.Fields)
}

// importHeld imports a held file whose plan the person agrees to.
func (h *Handlers) importHeld(c echo.Context, v site.Visit, fields url.Values) error {
	upload := h.held.take(v.Console.ID, fields.Get("id"))
	if upload == nil {
		return h.refuseImport(c, v, fields, &znode.Error{Kind: znode.NotFound, Code: znode.CodeImportGone})
	}
	return h.importFile(c, v, upload, fields)
}

func (h *Handlers) importFile(c echo.Context, v site.Visit, upload *site.Upload, fields url.Values) error {
	held := false
	defer func() {
		if !held {
			upload.Close()
		}
	}()
	site.RestartDeadline(c)
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	agreed := fields.Get("plan")
	only := fields.Get("dry_run") == "1" || agreed == "" && !site.AsksJSON(c)
	ctx := c.Request().Context()
	if !only { // a plan is given up when the browser disconnects, but changes are not
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, importTime)
	defer cancel()
	if err := v.Guard.CheckAs(ctx, people.Create, site.AnyChild(v.Path), v.Path); err != nil {
		return err
	}
	plan, err := h.planImport(ctx, c, v, upload, fields, only)
	if err != nil {
		return h.refuseImport(c, v, fields, err)
	}
	defer func() { plan.file.Close() }()
	show := func(problem error) error {
		held = !site.AsksJSON(c)
		return h.showPlan(c, v, plan, upload, problem)
	}
	if only {
		recordPlan(ctx, v, plan)
		return show(nil)
	}
	if err := plan.refusal(agreed); err != nil {
		return show(err)
	}
	return h.carryOut(ctx, c, v, plan, fields.Get("comment"), show)
}

// carryOut makes the changes of an import within the request, as a job, or as a proposal. show
// shows the plan with an error.
func (h *Handlers) carryOut(ctx context.Context, c echo.Context, v site.Visit, plan *importPlan, comment string, show func(error) error) error {
	switch {
	case plan.needs.needed:
		err := plan.propose(ctx, v, comment)
		if _, proposed := errors.AsType[*site.Proposed](err); proposed || site.AsksJSON(c) {
			return err
		}
		return show(err)
	case plan.asJob():
		return h.startSteps(c, v, jobs.KindImport, plan)
	}
	made, err := h.applyImport(ctx, c, v, plan)
	return h.showImported(c, v, plan, made, err)
}

// readImport reads a form with a file.
func (h *Handlers) readImport(c echo.Context, v site.Visit) (*site.Upload, error) {
	done, err := h.Uploads.Open(v.Owner(c))
	if err != nil {
		return nil, err
	}
	defer done()
	return site.ReadUpload(c)
}

// ontos are the ways to treat conflicts, the default first.
var ontos = []export.OnConflict{export.FailOnThem, export.SkipThem, export.OverwriteThem}

// importChoice says what to do with existing znodes.
type importChoice struct {
	onto   export.OnConflict
	setACL bool // set the ACLs of the file
}

func readChoice(fields url.Values) (importChoice, error) {
	choice := importChoice{onto: ontos[0], setACL: fields.Get("acl") == "set"}
	if acl := fields.Get("acl"); acl != "" && acl != "keep" && acl != "set" {
		return choice, &znode.Error{Kind: znode.Invalid, Code: znode.CodeImportACL, Args: znode.Args{"ways": "keep, set"}}
	}
	if text := fields.Get("on_conflict"); text != "" {
		choice.onto = export.OnConflict(text)
	}
	if !slices.Contains(ontos, choice.onto) {
		return choice, &znode.Error{Kind: znode.Invalid, Code: znode.CodeImportOnto, Args: znode.Args{"ways": strings.Join([]string{"fail", "skip", "overwrite"}, ", ")}}
	}
	return choice, nil
}

// applyImport makes the changes of a plan, one transaction after the other, and then sets the ACLs.
// It returns the number of changes that were made, and stops at the first that fails. If there are
// several transactions, one that is too large for the server is split: a single one is all or nothing.
func (h *Handlers) applyImport(ctx context.Context, c echo.Context, v site.Visit, plan *importPlan) (made int, err error) {
	lasting := h.Lasting(c, v)
	batches, most := export.Batches(plan.steps, importBatch, importBatchBytes), importBatch
	for _, batch := range batches {
		for len(batch) > 0 {
			ops := batch[:min(most, len(batch))]
			err := applyTogether(ctx, lasting, plan, ops)
			switch {
			case err == nil:
				made, batch = made+len(ops), batch[len(ops):]
			case znode.CodeOf(err) == znode.CodeDroppedLarge && len(batches) > 1 && len(ops) > 1:
				most = len(ops) / 2
			default:
				return made, err
			}
		}
	}
	guard, err := lasting.Guard(ctx)
	if err != nil {
		return made, err
	}
	return applyACLs(ctx, guard, plan, made)
}

// applyTogether makes changes of a plan in one transaction.
func applyTogether(ctx context.Context, lasting *site.Lasting, plan *importPlan, ops []znode.Op) error {
	guard, err := lasting.Guard(ctx) // asks again whether the person may do it
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, importBatchTime)
	defer cancel()
	_, err = noted{guard, &plan.made}.Apply(ctx, ops...)
	if of, ok := errors.AsType[*znode.OpError](err); ok {
		plan.blamed = &ops[of.Index].Path
	} else if len(ops) == 1 && err != nil {
		plan.blamed = &ops[0].Path
	}
	return err
}

// applyACLs sets the ACLs of a plan.
func applyACLs(ctx context.Context, g *guard.Guard, plan *importPlan, made int) (int, error) {
	var ops []znode.Op
	for _, step := range plan.steps {
		if step.SetsACL {
			ops = append(ops, step.ACLOp())
		}
	}
	errs, entry, err := g.ApplyEach(ctx, map[string]string{"import": "acl"}, ops)
	if entry != 0 {
		plan.made.add(entry)
	}
	for i := range errs {
		switch {
		case errs[i] == nil:
			made++
		case err == nil:
			err = needsAdmin(errs[i])
		}
	}
	return made, err
}

// startSteps starts a job that makes the changes of a plan.
func (h *Handlers) startSteps(c echo.Context, v site.Visit, kind string, plan *importPlan) error {
	file := plan.file
	plan.file = &spool{}
	secret := jobs.Secret{File: file, Size: file.Size(), Close: file.Close}
	return h.StartFileJob(c, v, kind, plan.total(), struct{}{}, secret)
}

// recordPlan records that the present znodes were compared with a file.
func recordPlan(ctx context.Context, v site.Visit, plan *importPlan) {
	settings := map[string]string{"import": "plan"}
	for _, does := range slices.Sorted(maps.Keys(plan.tally.Counts)) {
		settings[string(does)] = strconv.Itoa(plan.tally.Counts[does])
	}
	v.Guard.Walked(ctx, v.Path, settings, nil)
}
