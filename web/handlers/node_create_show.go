package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/views/changes"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// showCreate is the form that creates a child of a znode.
func (s *Server) showCreate(c echo.Context, v visit) error {
	ctx, cancel := deadline(c)
	defer cancel()
	if err := v.guard.Check(ctx, people.Create, anyChild(v.path)); err != nil {
		return err
	}
	acl, err := parentFor(ctx, v, v.path)
	if err != nil {
		return withAncestor(ctx, v.guard, v.path, err)
	}
	return render(c, http.StatusOK, s.createPage(c, v, v.path, acl))
}

// parentFor finds out whether a znode can have a child, and the child's ACL.
func parentFor(ctx context.Context, v visit, parent znode.Path) (newACL, error) {
	stat, err := v.guard.Exists(ctx, parent)
	if err != nil {
		return newACL{}, err
	}
	if stat.CreateKind() == znode.Ephemeral {
		return newACL{}, &znode.Error{Kind: znode.Conflict, Message: "This znode is ephemeral: it ends with its session and cannot have children."}
	}
	return aclBelow(ctx, v.guard, parent, v.guard.Person.User)
}

// createPage is the form, empty.
func (s *Server) createPage(c echo.Context, v visit, parent znode.Path, acl newACL) changes.CreatePage {
	return changes.CreatePage{
		Shell:    s.shell(c, v.cluster.Name),
		Parent:   parent,
		ACL:      acl.entries,
		ACLFrom:  acl.from,
		MaxBytes: session.MaxData,
	}
}

// anyChild stands for all children of a znode: the policy makes no difference
// between them.
func anyChild(parent znode.Path) znode.Path {
	child, err := parent.Child("child")
	if err != nil {
		return parent // too long for any child
	}
	return child
}
