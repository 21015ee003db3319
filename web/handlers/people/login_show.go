package people

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/handlers/site"
	pages "zkweb/web/views/people"
)

// ShowLogin shows the sign-in form, for the cluster to which next leads.
func (h *Handlers) ShowLogin(c echo.Context, _ site.Visit) error {
	next := h.checkedNext(c.QueryParam("next"))
	page := pages.LoginPage{Shell: h.Shell(c, ""), Chosen: h.clusterOf(next), Next: next, Unverified: h.Rules.Unverified(h.Clusters)}
	page.Here = h.Links.Login(next)
	if page.Chosen == "" {
		page.Chosen = h.Clusters[0].Name
	}
	if err := h.Auth.DirectoryProblem(page.Chosen); err != nil {
		page.Problem = site.ProblemOf(c, err)
	}
	return site.Render(c, http.StatusOK, page)
}

// checkedNext returns next if a sign-in may lead there, else "".
func (h *Handlers) checkedNext(next string) string {
	checked, _ := auth.Next(next, h.Links.BasePath)
	return checked
}

// clusterOf returns the name of the cluster that a checked next is about, or "" if it is about
// none.
func (h *Handlers) clusterOf(next string) string {
	parsed, err := url.Parse(next)
	if err != nil {
		return ""
	}
	path, _ := strings.CutPrefix(parsed.Path, h.Links.BasePath)
	return h.ClusterAt(path).Name
}
