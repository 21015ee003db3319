package undo

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Submit undoes a change. If that is no longer possible, it shows both sides.
func (h *Handlers) Submit(c echo.Context, _ site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	entry, v, err := h.find(ctx, c)
	if err != nil {
		return err
	}
	fields, err := site.ReadFields(c)
	if err != nil {
		return err
	}
	return h.Once(c, v.Console, fields.Get("once"), fields, func() error {
		plan, err := v.Guard.Undo(ctx, entry)
		if err != nil {
			return history.Explain(err)
		}
		return h.takeBack(ctx, c, v, entry, plan, fields)
	})
}

// takeBack undoes a change as planned, or proposes to, and redirects to the znode that it was
// about.
func (h *Handlers) takeBack(ctx context.Context, c echo.Context, v site.Visit, entry audit.Entry, plan *guard.Undo, fields url.Values) error {
	results, err := apply(ctx, plan, fields)
	switch {
	case err != nil:
		return h.refuse(ctx, c, v, entry, fields, err)
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, doneJSON(entry, results))
	}
	to := leadsTo(entry, plan)
	change := auth.Change{Cluster: v.Cluster.Name, Path: to, Undone: true, Entry: results[0].Recorded}
	return site.Changed(c, v.Console, change, h.Links.Node(v.Cluster.Name, to))
}

// apply undoes a change, or proposes to.
func apply(ctx context.Context, plan *guard.Undo, fields url.Values) ([]znode.Result, error) {
	if !plan.NeedsApproval() {
		return plan.Apply(ctx)
	}
	return nil, site.ProposedAs(plan.Propose(ctx, fields.Get("comment")))
}

// refuse shows the present state, and the reason why the change is not undone.
func (h *Handlers) refuse(ctx context.Context, c echo.Context, v site.Visit, entry audit.Entry, typed url.Values, refusal error) error {
	f := site.Describe(refusal, c)
	_, proposed := errors.AsType[*site.Proposed](refusal)
	if proposed || site.AsksJSON(c) || f.Kind == znode.Internal || f.Kind == znode.Unauthenticated {
		return refusal
	}
	plan, err := h.replan(ctx, c, v, entry)
	if err != nil {
		return refusal
	}
	page, err := h.page(ctx, c, v, entry, plan, false)
	if err != nil {
		return refusal
	}
	page.Problem, page.Comment = site.ProblemOf(c, refusal), typed.Get("comment")
	f.SetRetryAfter(c)
	return site.Render(c, f.Status, page)
}

// leadsTo returns the znode whose page is shown after a change was undone: the changed znode, or
// its parent if it was deleted.
func leadsTo(entry audit.Entry, plan *guard.Undo) znode.Path {
	if len(plan.Steps) == 1 {
		if only := plan.Steps[0].Op; only.Kind == znode.OpDelete {
			return only.Path.Parent()
		}
		return plan.Steps[0].Op.Path
	}
	path, err := znode.ParsePath(entry.Path)
	if err != nil {
		return znode.Root
	}
	for _, step := range plan.Steps {
		if step.Op.Kind == znode.OpDelete && step.Op.Path == path {
			return path.Parent()
		}
	}
	return path
}
