package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
)

// Routes that answer in their own way when something fails (answer.go), are not
// compressed (middleware.go) or take a file (form.go).
const (
	branchRoute = "/c/:cluster/branch/*"
	rawRoute    = "/c/:cluster/raw/*"
	revealRoute = "/c/:cluster/reveal/*"
	createRoute = "/c/:cluster/create/*"
	setRoute    = "/c/:cluster/set/*"
	deleteRoute = "/c/:cluster/delete/*"
	eventsRoute = "/c/:cluster/events"
	meRoute     = "/c/:cluster/me"
	staticRoute = "/static/:file"

	sessionEndRoute = "/sessions/:id/end"
)

// addRoutes is the console's table of routes, all below the base path. What
// stands below /c/:cluster/ asks for a sign-in to that cluster. HEAD goes
// where GET goes.
func (s *Server) addRoutes() {
	s.get("/", s.showClusters)
	s.get("/login", s.showLogin)
	s.post("/login", s.submitLogin)
	s.post("/logout", s.submitLogout)

	s.get("/c/:cluster", s.signedIn(s.redirectToTree))
	s.get("/c/:cluster/", s.signedIn(s.redirectToTree))
	s.get("/c/:cluster/tree", s.signedIn(s.canonical("tree", s.links.Node, s.showNode)))
	s.get("/c/:cluster/tree/*", s.signedIn(s.canonical("tree", s.links.Node, s.showNode)))
	s.get("/c/:cluster/raw", s.signedIn(s.canonical("raw", s.links.Raw, s.rawNode)))
	s.get(rawRoute, s.signedIn(s.canonical("raw", s.links.Raw, s.rawNode)))
	s.get(branchRoute, s.signedIn(s.showBranch))
	s.post(revealRoute, s.listening(s.revealNode)) // reads its form before it asks who is there
	s.get("/c/:cluster/go", s.signedIn(s.redirectGo))
	s.get(meRoute, s.signedIn(s.showMe))
	s.get(eventsRoute, s.listening(s.streamEvents))

	s.get("/audit", s.showAudit)
	s.get("/sessions", s.showSessions)
	s.post(sessionEndRoute, s.endSession)

	if s.config.Rules.AllowWrites {
		s.addWritingRoutes()
	}

	s.get(staticRoute, s.showStatic)
	s.get("/healthz", s.showHealth)
	s.get("/readyz", s.showReadiness)
	s.get("/metrics", s.showMetrics())

	if s.config.BasePath != "" {
		s.addRoutesOutsideBasePath()
	}
}

// addWritingRoutes is all that can change a znode.
func (s *Server) addWritingRoutes() {
	s.get(createRoute, s.signedIn(s.canonical("create", s.links.Create, s.showCreate)))
	s.post(createRoute, s.changing("create", auth.Create, s.submitCreate))
	s.get(setRoute, s.signedIn(s.canonical("set", s.links.Set, s.showSet)))
	s.post(setRoute, s.changing("set", auth.Set, s.submitSet))
	s.get(deleteRoute, s.signedIn(s.canonical("delete", s.links.Delete, s.showDelete)))
	s.post(deleteRoute, s.changing("delete", auth.Delete, s.submitDelete))
}

// addRoutesOutsideBasePath leads from the base path to its first page, and
// answers probes at the root as well: who probes comes to the process itself,
// not through the proxy that adds the base path.
func (s *Server) addRoutesOutsideBasePath() {
	s.add(http.MethodGet, s.config.BasePath, s.redirectHome)
	s.add(http.MethodGet, "/healthz", s.showHealth)
	s.add(http.MethodGet, "/readyz", s.showReadiness)
	s.add(http.MethodGet, "/metrics", s.showMetrics())
}

func (s *Server) get(path string, handler echo.HandlerFunc) {
	s.add(http.MethodGet, s.config.BasePath+path, handler)
	s.add(http.MethodHead, s.config.BasePath+path, handler)
}

func (s *Server) post(path string, handler echo.HandlerFunc) {
	s.add(http.MethodPost, s.config.BasePath+path, handler)
}

func (s *Server) add(method, path string, handler echo.HandlerFunc) {
	s.echo.Add(method, path, handler)
}

// route is the pattern of the route that c takes, without the base path.
func (s *Server) route(c echo.Context) string {
	return strings.TrimPrefix(c.Path(), s.config.BasePath)
}
