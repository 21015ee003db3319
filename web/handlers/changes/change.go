package changes

import (
	"errors"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// JSON is the answer to a change as JSON; see docs/contract.md.
type JSON struct {
	Path string         `json:"path"`
	Stat *site.JSONStat `json:"stat,omitempty"` // after the change; omitted for a delete

	Entry int64 `json:"entry"` // in the trail, for undoing
}

// needsApproval reports whether a change of a znode becomes a proposal. It returns false while it
// is not known who the person is.
func needsApproval(v site.Visit, path znode.Path) bool {
	return v.Guard != nil && v.Guard.NeedsApproval(path)
}

// refuseChange shows a form again with the error; fill puts into it what was typed. It returns the
// error itself if the client asked for JSON, or if the form would be of no use.
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

// said sends a page about changes of which some may have been made. entries are those of the trail
// for the changes that were made.
func said(c echo.Context, status int, page site.Page, entries []int64) error {
	if len(entries) == 0 {
		return site.Render(c, status, page)
	}
	return site.Said(c, status, page)
}
