package site

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
)

// AsksJSON reports whether a request is answered by JSON: by its Accept header
// where a page and JSON have one URL.
func AsksJSON(c echo.Context) bool {
	switch RouteOf(c).Answers {
	case JSON, Stream:
		return true
	case Fragment:
		return false
	case PageOrLines:
		if AsksLines(c) {
			return true
		}
	}
	return prefersJSON(c.Request().Header.Get(echo.HeaderAccept))
}

// Page is a view model.
type Page interface {
	Render(ctx context.Context, w io.Writer) error
}

// Render renders a page to its end before it writes the first byte, so that a
// fault gives an error page and not half of this one. That the browser has gone
// meanwhile is no fault.
func Render(c echo.Context, status int, p Page) error {
	html := buffers.Get().(*bytes.Buffer)
	defer keep(html)
	if err := p.Render(context.WithoutCancel(c.Request().Context()), html); err != nil {
		return err
	}
	NameLanguage(c)
	return send(c, status, echo.MIMETextHTMLCharsetUTF8, html.Bytes())
}

// SeeOther redirects to one of the console's own URLs.
func SeeOther(c echo.Context, url string) error { return c.Redirect(http.StatusSeeOther, url) }
