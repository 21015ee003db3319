package handlers

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// showHealth reports that the process is up.
func showHealth(c echo.Context, _ site.Visit) error { return c.String(http.StatusOK, "ok\n") }

// showReadiness reports whether the console accepts requests, which it does until its shutdown
// begins. That does not depend on ZooKeeper, since the console has pages to show without it. The
// answer includes the head of the trail, which can be kept elsewhere and passed to zkweb audit
// verify.
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
