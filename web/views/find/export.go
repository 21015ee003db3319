package find

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ExportPage is the form that exports all at and below a znode.
type ExportPage struct {
	views.Shell
	Path      znode.Path
	Formats   []string // keys of words.Export.Formats, the usual one first
	Within    Bounds
	Masked    bool // secrets are hidden in what is exported
	CanReveal bool // they can be exported, on record
	AskReason bool // that needs a reason
}

// Render writes the page.
func (p ExportPage) Render(ctx context.Context, w io.Writer) error {
	return exportPage(p).Render(ctx, w)
}
