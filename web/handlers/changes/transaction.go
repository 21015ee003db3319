package changes

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// TransactionJSON is the sign-in's transaction as JSON; see docs/contract.md.
type TransactionJSON struct {
	Revision int               `json:"revision"` // changes with the list, so that only a list that was seen is applied
	Ops      []CollectedOpJSON `json:"ops"`
}

// CollectedOpJSON is one op of the transaction.
type CollectedOpJSON struct {
	ID      int             `json:"id"`
	Op      string          `json:"op"`
	Path    string          `json:"path"`
	Version *int32          `json:"version,omitempty"` // the version that the znode must have; omitted for create
	Error   *site.JSONError `json:"error,omitempty"`   // why the op could not be made now
}

// ShowTransaction shows the sign-in's transaction, with what each op would do now.
func (h *Handlers) ShowTransaction(c echo.Context, v site.Visit) error {
	return h.showTransaction(c, v, http.StatusOK, nil, nil)
}

// Transact handles the forms that apply, discard or reorder the transaction, remove an op, or add a
// check.
func (h *Handlers) Transact(c echo.Context, v site.Visit) error {
	fields, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	return h.Once(c, v.Console, fields.Get("once"), fields, func() error { return h.transact(c, v, fields) })
}

func (h *Handlers) transact(c echo.Context, v site.Visit, fields url.Values) (err error) {
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	collected := v.SignIn.Transaction()
	do, id, _ := strings.Cut(fields.Get("do"), "-")
	n, _ := strconv.Atoi(id) // 0 is no op's ID
	switch do {
	case "apply":
		return h.applyTransaction(c, v, fields)
	case "discard":
		collected.Clear()
	case "up", "down":
		collected.Move(n, do == "up")
	case "remove":
		collected.Remove(n)
	case "check":
		err = h.collectCheck(c, v, fields)
	default:
		err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeTransactionDo}
	}
	if err != nil && !site.AsksJSON(c) {
		return h.showTransaction(c, v, site.Describe(err, c).Status, fields, err)
	}
	if err != nil {
		return err
	}
	return h.answerCollected(c, v)
}

// collect adds ops to the sign-in's transaction, and redirects there.
func (h *Handlers) collect(c echo.Context, v site.Visit, ops ...znode.Op) error {
	for _, op := range ops {
		if err := v.Guard.May(op); err != nil {
			return err
		}
	}
	if err := v.SignIn.Transaction().Add(ops...); err != nil {
		return err
	}
	return h.answerCollected(c, v)
}

func (h *Handlers) answerCollected(c echo.Context, v site.Visit) error {
	if site.AsksJSON(c) {
		return h.showTransaction(c, v, http.StatusOK, nil, nil)
	}
	return site.SeeOther(c, h.Links.Transaction(v.Cluster.Name))
}

// collectCheck adds a check of a znode's version: the one in the form or, without one, the present
// version.
func (h *Handlers) collectCheck(c echo.Context, v site.Visit, fields url.Values) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	path, err := znode.ParsePath(fields.Get("path"))
	if err != nil {
		return err
	}
	if err := v.Guard.Check(ctx, people.Set, path); err != nil {
		return err
	}
	op := znode.Op{Kind: znode.OpCheck, Path: path}
	if given := fields.Get("version"); given != "" {
		if op.Version, err = (nodeForm{version: given}).expectedVersion(); err != nil {
			return err
		}
	} else {
		stat, err := v.Guard.Exists(ctx, path)
		if err != nil {
			return err
		}
		op.Version = stat.Version
	}
	return v.SignIn.Transaction().Add(op)
}

