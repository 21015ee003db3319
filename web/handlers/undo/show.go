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
	"zkweb/zkconn/znode"
)

const (
	maxShown    = 20       // steps that are shown with both sides
	maxCompared = 64 << 10 // bytes of a text that is compared line by line: what a text box holds
)

// Show says how a change would be taken back: both sides of each znode.
func (h *Handlers) Show(c echo.Context, _ site.Visit) error {
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
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, planJSON(c, entry, plan))
	}
	page, err := h.page(ctx, c, v, entry, plan)
	if err != nil {
		return err
	}
	return site.Render(c, http.StatusOK, page)
}

func (h *Handlers) page(ctx context.Context, c echo.Context, v site.Visit, entry audit.Entry, plan *guard.Undo) (undo.Page, error) {
	page := undo.Page{
		Shell: h.Shell(c, v.Cluster.Name),
		Seq:   entry.Seq,
		Event: string(entry.Event),
		When:  entry.Time,
	}
	if v.Guard.Decide(people.SeeTrail, znode.Root) == people.Allowed || entry.User == v.Guard.Person.User {
		page.By = entry.User
	}
	if err := plan.Err(); err != nil {
		page.Problem = site.ProblemOf(c, err)
	}
	for _, path := range plan.Lost {
		page.Lost = append(page.Lost, path.String())
	}
	for i, step := range plan.Steps {
		if i == maxShown {
			page.More = len(plan.Steps) - maxShown
			break
		}
		sides, err := plan.Sides(ctx, step)
		if err != nil {
			return undo.Page{}, err
		}
		page.Steps = append(page.Steps, stepOf(page, step, sides))
	}
	return page, nil
}

// ops are the names of what a step does.
var ops = map[znode.OpKind]string{znode.OpSet: "set", znode.OpCreate: "create", znode.OpDelete: "delete", znode.OpSetACL: "acl"}

func stepOf(page undo.Page, step guard.UndoStep, sides guard.UndoSides) undo.Step {
	shown := undo.Step{
		Op: ops[step.Op.Kind], Path: step.Op.Path, NowACL: sides.NowACL, ThenACL: sides.ThenACL, OwnACL: step.OwnACL,
		Persistent: step.Op.Kind == znode.OpCreate && step.Op.Mode == znode.ModePersistent,
	}
	if step.Err != nil {
		shown.Problem = page.Words.Error(step.Err)
	}
	if step.Op.Kind == znode.OpSetACL {
		return shown
	}
	shown.Hidden = sides.Now.Masked.Count > 0 || sides.Then.Masked.Count > 0
	shown.Diff, shown.Note = difference(page, step, sides)
	return shown
}

// difference is what would change, line by line, or a note in its place.
func difference(page undo.Page, step guard.UndoStep, sides guard.UndoSides) (lines []views.DiffLine, note string) {
	now := step.Now != nil
	then := step.Op.Kind != znode.OpDelete
	switch {
	case now && then && sides.Now.Same(sides.Then):
		return nil, page.Words.Undo.Same
	case now && !sides.Now.IsText, then && !sides.Then.IsText, len(sides.Now.Text) > maxCompared, len(sides.Then.Text) > maxCompared:
		return nil, page.Words.Undo.NoText
	}
	lines, err := site.LinesDiff(sides.Now, sides.Then)
	if err != nil || len(lines) == 0 {
		return nil, page.Words.Undo.NoText
	}
	return lines, ""
}
