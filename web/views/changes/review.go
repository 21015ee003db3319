package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ReviewPage shows what a form would change, and saves it.
type ReviewPage struct {
	views.Shell
	Form
	Path          znode.Path
	Stat          *znode.Stat
	Diff          []views.DiffLine
	Note          string // a sentence shown in place of Diff; "" if there is a Diff
	Syntax        string // a sentence about the text's format; "" for none
	Broken        bool   // Syntax says that the text is no longer valid
	Before, After int    // bytes
	FramesLost    bool   // extra contents of the compressed file are not written again
	AsRead        string // as in SetPage
	CanFormat     bool   // the text is JSON that could be reformatted
	Approval      bool   // the change becomes a proposal
	File          bool   // Text is a file, in hexadecimal
}

// Render writes the page.
func (p ReviewPage) Render(ctx context.Context, w io.Writer) error {
	return reviewPage(p).Render(ctx, w)
}
