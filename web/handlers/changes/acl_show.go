package changes

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/history"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// ShowACL shows the form that sets a znode's ACL.
func (h *Handlers) ShowACL(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.SetACL, v.Path); err != nil {
		return err
	}
	acl, stat, err := v.Guard.GetACLs(ctx, v.Path)
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, needsAdmin(err))
	}
	page := h.aclPage(c, v)
	page.Stat, page.Rows, page.Aversion, page.Czxid = &stat, acl, stat.Aversion, stat.Czxid
	page.Hidden = slices.ContainsFunc(acl, znode.ACL.Hidden)
	page.Console = v.SignIn.ConsoleEntries(acl)
	page.Algorithm = string(ownAlgorithm(v, acl))
	v.Guard.Looked(v.Path, nil)
	if moment := c.QueryParam("restore"); moment != "" && !page.Hidden {
		if err := h.restoreACL(ctx, v, moment, &page); err != nil {
			return history.Explain(err)
		}
	}
	return site.Render(c, http.StatusOK, page)
}

// aclPage returns the form without any rows.
func (h *Handlers) aclPage(c echo.Context, v site.Visit) changes.ACLPage {
	return changes.ACLPage{Approval: needsApproval(v, v.Path), Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Algorithms: algorithms(), Algorithm: string(session.SHA1)}
}

// ownAlgorithm returns the algorithm of the person's own digest in an ACL, which is the one that
// the servers use; SHA1 if the ACL has no such digest.
func ownAlgorithm(v site.Visit, acl []znode.ACL) session.DigestAlgorithm {
	for _, entry := range acl {
		if algorithm, own := v.SignIn.DigestAlgorithm(entry); own {
			return algorithm
		}
	}
	return session.SHA1
}

// needsAdmin explains ZooKeeper's refusal to show or set an ACL. It returns other errors unchanged.
func needsAdmin(err error) error {
	if znode.KindOf(err) == znode.Denied && !errors.Is(err, people.ErrPolicy) {
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeACLAdmin, Cause: err}
	}
	return err
}

// refill returns the form as it was sent, with the present ACL beside it.
func (h *Handlers) refill(ctx context.Context, c echo.Context, v site.Visit, form *aclForm) changes.ACLPage {
	page := h.aclPage(c, v)
	page.Rows, page.User, page.Unsaved = form.rows, form.user, true
	page.Comment, page.Mode = form.comment, form.mode
	if form.algorithm != "" {
		page.Algorithm = form.algorithm
	}
	page.Aversion, _ = form.expectedAversion() // 0 if it is invalid: the form is then refused again
	page.Czxid, _ = form.expectedCzxid()
	if v.Guard == nil {
		return page
	}
	if acl, stat, err := v.Guard.GetACLs(ctx, v.Path); err == nil {
		page.Stat, page.Now = &stat, acl
	}
	page.Console = v.SignIn.ConsoleEntries(append(slices.Clone(page.Rows), page.Now...))
	return page
}
