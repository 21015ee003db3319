package changes

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// CopyPlanJSON is the plan of a copy or move as JSON; see docs/contract.md.
type CopyPlanJSON struct {
	Path       string `json:"path"`
	To         string `json:"to"`
	Znodes     int    `json:"znodes"`
	Bytes      int64  `json:"bytes"`
	Complete   bool   `json:"complete"` // all znodes are counted
	Denied     int    `json:"denied"`
	Ephemerals int    `json:"ephemerals"`
	Exists     bool   `json:"exists"` // something is at the target
	AsJob      bool   `json:"as_job"`
	Approval   bool   `json:"approval"` // the copy becomes a proposal

	DeniedPaths []string `json:"denied_paths,omitempty"` // at most maxNamed

	Counters []ImportCounter `json:"counters,omitempty"`
	Error    *site.JSONError `json:"error,omitempty"` // why the plan cannot be carried out
}

// ShowCopy shows the form for a copy or, if the field to or name is set, the plan.
func (h *Handlers) ShowCopy(c echo.Context, v site.Visit) error { return h.showCopy(c, v, false) }

// ShowMove is like ShowCopy, for a move.
func (h *Handlers) ShowMove(c echo.Context, v site.Visit) error { return h.showCopy(c, v, true) }

func (h *Handlers) showCopy(c echo.Context, v site.Visit, move bool) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	if values.Get("to") == "" && values.Get("name") == "" && !site.AsksJSON(c) {
		if _, err := v.Guard.Exists(ctx, v.Path); err != nil {
			return site.WithAncestor(ctx, v.Guard, v.Path, err)
		}
		return site.Render(c, http.StatusOK, h.copyForm(c, v, move))
	}
	cp, err := h.readCopy(c, v, values, move)
	if err == nil {
		err = h.check(ctx, cp)
	}
	if err != nil {
		return h.refuseCopy(c, cp, values, err)
	}
	plan, err := planCopy(ctx, cp)
	switch {
	case err != nil:
		return err
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, plan.json(c, cp))
	}
	return site.Render(c, http.StatusOK, h.copyPage(ctx, c, cp, plan))
}

func (p copyPlan) json(c echo.Context, cp copying) CopyPlanJSON {
	answer := CopyPlanJSON{
		Path: cp.Path.String(), To: cp.to(), Znodes: p.Znodes, Bytes: p.Bytes, Complete: p.complete, Denied: p.Denied, Ephemerals: p.Ephemerals,
		Exists: p.exists, AsJob: p.asJob(), Approval: p.approval, Error: site.ErrorJSON(c, p.refusal(cp)),
	}
	for _, path := range p.unread {
		answer.DeniedPaths = append(answer.DeniedPaths, path.String())
	}
	for _, counter := range p.Counters {
		answer.Counters = append(answer.Counters, ImportCounter{counter.At.String(), counter.Next, counter.Highest})
	}
	return answer
}

// copyForm returns the form without a plan.
func (h *Handlers) copyForm(c echo.Context, v site.Visit, move bool) changes.CopyPage {
	return changes.CopyPage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Move: move, To: v.Path.String(), Name: v.Path.Name()}
}

// copyPage returns the form with a plan.
func (h *Handlers) copyPage(ctx context.Context, c echo.Context, cp copying, plan copyPlan) changes.CopyPage {
	page := h.copyForm(c, cp.Visit, cp.move)
	page.Plan = plan.view(ctx, cp, site.WordsOf(c))
	if plan.tooMuch != nil {
		page.Problem, page.Refused = site.ProblemOf(c, plan.tooMuch), true
	}
	return page
}

// refuseCopy shows the form with an error about the target, or a link for signing in to the
// target's cluster if that is what is missing.
func (h *Handlers) refuseCopy(c echo.Context, cp copying, values url.Values, err error) error {
	f, code := site.Describe(err, c), znode.CodeOf(err)
	switch {
	case site.AsksJSON(c), cp.Path.IsRoot():
		return err
	case code == znode.CodeCopySignIn:
		f.Status = http.StatusOK
	case f.Kind != znode.Invalid && f.Kind != znode.Conflict && code != znode.CodeClusterUnknown:
		return err
	}
	page := h.copyForm(c, cp.Visit, cp.move)
	page.Problem = site.ProblemOf(c, err)
	page.To, page.Name = cmp.Or(values.Get("to"), page.To), cmp.Or(values.Get("name"), page.Name)
	if code == znode.CodeCopySignIn {
		page.SignIn = h.Links.Login(page.Asks(values.Get("overwrite") == "1"))
	}
	return site.Render(c, f.Status, page)
}
