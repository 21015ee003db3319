package changes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// SetACL handles the form that sets a znode's ACL. An error is shown on the form, with what was
// typed.
func (h *Handlers) SetACL(c echo.Context, v site.Visit) error {
	form, err := readACLForm(c.Request())
	if err != nil {
		return err
	}
	site.NoteTyped(c, form.typed(), form.comment)
	return h.Once(c, v.Console, form.once, form, func() error { return h.submitACL(c, v, &form) })
}

func (h *Handlers) submitACL(c echo.Context, v site.Visit, form *aclForm) error {
	if err := h.Enter(c, &v); err != nil {
		return h.refuseACL(c.Request().Context(), c, v, form, nil, err)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.SetACL, v.Path); err != nil {
		return err
	}
	if arranged, err := form.arrange(); arranged && !site.AsksJSON(c) {
		return h.showArranged(ctx, c, v, form, err)
	}
	if form.recursive {
		return h.setACLsBelow(c, v, form)
	}
	result, warnings, err := setACL(ctx, v, form)
	switch {
	case err != nil:
		return h.refuseACL(ctx, c, v, form, warnings, err)
	case site.AsksJSON(c):
		shown := site.StatJSON(result.Stat)
		return site.SendJSON(c, http.StatusOK, JSON{Path: v.Path.String(), Stat: &shown, Entry: result.Recorded})
	}
	return site.Changed(c, v.Console, auth.Change{Cluster: v.Cluster.Name, Path: v.Path, ACL: true, Entry: result.Recorded}, h.Links.NodeACL(v.Cluster.Name, v.Path))
}

// showArranged shows the form with rearranged rows. Nothing is saved.
func (h *Handlers) showArranged(ctx context.Context, c echo.Context, v site.Visit, form *aclForm, err error) error {
	page := h.refill(ctx, c, v, form)
	status := http.StatusOK
	page.Now = nil
	if err != nil {
		page.Problem = site.ProblemOf(c, err)
		status = site.Describe(err, c).Status
	}
	return site.Render(c, status, page)
}

// setACL sets the ACL of a form. With an error, it also returns the warnings about the ACL.
func setACL(ctx context.Context, v site.Visit, form *aclForm) (znode.Result, []changes.ACLWarning, error) {
	op, warnings, err := toSetACL(ctx, v, form)
	if err != nil {
		return znode.Result{}, warnings, v.Guard.NotTried(ctx, people.SetACL, v.Path, err)
	}
	results, err := v.Apply(ctx, form.comment, op)
	if err != nil {
		if znode.CodeOf(err) == znode.CodeBadVersion {
			err = &znode.Error{Kind: znode.Conflict, Code: znode.CodeACLChanged, Cause: err}
		}
		return znode.Result{}, warnings, needsAdmin(err)
	}
	return results[0], nil, nil
}

func toSetACL(ctx context.Context, v site.Visit, form *aclForm) (znode.Op, []changes.ACLWarning, error) {
	op := znode.Op{Kind: znode.OpSetACL, Path: v.Path}
	var err error
	if op.ACL, err = form.entries(); err != nil {
		return op, nil, err
	}
	if op.Version, err = form.expectedAversion(); err != nil {
		return op, nil, err
	}
	if op.Czxid, err = form.expectedCzxid(); err != nil {
		return op, nil, err
	}
	before, _, err := v.Guard.GetACLs(ctx, v.Path)
	if err != nil {
		return op, nil, needsAdmin(err)
	}
	warnings := warningsOf(v, before, op.ACL)
	return op, warnings, confirmed(warnings, form.anyway)
}

func (h *Handlers) refuseACL(ctx context.Context, c echo.Context, v site.Visit, form *aclForm, warnings []changes.ACLWarning, err error) error {
	form.password = ""
	return h.refuseChange(c, err, func(problem views.Problem) site.Page {
		page := h.refill(ctx, c, v, form)
		page.Warnings = warnings
		if problem.Code != znode.CodeACLWarned { // the warnings already say it
			page.Problem = &problem
		}
		if problem.Kind == znode.Conflict && page.Stat != nil { // the next save replaces the ACL that the page shows now
			page.Aversion, page.Czxid = page.Stat.Aversion, page.Stat.Czxid
		} else {
			page.Now = nil
		}
		return page
	})
}
