package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	pages "zkweb/web/views/people"
	"zkweb/zkconn/znode"
)

// ShowClusters is the first page: the clusters, or the tree of the only one,
// where the person begins there.
func (h *Handlers) ShowClusters(c echo.Context, _ site.Visit) error {
	if len(h.Clusters) == 1 {
		return site.SeeOther(c, h.start(c, h.Clusters[0].Name))
	}
	console := h.Auth.Session(c.Request())
	if console != nil {
		console.Touch()
		ctx, cancel := site.Deadline(c)
		defer cancel()
		_, _ = h.EnterAll(ctx, c, console, console.SignIns()) // signs out whom a cluster lets in no more
	}
	if len(console.SignIns()) == 0 {
		return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	return site.Render(c, http.StatusOK, pages.ClustersPage{Shell: h.Shell(c, "")})
}

// RedirectHome leads from the base path to the page below it.
func (h *Handlers) RedirectHome(c echo.Context, _ site.Visit) error {
	return site.ToCanonical(c, h.Links.Home())
}

// RedirectToTree leads from a cluster to where the person begins there.
func (h *Handlers) RedirectToTree(c echo.Context, v site.Visit) error {
	return site.SeeOther(c, h.Start(v.Cluster.Name, v.Guard.Person))
}
