package nodes

import (
	"context"
	"io"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Candidates is the fragment that the path box shows below itself: the znodes that
// may be meant by what is typed. It has no page around it.
type Candidates struct {
	Words *words.Words
	Paths []znode.Path
	More  int // that Paths leaves out
}

// Render writes the fragment.
func (c Candidates) Render(ctx context.Context, w io.Writer) error {
	return candidateList(c).Render(ctx, w)
}
