package changes

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// submitCreate creates a znode. An error is shown on the form, with what was typed.
func (h *Handlers) submitCreate(c echo.Context, v site.Visit, parent znode.Path, form nodeForm) error {
	if err := h.Enter(c, &v); err != nil {
		return h.refuseCreate(c, v, parent, form, newACL{}, err)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if form.collect != "" {
		return h.collectCreate(ctx, c, v, parent, form)
	}
	result, acl, err := create(ctx, v, parent, form)
	switch {
	case err != nil:
		return h.refuseCreate(c, v, parent, form, acl, err)
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusCreated, created(result))
	}
	change := auth.Change{Cluster: v.Cluster.Name, Path: result.Path, Stat: result.Stat, Created: true, Entry: result.Recorded}
	return site.Changed(c, v.Console, change, h.Links.Node(v.Cluster.Name, result.Path))
}

// collectCreate adds what a form would create to the transaction.
func (h *Handlers) collectCreate(ctx context.Context, c echo.Context, v site.Visit, parent znode.Path, form nodeForm) error {
	asked, err := toCreate(ctx, v, parent, form)
	if err == nil {
		err = h.collect(c, v, asked.ops()...)
	}
	if err != nil {
		return h.refuseCreate(c, v, parent, form, asked.acl, err)
	}
	return nil
}

// parentTries bounds the tries to create a znode while others create its missing parents.
const parentTries = 3

// create creates what the form asks for. It returns the ACL as soon as it is known, also with an
// error, for the form that is shown again.
func create(ctx context.Context, v site.Visit, parent znode.Path, form nodeForm) (znode.Result, newACL, error) {
	for try := 1; ; try++ {
		asked, err := toCreate(ctx, v, parent, form)
		if err != nil {
			return znode.Result{}, asked.acl, v.Guard.NotTried(ctx, people.Create, asked.path, err)
		}
		results, err := apply(ctx, v, form.comment, asked.ops()...)
		if asked.parentCame(err) && try < parentTries {
			continue
		}
		if err != nil {
			return znode.Result{}, asked.acl, err
		}
		return results[len(results)-1], asked.acl, nil
	}
}

// apply makes changes together. Ephemeral znodes are created over a ZooKeeper session of the
// sign-in's own; the shared session then syncs with it.
func apply(ctx context.Context, v site.Visit, comment string, ops ...znode.Op) ([]znode.Result, error) {
	at := slices.IndexFunc(ops, func(op znode.Op) bool { return op.Mode.IsEphemeral() })
	if at < 0 || v.Guard.NeedApproval(ops...) {
		return v.Apply(ctx, comment, ops...)
	}
	own, err := v.SignIn.Own(ctx, v.Guard)
	if err != nil {
		return nil, v.Guard.NotTried(ctx, people.Create, ops[at].Path, err)
	}
	results, err := own.Apply(ctx, ops...)
	if err == nil {
		_ = v.Guard.Sync(ctx, ops[at].Path) // otherwise the next page may show an older state
	}
	return results, err
}

// created returns the answer to a create. Servers before 3.5 may not return a stat.
func created(result znode.Result) JSON {
	answer := JSON{Path: result.Path.String(), Entry: result.Recorded}
	if result.Stat != (znode.Stat{}) {
		shown := site.StatJSON(result.Stat)
		answer.Stat = &shown
	}
	return answer
}

func (h *Handlers) refuseCreate(c echo.Context, v site.Visit, parent znode.Path, form nodeForm, acl newACL, err error) error {
	return h.refuseChange(c, err, func(problem views.Problem) site.Page {
		page := h.createPage(c, v, parent, acl)
		page.Name, page.Text = form.name, form.text
		page.ACLWarnings = acl.warnings
		if problem.Code != znode.CodeACLWarned { // the warnings already say it
			page.Problem = &problem
		}
		page.Mode, page.TTL, page.Null, page.Parents, page.ACLText = form.mode, form.ttl, form.null == "1", form.parents == "1", form.acl
		page.Encoding, page.Compression = form.encoding, form.compression
		page.Comment, page.ChooseAgain = form.comment, form.uploaded
		return page
	})
}
