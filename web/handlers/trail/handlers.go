// Package trail shows and exports the audit trail.
package trail

import (
	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Handlers handles the requests about the trail.
type Handlers struct {
	*site.Site
	reports *site.Quota
}

// New returns the handlers of the trail.
func New(s *site.Site) *Handlers {
	return &Handlers{Site: s, reports: site.NewQuota(maxReports, maxReports, znode.CodeReportsFull, znode.CodeReportsFull)}
}
