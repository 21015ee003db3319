// Package trail shows and exports the audit trail.
package trail

import (
	"zkweb/web/handlers/site"
)

// Handlers answers what is asked about the trail.
type Handlers struct{ *site.Site }
