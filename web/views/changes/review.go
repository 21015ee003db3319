package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ReviewPage shows what saving a form would change, and saves it.
type ReviewPage struct {
	views.Shell
	Form
	Path          znode.Path
	Stat          *znode.Stat
	Diff          []views.DiffLine
	Note          string // a sentence in place of Diff; "" where there is one
	Syntax        string // a sentence about the text's format; "" for none
	Broken        bool   // Syntax is about what is no longer valid
	Before, After int    // bytes
	FramesLost    bool   // what stands beside the text in its compression is not written again
	AsRead        string // as SetPage's
	CanFormat     bool   // the text is JSON that could be laid out anew
	Approval      bool   // the change becomes a proposal
	File          bool   // Text is a file, in hexadecimal
}

// Render writes the page.
func (p ReviewPage) Render(ctx context.Context, w io.Writer) error {
	return reviewPage(p).Render(ctx, w)
}
