package handlers

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
)

// form is in what form a request is answered.
type form int

const (
	asPage     form = iota
	asFragment      // a part of a page, asked for by the console's own script
	asJSON
)

// formOf returns the form; it depends on the Accept header where a page and JSON
// stand under one URL.
func formOf(c echo.Context) form {
	switch routeOf(c).Answers {
	case JSON, Stream:
		return asJSON
	case Fragment:
		return asFragment
	}
	if prefersJSON(c.Request().Header.Get(echo.HeaderAccept)) {
		return asJSON
	}
	return asPage
}

// page is a view model.
type page interface {
	Render(ctx context.Context, w io.Writer) error
}

// render renders a page to its end before it writes the first byte, so that a
// fault gives an error page and not half of this one. That the browser has gone
// meanwhile is no fault.
func render(c echo.Context, status int, p page) error {
	var html bytes.Buffer
	if err := p.Render(context.WithoutCancel(c.Request().Context()), &html); err != nil {
		return err
	}
	return c.HTMLBlob(status, html.Bytes())
}

// seeOther redirects to one of the console's own URLs.
func seeOther(c echo.Context, url string) error { return c.Redirect(http.StatusSeeOther, url) }
