package site

import (
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
	Action people.Action // what Admins and WereAdmins must be allowed

	// Link is the address that the console itself writes for a znode. A GET of
	// another spelling of it is redirected there; nil redirects nothing.
	Link func(cluster string, path znode.Path) string
	// Page is the page that a POST was sent from, where the address has none of
	// its own to go back to; nil where it has.
	Page func(echo.Context) string
	// Typed returns what was typed into the path box; nil where nothing was.
	Typed func(echo.Context) string
	// SignedOut is called before somebody who is not signed in is told so; nil
	// for nothing.
	SignedOut func(echo.Context)

	Past        bool // with at= it is about a moment of the past
	ReadsAt     bool // it reads at= itself
	Answers     Answer
	MaxBody     int64         // bytes; 0 for MaxFormBytes
	BodyTimeout time.Duration // for the body to arrive; 0 for ReadTimeout
}

// Handler answers a request.
type Handler func(echo.Context, Visit) error

// Who says who may call a route. What lies below /c/:cluster asks for a sign-in
// to that cluster.
type Who int

const (
	Anybody    Who = iota // signed in or not
	SignedIn              // is signed in to the cluster and still let in: the visit has a guard
	WasLetIn              // is signed in to the cluster; whether they are still let in is for the handler to ask
	Admins                // may do the route's action in one cluster at least: the visit has these clusters' guards
	WereAdmins            // as Admins; while a cluster is away, whoever might when they were let in last, without a guard
)

// Answer is the form in which a route answers, errors too.
type Answer int

const (
	PageOrJSON  Answer = iota // as the Accept header prefers
	PageOrLines               // as AsksLines says; its errors as JSON to who prefers JSON, too
	JSON                      // whatever is asked for
	Fragment                  // a part of a page, asked for by the console's own script
	Stream                    // server-sent events; JSON when it fails
)

// IsAboutZnode reports whether the address holds a znode's path.
func (r *Route) IsAboutZnode() bool { return strings.HasSuffix(r.Pattern, "/*") }

// Prefix returns what stands before the znode's path in a request's own path.
func (r *Route) Prefix(cluster string) string {
	return strings.Replace(strings.TrimSuffix(r.Pattern, "/*"), ":cluster", cluster, 1)
}

// BodyLimit returns the longest body that the route takes, in bytes.
func (r *Route) BodyLimit() int64 {
	if r.MaxBody == 0 {
		return MaxFormBytes
	}
	return r.MaxBody
}

// BodyTime returns how long a browser may take to send the body.
func (r *Route) BodyTime() time.Duration {
	if r.BodyTimeout == 0 {
		return ReadTimeout
	}
	return r.BodyTimeout
}

const routeKey = "route" // of echo.Context: the *Route that it takes

// SetRoute tells RouteOf which route c takes.
func SetRoute(c echo.Context, route *Route) { c.Set(routeKey, route) }

// RouteOf returns the route that c takes; a zero one where there is none.
func RouteOf(c echo.Context) *Route {
	if route, ok := c.Get(routeKey).(*Route); ok {
		return route
	}
	return &Route{}
}

// Handle asks who is there, and finds the znode that the address is about,
// before it calls the route's handler.
func (s *Site) Handle(route *Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := s.visitOf(c, route)
		if err != nil {
			return err
		}
		if !route.IsAboutZnode() {
			if v.Cluster.Name != "" && IsRead(c.Request().Method) && c.QueryParam("at") != "" {
				return &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryNow}
			}
			return route.Handler(c, v)
		}
		path, canonical, err := ZnodePath(c.Request().URL.Path, route.Prefix(v.Cluster.Name))
		if err != nil {
			return err
		}
		if !canonical && route.Link != nil && IsRead(c.Request().Method) {
			return ToCanonical(c, route.Link(v.Cluster.Name, path))
		}
		v.Path = path
		if err := s.goBack(c, route, &v); err != nil {
			return err
		}
		return route.Handler(c, v)
	}
}
