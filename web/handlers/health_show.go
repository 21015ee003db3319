package handlers

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// showHealth says that the process is up.
func showHealth(c echo.Context, _ site.Visit) error { return c.String(http.StatusOK, "ok\n") }

// showReadiness says whether the console takes requests: from its start until
// its shutdown begins. It does not depend on any ZooKeeper: the console has
// pages to show while one is away. Beside it stands the head of the trail, for
// whoever keeps it elsewhere and gives it to zkweb audit verify.
func (s *Server) showReadiness(c echo.Context, _ site.Visit) error {
	if s.ending.Err() != nil {
		return c.String(http.StatusServiceUnavailable, "shutting down\n")
	}
	text := "ready\n"
	if trail := s.site.Rules.Trail; trail != nil {
		head := trail.Head()
		text += fmt.Sprintf("audit head %d:%s\n", head.Seq, head.Hash)
	}
	return c.String(http.StatusOK, text)
}
