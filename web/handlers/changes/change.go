package changes

import (
	"errors"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// JSON is what a change answers as JSON; see the contract in docs.
type JSON struct {
	Path string         `json:"path"`
	Stat *site.JSONStat `json:"stat,omitempty"` // as the change left it; none after a delete

	Entry int64 `json:"entry"` // of the trail, by which it can be taken back
}

// needsApproval reports whether a change of a znode becomes a proposal, as far as it is
// known who is there.
func needsApproval(v site.Visit, path znode.Path) bool {
	return v.Guard != nil && v.Guard.NeedsApproval(path)
}

// refuseChange shows a form again with what is wrong; fill fills it with what
// was typed. To those who asked for JSON, and where a form would be of no use,
// the error itself is the answer.
func (h *Handlers) refuseChange(c echo.Context, err error, fill func(views.Problem) site.Page) error {
	if _, ok := errors.AsType[*site.Proposed](err); ok {
		return err
	}
	f := site.Describe(err, c)
	if site.AsksJSON(c) || f.Kind == znode.Internal || f.Kind == znode.Unauthenticated || errors.Is(err, people.ErrPolicy) {
		return err
	}
	f.SetRetryAfter(c)
	shown := site.ProblemOf(c, err)
	return site.Render(c, f.Status, fill(*shown))
}

// said answers with a page of what was made of changes, by their entries of the trail, and what
// was not.
func said(c echo.Context, status int, page site.Page, entries []int64) error {
	if len(entries) == 0 {
		return site.Render(c, status, page)
	}
	return site.Said(c, status, page)
}
