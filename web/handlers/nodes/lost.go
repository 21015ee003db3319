package nodes

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// lost is the page for what leads to no znode: the error, what was asked for in
// the path box, and the tree around a znode that is there. It is err itself where
// there can be no such page.
func (h *Handlers) lost(c echo.Context, v site.Visit, asked string, around znode.Path, err error) error {
	switch kind := znode.KindOf(err); {
	case site.AsksJSON(c) || !site.IsRead(c.Request().Method), kind != znode.Invalid && kind != znode.NotFound:
		return err
	}
	query, listErr := listing.ParseQuery("", "", "", "")
	if listErr != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	near, readErr := readNode(ctx, v.Guard, around, query, &tree{h.Links, v.Cluster.Name})
	if start := site.StartPath(v.Guard.Person); readErr != nil && start != around {
		near, readErr = readNode(ctx, v.Guard, start, query, &tree{h.Links, v.Cluster.Name})
	}
	if readErr != nil {
		return err
	}
	failure := site.Describe(err, c)
	page := nodes.LostPage{ErrorPage: h.ErrorPage(c, failure), Tree: near.sidebar}
	page.GoTo = asked
	return site.Render(c, failure.Status, page)
}

// cameFrom is the znode whose page somebody comes from; the one where they begin
// where that is not known.
func (h *Handlers) cameFrom(c echo.Context, v site.Visit) znode.Path {
	cluster, text, ok := h.pathOfLink(c.Request().Referer())
	if path, err := znode.ParsePath(text); ok && err == nil && cluster == v.Cluster.Name {
		return path
	}
	return site.StartPath(v.Guard.Person)
}
