package jobs

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	pages "zkweb/web/views/jobs"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

const (
	// reviewTime is how long a review may count what undoing a job would do.
	reviewTime = 1200 * time.Millisecond
	// maxStaying is how many unchanged znodes a review names.
	maxStaying = 20
)

// UndoJSON is what undoing a job would do, in the format that the documentation describes.
type UndoJSON struct {
	Undo UndoReview `json:"undo"`
}

// UndoReview counts znodes by what would be done to them.
type UndoReview struct {
	Job      string        `json:"job"`
	Restore  int           `json:"restore"` // their data would be written back
	Create   int           `json:"create"`  // they would be created again
	Delete   int           `json:"delete"`
	ACL      int           `json:"acl"`
	Stay     int           `json:"stay"`     // left unchanged: changed since, or their former state is not known
	Lost     int           `json:"lost"`     // ephemeral znodes, which cannot be restored
	Unkept   int           `json:"unkept"`   // znodes of which nothing is kept, or no longer
	Forgot   int           `json:"forgot"`   // those of Unkept whose former state, or the change's entry, was removed by retention
	Complete bool          `json:"complete"` // if false, there are more
	Staying  []StayingJSON `json:"staying"`  // the first of Stay
}

// StayingJSON is a znode that is left unchanged, and the reason.
type StayingJSON struct {
	Path    string          `json:"path"`
	Cluster string          `json:"cluster,omitempty"` // if it is not that of the job
	Error   *site.JSONError `json:"error"`
}

// ShowUndo shows what undoing a job would do.
func (h *Handlers) ShowUndo(c echo.Context, _ site.Visit) error {
	job, v, err := h.doneJob(c)
	if err != nil {
		return err
	}
	review, err := h.reviewUndo(c, v, job)
	switch {
	case err != nil:
		return err
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, UndoJSON{*review})
	}
	page := pages.UndoPage{
		Shell: h.Shell(c, v.Cluster.Name), Job: viewOf(c, v, job.Status()), Restore: review.Restore, Create: review.Create, Delete: review.Delete,
		ACL: review.ACL, Stay: review.Stay, Lost: review.Lost, Unkept: review.Unkept - review.Forgot, Forgot: review.Forgot, Complete: review.Complete,
		Changed: h.changed(job.Status()),
	}
	for _, staying := range review.Staying {
		page.Staying = append(page.Staying, pages.Problem{Cluster: staying.Cluster, Path: staying.Path, Text: staying.Error.Message})
	}
	return site.Render(c, http.StatusOK, page)
}

// Undo starts a job that undoes another one.
func (h *Handlers) Undo(c echo.Context, _ site.Visit) error {
	job, v, err := h.doneJob(c)
	if err != nil {
		return err
	}
	status := job.Status()
	if err := h.mayChange(c, status); err != nil {
		return err
	}
	if v.Path, err = znode.ParsePath(status.Path); err != nil {
		return err
	}
	fields, err := site.ReadFields(c)
	if err != nil {
		return err
	}
	return h.Once(c, v.Console, fields.Get("once"), "", func() error {
		return h.StartJobBetween(c, v, status.Other, jobs.KindUndo, site.Total{Lines: status.Changed()}, jobs.UndoParams{Job: status.ID, From: status.Started, To: status.Ended})
	})
}

// doneJob returns the job in the URL, which must be over.
func (h *Handlers) doneJob(c echo.Context) (*jobs.Job, site.Visit, error) {
	job, v, err := h.job(c)
	switch {
	case err != nil:
	case h.Rules.Trail == nil || !h.Rules.CanUndo(v.Cluster.Name):
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoOff}
	case !job.Status().State.Over():
		err = &znode.Error{Kind: znode.Conflict, Code: znode.CodeJobGoesOn}
	}
	return job, v, err
}

