package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// useMiddleware sets all that happens around a handler, from the outside in.
func (s *Server) useMiddleware() {
	s.echo.Pre(
		s.proxies.believe,
		s.belowBasePath,
		routeDecoded, // one reading of the path, for the router and the handlers
	)
	s.echo.Use(
		s.routes.nameRoute,  // what its route says, for all below
		s.site.ChooseWords,  // the reader's language
		s.site.GiveTime,     // of ZooKeeper's
		nameRequest,         // a random id for the log and the 500 page
		s.record,            // one log line and the metrics; writes the errors
		recoverPanic,        // a panic is an error like others
		s.secureHeaders,     // what every answer says to the browser
		limitTime,           // time of a browser that stalls; here, for a connection still has its last request's
		refuseCrossOrigin(), // posts from other sites
		limitBody,           // bytes of a form
		refuseOptions,       // a method that echo would answer
	)
}

// refuseOptions answers as to any other method that the address does not take:
// nobody asks the console from another origin.
func refuseOptions(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Method != http.MethodOptions || site.RouteOf(c).Pattern == "" {
			return next(c)
		}
		if allow, ok := c.Get(echo.ContextKeyHeaderAllow).(string); ok {
			c.Response().Header().Set(echo.HeaderAllow, strings.ReplaceAll(allow, http.MethodOptions+", ", ""))
		}
		return echo.ErrMethodNotAllowed
	}
}

// belowBasePath takes the base path off, so that it makes no difference whether a
// proxy in front has done it already.
func (s *Server) belowBasePath(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if rest, below := strings.CutPrefix(c.Request().URL.Path, s.site.Links.BasePath); below && strings.HasPrefix(rest, "/") {
			c.Request().URL.Path = rest
		}
		return next(c)
	}
}

// routeDecoded makes the router see URL.Path, which is decoded exactly once,
// and not RawPath. So "%2F" is a slash everywhere: no znode's name has one.
func routeDecoded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Request().URL.RawPath = ""
		return next(c)
	}
}
