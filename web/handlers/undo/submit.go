package undo

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Submit takes a change back. Where that is no longer possible it shows both sides.
func (h *Handlers) Submit(c echo.Context, _ site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	entry, v, err := h.find(ctx, c)
	if err != nil {
		return err
	}
	plan, err := v.Guard.Undo(ctx, entry)
	if err != nil {
		return err
	}
	results, err := apply(ctx, c, plan)
	switch {
	case znode.KindOf(err) == znode.Conflict && !site.AsksJSON(c):
		return h.refuse(ctx, c, v, entry, err)
	case err != nil:
		return err
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, doneJSON(entry, results))
	}
	to := leadsTo(entry, plan)
	v.Console.Changed(auth.Change{Cluster: v.Cluster.Name, Path: to, Undoes: entry.Seq, Entry: results[0].Recorded})
	return site.SeeOther(c, h.Links.Node(v.Cluster.Name, to))
}

// apply takes a change back, or proposes to.
func apply(ctx context.Context, c echo.Context, plan *guard.Undo) ([]znode.Result, error) {
	if !plan.NeedsApproval() {
		return plan.Apply(ctx)
	}
	fields, err := site.ReadForm(c.Request())
	if c.Request().ContentLength != 0 && err != nil {
		return nil, err
	}
	return nil, site.ProposedAs(plan.Propose(ctx, fields.Get("comment")))
}

// refuse shows what is there now, and why the change is not taken back.
func (h *Handlers) refuse(ctx context.Context, c echo.Context, v site.Visit, entry audit.Entry, conflict error) error {
	plan, err := v.Guard.Undo(ctx, entry)
	if err != nil {
		return conflict
	}
	page, err := h.page(ctx, c, v, entry, plan)
	if err != nil {
		return conflict
	}
	page.Problem = site.ProblemOf(c, conflict)
	return site.Render(c, http.StatusConflict, page)
}

// leadsTo is the znode whose page comes after a change was taken back: the one that it
// was about, or where that is gone, the one above.
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
