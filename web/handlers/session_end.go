package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// endSession signs a browser out of the clusters that whoever asks administers.
// Its next request and its open streams learn it at once.
func (s *Server) endSession(c echo.Context, v visit) error {
	id := c.Param("id")
	if err := s.auth.EndSession(c.Request().Context(), v.guards, id); err != nil {
		return err
	}
	if formOf(c) == asJSON {
		return c.JSON(http.StatusOK, map[string]string{"ended": id})
	}
	return seeOther(c, s.links.Sessions())
}
