package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// limitBody refuses a body that says it is too long and stops reading one that
// turns out so.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		limit := site.RouteOf(c).BodyLimit()
		r := c.Request()
		if len(r.TransferEncoding) > 0 && r.ProtoMajor == 1 {
			// net/http drops a Content-Length that stands beside it: a proxy which
			// goes by that takes what follows on this connection for other things.
			c.Response().Header().Set("Connection", "close")
		}
		if r.ContentLength > limit {
			return site.TooLong(limit)
		}
		body := r.Body
		r.Body = http.MaxBytesReader(c.Response(), body, limit)
		// Before it answers, net/http waits for what it does not know to be long.
		defer func() { r.Body = body }()
		return next(c)
	}
}
