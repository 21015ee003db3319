package site

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/zkconn/znode"
)

// Keys of an echo.Context: the *auth.Change that the request has made, and the saidPage that
// reports it.
const (
	changeKey = "change"
	saidKey   = "said"
)

// saidPage is a page that reports what a request has changed.
type saidPage struct {
	status int
	page   Page
}

// errNotMade is the error of a form whose answer leads nowhere, because it has changed nothing.
var errNotMade = errors.New("it changed nothing")

// Once handles a form that changes something, but only once. If it is sent again, by a second click
// or from the browser's history, Once redirects to where the first one led. token identifies the
// page with the form, or is "" if there was no page; said is the whole content of the form.
func (s *Site) Once(c echo.Context, console *auth.Session, token string, said any, handle func() error) error {
	if token == "" || console == nil || AsksJSON(c) {
		return handle()
	}
	form := sha256.Sum256(fmt.Appendf(nil, "%s %s %+q", token, c.Request().URL.Path, said))
	var handled error
	answer, again, err := console.Once(string(form[:]), func() (auth.Answer, error) {
		handled = handle()
		if proposed, ok := errors.AsType[*Proposed](handled); ok {
			handled = s.answerProposed(c, proposed.ID)
		}
		if handled != nil {
			return auth.Answer{}, handled
		}
		return answered(c)
	})
	switch {
	case !again:
		return handled
	case err != nil:
		return err
	}
	if said, ok := answer.Page.(saidPage); ok {
		return Render(c, said.status, said.page)
	}
	if answer.Change != nil {
		console.Changed(*answer.Change)
	}
	return SeeOther(c, answer.To)
}

// answered returns the redirect or the page with which a request that has changed something was
// answered. It fails if there is neither.
func answered(c echo.Context) (auth.Answer, error) {
	if said, ok := c.Get(saidKey).(saidPage); ok {
		return auth.Answer{Page: said}, nil
	}
	switch change, _ := c.Get(changeKey).(*auth.Change); c.Response().Status {
	case http.StatusSeeOther:
		return auth.Answer{To: c.Response().Header().Get(echo.HeaderLocation), Change: change}, nil
	case http.StatusGatewayTimeout:
		return auth.Answer{}, &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome}
	}
	return auth.Answer{}, errNotMade
}

// Changed redirects to a page that reports what the request has changed.
func Changed(c echo.Context, console *auth.Session, change auth.Change, to string) error {
	console.Changed(change)
	c.Set(changeKey, &change)
	return SeeOther(c, to)
}

// Said answers with a page that reports what the request has changed, if that is not everything
// that was asked for, or if there is no page to redirect to.
func Said(c echo.Context, status int, page Page) error {
	c.Set(saidKey, saidPage{status, page})
	return Render(c, status, page)
}
