package jobs

import (
	"bufio"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// ReportLine is the outcome for one znode, in the format that the documentation describes.
type ReportLine struct {
	Path    string       `json:"path"`
	Cluster string       `json:"cluster,omitempty"` // of the znode, if the job changes two clusters
	Outcome jobs.Outcome `json:"outcome"`
	Code    znode.Code   `json:"code,omitempty"`
	Message string       `json:"message,omitempty"`
}

// ReportDone is the last line of a report.
type ReportDone struct {
	Done  bool       `json:"done"`
	State jobs.State `json:"state"`
	Lines int        `json:"lines"`
	Cut   bool       `json:"cut"` // whether there was no room for all lines
}

// Report sends the outcome for each znode so far, as lines of JSON.
func (h *Handlers) Report(c echo.Context, _ site.Visit) error {
	job, v, err := h.job(c)
	if err != nil {
		return err
	}
	status := job.Status()
	c.Response().Header().Set("Content-Disposition", `attachment; filename="job-`+status.ID+`.jsonl"`)
	if c.Request().Method == http.MethodHead {
		c.Response().Header().Set(echo.HeaderContentType, site.Lines)
		return c.NoContent(http.StatusOK)
	}
	live := site.NewLive(c, site.Lines)
	out := bufio.NewWriterSize(live, 32<<10)
	last := ReportDone{Done: true, State: status.State, Cut: status.Cut}
	var failed error
	maySee, said := h.seen(c, v, status), sayer(c, isOwn(v, status))
	job.Lines(func(line jobs.Line) bool {
		if !maySee(line) {
			return true
		}
		last.Lines++
		failed = writeLine(out, reportLine(line, said))
		return failed == nil && c.Request().Context().Err() == nil
	})
	if failed != nil {
		return failed
	}
	if err := writeLine(out, last); err != nil {
		return err
	}
	return out.Flush()
}

func reportLine(line jobs.Line, said func(znode.Code, znode.Args) string) ReportLine {
	shown := ReportLine{Path: line.Path, Cluster: line.Cluster, Outcome: line.Outcome, Code: line.Code}
	if line.Code != "" {
		shown.Message = said(line.Code, line.Args)
	}
	return shown
}
