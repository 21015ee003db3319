package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// useMiddleware installs the middleware, from the outside in.
func (s *Server) useMiddleware() {
	s.echo.Pre(
		s.proxies.believe,
		s.belowBasePath,
		routeDecoded, // the router and the handlers see the same path
	)
	s.echo.Use(
		s.routes.nameRoute,  // sets the route for all that follows
		s.site.ChooseWords,  // sets the reader's language
		s.site.GiveTime,     // sets the time for ZooKeeper
		nameRequest,         // sets a random ID for the log and the page of a 500
		s.record,            // writes one log line and the metrics, and answers errors
		recoverPanic,        // turns a panic into an error
		s.secureHeaders,     // sets the headers of every answer
		limitTime,           // limits the time of a browser that stalls; set early, since a connection still has the deadlines of its last request
		refuseCrossOrigin(), // refuses posts from other sites
		limitBody,           // limits the bytes of a body
		refuseOptions,       // refuses a method that echo would answer
	)
}

// refuseOptions refuses OPTIONS like any other method that a route does not have, since no other
// origin may use the console.
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

// belowBasePath removes the base path, unless a proxy in front has already done so.
func (s *Server) belowBasePath(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if rest, below := strings.CutPrefix(c.Request().URL.Path, s.site.Links.BasePath); below && strings.HasPrefix(rest, "/") {
			c.Request().URL.Path = rest
		}
		return next(c)
	}
}

// routeDecoded makes the router use URL.Path, which is decoded exactly once, and not RawPath. Thus
// "%2F" always is a slash, which no znode's name contains.
func routeDecoded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Request().URL.RawPath = ""
		return next(c)
	}
}
