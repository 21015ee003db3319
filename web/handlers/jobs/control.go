package jobs

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// Pause stops a job before its next batch.
func (h *Handlers) Pause(c echo.Context, _ site.Visit) error {
	return h.control(c, h.stoppable, func(job *jobs.Job, _ site.Visit) error { return job.Pause() })
}

// Cancel ends a job before its next batch.
func (h *Handlers) Cancel(c echo.Context, _ site.Visit) error {
	return h.control(c, h.stoppable, func(job *jobs.Job, _ site.Visit) error { return job.Cancel() })
}

// Resume lets a job go on. Only whose job it is does: it goes on by their rights.
func (h *Handlers) Resume(c echo.Context, _ site.Visit) error {
	return h.control(c, h.job, func(job *jobs.Job, v site.Visit) error {
		if !isOwn(v, job.Status()) {
			return &znode.Error{Kind: znode.Denied, Code: znode.CodeJobOfAnother}
		}
		if err := h.mayChange(c, job.Status()); err != nil {
			return err // it stays as it is
		}
		open := func() (jobs.Accesses, error) { return site.JobAccesses(v, job.Status().Other) }
		return h.Jobs.Resume(job, open, auth.Entry(v.Console, h.Request(c)))
	})
}

// mayChange fails with Denied where a cluster that a job changes is read-only by now.
func (h *Handlers) mayChange(c echo.Context, status jobs.Status) error {
	for _, name := range h.changed(status) {
		cluster, err := h.Cluster(name)
		if err != nil {
			return err
		}
		if !cluster.ReadOnly {
			continue
		}
		path, err := znode.ParsePath(status.Path)
		if err != nil {
			return err
		}
		v, err := h.VisitIn(c, name)
		if err != nil {
			return err
		}
		ctx, cancel := site.Deadline(c)
		defer cancel()
		return v.Guard.Check(ctx, people.Set, path)
	}
	return nil
}

// maxUndone bounds how far back it is followed which job takes back which.
const maxUndone = 20

// changed returns the clusters that a job changes, by their names: of a copy into another, and of
// what takes one back, that alone.
func (h *Handlers) changed(status jobs.Status) []string {
	if status.Other == "" {
		return []string{status.Cluster}
	}
	first := status
	for range maxUndone {
		job, err := h.Jobs.Get(undoes(first))
		if err != nil {
			break
		}
		first = job.Status()
	}
	if first.Kind == jobs.KindCopy {
		return []string{status.Other}
	}
	return []string{status.Cluster, status.Other}
}

// PageOf returns the page of the job of the address.
func (h *Handlers) PageOf(c echo.Context) string { return h.Links.Job(c.Param("id")) }

// UndoPageOf returns the page that asks whether to take that job back.
func (h *Handlers) UndoPageOf(c echo.Context) string { return h.Links.UndoJob(c.Param("id")) }

func (h *Handlers) control(c echo.Context, find finder, do func(*jobs.Job, site.Visit) error) error {
	job, v, err := find(c)
	if err == nil {
		err = do(job, v)
	}
	switch {
	case err != nil:
		return err
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, jobJSON(c, v, job.Status()))
	}
	return site.SeeOther(c, h.Links.Job(job.Status().ID))
}

func writeLine(out io.Writer, value any) error { return json.NewEncoder(out).Encode(value) }
