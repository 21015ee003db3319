package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// EndSession signs a browser out of the clusters that the person administers. It takes effect at
// once for the browser's next request and its open streams.
func (h *Handlers) EndSession(c echo.Context, v site.Visit) error {
	query, err := readSessionsQuery(c) // the query of the page that has the button
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
