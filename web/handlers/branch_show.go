package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/views/nodes"
)

// showBranch is the fragment that the sidebar loads when a znode is opened.
func (s *Server) showBranch(c echo.Context, v visit) error {
	ctx, cancel := deadline(c)
	defer cancel()
	read := tree{s.links, v.cluster.Name, v.guard}.read(ctx, v.path, "", branchRows)
	v.guard.Looked(ctx, v.path, read.err)
	if read.err != nil {
		return read.err
	}
	fragment := nodes.TreeBranch{Items: read.items}
	if more := read.total - len(read.items); more > 0 {
		fragment.More, fragment.MoreURL = more, s.links.Node(v.cluster.Name, v.path)
	}
	return render(c, http.StatusOK, fragment)
}
