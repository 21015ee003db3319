package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/web/handlers/find"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// table returns all routes of the console.
func (s *Server) table() []site.Route {
	routes := []site.Route{
		{Method: get, Pattern: "/", Handler: s.people.ShowHome},
		{Method: get, Pattern: "/clusters", Handler: s.people.ShowClusters},
		{Method: get, Pattern: "/login", Handler: s.people.ShowLogin},
		{Method: post, Pattern: "/login", Handler: s.people.SignIn},
		{Method: post, Pattern: "/logout", Handler: s.people.SignOut},
		{Method: post, Pattern: "/language", Handler: s.people.ChooseLanguage,
			Page: func(echo.Context) string { return s.site.Links.Home() }},

		{Method: get, Pattern: "/c/:cluster", Who: site.SignedIn, Handler: s.people.RedirectToTree},
		{Method: get, Pattern: "/c/:cluster/", Who: site.SignedIn, Handler: s.people.RedirectToTree},
		{Method: get, Pattern: "/c/:cluster/tree/*", Link: s.site.Links.Node, Who: site.SignedIn, Past: true, Handler: s.nodes.Show},
		{Method: get, Pattern: "/c/:cluster/raw/*", Link: s.site.Links.Raw, Who: site.SignedIn, Handler: s.nodes.Raw},
		{Method: get, Pattern: "/c/:cluster/image/*", Link: s.site.Links.Image, Who: site.SignedIn, Handler: s.nodes.Image},
		{Method: get, Pattern: "/c/:cluster/stat/*", Link: s.site.Links.Stat, Who: site.SignedIn, Answers: site.JSON, Handler: s.nodes.Stat},
		{Method: get, Pattern: "/c/:cluster/branch/*", Who: site.SignedIn, Past: true, Answers: site.Fragment, Handler: s.nodes.Branch},
		{Method: get, Pattern: "/c/:cluster/find/*", Link: s.site.Links.Find, Who: site.SignedIn, Past: true, Answers: site.PageOrLines, Handler: s.find.Show},
		{Method: get, Pattern: "/c/:cluster/recent/*", Link: s.site.Links.Recent, Who: site.SignedIn, Handler: s.find.Recent},
		{Method: get, Pattern: "/c/:cluster/largest/*", Link: s.site.Links.Largest, Who: site.SignedIn, Handler: s.find.Largest},
		{Method: get, Pattern: "/c/:cluster/compare/*", Link: s.site.Links.Compare, Who: site.SignedIn, Past: true, Answers: site.PageOrLines, Handler: s.find.Compare},
		{Method: post, Pattern: "/c/:cluster/compare/*", Who: site.WasLetIn, Past: true, Answers: site.PageOrLines, Handler: s.find.CompareFile,
			MaxBody: site.MaxUpload, BodyTimeout: find.UploadTime},
		{Method: get, Pattern: "/c/:cluster/export/*", Link: s.site.Links.Export, Who: site.SignedIn, Handler: s.find.Export},
		{Method: post, Pattern: "/c/:cluster/export/*", Who: site.WasLetIn, Handler: s.find.ExportRevealed},
		{Method: get, Pattern: "/c/:cluster/bundle/*", Link: s.site.Links.Bundle, Who: site.SignedIn, Handler: s.find.ShowBundle},
		{Method: post, Pattern: "/c/:cluster/bundle/*", Who: site.WasLetIn, Handler: s.find.Bundle},
		{Method: get, Pattern: "/c/:cluster/quota/*", Link: s.site.Links.Quota, Who: site.SignedIn, Handler: s.changes.ShowQuota},
		{Method: get, Pattern: "/c/:cluster/acls/*", Link: s.site.Links.ACLs, Who: site.SignedIn, Handler: s.find.ACLs},
		{Method: get, Pattern: "/c/:cluster/versions/*", Link: s.site.Links.Versions, Who: site.SignedIn, ReadsAt: true, Handler: s.history.Versions},
		{Method: get, Pattern: "/c/:cluster/changes/*", Link: s.site.Links.Changes, Who: site.SignedIn, Answers: site.PageOrLines, Handler: s.history.Changes},
		{Method: post, Pattern: "/c/:cluster/stop/:id", Who: site.WasLetIn, Handler: s.find.Stop,
			Page: func(c echo.Context) string { return s.site.Links.Node(c.Param("cluster"), znode.Root) }},
		{Method: post, Pattern: "/c/:cluster/reveal/*", Who: site.WasLetIn, Past: true, Handler: s.nodes.Reveal, Page: s.site.NodeOf},
		{Method: get, Pattern: "/c/:cluster/go", Who: site.SignedIn, Handler: s.nodes.Go, Typed: s.nodes.Typed},
		{Method: get, Pattern: "/c/:cluster/complete", Who: site.SignedIn, Answers: site.Fragment, Handler: s.nodes.Complete},
		{Method: get, Pattern: "/c/:cluster/servers", Who: site.WasLetIn, Handler: s.servers.Show},
		{Method: post, Pattern: "/c/:cluster/silence", Who: site.WasLetIn, Handler: s.servers.Silence,
			Page: func(c echo.Context) string { return s.site.Links.Servers(c.Param("cluster")) }},
		{Method: get, Pattern: "/c/:cluster/doctor", Who: site.WasLetIn, Handler: s.servers.ShowDoctor},
		{Method: get, Pattern: "/c/:cluster/replicas/*", Link: s.site.Links.Replicas, Who: site.SignedIn, Handler: s.servers.ShowReplicas},
		{Method: get, Pattern: "/c/:cluster/me", Who: site.SignedIn, Answers: site.JSON, Handler: s.people.ShowMe},
		{Method: get, Pattern: "/c/:cluster/sessions", Who: site.SignedIn, Handler: s.clients.List},
		{Method: get, Pattern: "/c/:cluster/sessions/:id", Who: site.SignedIn, Handler: s.clients.Show},
		{Method: get, Pattern: "/c/:cluster/events", Who: site.WasLetIn, Answers: site.Stream, Handler: s.events.Stream},

		{Method: get, Pattern: "/audit", Who: site.Admins, Action: people.SeeTrail, Handler: s.trail.Show},
		{Method: get, Pattern: "/audit/report", Who: site.Admins, Action: people.SeeTrail, Handler: s.trail.Report},
		{Method: get, Pattern: "/sessions", Who: site.WereAdmins, Action: people.SeeSessions, Handler: s.people.ShowSessions},
		{Method: post, Pattern: "/sessions/:id/end", Who: site.Admins, Action: people.EndSession, Handler: s.people.EndSession,
			Page: func(echo.Context) string { return s.site.Links.Sessions() }},

		{Method: get, Pattern: "/static/:file", Handler: showStatic},
		{Method: get, Pattern: "/healthz", Handler: showHealth},
		{Method: get, Pattern: "/readyz", Handler: s.showReadiness},
		{Method: get, Pattern: "/metrics", Handler: s.metrics.show},
	}
	if base := s.site.Links.BasePath; base != "" { // since it is removed from the front of all others
		routes = append(routes, site.Route{Method: get, Pattern: base, Handler: s.people.RedirectHome})
	}
	if s.site.Shares != nil {
		routes = append(routes, s.sharing()...)
	}
	if s.site.Rules.AllowWrites {
		routes = append(routes, s.writing()...)
	}
	return routes
}

