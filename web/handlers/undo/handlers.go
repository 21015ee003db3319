// Package undo undoes recorded changes: one by its entry in the trail, or a transaction of the
// history.
package undo

import (
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

const (
	// planTime is how long it may take to examine a transaction of the history and what it changed,
	// which may be tens of thousands of znodes.
	planTime = 20 * time.Second
	// maxPlans is how many transactions are examined at the same time.
	maxPlans          = 8
	maxPlansPerPerson = 2
)

// Handlers shows how a change would be undone, and undoes it.
type Handlers struct {
	*site.Site
	plans *site.Quota // limits the plans for transactions
}

// New returns the handlers of a site.
func New(s *site.Site) *Handlers {
	return &Handlers{s, site.NewQuota(maxPlans, maxPlansPerPerson, znode.CodeFindsFull, znode.CodeFindsTooMany)}
}
