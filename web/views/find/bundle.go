package find

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// BundlePage is the form for a support bundle.
type BundlePage struct {
	views.Shell
	Path   znode.Path
	Within Bounds
}

// bundleFiles are keys of words.Bundle.Files, in the order of the page.
var bundleFiles = []string{"CONTENTS.txt", "znodes.jsonl", "stats.csv", "denied.txt", "health.json", "versions.json"}

// Render writes the page.
func (p BundlePage) Render(ctx context.Context, w io.Writer) error {
	return bundlePage(p).Render(ctx, w)
}