// sharing returns the routes of links by which somebody without a sign-in sees a znode.
func (s *Server) sharing() []site.Route {
	return []site.Route{
		{Method: get, Pattern: "/c/:cluster/share/*", Link: s.site.Links.Share, Who: site.SignedIn, Handler: s.shares.ShowMake},
		{Method: post, Pattern: "/c/:cluster/share/*", Who: site.WasLetIn, Handler: s.shares.Make},
		{Method: get, Pattern: "/shares", Handler: s.shares.List},
		{Method: post, Pattern: "/shares/:id/revoke", Handler: s.shares.Revoke, Page: func(echo.Context) string { return s.site.Links.Shares() }},
		{Method: get, Pattern: "/s/:token", Handler: s.shares.Visit},
	}
}

// writing returns the routes that can change a znode.
func (s *Server) writing() []site.Route {
	return []site.Route{
		{Method: post, Pattern: "/c/:cluster/multi", Who: site.WasLetIn, Answers: site.JSON, Handler: s.changes.Multi,
			MaxBody: changes.MaxBytes, BodyTimeout: changes.UploadTime},
		{Method: get, Pattern: "/c/:cluster/transaction", Who: site.SignedIn, Handler: s.changes.ShowTransaction},
		{Method: post, Pattern: "/c/:cluster/transaction", Who: site.WasLetIn, Handler: s.changes.Transact},
		{Method: get, Pattern: "/undo/:seq", Handler: s.undo.Show},
		{Method: post, Pattern: "/undo/:seq", Handler: s.undo.Submit},
		{Method: get, Pattern: "/c/:cluster/undo/:zxid", Who: site.SignedIn, Handler: s.undo.ShowTransaction},
		{Method: post, Pattern: "/c/:cluster/undo/:zxid", Who: site.WasLetIn, Handler: s.undo.SubmitTransaction},
		{Method: get, Pattern: "/c/:cluster/create/*", Link: s.site.Links.Create, Who: site.SignedIn, Handler: s.changes.ShowCreate},
		{Method: post, Pattern: "/c/:cluster/create/*", Who: site.WasLetIn, Handler: s.changes.Create,
			SignedOut: s.changes.KeepTyped, MaxBody: changes.MaxBytes, BodyTimeout: changes.UploadTime},
		{Method: get, Pattern: "/c/:cluster/set/*", Link: s.site.Links.Set, Who: site.SignedIn, Handler: s.changes.ShowSet},
		{Method: post, Pattern: "/c/:cluster/set/*", Who: site.WasLetIn, Handler: s.changes.Set,
			SignedOut: s.changes.KeepTyped, MaxBody: changes.MaxBytes, BodyTimeout: changes.UploadTime},
		{Method: get, Pattern: "/c/:cluster/acl/*", Link: s.site.Links.SetACL, Who: site.SignedIn, Handler: s.changes.ShowACL},
		{Method: post, Pattern: "/c/:cluster/quota/*", Who: site.WasLetIn, Handler: s.changes.SetQuota, SignedOut: changes.KeepQuota},
		{Method: post, Pattern: "/c/:cluster/acl/*", Who: site.WasLetIn, Handler: s.changes.SetACL, SignedOut: changes.KeepACL},
		{Method: get, Pattern: "/c/:cluster/import/*", Link: s.site.Links.Import, Who: site.SignedIn, Handler: s.changes.ShowImport},
		{Method: post, Pattern: "/c/:cluster/import/*", Who: site.WasLetIn, Handler: s.changes.Import,
			MaxBody: site.MaxUpload, BodyTimeout: changes.ImportUploadTime},
		{Method: get, Pattern: "/c/:cluster/bring-back/*", Link: s.site.Links.BringBack, Who: site.SignedIn, ReadsAt: true, Handler: s.changes.ShowBringBack},
		{Method: post, Pattern: "/c/:cluster/bring-back/*", Who: site.WasLetIn, Handler: s.changes.BringBack},
		{Method: get, Pattern: "/c/:cluster/copy/*", Link: s.site.Links.Copy, Who: site.SignedIn, Handler: s.changes.ShowCopy},
		{Method: post, Pattern: "/c/:cluster/copy/*", Who: site.WasLetIn, Handler: s.changes.Copy},
		{Method: get, Pattern: "/c/:cluster/move/*", Link: s.site.Links.Move, Who: site.SignedIn, Handler: s.changes.ShowMove},
		{Method: post, Pattern: "/c/:cluster/move/*", Who: site.WasLetIn, Handler: s.changes.Move},
		{Method: get, Pattern: "/c/:cluster/delete/*", Link: s.site.Links.Delete, Who: site.SignedIn, Handler: s.changes.ShowDelete},
		{Method: post, Pattern: "/c/:cluster/delete/*", Who: site.WasLetIn, Handler: s.changes.Delete},

		{Method: get, Pattern: "/proposals", Handler: s.asked.ShowAll},
		{Method: get, Pattern: "/proposals/:id", Handler: s.asked.Show},
		{Method: post, Pattern: "/proposals/:id", Handler: s.asked.Decide},

		{Method: get, Pattern: "/jobs", Handler: s.jobs.ShowAll},
		{Method: get, Pattern: "/jobs/:id", Handler: s.jobs.Show},
		{Method: get, Pattern: "/jobs/:id/report", Handler: s.jobs.Report},
		{Method: get, Pattern: "/jobs/:id/undo", Handler: s.jobs.ShowUndo},
		{Method: post, Pattern: "/jobs/:id/undo", Handler: s.jobs.Undo, Page: s.jobs.UndoPageOf},
		{Method: post, Pattern: "/jobs/:id/pause", Handler: s.jobs.Pause, Page: s.jobs.PageOf},
		{Method: post, Pattern: "/jobs/:id/resume", Handler: s.jobs.Resume, Page: s.jobs.PageOf},
		{Method: post, Pattern: "/jobs/:id/cancel", Handler: s.jobs.Cancel, Page: s.jobs.PageOf},
	}
}
