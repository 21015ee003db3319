package find

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ExportPage is the form for an export.
type ExportPage struct {
	views.Shell
	Path      znode.Path
	Formats   []string // keys of words.Export.Formats, the default first
	Within    Bounds
	Masked    bool // secrets are masked in the export
	CanReveal bool // the reader may export them, on record
	AskReason bool // exporting them needs a reason
}

// Render writes the page.
func (p ExportPage) Render(ctx context.Context, w io.Writer) error {
	return exportPage(p).Render(ctx, w)
}