// taken is a change that a job has made, in the cluster of a visit.
type taken struct {
	site.Visit
	other   string // the cluster's name if it is not that of the job, else ""
	of      *guard.JobChanges
	entry   audit.Entry
	deleted map[znode.Path]int32
}

// reviewUndo counts what undoing a job would do, as far as it gets within reviewTime.
func (h *Handlers) reviewUndo(c echo.Context, v site.Visit, job *jobs.Job) (*UndoReview, error) {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	visits, status := []site.Visit{v}, job.Status()
	if status.Other != "" {
		other, err := h.VisitIn(c, status.Other)
		if err != nil {
			return nil, err
		}
		visits = append(visits, other)
	}
	review := &UndoReview{Job: status.ID, Complete: true, Staying: []StayingJSON{}}
	all, err := review.kept(ctx, visits, job)
	until := time.Now().Add(reviewTime)
	for i := 0; err == nil && i < len(all); i++ {
		if time.Now().After(until) {
			review.Complete = false
			break
		}
		err = review.add(ctx, c, all[i])
	}
	return review, history.Explain(err)
}

// kept returns the changes of a job whose former data is kept, and counts the others. If the trail
// is too long to find them in time, it counts none.
func (r *UndoReview) kept(ctx context.Context, visits []site.Visit, job *jobs.Job) (all []taken, err error) {
	recorded, cut := 0, false
	for i, v := range visits {
		one := taken{Visit: v, deleted: map[znode.Path]int32{}}
		if i > 0 {
			one.other = v.Cluster.Name
		}
		status := job.Status()
		inTime, cancel := context.WithTimeout(ctx, reviewTime)
		one.of, err = v.Guard.JobChanges(inTime, status.ID, status.Started, status.Ended)
		cancel()
		switch {
		case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			r.Complete = false
			return nil, nil
		case err != nil:
			return nil, err
		}
		cut = cut || one.of.Cut
		for _, one.entry = range one.of.Entries {
			recorded += one.entry.Znodes()
			kept, err := v.Guard.IsKept(ctx, one.entry)
			switch {
			case err != nil:
				return nil, err
			case kept:
				all = append(all, one)
			default:
				r.forget(one.entry.Znodes(), one.entry.Change != "")
			}
		}
	}
	if cut {
		r.forget(max(0, changed(job)-recorded), true)
	}
	return all, nil
}

// forget counts znodes of which nothing is kept. once reports whether something was kept before.
func (r *UndoReview) forget(znodes int, once bool) {
	r.Unkept += znodes
	if once {
		r.Forgot += znodes
	}
}

// changed returns how many changes of znodes a job's report lists.
func changed(job *jobs.Job) (n int) {
	job.Lines(func(line jobs.Line) bool {
		if line.Outcome == jobs.Changed || line.Outcome == jobs.Copied {
			n++
		}
		return true
	})
	return n
}

// add counts what undoing one change would do.
func (r *UndoReview) add(ctx context.Context, c echo.Context, one taken) error {
	plan, err := one.Guard.UndoOf(ctx, one.of, one.entry, one.deleted)
	switch kind := znode.KindOf(err); {
	case kind == znode.NotFound || kind == znode.Conflict:
		r.forget(one.entry.Znodes(), kind == znode.NotFound && one.entry.Change != "")
		return nil
	case err != nil:
		return err
	}
	left, err := plan.Part(ctx)
	if err != nil {
		return err
	}
	r.Lost += len(plan.Lost)
	for _, step := range left {
		if step.Err == nil {
			continue // it can be restored
		}
		if r.Stay++; len(r.Staying) < maxStaying {
			r.Staying = append(r.Staying, StayingJSON{step.Op.Path.String(), one.other, site.ErrorJSON(c, step.Err)})
		}
	}
	for _, step := range plan.Steps {
		switch step.Op.Kind {
		case znode.OpSet:
			r.Restore++
		case znode.OpCreate:
			r.Create++
		case znode.OpDelete:
			r.Delete++
		default:
			r.ACL++
		}
	}
	return nil
}
