package changes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// changing reads the posted form of a change before its handler enters the cluster, so that the
// form can be shown again if ZooKeeper cannot tell who the person is. The person's rights are those
// after the form was read.
func (h *Handlers) changing(c echo.Context, v site.Visit, change people.Action, handler func(echo.Context, site.Visit, znode.Path, nodeForm) error) error {
	done, err := h.awaitRoom(c, v, change, v.Path)
	if err != nil {
		return err
	}
	defer done()
	form, err := readNodeForm(c.Request())
	if err != nil {
		return err
	}
	form.exact = site.AsksJSON(c)
	form.note(c)
	return h.Once(c, v.Console, form.once, form, func() error { return handler(c, v, v.Path, form) })
}

// Create handles the form that creates a child of a znode.
func (h *Handlers) Create(c echo.Context, v site.Visit) error {
	return h.changing(c, v, people.Create, h.submitCreate)
}

// Set handles the form that replaces a znode's data.
func (h *Handlers) Set(c echo.Context, v site.Visit) error {
	return h.changing(c, v, people.Set, h.submitSet)
}

// Delete handles the form that deletes a znode.
func (h *Handlers) Delete(c echo.Context, v site.Visit) error {
	return h.changing(c, v, people.Delete, h.submitDelete)
}

// awaitRoom waits until there is room to read a large form. The returned func frees that room.
func (h *Handlers) awaitRoom(c echo.Context, v site.Visit, change people.Action, path znode.Path) (func(), error) {
	if isSmall(c.Request()) {
		return func() {}, nil
	}
	if err := h.mayBegin(c, v, change, path); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), h.UploadWait)
	defer cancel()
	return h.Uploads.Wait(ctx, v.Owner(c))
}

// mayBegin fails if the person may not make the change. If that seems so from what is known of the
// person, it asks ZooKeeper before the form is read, so that such forms take no room.
func (h *Handlers) mayBegin(c echo.Context, v site.Visit, change people.Action, path znode.Path) error {
	decided := path
	if change == people.Create {
		decided = site.AnyChild(path)
	}
	if people.Decide(v.SignIn.Person(), change, decided, !h.Rules.AllowWrites || v.Cluster.ReadOnly) == people.Allowed {
		return nil
	}
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.CheckAs(ctx, change, decided, path); err != nil {
		return err
	}
	site.RestartDeadline(c) // the form still has to be read, so ZooKeeper's time starts again
	return nil
}

func isSmall(r *http.Request) bool {
	return r.ContentLength >= 0 && r.ContentLength <= site.MaxFormBytes
}

// KeepTyped reads what was typed into a form by somebody who is not signed in, so that the error
// page can give it back. It ignores a large form if it is already reading maxUnsent others.
func (h *Handlers) KeepTyped(c echo.Context) {
	if !isSmall(c.Request()) {
		select {
		case h.unsent <- struct{}{}:
			defer func() { <-h.unsent }()
		default:
			return
		}
	}
	if form, err := readNodeForm(c.Request()); err == nil {
		form.note(c)
	}
}

// note keeps what was typed into the form.
func (f nodeForm) note(c echo.Context) { site.NoteTyped(c, f.name, f.text, f.ttl, f.acl, f.comment) }
