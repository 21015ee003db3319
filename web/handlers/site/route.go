package site

import (
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// Route is a URL pattern of the console, with everything that applies before its handler runs.
type Route struct {
	Method  string // GET includes HEAD
	Pattern string // in echo's syntax, below the base path; a final /* is a znode's path
	Handler Handler

	Who    Who
	Action people.Action // the action that Admins and WereAdmins must be allowed

	// Link returns the URL that the console itself writes for a znode. A GET of another spelling is
	// redirected there, unless Link is nil.
	Link func(cluster string, path znode.Path) string
	// Page returns the page from which a POST was sent. It is nil if the route's own URL has a page
	// to go back to.
	Page func(echo.Context) string
	// Typed returns what was typed into the path box; nil if there is no such input.
	Typed func(echo.Context) string
	// SignedOut is called before the answer to somebody who is not signed in; may be nil.
	SignedOut func(echo.Context)

	Past        bool // whether at= selects a moment of the past
	ReadsAt     bool // whether the handler reads at= itself
	Answers     Answer
	MaxBody     int64         // in bytes; 0 for MaxFormBytes
	BodyTimeout time.Duration // for receiving the body; 0 for ReadTimeout
}

// Handler answers a request.
type Handler func(echo.Context, Visit) error

// Who is who may call a route. Routes below /c/:cluster need a sign-in to that cluster, unless Who
// is Anybody.
type Who int

const (
	Anybody    Who = iota // signed in or not
	SignedIn              // signed in to the cluster and still admitted: the visit has a guard
	WasLetIn              // signed in to the cluster; the handler checks whether the person is still admitted
	Admins                // may do the route's action in at least one cluster: the visit has the guards of these clusters
	WereAdmins            // like Admins; in a cluster that is unavailable the last known permissions count, and there is no guard
)

// Answer is the form in which a route answers, including errors.
type Answer int

const (
	PageOrJSON  Answer = iota // as the Accept header prefers
	PageOrLines               // as AsksLines says; errors are JSON also if the client prefers JSON
	JSON                      // always JSON
	Fragment                  // a part of a page, requested by the console's own script
	Stream                    // server-sent events; errors are JSON
)

// IsAboutZnode reports whether the URL contains a znode's path.
func (r *Route) IsAboutZnode() bool { return strings.HasSuffix(r.Pattern, "/*") }

// Prefix returns the part of a request's URL path before the znode's path.
func (r *Route) Prefix(cluster string) string {
	return strings.Replace(strings.TrimSuffix(r.Pattern, "/*"), ":cluster", cluster, 1)
}

// BodyLimit returns the maximum length of a body, in bytes.
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

const routeKey = "route" // key of an echo.Context: the *Route of the request

// SetRoute stores the route of c for RouteOf.
func SetRoute(c echo.Context, route *Route) { c.Set(routeKey, route) }

// RouteOf returns the route of c, or a zero Route if there is none.
func RouteOf(c echo.Context) *Route {
	if route, ok := c.Get(routeKey).(*Route); ok {
		return route
	}
	return &Route{}
}

// Handle returns the handler of a route, which checks who makes the request and finds the znode in
// the URL before it calls route.Handler.
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
