package nodes

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// Go leads from the go-to box to the page of the path typed there.
func (h *Handlers) Go(c echo.Context, v site.Visit) error {
	path, _, err := site.ZnodePath(c.QueryParam("path"), "")
	if err != nil {
		return err
	}
	return site.SeeOther(c, h.Links.Node(v.Cluster.Name, path))
}
