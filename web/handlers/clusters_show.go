package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/views/people"
	"zkweb/zkconn/znode"
)

// showClusters is the first page: the clusters, or the tree of the only one.
func (s *Server) showClusters(c echo.Context, _ visit) error {
	if len(s.config.Clusters) == 1 {
		return seeOther(c, s.links.Node(s.config.Clusters[0].Name, znode.Root))
	}
	console := s.auth.Session(c.Request())
	if console != nil {
		console.Touch()
		ctx, cancel := deadline(c)
		defer cancel()
		_, _ = s.enterAll(ctx, c, console, console.SignIns()) // signs out whom a cluster lets in no more
	}
	if len(console.SignIns()) == 0 {
		return &znode.Error{Kind: znode.Unauthenticated, Message: "You are not signed in. Sign in and ask again."}
	}
	return render(c, http.StatusOK, people.ClustersPage{Shell: s.shell(c, "")})
}

// redirectHome leads from the base path to the page below it.
func (s *Server) redirectHome(c echo.Context, _ visit) error {
	return toCanonical(c, s.links.Home())
}

// redirectToTree leads from a cluster to its root.
func (s *Server) redirectToTree(c echo.Context, v visit) error {
	return seeOther(c, s.links.Node(v.cluster.Name, znode.Root))
}
