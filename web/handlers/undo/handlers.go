// Package undo takes back changes that are on record: one by its entry in the trail, or a
// transaction of the history.
package undo

import (
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

const (
	// planTime is how long it may take to look at a transaction of the history, and what it
	// has changed: tens of thousands of znodes.
	planTime = 20 * time.Second
	// maxPlans is how many transactions are looked at at the same time.
	maxPlans          = 8
	maxPlansPerPerson = 2
)

// Handlers shows how a change would be taken back, and does it.
type Handlers struct {
	*site.Site
	plans *site.Quota // of transactions
}

// New returns the handlers of a site.
func New(s *site.Site) *Handlers {
	return &Handlers{s, site.NewQuota(maxPlans, maxPlansPerPerson, znode.CodeFindsFull, znode.CodeFindsTooMany)}
}
