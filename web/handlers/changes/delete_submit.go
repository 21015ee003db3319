package changes

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// submitDelete deletes one znode without children. An error is shown on the form. If the version
// has changed, the form shows the present znode.
func (h *Handlers) submitDelete(c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	if err := h.Enter(c, &v); err != nil {
		return h.refuseDelete(c.Request().Context(), c, v, path, form, nil, err)
	}
	if form.recursive == "1" {
		return h.submitDeleteBelow(c, v, form)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if form.collect != "" {
		return h.collectDelete(ctx, c, v, path, form)
	}
	entry, err := deleteNode(ctx, v, path, form)
	switch {
	case znode.KindOf(err) == znode.Conflict:
		stat, explained := explainNotDeleted(ctx, v, path, err)
		return h.refuseDelete(ctx, c, v, path, form, stat, explained)
	case err != nil:
		return h.refuseDelete(ctx, c, v, path, form, nil, err)
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, JSON{Path: path.String(), Entry: entry})
	}
	return site.Changed(c, v.Console, auth.Change{Cluster: v.Cluster.Name, Path: path.Parent(), Deleted: path.Name(), Entry: entry}, h.Links.Node(v.Cluster.Name, path.Parent()))
}

// deleteNode deletes a znode and returns the sequence of the change's entry in the trail.
func deleteNode(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (entry int64, err error) {
	op, err := opToDelete(ctx, v, path, form)
	if err == nil {
		err = checkName(v, form.confirm)
	}
	if err != nil {
		return 0, v.Guard.NotTried(ctx, people.Delete, path, err)
	}
	results, err := v.Apply(ctx, form.comment, op)
	if err != nil {
		return 0, err
	}
	return results[0].Recorded, nil
}

func opToDelete(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (op znode.Op, err error) {
	op = znode.Op{Kind: znode.OpDelete, Path: path}
	if err = checkDelete(ctx, v, path); err != nil {
		return op, err
	}
	if op.Version, err = form.expectedVersion(); err != nil {
		if !form.mayDeleteAny() || !isBlind(ctx, v, path) {
			return op, err
		}
		op.Version = znode.AnyVersion
	}
	op.Mzxid, err = form.expectedMzxid()
	return op, err
}

// mayDeleteAny reports whether a form asks to delete any version. A transaction cannot contain such
// a change.
func (f nodeForm) mayDeleteAny() bool {
	return f.version == strconv.Itoa(int(znode.AnyVersion)) && f.collect == ""
}

// isBlind reports whether ZooKeeper hides the version from the person.
func isBlind(ctx context.Context, v site.Visit, path znode.Path) bool {
	stat, err := statToDelete(ctx, v, path)
	return stat == nil && err == nil
}

// collectDelete adds what a form would delete to the transaction. The znode may have children now,
// since other ops of the transaction may delete them.
func (h *Handlers) collectDelete(ctx context.Context, c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	op, err := opToDelete(ctx, v, path, form)
	if err == nil {
		err = checkName(v, form.confirm) // the name is not asked for when the transaction is applied
	}
	if err == nil {
		err = h.collect(c, v, op)
	}
	if err != nil {
		return h.refuseDelete(ctx, c, v, path, form, nil, err)
	}
	return nil
}

// explainNotDeleted returns the present stat, nil if it cannot be read, and a conflict that names
// the number of children if they prevent the deletion.
func explainNotDeleted(ctx context.Context, v site.Visit, path znode.Path, conflict error) (*znode.Stat, error) {
	stat, err := v.Guard.Exists(ctx, path)
	if err != nil {
		return nil, conflict
	}
	if known, ok := errors.AsType[*znode.Error](conflict); ok && known.Code == znode.CodeNotEmpty && stat.NumChildren > 0 {
		conflict = &znode.Error{Kind: znode.Conflict, Code: znode.CodeHasChildren, Args: znode.Args{"children": strconv.Itoa(int(stat.NumChildren))}, Cause: conflict}
	}
	return &stat, conflict
}

func (h *Handlers) refuseDelete(ctx context.Context, c echo.Context, v site.Visit, path znode.Path, form nodeForm, stat *znode.Stat, err error) error {
	return h.refuseChange(c, err, func(problem views.Problem) site.Page {
		page := changes.DeletePage{Shell: h.Shell(c, v.Cluster.Name), Path: path, Version: form.versionAgain(), Mzxid: form.mzxidAgain(), Confirm: askedName(v), Kept: h.Rules.CanUndo(v.Cluster.Name), Approval: needsApproval(v, path)}
		switch {
		case stat != nil:
			page = h.deletePage(ctx, c, v, path, *stat)
			page.SavedBy = v.Guard.Saver(path, *stat)
		case v.Guard != nil && problem.Kind != znode.NotFound && isBlind(ctx, v, path):
			page = h.blindDeletePage(c, v, path)
			page.Typed = form.version
		}
		page.Problem, page.Comment, page.Named = &problem, form.comment, form.confirm
		return page
	})
}
