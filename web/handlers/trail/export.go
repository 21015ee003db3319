package trail

import (
	"io"
	"iter"
	"mime"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views/trail"
	"zkweb/zkconn/znode"
)

// export is one of the forms in which the trail is downloaded.
type export struct {
	contentType string
	write       func(io.Writer, iter.Seq2[audit.Entry, error]) error
}

var exports = map[string]export{
	"csv":   {"text/csv; charset=utf-8", audit.WriteCSV},
	"jsonl": {"application/jsonl; charset=utf-8", audit.WriteJSONLines},
}

// exportAudit answers with all that is filtered as a download, and records that in each
// of the guards' clusters.
func (h *Handlers) exportAudit(c echo.Context, guards []*guard.Guard, query trail.Query, within []audit.Scope) error {
	as, ok := exports[query.Format]
	if !ok {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeTrailExportForm}
	}
	chosen := filter(query, within)
	chosen.Limit = 1
	if _, err := h.Rules.Trail.Query(c.Request().Context(), chosen); err != nil { // while it can still be said
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Type", as.contentType)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{
		"filename": "zkweb-audit-" + time.Now().UTC().Format("20060102T150405Z") + "." + query.Format,
	}))
	header.Set("Content-Security-Policy", "sandbox")
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	for _, guard := range guards {
		guard.TrailExported(c.Request().Context(), map[string]string{"query": query.String()})
	}
	c.Response().WriteHeader(http.StatusOK)
	out := site.NewSlowWriter(c)
	err := as.write(out, h.Rules.Trail.Entries(c.Request().Context(), chosen))
	if err != nil {
		out.CutOff()
	}
	return err
}
