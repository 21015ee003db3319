package changes

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/history"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/znode"
)

// ShowBringBack shows the plan for bringing back a znode and all below it as of a moment of the
// past. The moment is in the field at; without it, it is the one before the znode's last deletion,
// or before the last one up to the moment in the field deleted. With alone=1, only the znode itself
// is brought back.
func (h *Handlers) ShowBringBack(c echo.Context, v site.Visit) error {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	return h.bringBack(c, v, values, true)
}

// BringBack carries out a plan of ShowBringBack. A page sends the fingerprint of the plan that it
// showed; a script asks for the plan with dry_run=1.
func (h *Handlers) BringBack(c echo.Context, v site.Visit) error {
	if err := h.mayBegin(c, v, people.Create, v.Path); err != nil {
		return err
	}
	values, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	only := values.Get("dry_run") == "1" || values.Get("plan") == "" && !site.AsksJSON(c)
	return h.Once(c, v.Console, values.Get("once"), values, func() error {
		if err := h.Enter(c, &v); err != nil {
			return err
		}
		return h.bringBack(c, v, values, only)
	})
}

// bringBack plans and, unless only is set, carries out the plan.
func (h *Handlers) bringBack(c echo.Context, v site.Visit, values url.Values, only bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), importTime)
	defer cancel()
	if err := v.Guard.Check(ctx, people.Create, v.Path); err != nil {
		return err
	}
	choice, err := readChoice(values)
	if err != nil {
		return err
	}
	then, err := h.goBack(ctx, v, values.Get("at"), values.Get("deleted"))
	if err != nil {
		return history.Explain(err)
	}
	alone := values.Get("alone") == "1"
	plan, err := h.planBack(ctx, c, v, then, choice, alone, only)
	then.Guard.Walked(ctx, v.Path, map[string]string{"history": "bring back"}, err)
	if err != nil {
		return err
	}
	defer func() { plan.file.Close() }()
	b := broughtBack{handlers: h, then: then, alone: alone, plan: plan}
	agreed := values.Get("plan")
	switch {
	case only:
		return b.show(c, v, nil, nil)
	case plan.refusal(agreed) != nil:
		return b.show(c, v, nil, plan.refusal(agreed))
	case plan.needs.needed:
		err := plan.propose(ctx, v, values.Get("comment"))
		if _, proposed := errors.AsType[*site.Proposed](err); proposed || site.AsksJSON(c) {
			return err
		}
		return b.show(c, v, nil, err)
	case plan.asJob():
		return h.startSteps(c, v, jobs.KindBringBack, plan)
	}
	made, err := h.applyImport(ctx, c, v, plan)
	if plan.isWhole(err) && !site.AsksJSON(c) {
		return h.leadToImported(c, v, plan, made)
	}
	return b.show(c, v, &made, err)
}

// goBack returns the visit as of a moment of the past. If moment is "", it is the one before the
// last deletion up to the moment deleted.
func (h *Handlers) goBack(ctx context.Context, v site.Visit, moment, deleted string) (site.Visit, error) {
	past, err := h.Past(v)
	if err != nil {
		return v, err
	}
	at := &site.At{}
	if at.Asked, err = readMoment(ctx, past, moment); err != nil {
		return v, err
	}
	if moment == "" {
		upTo, err := readMoment(ctx, past, deleted)
		if err != nil {
			return v, err
		}
		if at.Asked, err = past.BeforeDeletion(ctx, v.Path, upTo); err != nil {
			return v, err
		}
	}
	if v.Guard, at.Moment, err = past.At(ctx, at.Asked); err != nil {
		return v, err
	}
	v.At = at
	_, err = v.Guard.Exists(ctx, v.Path)
	return v, err
}

// readMoment is like site.ReadMoment, but returns 0 for "".
func readMoment(ctx context.Context, past *guard.Past, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	return site.ReadMoment(ctx, past, text)
}

// planBack plans to bring back the znodes of then.
func (h *Handlers) planBack(ctx context.Context, c echo.Context, v, then site.Visit, choice importChoice, alone, only bool) (*importPlan, error) {
	if !v.Path.IsRoot() {
		_, err := v.Guard.Exists(ctx, v.Path.Parent())
		if znode.KindOf(err) == znode.NotFound {
			err = &znode.Error{Kind: znode.Conflict, Code: znode.CodeHistoryParent, Args: znode.Args{"path": v.Path.Parent().String()}}
		}
		if err != nil {
			return nil, err
		}
	}
	nodes := newPastNodes(ctx, h.Lasting(c, then), then.Path, alone)
	defer nodes.stop()
	return h.planNodes(ctx, c, v, func() (*export.File, error) { return &export.File{Reader: nodes, Ordered: true}, nil }, choice, only)
}

// broughtBack has what the answers about bringing back have in common.
type broughtBack struct {
	handlers *Handlers
	then     site.Visit
	alone    bool
	plan     *importPlan
}

// show sends the plan or, if made is not nil, the result.
func (b broughtBack) show(c echo.Context, v site.Visit, made *int, problem error) error {
	status := http.StatusOK
	if problem != nil {
		status = site.Describe(problem, c).Status
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, status, b.plan.json(c, made, cmp.Or(problem, b.plan.tooMuch())))
	}
	page := b.handlers.importPage(c, v)
	page.Plan = b.handlers.viewPlan(c, b.plan)
	page.Plan.Fingerprint, page.Plan.Onto = b.plan.tally.Fingerprint(), string(b.plan.choice.onto)
	page.Then = &changes.Then{At: views.Hex(b.then.At.Asked), Time: b.then.At.Time, Alone: b.alone}
	page.Made, page.Problem, page.Blamed = made, planProblem(c, b.plan, problem), b.plan.blamed
	return site.Render(c, status, page)
}
