// Package nodes shows znodes: the page, its JSON and sidebar, the download, and
// secrets where somebody may see them.
package nodes

import (
	"zkweb/web/handlers/site"
)

// Handlers answers what is asked about a znode.
type Handlers struct{ *site.Site }
