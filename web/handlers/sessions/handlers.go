// Package sessions shows the ZooKeeper sessions of all clients of a cluster, as its servers list
// them.
package sessions

import (
	"zkweb/web/handlers/site"
	"zkweb/zkconn/cluster"
)

// Handlers handles the requests about ZooKeeper sessions.
type Handlers struct {
	*site.Site
	Clients *cluster.Clients
	Users   func(cluster string) map[int64]string // returns who uses the console's own sessions, as pool.Pool.Users does
}
