package site

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
)

// AsksJSON reports whether a request is answered with JSON. If a page and its JSON have the same
// URL, the Accept header decides.
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

// Page is a view model that renders itself.
type Page interface {
	Render(ctx context.Context, w io.Writer) error
}

// Render renders the whole page before it sends the first byte, so that an error leads to an error
// page and not to half a page. It does not fail if the browser disconnects in the meantime.
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
