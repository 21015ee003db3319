package nodes

import (
	"context"
	"io"

	"zkweb/web/views"
)

// LostPage is the page for a path at which there is no znode, with the tree around it.
type LostPage struct {
	views.ErrorPage
	Tree []TreeItem // as in Page
}

// Render writes the page.
func (p LostPage) Render(ctx context.Context, w io.Writer) error { return lostPage(p).Render(ctx, w) }
