// Package servers shows the health of a cluster's servers, the connection to each step by step, and
// one znode as each server has it.
package servers

import (
	"crypto/tls"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// maxReading bounds how many people may ask at a time how each server has a znode, since that takes
// a session with each server.
const maxReading = 4

// Handlers serves the pages about servers.
type Handlers struct {
	*site.Site
	trust   *tls.Config
	timeout time.Duration
	reading *site.Quota // for znodes as each server has them

	going singleflight.Group // checks in progress, by the name of the cluster
	mu    sync.Mutex
	found map[string]found // by the name of the cluster
}

// New returns the handlers of a site. trust and timeout are for ZooKeeper sessions.
func New(s *site.Site, trust *tls.Config, timeout time.Duration) *Handlers {
	reading := site.NewQuota(maxReading, 1, znode.CodeFindsFull, znode.CodeFindsTooMany)
	return &Handlers{Site: s, trust: trust, timeout: timeout, reading: reading, found: map[string]found{}}
}
