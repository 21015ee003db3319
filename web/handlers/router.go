package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// router has each route by its method and pattern, separated by a space.
type router map[string]*site.Route

// add adds a route, also to echo's router.
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

// nameRoute stores the request's route for RouteOf. If the URL does not have the request's method,
// that is the route of its GET or POST, in whose form the error is answered.
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
