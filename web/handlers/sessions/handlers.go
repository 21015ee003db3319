// Package sessions shows the ZooKeeper sessions of all clients of a cluster, as its
// servers list them.
package sessions

import (
	"zkweb/web/handlers/site"
	"zkweb/zkconn/cluster"
)

// Handlers answers what is asked about ZooKeeper's sessions.
type Handlers struct {
	*site.Site
	Clients *cluster.Clients
	Users   func(cluster string) map[int64]string // who uses the console's own sessions: pool.Pool.Users
}
