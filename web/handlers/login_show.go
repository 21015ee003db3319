package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/views/people"
)

// showLogin is the sign-in form, for the cluster where next leads.
func (s *Server) showLogin(c echo.Context, _ visit) error {
	next := s.checkedNext(c.QueryParam("next"))
	page := people.LoginPage{Shell: s.shell(c, ""), Chosen: s.clusterOf(next), Next: next, Verifies: s.config.Rules.Directory != nil}
	if page.Chosen == "" {
		page.Chosen = s.config.Clusters[0].Name
	}
	return render(c, http.StatusOK, page)
}

// checkedNext is where a sign-in may lead; "" when that is nowhere.
func (s *Server) checkedNext(next string) string {
	checked, _ := auth.Next(next, s.config.BasePath)
	return checked
}

// clusterOf is the name of the cluster that a checked next is about; "" when
// it is about none.
func (s *Server) clusterOf(next string) string {
	parsed, err := url.Parse(next)
	if err != nil {
		return ""
	}
	path, _ := strings.CutPrefix(parsed.Path, s.config.BasePath)
	return s.clusterAt(path).Name
}
