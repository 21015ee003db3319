package jobs

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// Pause stops a job before its next batch.
func (h *Handlers) Pause(c echo.Context, _ site.Visit) error {
	return h.control(c, func(job *jobs.Job, _ site.Visit) error { return job.Pause() })
}

// Cancel ends a job before its next batch.
func (h *Handlers) Cancel(c echo.Context, _ site.Visit) error {
	return h.control(c, func(job *jobs.Job, _ site.Visit) error { return job.Cancel() })
}

// Resume lets a job go on. Only whose job it is does: it goes on by their rights.
func (h *Handlers) Resume(c echo.Context, _ site.Visit) error {
	return h.control(c, func(job *jobs.Job, v site.Visit) error {
		if !isOwn(v, job.Status()) {
			return &znode.Error{Kind: znode.Denied, Code: znode.CodeJobOfAnother}
		}
		open := func() (jobs.Accesses, error) { return site.JobAccesses(v, job.Status().Other) }
		return h.Jobs.Resume(job, open, auth.Entry(v.Console, h.Request(c)))
	})
}

// PageOf is the page of the job of the address.
func (h *Handlers) PageOf(c echo.Context) string { return h.Links.Job(c.Param("id")) }

// UndoPageOf is the page that asks whether to take that job back.
func (h *Handlers) UndoPageOf(c echo.Context) string { return h.Links.UndoJob(c.Param("id")) }

func (h *Handlers) control(c echo.Context, do func(*jobs.Job, site.Visit) error) error {
	job, v, err := h.job(c)
	if err == nil {
		err = do(job, v)
	}
	switch {
	case err != nil:
		return err
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, jobJSON(c, job.Status()))
	}
	return site.SeeOther(c, h.Links.Job(job.Status().ID))
}

func writeLine(out io.Writer, value any) error { return json.NewEncoder(out).Encode(value) }
