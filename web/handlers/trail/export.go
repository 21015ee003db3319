package trail

import (
	"io"
	"iter"
	"mime"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views/trail"
	"zkweb/zkconn/znode"
)

// export is a format in which the trail is downloaded.
type export struct {
	contentType string
	write       func(io.Writer, iter.Seq2[audit.Entry, error]) error
}

var exports = map[string]export{
	"csv":   {"text/csv; charset=utf-8", audit.WriteCSV},
	"jsonl": {"application/jsonl; charset=utf-8", audit.WriteJSONLines},
}

// exportAudit sends all entries that match the query as a download, and records that in the cluster
// of each guard.
func (h *Handlers) exportAudit(c echo.Context, guards []*guard.Guard, away []string, query trail.Query, within []audit.Scope) error {
	as, ok := exports[query.Format]
	if !ok {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeTrailExportForm}
	}
	chosen := filter(query, within)
	chosen.Limit = 1
	if _, err := h.Rules.Trail.Query(c.Request().Context(), chosen); err != nil { // an error can still be answered now
		return err
	}
	nameDownload(c, "zkweb-audit-"+time.Now().UTC().Format("20060102T150405Z"), query.Format, away)
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

// nameDownload sets the headers of a download. Its name and a header tell if it leaves out clusters
// that are unavailable.
func nameDownload(c echo.Context, name, format string, away []string) {
	header := c.Response().Header()
	if len(away) > 0 {
		name += "-partial"
		header.Set("Zkweb-Partial", "away")
	}
	header.Set("Content-Type", exports[format].contentType)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + "." + format}))
	header.Set("Content-Security-Policy", "sandbox")
}

// leftOut returns the unavailable clusters that a query is about: all of them, or the one that it
// names.
func leftOut(away []string, cluster string) []string {
	if cluster == "" {
		return away
	}
	return slices.DeleteFunc(slices.Clone(away), func(name string) bool { return name != cluster })
}
