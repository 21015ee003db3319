package nodes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/znode"
)

// Branch shows the fragment that the sidebar loads when a znode is opened.
func (h *Handlers) Branch(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	tree := h.newTree(v)
	read := tree.read(ctx, v.Guard, v.Path)
	v.Guard.Looked(v.Path, read.err)
	if read.err != nil {
		return read.err
	}
	fragment := nodes.TreeBranch{Words: site.WordsOf(c), Items: read.items}
	if more := read.total - len(read.items); more > 0 {
		fragment.More, fragment.MoreURL = more, tree.more(v.Path, read)
	}
	return site.Render(c, http.StatusOK, fragment)
}

// read reads the children that the sidebar shows of a znode that was opened by hand.
func (t tree) read(ctx context.Context, reader znode.Reader, path znode.Path) branch {
	answer := reader.Glance(ctx, znode.Question{
		Lists: []znode.Path{path},
		Rows: func(lists []znode.List) [][]znode.Path {
			return [][]znode.Path{childrenOf(lists[0], "", branchRows)}
		},
	})
	return t.branch(answer.Lists[0], "", branchRows, answer.Stats)
}
