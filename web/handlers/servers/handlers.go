// Package servers shows how the servers of a cluster are, and the way to them.
package servers

import (
	"crypto/tls"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"zkweb/web/handlers/site"
)

// Handlers shows servers.
type Handlers struct {
	*site.Site
	trust   *tls.Config
	timeout time.Duration

	going singleflight.Group // to a cluster's servers, by its name
	mu    sync.Mutex
	found map[string]found // by a cluster's name
}

// New returns the handlers of a site. trust and timeout are those of ZooKeeper sessions.
func New(s *site.Site, trust *tls.Config, timeout time.Duration) *Handlers {
	return &Handlers{Site: s, trust: trust, timeout: timeout, found: map[string]found{}}
}
