package changes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/znode"
)

// submitCreate creates a persistent znode. What goes wrong is said on the form,
// filled in again.
func (h *Handlers) submitCreate(c echo.Context, v site.Visit, parent znode.Path, form nodeForm) error {
	if err := h.Enter(c, &v); err != nil {
		return h.refuseCreate(c, v, parent, form, newACL{}, err)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	result, acl, err := create(ctx, v, parent, form)
	switch {
	case err != nil:
		return h.refuseCreate(c, v, parent, form, acl, err)
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusCreated, created(result))
	}
	v.Console.Changed(auth.Change{Cluster: v.Cluster.Name, Path: result.Path, Stat: result.Stat, Created: true})
	return site.SeeOther(c, h.Links.Node(v.Cluster.Name, result.Path))
}

// create gives the ACL as soon as it is known, for the form that is shown again.
func create(ctx context.Context, v site.Visit, parent znode.Path, form nodeForm) (znode.Result, newACL, error) {
	path, data, acl, err := toCreate(ctx, v, parent, form)
	if err != nil {
		return znode.Result{}, acl, v.Guard.NotTried(ctx, people.Create, path, err)
	}
	result, err := znode.Create(ctx, v.Guard, path, data, acl.entries, znode.ModePersistent)
	return result, acl, err
}

// toCreate gives what the form asks for; the parent while there is no path.
func toCreate(ctx context.Context, v site.Visit, parent znode.Path, form nodeForm) (znode.Path, []byte, newACL, error) {
	if err := v.Guard.Check(ctx, people.Create, site.AnyChild(parent)); err != nil {
		return parent, nil, newACL{}, err
	}
	acl, err := parentFor(ctx, v, parent)
	if znode.CodeOf(err) == znode.CodeNoNode {
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeParentGone, Cause: err}
	}
	if err != nil {
		return parent, nil, acl, err
	}
	if form.name == "" {
		return parent, nil, acl, &znode.Error{Kind: znode.Invalid, Code: znode.CodeNameMissing}
	}
	path, err := parent.Child(form.name)
	if err != nil {
		return parent, nil, acl, err
	}
	data, err := form.data(edit.New())
	return path, data, acl, err
}

// created is the answer to a create. A server before 3.5 may not have told the
// stat.
func created(result znode.Result) JSON {
	answer := JSON{Path: result.Path.String()}
	if result.Stat != (znode.Stat{}) {
		shown := site.StatJSON(result.Stat)
		answer.Stat = &shown
	}
	return answer
}

func (h *Handlers) refuseCreate(c echo.Context, v site.Visit, parent znode.Path, form nodeForm, acl newACL, err error) error {
	return h.refuseChange(c, err, func(problem views.Problem) site.Page {
		page := h.createPage(c, v, parent, acl)
		page.Name, page.Text, page.Problem = form.name, form.text, &problem
		return page
	})
}
