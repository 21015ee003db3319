package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// minCompressed is the length from which compressing an answer saves a packet.
const minCompressed = 1400

// useMiddleware is all that happens around a handler, from the outside in.
func (s *Server) useMiddleware() {
	s.echo.Pre(
		trustedProxies(s.config.TrustedProxies).believeScheme,
		routeDecoded, // one reading of the path, for the router and the handlers
	)
	s.echo.Use(
		nameRequest,         // a random id for the log and the 500 page
		s.record,            // one log line and the metrics; writes the errors
		recoverPanic,        // a panic is an error like others
		secureHeaders,       // what every answer says to the browser
		s.limitPatience,     // time of a browser that stalls; here, for a connection still has its last request's
		refuseCrossOrigin(), // posts from other sites
		s.limitBody,         // bytes of a form
		s.compress(),        // pages
	)
}

// routeDecoded makes the router see URL.Path, which is decoded exactly once,
// and not RawPath. So "%2F" is a slash everywhere: no znode's name has one.
func routeDecoded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Request().URL.RawPath = ""
		return next(c)
	}
}

// compress leaves alone what is compressed already, what must not wait for
// more (events), and what is told by its exact length (raw, and reveal with it).
func (s *Server) compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		MinLength: minCompressed,
		Skipper: func(c echo.Context) bool {
			switch s.route(c) {
			case eventsRoute, rawRoute, revealRoute, staticRoute, "/metrics":
				return true
			}
			return c.Request().Method == http.MethodHead
		},
	})
}
