package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// EndSession signs a browser out of the clusters that whoever asks administers.
// Its next request and its open streams learn it at once.
func (h *Handlers) EndSession(c echo.Context, v site.Visit) error {
	query, err := readSessionsQuery(c) // of the page that the button is on
	if err != nil {
		return err
	}
	id := c.Param("id")
	if err := h.Auth.EndSession(c.Request().Context(), v.Guards, id); err != nil {
		return err
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, map[string]string{"ended": id})
	}
	return site.SeeOther(c, h.Links.Sessions()+query.String())
}
