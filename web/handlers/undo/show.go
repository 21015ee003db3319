package undo

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/undo"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Show shows how a change would be undone: both sides of each znode.
func (h *Handlers) Show(c echo.Context, _ site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	entry, v, err := h.find(ctx, c)
	if err != nil {
		return err
	}
	plan, err := v.Guard.Undo(ctx, entry)
	if err != nil {
		return history.Explain(err)
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, planJSON(c, entry, plan))
	}
	page, err := h.page(ctx, c, v, entry, plan, c.QueryParams().Has("compare") && isSet(plan))
	if err != nil {
		return err
	}
	return site.Render(c, http.StatusOK, page)
}

// page shows both sides of each znode: first as it is and then as it was or, if the plan is only
// compared, the other way round.
func (h *Handlers) page(ctx context.Context, c echo.Context, v site.Visit, entry audit.Entry, plan *guard.Undo, compared bool) (undo.Page, error) {
	page := undo.Page{
		Shell: h.Shell(c, v.Cluster.Name),
		Seq:   entry.Seq,
		Event: string(entry.Event),
		When:  entry.Time,
		Job:   entry.Settings["job"],

		Compared: compared, AsJob: asJob(plan), Approval: plan.NeedsApproval(), FromHistory: plan.FromHistory,
	}
	if v.Guard.Decide(people.SeeTrail, znode.Root) == people.Allowed || entry.User == v.Guard.Person.User {
		page.By = entry.User
	}
	if entry.Seq == 0 {
		page.Zxid, page.Below = entry.Zxid, belowOf(c)
	}
	err := plan.Err()
	if page.Possible = err == nil; !page.Possible {
		page.Problem = site.ProblemOf(c, err)
	}
	page.MoreLost = max(0, len(plan.Lost)-site.MaxSteps)
	for _, path := range plan.Lost[:len(plan.Lost)-page.MoreLost] {
		page.Lost = append(page.Lost, path.String())
	}
	if plan.Quota != nil {
		page.Steps = append(page.Steps, quotaStep(*plan.Quota))
	}
	for i, step := range plan.Steps {
		if i == site.MaxSteps {
			page.More = len(plan.Steps) - site.MaxSteps
			break
		}
		sides, err := plan.Sides(ctx, step)
		if err != nil {
			return undo.Page{}, err
		}
		if compared {
			sides.Now, sides.Then = sides.Then, sides.Now
		}
		page.Steps = append(page.Steps, stepOf(page, step, sides, len(plan.Steps) > 1))
	}
	return page, nil
}

// isSet reports whether the plan undoes one set whose znode was not changed since. Then its two
// sides are what the set did.
func isSet(plan *guard.Undo) bool {
	return plan.Err() == nil && len(plan.Steps) == 1 && plan.Steps[0].Op.Kind == znode.OpSet
}

// quotaStep shows both limits in ZooKeeper's format.
func quotaStep(q guard.UndoQuota) undo.Step {
	lines := []views.DiffLine{{Kind: views.DiffRemoved, Text: q.Now.String()}, {Kind: views.DiffAdded, Text: q.Then.String()}}
	return undo.Step{Step: views.Step{Op: "quota", Path: q.Path, Diff: lines}}
}

// stepOf returns a step as the page shows it. It leaves out the problem of a single step, which the
// page itself shows.
func stepOf(page undo.Page, step guard.UndoStep, sides guard.Sides, several bool) undo.Step {
	shown := undo.Step{
		Step: site.StepOf(page.StepWords(), step.Op, sides, step.Now != nil), OwnACL: step.OwnACL,
		Persistent: step.Op.Kind == znode.OpCreate && step.Op.Mode == znode.ModePersistent && !page.FromHistory,
	}
	if step.Err != nil && several {
		shown.Problem = page.Words.Error(step.Err)
	}
	return shown
}
