package changes

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// DeletePlanJSON is the plan of a deletion as JSON; see docs/contract.md.
type DeletePlanJSON struct {
	Path       string     `json:"path"`
	Version    *int32     `json:"version,omitempty"` // for a znode without children; omitted if ZooKeeper does not tell it
	Mzxid      int64      `json:"mzxid,omitempty"`
	Recursive  bool       `json:"recursive"` // the deletion needs recursive=1: there are znodes below, or children were chosen
	Znodes     int        `json:"znodes"`
	Bytes      int64      `json:"bytes"`
	Complete   bool       `json:"complete"` // all znodes are counted
	Denied     int        `json:"denied"`
	Ephemerals int        `json:"ephemerals"` // of other sessions
	Held       []HeldJSON `json:"held"`       // the first of the ephemeral znodes
	Systems    []string   `json:"systems,omitempty"`
	Confirm    string     `json:"confirm,omitempty"` // the name to send for confirmation; omitted if the cluster has no mark
	AsJob      bool       `json:"as_job"`
	Kept       bool       `json:"kept"`     // what can be read of the znodes is kept, for undoing
	Approval   bool       `json:"approval"` // the deletion becomes a proposal

	Error *site.JSONError `json:"error,omitempty"` // why the znodes can be neither deleted nor proposed
}

// HeldJSON is an ephemeral znode and the session that owns it.
type HeldJSON struct {
	Path    string `json:"path"`
	Session string `json:"session"`
}

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
	case stat == nil && site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, DeletePlanJSON{Path: v.Path.String(), Znodes: 1, Complete: true, Denied: 1, Held: []HeldJSON{}, Confirm: askedName(v), Approval: needsApproval(v, v.Path)})
	case stat == nil:
		return site.Render(c, http.StatusOK, h.blindDeletePage(c, v, v.Path))
	case stat.NumChildren > 0:
		return h.showDeleteBelow(ctx, c, v, nil)
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, h.oneJSON(ctx, v, *stat))
	}
	return site.Render(c, http.StatusOK, h.deletePage(ctx, c, v, v.Path, *stat))
}

// oneJSON returns the plan for a znode without children.
func (h *Handlers) oneJSON(ctx context.Context, v site.Visit, stat znode.Stat) DeletePlanJSON {
	v.Guard.Looked(v.Path, nil)
	plan := DeletePlanJSON{
		Path: v.Path.String(), Version: &stat.Version, Mzxid: stat.Mzxid, Znodes: 1, Bytes: int64(stat.DataLength), Complete: true,
		Held: []HeldJSON{}, Confirm: askedName(v), Kept: h.keeps(ctx, v, v.Path), Approval: needsApproval(v, v.Path),
	}
	if stat.CreateKind() == znode.Ephemeral && !v.SignIn.Owns(stat.EphemeralOwner) {
		plan.Ephemerals, plan.Held = 1, append(plan.Held, HeldJSON{plan.Path, views.Hex(stat.EphemeralOwner)})
	}
	return plan
}

// statToDelete returns the stat of a znode, or nil if ZooKeeper does not tell it: from 3.8.4 and
// 3.9.2 on, the stat needs READ or ADMIN, but a deletion only needs DELETE on the parent.
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

// isUntold reports whether ZooKeeper, and not the policy, has denied something.
func isUntold(err error) bool {
	return znode.KindOf(err) == znode.Denied && !errors.Is(err, people.ErrPolicy)
}

// blindDeletePage returns the form for a znode without a known stat. It asks for the version.
func (h *Handlers) blindDeletePage(c echo.Context, v site.Visit, path znode.Path) changes.DeletePage {
	return changes.DeletePage{Shell: h.Shell(c, v.Cluster.Name), Path: path, Untold: true, Confirm: askedName(v), Approval: needsApproval(v, path)}
}

// deletePage returns the form. It shows the znode's data, which is recorded as a look.
func (h *Handlers) deletePage(ctx context.Context, c echo.Context, v site.Visit, path znode.Path, stat znode.Stat) changes.DeletePage {
	v.Guard.Looked(path, nil)
	page := changes.DeletePage{Shell: h.Shell(c, v.Cluster.Name), Path: path, Version: stat.Version, Mzxid: stat.Mzxid, Stat: &stat, Confirm: askedName(v), Kept: h.keeps(ctx, v, path), Approval: needsApproval(v, path)}
	page.Text, page.More = preview(ctx, v, path, stat)
	return page
}

// keeps reports whether what a deletion removes is kept. Only what the person may read is.
func (h *Handlers) keeps(ctx context.Context, v site.Visit, path znode.Path) bool {
	if !h.Rules.CanUndo(v.Cluster.Name) {
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

// checkDelete fails if the policy forbids the deletion, or if the znode is never deleted.
func checkDelete(ctx context.Context, v site.Visit, path znode.Path) error {
	err := v.Guard.Check(ctx, people.Delete, path)
	if site.NeverDeleted(v.Cluster, path) {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeNeverDeleted, Cause: err}
	}
	return err
}
