package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// limitBody refuses a body whose declared length is too long, and stops reading one that turns out
// too long.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		limit := site.RouteOf(c).BodyLimit()
		r := c.Request()
		if len(r.TransferEncoding) > 0 && r.ProtoMajor == 1 {
			// net/http ignores a Content-Length beside Transfer-Encoding. A proxy that relies on it
			// would misread what follows on this connection.
			c.Response().Header().Set("Connection", "close")
		}
		if r.ContentLength > limit {
			return site.TooLong(limit)
		}
		body := r.Body
		r.Body = http.MaxBytesReader(c.Response(), body, limit)
		// Before it answers, net/http reads the rest of a body unless it knows that it is too long.
		defer func() { r.Body = body }()
		return next(c)
	}
}
