package find

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/tree/export"
)

// showExport shows the form for an export.
func (h *Handlers) showExport(c echo.Context, v site.Visit) error {
	page := find.ExportPage{
		Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Within: viewBounds(h.Bounds), Masked: v.Guard.Masks(),
		CanReveal: v.Guard.Masks() && h.Rules.Trail != nil && v.Guard.Decide(people.Reveal, v.Path) == people.Allowed,
		AskReason: h.Rules.RequireReason,
	}
	for _, format := range export.Formats {
		page.Formats = append(page.Formats, format.Name)
	}
	return site.Render(c, http.StatusOK, page)
}
