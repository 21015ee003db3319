package changes

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// BelowJSON is the result of a deletion below a znode as JSON; see docs/contract.md.
type BelowJSON struct {
	Error   *site.JSONError `json:"error,omitempty"` // why not everything was deleted
	Path    string          `json:"path"`
	Deleted int             `json:"deleted"`
	Gone    int             `json:"gone"` // znodes that others had deleted before
	Left    []LeftJSON      `json:"left"`
	Entries []int64         `json:"entries"` // in the trail, for undoing
}

// LeftJSON is a znode that was not deleted or copied, and why.
type LeftJSON struct {
	Path    string     `json:"path"`
	Code    znode.Code `json:"code"`
	Message string     `json:"message"`
}

// leftOf returns znodes that were left out in the form that pages take.
func leftOf(all []LeftJSON) []views.Left {
	var named []views.Left
	for _, left := range all {
		named = append(named, views.Left{Path: left.Path, Why: left.Message})
	}
	return named
}

// outcome returns the status and the JSON error of an answer to something that ended with err,
// which may be nil.
func outcome(c echo.Context, err error) (int, *site.JSONError) {
	if err == nil {
		return http.StatusOK, nil
	}
	f := site.Describe(err, c)
	f.SetRetryAfter(c)
	return f.Status, site.ErrorJSON(c, err)
}

// showDeleteBelow asks whether to delete a znode with all below it or, if there are any, its chosen
// children. It counts the znodes first.
func (h *Handlers) showDeleteBelow(ctx context.Context, c echo.Context, v site.Visit, chosen []string) error {
	d, err := h.readDoomed(ctx, v, chosen)
	if err != nil {
		return err
	}
	plan := planBelow(ctx, v, d, site.WordsOf(c))
	page := h.belowPage(c, v, plan)
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, belowJSON(c, page, plan.refused))
	}
	return site.Render(c, http.StatusOK, page)
}

func belowJSON(c echo.Context, page changes.DeleteBelowPage, refused error) DeletePlanJSON {
	below := page.Below
	plan := DeletePlanJSON{
		Path: page.Path.String(), Znodes: below.Znodes, Bytes: below.Bytes, Complete: below.Complete, Denied: below.Denied, Recursive: true,
		Ephemerals: below.Ephemerals, Held: []HeldJSON{}, Systems: below.Systems, Confirm: below.Confirm, AsJob: below.AsJob, Kept: page.Kept,
		Approval: below.Approval, Error: site.ErrorJSON(c, refused),
	}
	for _, held := range below.Named {
		plan.Held = append(plan.Held, HeldJSON{held.Path.String(), views.Hex(held.Session)})
	}
	return plan
}

func (h *Handlers) belowPage(c echo.Context, v site.Visit, plan deletion) changes.DeleteBelowPage {
	page := changes.DeleteBelowPage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Below: plan.Below, Kept: h.Rules.CanUndo(v.Cluster.Name)}
	if plan.refused != nil {
		page.Problem, page.Refused = site.ProblemOf(c, plan.refused), true
	}
	return page
}

// submitDeleteBelow deletes all below a znode, within the request or, if that is too much, as a
// job.
func (h *Handlers) submitDeleteBelow(c echo.Context, v site.Visit, form nodeForm) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	d, err := h.readDoomed(ctx, v, form.children)
	if err != nil {
		return err
	}
	plan := planBelow(ctx, v, d, site.WordsOf(c))
	if err = checkName(v, form.confirm); plan.refused != nil {
		err = v.Guard.NotTried(ctx, people.Delete, v.Path, plan.refused)
	} else if err == nil && plan.Approval {
		_, err = v.Apply(ctx, form.comment, plan.ops...)
	}
	if err != nil {
		return h.refuseChange(c, err, func(problem views.Problem) site.Page {
			page := h.belowPage(c, v, plan)
			page.Problem, page.Typed, page.Comment = &problem, form.confirm, form.comment
			return page
		})
	}
	if plan.AsJob {
		params := jobs.DeleteParams{}
		for _, root := range d.roots {
			params.Paths = append(params.Paths, root.String())
		}
		return h.StartJob(c, v, jobs.KindDelete, site.Total{Lines: plan.Znodes, More: !plan.Complete}, params)
	}
	done, err := d.delete(ctx, c, v)
	return h.answerBelow(c, v, d, done, err)
}

// delete deletes the znodes within the request. It continues if the browser disconnects.
func (d doomed) delete(ctx context.Context, c echo.Context, v site.Visit) (done BelowJSON, err error) {
	ctx, cancel := guard.WithoutCancel(ctx)
	defer cancel()
	done = BelowJSON{Path: v.Path.String(), Left: []LeftJSON{}}
	made := &entries{}
	for _, root := range d.roots {
		err = tree.Delete(ctx, v.Guard, noted{v.Guard, made}, root, func(fates []tree.Fate) error {
			done.note(c, fates)
			return nil
		})
		if err != nil {
			break
		}
	}
	done.Entries = made.list()
	return done, err
}

// note counts the results of deleting znodes.
func (b *BelowJSON) note(c echo.Context, fates []tree.Fate) {
	for _, fate := range fates {
		switch {
		case fate.Gone:
			b.Gone++
		case fate.Err != nil:
			shown := site.Describe(fate.Err, c)
			b.Left = append(b.Left, LeftJSON{fate.Path.String(), shown.Code, shown.Message})
		default:
			b.Deleted++
		}
	}
}

// answerBelow sends the result of a deletion, which may have ended with err.
func (h *Handlers) answerBelow(c echo.Context, v site.Visit, d doomed, done BelowJSON, err error) error {
	if err == nil && len(done.Left) > 0 {
		err = &znode.Error{Kind: znode.Conflict, Code: znode.CodeNotAllDeleted, Args: znode.Args{
			"deleted": strconv.Itoa(done.Deleted), "left": strconv.Itoa(len(done.Left))}}
	}
	var status int
	status, done.Error = outcome(c, err)
	switch {
	case site.AsksJSON(c):
		return site.SendJSON(c, status, done)
	case err == nil:
		to := v.Path
		if len(d.chosen) == 0 {
			to = to.Parent()
		}
		return site.Changed(c, v.Console, auth.Change{Cluster: v.Cluster.Name, Path: to, Znodes: done.Deleted, Entries: done.Entries}, h.Links.Node(v.Cluster.Name, to))
	}
	site.RestartDeadline(c) // counting what is left needs time, which the deletion may have used up
	ctx, cancel := site.Deadline(c)
	defer cancel()
	page := h.belowPage(c, v, planBelow(ctx, v, d, site.WordsOf(c)))
	page.Undo = h.takenBackBy(v.Cluster.Name, done.Entries)
	page.Problem = site.ProblemOf(c, err)
	page.Left = leftOf(done.Left)
	return said(c, status, page, done.Entries)
}
