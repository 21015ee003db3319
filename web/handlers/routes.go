package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
)

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// table is every address of the console.
func (s *Server) table() []Route {
	routes := []Route{
		{Method: get, Pattern: "/", Handler: s.showClusters},
		{Method: get, Pattern: "/login", Handler: s.showLogin},
		{Method: post, Pattern: "/login", Handler: s.submitLogin},
		{Method: post, Pattern: "/logout", Handler: s.submitLogout},

		{Method: get, Pattern: "/c/:cluster", Who: SignedIn, Handler: s.redirectToTree},
		{Method: get, Pattern: "/c/:cluster/", Who: SignedIn, Handler: s.redirectToTree},
		{Method: get, Pattern: "/c/:cluster/tree/*", Link: s.links.Node, Who: SignedIn, Handler: s.showNode},
		{Method: get, Pattern: "/c/:cluster/raw/*", Link: s.links.Raw, Who: SignedIn, Handler: s.rawNode, Uncompressed: true},
		{Method: get, Pattern: "/c/:cluster/branch/*", Who: SignedIn, Answers: Fragment, Handler: s.showBranch},
		{Method: post, Pattern: "/c/:cluster/reveal/*", Who: WasLetIn, Handler: s.revealNode, Page: s.nodeOf, Uncompressed: true},
		{Method: get, Pattern: "/c/:cluster/go", Who: SignedIn, Handler: s.redirectGo},
		{Method: get, Pattern: "/c/:cluster/me", Who: SignedIn, Answers: JSON, Handler: s.showMe},
		{Method: get, Pattern: "/c/:cluster/events", Who: WasLetIn, Answers: Stream, Handler: s.streamEvents, Uncompressed: true},

		{Method: get, Pattern: "/audit", Who: Admins, Action: people.SeeTrail, Handler: s.showAudit},
		{Method: get, Pattern: "/sessions", Who: Admins, Action: people.SeeSessions, Handler: s.showSessions},
		{Method: post, Pattern: "/sessions/:id/end", Who: Admins, Action: people.EndSession, Handler: s.endSession,
			Page: func(echo.Context) string { return s.links.Sessions() }},

		{Method: get, Pattern: "/static/:file", Handler: s.showStatic, Uncompressed: true},
		{Method: get, Pattern: "/healthz", Handler: s.showHealth},
		{Method: get, Pattern: "/readyz", Handler: s.showReadiness},
		{Method: get, Pattern: "/metrics", Handler: s.showMetrics(), Uncompressed: true},
	}
	if s.config.BasePath != "" { // which is taken off the front of all others
		routes = append(routes, Route{Method: get, Pattern: s.config.BasePath, Handler: s.redirectHome})
	}
	if s.config.Rules.AllowWrites {
		routes = append(routes, s.writing()...)
	}
	return routes
}

// writing is every address that can change a znode.
func (s *Server) writing() []Route {
	const upload = time.Minute // a file may come
	return []Route{
		{Method: get, Pattern: "/c/:cluster/create/*", Link: s.links.Create, Who: SignedIn, Handler: s.showCreate},
		{Method: post, Pattern: "/c/:cluster/create/*", Who: WasLetIn, Handler: s.changing(people.Create, s.submitCreate),
			SignedOut: keepTyped, MaxBody: maxChangeBytes, BodyTimeout: upload},
		{Method: get, Pattern: "/c/:cluster/set/*", Link: s.links.Set, Who: SignedIn, Handler: s.showSet},
		{Method: post, Pattern: "/c/:cluster/set/*", Who: WasLetIn, Handler: s.changing(people.Set, s.submitSet),
			SignedOut: keepTyped, MaxBody: maxChangeBytes, BodyTimeout: upload},
		{Method: get, Pattern: "/c/:cluster/delete/*", Link: s.links.Delete, Who: SignedIn, Handler: s.showDelete},
		{Method: post, Pattern: "/c/:cluster/delete/*", Who: WasLetIn, Handler: s.changing(people.Delete, s.submitDelete)},
	}
}
