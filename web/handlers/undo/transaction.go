package undo

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// ShowTransaction shows how a transaction of the history would be undone.
func (h *Handlers) ShowTransaction(c echo.Context, v site.Visit) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), planTime)
	defer cancel()
	plan, err := h.planOf(ctx, c, v)
	if err != nil {
		return err
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, planJSON(c, plan.Entry, plan))
	}
	page, err := h.page(ctx, c, v, plan.Entry, plan, false)
	if err != nil {
		return err
	}
	return site.Render(c, http.StatusOK, page)
}

// SubmitTransaction undoes a transaction of the history, all of it or nothing, or as a job if it is
// too large for one request.
func (h *Handlers) SubmitTransaction(c echo.Context, v site.Visit) error {
	fields, err := site.ReadFields(c)
	if err != nil {
		return err
	}
	return h.Once(c, v.Console, fields.Get("once"), fields, func() error { return h.submitTransaction(c, v, fields) })
}

func (h *Handlers) submitTransaction(c echo.Context, v site.Visit, fields url.Values) error {
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), planTime)
	defer cancel()
	plan, err := h.planOf(ctx, c, v)
	if err != nil {
		return err
	}
	if asJob(plan) {
		if v.Path, err = znode.ParsePath(plan.Entry.Path); err != nil {
			return err
		}
		return h.StartJob(c, v, jobs.KindUndoTransaction, site.Total{Lines: len(plan.Steps)}, jobs.UndoParams{Zxid: plan.Entry.Zxid, Below: belowOf(c).String()})
	}
	site.RestartDeadline(c)
	ctx, cancelled := site.Deadline(c)
	defer cancelled()
	return h.takeBack(ctx, c, v, plan.Entry, plan, fields)
}

// planOf returns the plan that undoes the transaction in the URL.
func (h *Handlers) planOf(ctx context.Context, c echo.Context, v site.Visit) (*guard.Undo, error) {
	hex, ok := strings.CutPrefix(c.Param("zxid"), "0x")
	zxid, err := strconv.ParseUint(hex, 16, 63)
	if !ok || err != nil || zxid == 0 {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryMoment}
	}
	done, err := h.plans.Open(v.Owner(c))
	if err != nil {
		return nil, err
	}
	defer done()
	plan, err := v.Guard.UndoTransaction(ctx, int64(zxid), belowOf(c))
	if err == nil {
		err = site.NewSlowWriter(c).Extend()
	}
	return plan, history.Explain(err)
}

// belowOf returns the znode through which the person knows of the transaction, or the root if the
// URL names none.
func belowOf(c echo.Context) znode.Path {
	below, _ := znode.ParsePath(c.QueryParam("below"))
	return below
}

// replan returns the plan for the present state: by the entry of the trail or, if the change is not
// from the trail, by its transaction.
func (h *Handlers) replan(ctx context.Context, c echo.Context, v site.Visit, entry audit.Entry) (*guard.Undo, error) {
	if entry.Seq == 0 {
		return h.planOf(ctx, c, v)
	}
	return v.Guard.Undo(ctx, entry)
}

// asJob reports whether undoing a transaction is too much for one request.
func asJob(plan *guard.Undo) bool {
	much := len(plan.Steps) > site.MaxAtOnce || !plan.Fits()
	return much && plan.Entry.Seq == 0 && plan.Err() == nil && !plan.NeedsApproval()
}