// applyTransaction makes the changes of the transaction that a form has shown, all or none.
func (h *Handlers) applyTransaction(c echo.Context, v site.Visit, fields url.Values) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	revision, _ := strconv.Atoi(fields.Get("revision")) // 0 is the revision of no list with ops
	ops, done, err := v.SignIn.Transaction().Begin(revision)
	if err != nil {
		return h.refuseTransaction(c, v, fields, err)
	}
	if len(ops) == 0 {
		done(false)
		return h.refuseTransaction(c, v, fields, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTransactionEmpty})
	}
	results, err := v.Apply(ctx, fields.Get("comment"), ops...)
	_, proposed := errors.AsType[*site.Proposed](err)
	done(err == nil || proposed)
	switch {
	case err != nil:
		return h.refuseTransaction(c, v, fields, err)
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, multiJSON(results))
	}
	to := leadsTo(v, ops)
	return site.Changed(c, v.Console, auth.Change{Cluster: v.Cluster.Name, Path: to, Together: len(ops), Entry: results[0].Recorded}, h.Links.Node(v.Cluster.Name, to))
}

// leadsTo returns the znode to show after a transaction: the deepest one that all changes are at or
// below, or the person's start if they may not read it.
func leadsTo(v site.Visit, ops []znode.Op) znode.Path {
	var common *znode.Path
	for _, op := range ops {
		at := op.Path
		if op.Kind == znode.OpDelete || op.Kind == znode.OpCreate && op.Mode.IsSequential() {
			at = at.Parent()
		}
		if common == nil {
			common = &at
		}
		for {
			if _, below := at.Below(*common); below {
				break
			}
			*common = common.Parent()
		}
	}
	if common == nil || v.Guard.Decide(people.Read, *common) != people.Allowed {
		return site.StartPath(v.Guard.Person)
	}
	return *common
}

// refuseTransaction shows the transaction again, with why it was not applied.
func (h *Handlers) refuseTransaction(c echo.Context, v site.Visit, fields url.Values, err error) error {
	f := site.Describe(err, c)
	if _, proposed := errors.AsType[*site.Proposed](err); proposed || site.AsksJSON(c) || f.Kind == znode.Internal || f.Kind == znode.Unauthenticated {
		return err
	}
	f.SetRetryAfter(c)
	return h.showTransaction(c, v, f.Status, fields, err)
}

// showTransaction shows the transaction, with an error about a form and what was typed into it.
func (h *Handlers) showTransaction(c echo.Context, v site.Visit, status int, typed url.Values, problem error) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	collected, revision := v.SignIn.Transaction().Ops()
	ops := make([]znode.Op, len(collected))
	for i, one := range collected {
		ops[i] = one.Op
	}
	sides := site.MaxSteps
	if site.AsksJSON(c) {
		sides = 0
	}
	previews, err := v.Guard.Preview(ctx, ops, sides)
	if err != nil {
		return errors.Join(problem, err)
	}
	if site.AsksJSON(c) {
		answer := TransactionJSON{Revision: revision, Ops: []CollectedOpJSON{}}
		for i, preview := range previews {
			op := CollectedOpJSON{ID: collected[i].ID, Op: site.OpNames[preview.Op.Kind], Path: preview.Op.Path.String(), Error: site.ErrorJSON(c, preview.Err)}
			if preview.Op.Kind != znode.OpCreate {
				op.Version = &preview.Op.Version
			}
			answer.Ops = append(answer.Ops, op)
		}
		return site.SendJSON(c, status, answer)
	}
	page := changes.TransactionPage{
		Shell: h.Shell(c, v.Cluster.Name), Revision: revision, Approval: v.Guard.NeedApproval(ops...),
		Comment: typed.Get("comment"), CheckPath: typed.Get("path"), CheckVersion: typed.Get("version"),
	}
	for i, step := range site.StepsOf(page.Words, previews, site.MaxSteps) {
		page.Steps = append(page.Steps, changes.CollectedStep{Step: step, ID: collected[i].ID, Sequential: ops[i].Mode.IsSequential()})
	}
	page.Possible = !slices.ContainsFunc(page.Steps, func(step changes.CollectedStep) bool { return step.Problem != "" })
	if problem != nil {
		page.Problem = site.ProblemOf(c, problem)
		if blamed, ok := errors.AsType[*znode.OpError](problem); ok && blamed.Index < len(page.Steps) {
			page.Failed = blamed.Index + 1
			page.Steps[blamed.Index].Problem = page.Problem.Message
		}
	}
	return site.Render(c, status, page)
}
