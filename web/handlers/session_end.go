package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
)

// endSession signs a browser out of the clusters that whoever asks administers.
// Its next request and its open streams learn it at once.
func (s *Server) endSession(c echo.Context) error {
	guards, err := s.admins(c, auth.EndSession)
	if err != nil {
		return err
	}
	id := c.Param("id")
	if err := s.auth.EndSession(c.Request().Context(), guards, id); err != nil {
		return err
	}
	if s.formOf(c) == asJSON {
		return c.JSON(http.StatusOK, map[string]string{"ended": id})
	}
	return seeOther(c, s.links.Sessions())
}
