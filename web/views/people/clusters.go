package people

import (
	"context"
	"io"

	"zkweb/web/views"
)

// ClustersPage lists the clusters: Shell.Clusters.
type ClustersPage struct {
	views.Shell
}

// Render writes the page.
func (p ClustersPage) Render(ctx context.Context, w io.Writer) error {
	return clustersPage(p).Render(ctx, w)
}
