package nodes

import (
	"context"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// lost shows the page for input that leads to no znode: the error, the input in the path box, and
// the tree around an existing znode. It returns err if such a page does not fit.
func (h *Handlers) lost(c echo.Context, v site.Visit, asked string, around znode.Path, err error) error {
	switch znode.KindOf(err) {
	case znode.Invalid, znode.NotFound, znode.Denied:
	default:
		return err
	}
	if site.AsksJSON(c) || !site.IsRead(c.Request().Method) {
		return err
	}
	query, listErr := listing.ParseQuery("", "", "", "")
	if listErr != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	near, readErr := h.readNode(ctx, v.Guard, around, query, false, h.newTree(v))
	if start := site.StartPath(v.Guard.Person); readErr != nil && start != around {
		near, readErr = h.readNode(ctx, v.Guard, start, query, false, h.newTree(v))
	}
	if readErr != nil {
		return err
	}
	failure := site.Describe(err, c)
	page := nodes.LostPage{ErrorPage: h.ErrorPage(c, failure), Tree: near.sidebar}
	page.GoTo = asked
	page.Meant, page.MoreMeant = h.meant(ctx, v, asked, around, err)
	return site.Render(c, failure.Status, page)
}

// meant returns the znodes that may be meant by input that leads nowhere: the one that a command
// would change, or those children of the nearest existing znode whose names are similar to the
// missing one.
func (h *Handlers) meant(ctx context.Context, v site.Visit, asked string, around znode.Path, err error) (paths []znode.Path, more int) {
	switch znode.CodeOf(err) {
	case znode.CodeCommandChanges:
		return []znode.Path{around}, 0
	case znode.CodeNoNode:
	default:
		return nil, 0
	}
	path, parseErr := znode.ParsePath(asked)
	below, ok := path.Below(around)
	if parseErr != nil || !ok || below.IsRoot() {
		return nil, 0
	}
	found, findErr := candidatesIn(ctx, v.Guard, around, below.First())
	if findErr != nil {
		return nil, 0 // the suggestions are not essential
	}
	return found.paths, found.more
}

// cameFrom returns the znode of the page that the person comes from or, if that is not known, the
// one where they start.
func (h *Handlers) cameFrom(c echo.Context, v site.Visit) znode.Path {
	from, ok := h.linkOf(c.Request().Referer())
	if path, err := znode.ParsePath(from.path); ok && err == nil && from.cluster == v.Cluster.Name {
		return path
	}
	return site.StartPath(v.Guard.Person)
}
