package nodes

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/web/words"
)

// Branch is the fragment that the sidebar loads when a znode is opened.
func (h *Handlers) Branch(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	read := tree{h.Links, v.Cluster.Name, v.Guard}.read(ctx, v.Path, "", branchRows)
	v.Guard.Looked(v.Path, read.err)
	if read.err != nil {
		return read.err
	}
	fragment := nodes.TreeBranch{Words: words.English, Items: read.items}
	if more := read.total - len(read.items); more > 0 {
		fragment.More, fragment.MoreURL = more, h.Links.Node(v.Cluster.Name, v.Path)
	}
	return site.Render(c, http.StatusOK, fragment)
}
