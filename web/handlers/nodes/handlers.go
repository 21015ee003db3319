// Package nodes shows znodes: the page, its JSON and sidebar, the download, and
// secrets where somebody may see them.
package nodes

import (
	"zkweb/web/handlers/site"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/listing"
)

// Handlers answers what is asked about a znode.
type Handlers struct {
	*site.Site
	Clients *cluster.Clients // where the contenders of locks come from
	Lister  *listing.Lister
}
