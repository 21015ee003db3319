package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// Route is one address of the console and all that holds for it before its
// handler runs.
type Route struct {
	Method  string // GET answers HEAD, too
	Pattern string // echo's, below the base path; with /* at its end, the rest is a znode's path
	Handler Handler

	Who    Who
	Action people.Action // what Admins must be allowed

	// Link is the address that the console itself writes for a znode. A GET of
	// another spelling of it is redirected there; nil redirects nothing.
	Link func(cluster string, path znode.Path) string
	// Page is the page that a POST was sent from, where the address has none of
	// its own to go back to; nil where it has.
	Page func(echo.Context) string
	// SignedOut is called before somebody who is not signed in is told so; nil
	// for nothing.
	SignedOut func(echo.Context)

	Answers      Answer
	MaxBody      int64         // bytes; 0 for maxFormBytes
	BodyTimeout  time.Duration // for the body to arrive; 0 for readTimeout
	Uncompressed bool
}

// Handler answers a request.
type Handler func(echo.Context, visit) error

// Who says who may call a route. What lies below /c/:cluster asks for a sign-in
// to that cluster.
type Who int

const (
	Anybody  Who = iota
	SignedIn     // is signed in to the cluster and still let in: the visit has a guard
	WasLetIn     // is signed in to the cluster; whether they are still let in is for the handler to ask
	Admins       // may do the route's action in one cluster at least: the visit has these clusters' guards
)

// Answer is the form in which a route answers, errors too.
type Answer int

const (
	PageOrJSON Answer = iota // as the Accept header prefers
	JSON
	Fragment // a part of a page, asked for by the console's own script
	Stream   // server-sent events; JSON when it fails
)

// isAboutZnode reports whether the address holds a znode's path.
func (r *Route) isAboutZnode() bool { return strings.HasSuffix(r.Pattern, "/*") }

// prefix is what stands before the znode's path in a request's own path.
func (r *Route) prefix(cluster string) string {
	return strings.Replace(strings.TrimSuffix(r.Pattern, "/*"), ":cluster", cluster, 1)
}

// maxBody is the longest body that the route takes, in bytes.
func (r *Route) maxBody() int64 {
	if r.MaxBody == 0 {
		return maxFormBytes
	}
	return r.MaxBody
}

// bodyTimeout is how long a browser may take to send the body.
func (r *Route) bodyTimeout() time.Duration {
	if r.BodyTimeout == 0 {
		return readTimeout
	}
	return r.BodyTimeout
}

const routeKey = "route" // of echo.Context: the *Route that it takes

// routeOf returns the route that c takes; a zero one where there is none.
func routeOf(c echo.Context) *Route {
	if route, ok := c.Get(routeKey).(*Route); ok {
		return route
	}
	return &Route{}
}

// add puts a route into the router.
func (s *Server) add(route Route) {
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
			s.echo.Add(method, pattern, s.handle(&route))
			s.routes[method+" "+pattern] = &route
		}
	}
}

// nameRoute lets routeOf know the request's route. A method that the address
// does not take is refused in the form in which its GET answers.
func (s *Server) nameRoute(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		for _, method := range []string{c.Request().Method, http.MethodGet, http.MethodPost} {
			if route := s.routes[method+" "+c.Path()]; route != nil {
				c.Set(routeKey, route)
				break
			}
		}
		return next(c)
	}
}

// handle asks who is there, and finds the znode that the address is about,
// before it calls the route's handler.
func (s *Server) handle(route *Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := s.visitOf(c, route)
		if err != nil {
			return err
		}
		if !route.isAboutZnode() {
			return route.Handler(c, v)
		}
		path, canonical, err := znodePath(c.Request().URL.Path, route.prefix(v.cluster.Name))
		if err != nil {
			return err
		}
		if !canonical && route.Link != nil && isRead(c.Request().Method) {
			return toCanonical(c, route.Link(v.cluster.Name, path))
		}
		v.path = path
		return route.Handler(c, v)
	}
}
