package handlers

import (
	"github.com/labstack/echo/v4"
)

// redirectGo leads from the go-to box to the page of the path typed there.
func (s *Server) redirectGo(c echo.Context, v visit) error {
	path, _, err := znodePath(c.QueryParam("path"), "")
	if err != nil {
		return err
	}
	return seeOther(c, s.links.Node(v.cluster.Name, path))
}
