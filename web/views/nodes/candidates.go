package nodes

import (
	"context"
	"io"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Candidates is the fragment below the path box: the znodes that the typed text may mean. It is not
// a whole page.
type Candidates struct {
	Words *words.Words
	Paths []znode.Path
	More  int // number of paths that Paths leaves out
}

// Render writes the fragment.
func (c Candidates) Render(ctx context.Context, w io.Writer) error {
	return candidateList(c).Render(ctx, w)
}
