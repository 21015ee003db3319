package changes

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// ShowCreate shows the form that creates a child of a znode.
func (h *Handlers) ShowCreate(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.CheckAs(ctx, people.Create, site.AnyChild(v.Path), v.Path); err != nil {
		return err
	}
	acl, err := parentFor(ctx, v, v.Path, v.SignIn.Transaction())
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	page := h.createPage(c, v, v.Path, acl)
	if like := c.QueryParam("like"); like != "" {
		if err := fillLike(ctx, v, &page, like); err != nil {
			return err
		}
	}
	return site.Render(c, http.StatusOK, page)
}

// fillLike fills the form with the name, kind, data and ACL of a sibling, except data with secrets
// and an ACL that the person may not see in full.
func fillLike(ctx context.Context, v site.Visit, page *changes.CreatePage, name string) error {
	path, err := v.Path.Child(name)
	if err != nil {
		return err
	}
	now, err := lookToSet(ctx, v, path, "")
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, path, err)
	}
	page.Like, page.Name, page.Hidden = name, name, now.secrets
	if kind := now.stat.CreateKind(); kind != znode.Persistent {
		page.Mode = kind
	}
	if now.noText == nil && !now.secrets {
		page.Text, page.Encoding, page.Compression = now.text.Text, string(now.text.Encoding), string(now.text.Compression)
		page.Null = now.unread == nil && now.data == nil
	}
	entries, _, err := v.Guard.GetACLs(ctx, path)
	if err == nil && !slices.ContainsFunc(entries, znode.ACL.Hidden) && znode.FormatACL(entries) != znode.FormatACL(page.ACL) {
		page.ACLText = znode.FormatACL(entries)
	}
	return nil
}

// parentFor returns the ACL for a child of parent. It fails if parent cannot have children. A
// transaction may be about to create parent.
func parentFor(ctx context.Context, v site.Visit, parent znode.Path, collected *auth.Transaction) (newACL, error) {
	stat, err := v.Guard.Exists(ctx, parent)
	creates, ok := collected.Creates(parent)
	switch {
	case ok && znode.KindOf(err) == znode.NotFound:
		return newACL{entries: creates.ACL, collected: true}, nil
	case znode.KindOf(err) == znode.Denied: // creating a child only needs CREATE
	case err != nil:
		return newACL{}, err
	case stat.CreateKind() == znode.Ephemeral:
		return newACL{}, &znode.Error{Kind: znode.Conflict, Code: znode.CodeParentEphemeral}
	}
	return aclBelow(ctx, v.Guard, parent, v.Guard.Person.User)
}

// isBefore35 reports whether the server is known to have neither containers nor TTLs.
func isBefore35(version cluster.Version) bool {
	return version != (cluster.Version{}) && !version.AtLeast(3, 5)
}

// createPage returns the empty form. The form shows the parent's ACL, which is recorded as a look.
func (h *Handlers) createPage(c echo.Context, v site.Visit, parent znode.Path, acl newACL) changes.CreatePage {
	if acl.entries != nil && !acl.collected {
		v.Guard.Looked(parent, nil)
	}
	return changes.CreatePage{
		Shell:      h.Shell(c, v.Cluster.Name),
		Parent:     parent,
		ACL:        acl.entries,
		ConsoleACL: v.SignIn.ConsoleEntries(acl.entries),
		ACLOwn:     acl.own,
		Collected:  acl.collected,
		MaxBytes:   session.MaxData,
		Before35:   isBefore35(v.SignIn.ServerVersion()),
		Approval:   needsApproval(v, site.AnyChild(parent)),

		IdleMinutes: int(auth.IdleLimit.Minutes()), MaxHours: int(auth.AbsoluteLimit.Hours()),
	}
}
