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

// Pause pauses a job before its next batch.
func (h *Handlers) Pause(c echo.Context, _ site.Visit) error {
	return h.control(c, h.stoppable, func(job *jobs.Job, _ site.Visit) error { return job.Pause() })
}

// Cancel ends a job before its next batch.
func (h *Handlers) Cancel(c echo.Context, _ site.Visit) error {
	return h.control(c, h.stoppable, func(job *jobs.Job, _ site.Visit) error { return job.Cancel() })
}

// Resume continues a job. Only its owner may do so, since it continues with their permissions.
func (h *Handlers) Resume(c echo.Context, _ site.Visit) error {
	return h.control(c, h.job, func(job *jobs.Job, v site.Visit) error {
		if !isOwn(v, job.Status()) {
			return &znode.Error{Kind: znode.Denied, Code: znode.CodeJobOfAnother}
		}
		if err := h.mayChange(c, job.Status()); err != nil {
			return err // the job stays as it is
		}
		open := func() (jobs.Accesses, error) { return site.JobAccesses(v, job.Status().Other) }
		return h.Jobs.Resume(job, open, auth.Entry(v.Console, h.Request(c)))
	})
}

// mayChange fails with Denied if a cluster that the job changes is read-only by now.
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

// maxUndone limits how long a chain of jobs that undo each other is followed.
const maxUndone = 20

// changed returns the names of the clusters that a job changes. A copy into another cluster, and
// each job that undoes one, changes only that cluster.
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

// PageOf returns the page of the job in the URL.
func (h *Handlers) PageOf(c echo.Context) string { return h.Links.Job(c.Param("id")) }

// UndoPageOf returns the page that asks whether to undo the job in the URL.
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
