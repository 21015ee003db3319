package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// router knows each route by method, blank and pattern.
type router map[string]*site.Route

// add puts a route into echo's router as well.
func (s *Server) add(route site.Route) {
	methods := []string{route.Method}
	if route.Method == http.MethodGet {
		methods = append(methods, http.MethodHead)
	}
	patterns := []string{route.Pattern}
	if route.Method == http.MethodGet && route.Link != nil {
		patterns = append(patterns, strings.TrimSuffix(route.Pattern, "/*"))
	}
	for _, pattern := range patterns {
		for _, method := range methods {
			s.echo.Add(method, pattern, s.site.Handle(&route))
			s.routes[method+" "+pattern] = &route
		}
	}
}

// nameRoute tells all below which route the request takes. A method that the
// address does not take is refused in the form in which its GET or POST answers.
func (r router) nameRoute(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		for _, method := range []string{c.Request().Method, http.MethodGet, http.MethodPost} {
			if route := r[method+" "+c.Path()]; route != nil {
				site.SetRoute(c, route)
				break
			}
		}
		return next(c)
	}
}
