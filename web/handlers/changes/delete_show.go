package changes

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// ShowDelete asks whether to delete a znode.
func (h *Handlers) ShowDelete(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	if chosen := values["child"]; len(chosen) > 0 {
		return h.showDeleteBelow(ctx, c, v, chosen)
	}
	if err := checkDelete(ctx, v, v.Path); err != nil {
		return err
	}
	stat, err := statToDelete(ctx, v, v.Path)
	switch {
	case err != nil:
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	case stat == nil:
		return site.Render(c, http.StatusOK, h.blindDeletePage(c, v, v.Path))
	case stat.NumChildren > 0:
		return h.showDeleteBelow(ctx, c, v, nil)
	}
	return site.Render(c, http.StatusOK, h.deletePage(ctx, c, v, v.Path, *stat))
}

// statToDelete returns the stat of a znode; nil where ZooKeeper tells it to nobody
// without READ or ADMIN, as from 3.8.4 and 3.9.2 on. DELETE on the parent is all that a
// deletion asks for.
func statToDelete(ctx context.Context, v site.Visit, path znode.Path) (*znode.Stat, error) {
	stat, err := v.Guard.Exists(ctx, path)
	if isUntold(err) {
		_, stat, err = v.Guard.GetACLs(ctx, path)
	}
	if isUntold(err) {
		return nil, nil
	}
	return &stat, err
}

// isUntold reports whether it is ZooKeeper that denies something, and not the policy.
func isUntold(err error) bool {
	return znode.KindOf(err) == znode.Denied && !errors.Is(err, people.ErrPolicy)
}

// blindDeletePage is the form for a znode of which nothing is told: it asks for the
// version.
func (h *Handlers) blindDeletePage(c echo.Context, v site.Visit, path znode.Path) changes.DeletePage {
	return changes.DeletePage{Shell: h.Shell(c, v.Cluster.Name), Path: path, Untold: true, Approval: needsApproval(v, path)}
}

// deletePage is the form. It shows what is deleted, which goes on record.
func (h *Handlers) deletePage(ctx context.Context, c echo.Context, v site.Visit, path znode.Path, stat znode.Stat) changes.DeletePage {
	v.Guard.Looked(path, nil)
	page := changes.DeletePage{Shell: h.Shell(c, v.Cluster.Name), Path: path, Version: stat.Version, Mzxid: stat.Mzxid, Stat: &stat, Kept: h.keeps(ctx, v, path), Approval: needsApproval(v, path)}
	page.Text, page.More = preview(ctx, v, path, stat)
	return page
}

// keeps reports whether it is kept what a deletion takes away: only what the person may
// read can be.
func (h *Handlers) keeps(ctx context.Context, v site.Visit, path znode.Path) bool {
	if h.Rules.Previous == nil {
		return false
	}
	reads := []znode.Read{{Path: path, Kind: znode.ReadData}, {Path: path, Kind: znode.ReadACL}}
	for _, result := range (guard.Sums{Guard: v.Guard}).ReadMany(ctx, reads) {
		if result.Err != nil {
			return false
		}
	}
	return true
}

// checkDelete refuses what the policy refuses, and what nobody deletes.
func checkDelete(ctx context.Context, v site.Visit, path znode.Path) error {
	err := v.Guard.Check(ctx, people.Delete, path)
	if site.NeverDeleted(v.Cluster, path) {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeNeverDeleted, Cause: err}
	}
	return err
}
