package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// changing reads the posted form of a change before its handler enters, so that
// it can be shown again when ZooKeeper does not say who is there; and who may do
// it counts when it has come.
func (s *Server) changing(change people.Action, handler func(echo.Context, visit, znode.Path, nodeForm) error) Handler {
	return func(c echo.Context, v visit) error {
		done, err := s.awaitRoom(c, v, change, v.path)
		if err != nil {
			return err
		}
		defer done()
		form, err := readNodeForm(c.Request())
		if err != nil {
			return err
		}
		form.exact = formOf(c) == asJSON
		c.Set(typedKey, form.text)
		return handler(c, v, v.path, form)
	}
}

// awaitRoom waits until a large form may be read, which it may until the func is
// called.
func (s *Server) awaitRoom(c echo.Context, v visit, change people.Action, path znode.Path) (func(), error) {
	if isSmall(c.Request()) {
		return func() {}, nil
	}
	if err := s.mayBegin(c, v, change, path); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), s.uploadWait)
	defer cancel()
	return s.uploads.wait(ctx, v.console)
}

// mayBegin asks at once about those who may not make the change by what is known
// of them, so that they take nobody's room.
func (s *Server) mayBegin(c echo.Context, v visit, change people.Action, path znode.Path) error {
	if change == people.Create {
		path = anyChild(path)
	}
	if people.Decide(v.signIn.Person(), change, path, !s.config.Rules.AllowWrites) == people.Allowed {
		return nil
	}
	if err := s.enter(c, &v); err != nil {
		return err
	}
	ctx, cancel := deadline(c)
	defer cancel()
	if err := v.guard.Check(ctx, change, path); err != nil {
		return err
	}
	c.Set(deadlineKey, nil) // ZooKeeper's time begins anew when the form has come
	return nil
}

func isSmall(r *http.Request) bool { return r.ContentLength >= 0 && r.ContentLength <= maxFormBytes }

const typedKey = "typed" // of echo.Context: the text of the form that came

// keepTyped reads the text of a small form that nobody may send, so that the page
// that says so can give it back.
func keepTyped(c echo.Context) {
	if r := c.Request(); isSmall(r) {
		if form, err := readNodeForm(r); err == nil {
			c.Set(typedKey, form.text)
		}
	}
}

func typed(c echo.Context) string {
	text, _ := c.Get(typedKey).(string)
	return text
}
