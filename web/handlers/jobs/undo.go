package jobs

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	pages "zkweb/web/views/jobs"
	"zkweb/zkconn/znode"
)

const (
	// reviewTime is how long it is counted what taking a job back would do.
	reviewTime = 1200 * time.Millisecond
	// maxStaying is how many znodes a review names that stay as they are.
	maxStaying = 20
)

// UndoJSON is what taking a job back would do; see the contract in docs.
type UndoJSON struct {
	Undo UndoReview `json:"undo"`
}

// UndoReview counts znodes by what would be done to them.
type UndoReview struct {
	Job      string        `json:"job"`
	Restore  int           `json:"restore"` // their data
	Create   int           `json:"create"`  // again
	Delete   int           `json:"delete"`
	ACL      int           `json:"acl"`
	Stay     int           `json:"stay"`     // as they are: they were changed since, or it is not known how they were
	Lost     int           `json:"lost"`     // ephemeral ones, which do not come back
	Unkept   int           `json:"unkept"`   // changes of which nothing is kept, or not any longer
	Complete bool          `json:"complete"` // else there are more
	Staying  []StayingJSON `json:"staying"`  // the first of Stay
}

// StayingJSON is a znode that stays as it is, and why.
type StayingJSON struct {
	Path  string          `json:"path"`
	Error *site.JSONError `json:"error"`
}

// ShowUndo says what taking a job back would do.
func (h *Handlers) ShowUndo(c echo.Context, _ site.Visit) error {
	job, v, err := h.doneJob(c)
	if err != nil {
		return err
	}
	review, err := h.reviewUndo(c, v, job.Status())
	switch {
	case err != nil:
		return err
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, UndoJSON{*review})
	}
	page := pages.UndoPage{
		Shell: h.Shell(c, v.Cluster.Name), Job: viewOf(c, v, job.Status()), Restore: review.Restore, Create: review.Create, Delete: review.Delete,
		ACL: review.ACL, Stay: review.Stay, Lost: review.Lost, Unkept: review.Unkept, Complete: review.Complete,
	}
	for _, staying := range review.Staying {
		page.Staying = append(page.Staying, pages.Problem{Path: staying.Path, Text: staying.Error.Message})
	}
	return site.Render(c, http.StatusOK, page)
}

// Undo begins a job that takes another back.
func (h *Handlers) Undo(c echo.Context, _ site.Visit) error {
	job, v, err := h.doneJob(c)
	if err != nil {
		return err
	}
	status := job.Status()
	if v.Path, err = znode.ParsePath(status.Path); err != nil {
		return err
	}
	return h.StartJobBetween(c, v, status.Other, jobs.KindUndo, status.Done-status.Failed, jobs.UndoParams{Job: status.ID, From: status.Started, To: status.Ended})
}

// doneJob is the job of the address, which is over.
func (h *Handlers) doneJob(c echo.Context) (*jobs.Job, site.Visit, error) {
	job, v, err := h.job(c)
	switch {
	case err != nil:
	case h.Rules.Previous == nil || h.Rules.Trail == nil:
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoOff}
	case !job.Status().State.Over():
		err = &znode.Error{Kind: znode.Conflict, Code: znode.CodeJobGoesOn}
	}
	return job, v, err
}

// reviewUndo counts what taking a job back would do, as far as it comes in time.
func (h *Handlers) reviewUndo(c echo.Context, v site.Visit, status jobs.Status) (*UndoReview, error) {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	visits := []site.Visit{v}
	if status.Other != "" {
		other, err := h.VisitIn(c, status.Other)
		if err != nil {
			return nil, err
		}
		visits = append(visits, other)
	}
	review := &UndoReview{Job: status.ID, Complete: true, Staying: []StayingJSON{}}
	until := time.Now().Add(reviewTime)
	for _, v := range visits {
		changes, err := v.Guard.JobChanges(ctx, status.ID, status.Started, status.Ended)
		deleted := map[znode.Path]int32{}
		for i := 0; err == nil && i < len(changes.Entries); i++ {
			if time.Now().After(until) {
				review.Complete = false
				break
			}
			err = review.add(ctx, c, v, changes, changes.Entries[i], deleted)
		}
		if err != nil {
			return nil, err
		}
	}
	return review, nil
}

// add counts what taking one change back would do.
func (r *UndoReview) add(ctx context.Context, c echo.Context, v site.Visit, job *guard.JobChanges, entry audit.Entry, deleted map[znode.Path]int32) error {
	plan, err := v.Guard.UndoOf(ctx, job, entry, deleted)
	switch kind := znode.KindOf(err); {
	case kind == znode.NotFound || kind == znode.Conflict:
		r.Unkept++
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
			continue // it is as it was
		}
		if r.Stay++; len(r.Staying) < maxStaying {
			r.Staying = append(r.Staying, StayingJSON{step.Op.Path.String(), site.ErrorJSON(c, step.Err)})
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
