package changes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// changing reads the posted form of a change before its handler enters, so that
// it can be shown again when ZooKeeper does not say who is there; and who may do
// it counts when it has come.
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

// Create takes the form that creates a child of a znode.
func (h *Handlers) Create(c echo.Context, v site.Visit) error {
	return h.changing(c, v, people.Create, h.submitCreate)
}

// Set takes the form that replaces a znode's data.
func (h *Handlers) Set(c echo.Context, v site.Visit) error {
	return h.changing(c, v, people.Set, h.submitSet)
}

// Delete takes the form that deletes a znode.
func (h *Handlers) Delete(c echo.Context, v site.Visit) error {
	return h.changing(c, v, people.Delete, h.submitDelete)
}

// awaitRoom waits until a large form may be read, which it may until the func is
// called.
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

// mayBegin asks at once about those who may not make the change by what is known
// of them, so that they take nobody's room.
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
	site.RestartDeadline(c) // ZooKeeper's time begins anew when the form has come
	return nil
}

func isSmall(r *http.Request) bool {
	return r.ContentLength >= 0 && r.ContentLength <= site.MaxFormBytes
}

// KeepTyped reads what somebody who is not signed in has typed into a form, so that the page
// that says so can give it back. Of large forms it reads a few at a time only.
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

// note keeps what was typed into a form.
func (f nodeForm) note(c echo.Context) { site.NoteTyped(c, f.name, f.text, f.ttl, f.acl, f.comment) }
