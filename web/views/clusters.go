package views

import (
	"context"
	"io"
)

// ClustersPage lists the clusters: Shell.Clusters.
type ClustersPage struct {
	Shell
}

// Render writes the page.
func (p ClustersPage) Render(ctx context.Context, w io.Writer) error {
	return clustersPage(p).Render(ctx, w)
}
