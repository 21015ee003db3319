// Package servers shows the health of a cluster's servers, the connection to each step by
// step, and one znode as each server has it.
package servers

import (
	"crypto/tls"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// maxReading is how many people may look at the same time how each server has a znode:
// that takes a session with each.
const maxReading = 4

// Handlers shows servers.
type Handlers struct {
	*site.Site
	trust   *tls.Config
	timeout time.Duration
	reading *site.Quota // of znodes as each server has them

	going singleflight.Group // to a cluster's servers, by its name
	mu    sync.Mutex
	found map[string]found // by a cluster's name
}

// New returns the handlers of a site. trust and timeout are those of ZooKeeper sessions.
func New(s *site.Site, trust *tls.Config, timeout time.Duration) *Handlers {
	reading := site.NewQuota(maxReading, 1, znode.CodeFindsFull, znode.CodeFindsTooMany)
	return &Handlers{Site: s, trust: trust, timeout: timeout, reading: reading, found: map[string]found{}}
}
