package changes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// ShowCreate is the form that creates a child of a znode.
func (h *Handlers) ShowCreate(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.Create, site.AnyChild(v.Path)); err != nil {
		return err
	}
	acl, err := parentFor(ctx, v, v.Path)
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	return site.Render(c, http.StatusOK, h.createPage(c, v, v.Path, acl))
}

// parentFor finds out whether a znode can have a child, and the child's ACL.
func parentFor(ctx context.Context, v site.Visit, parent znode.Path) (newACL, error) {
	stat, err := v.Guard.Exists(ctx, parent)
	switch {
	case znode.KindOf(err) == znode.Denied: // a child asks for CREATE alone
	case err != nil:
		return newACL{}, err
	case stat.CreateKind() == znode.Ephemeral:
		return newACL{}, &znode.Error{Kind: znode.Conflict, Code: znode.CodeParentEphemeral}
	}
	return aclBelow(ctx, v.Guard, parent, v.Guard.Person.User)
}

// createPage is the form, empty. It shows the parent's ACL, which goes on record.
func (h *Handlers) createPage(c echo.Context, v site.Visit, parent znode.Path, acl newACL) changes.CreatePage {
	if acl.entries != nil {
		v.Guard.Looked(parent, nil)
	}
	return changes.CreatePage{
		Shell:      h.Shell(c, v.Cluster.Name),
		Parent:     parent,
		ACL:        acl.entries,
		ConsoleACL: v.SignIn.ConsoleEntries(acl.entries),
		ACLOwn:     acl.own,
		MaxBytes:   session.MaxData,
	}
}
