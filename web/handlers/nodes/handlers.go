// Package nodes shows znodes: the page, its JSON and sidebar, the download, and revealed secrets.
package nodes

import (
	"zkweb/web/handlers/site"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/listing"
)

// Handlers handles the requests about a znode.
type Handlers struct {
	*site.Site
	Clients *cluster.Clients // the source of the addresses of lock contenders
	Lister  *listing.Lister
}
