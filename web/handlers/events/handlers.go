// Package events streams to a page what it would otherwise have to ask for: one
// stream a page, with as many topics as the page has.
package events

import (
	"context"
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/live"
	"zkweb/zkconn/znode"
)

// The bounds of open event streams.
const (
	maxStreams          = 10_000
	maxStreamsPerPerson = 2500 // a browser has a few; dashboards and scripts share one sign-in among many
	maxLists            = 1000
	maxListsPerPerson   = 100 // different ones: all who look at the same page share one
)

// Handlers streams events.
type Handlers struct {
	*site.Site
	Streams *site.Quota
	Lists   *site.Quota     // whose rows are told of
	Beat    time.Duration   // between two signs of life on a stream
	Ending  context.Context // streams end with it

	hub     *Hub
	seeking chan struct{} // holds one for each question that the history is asked
	looks   live.Pace     // of all znodes that are followed
	pace    live.Pace     // of all rows
}

// New returns the handlers of a site, whose streams end with ending.
func New(s *site.Site, ending context.Context) *Handlers {
	streams := site.NewQuota(maxStreams, maxStreamsPerPerson, znode.CodeStreamsFull, znode.CodeStreamsTooMany)
	lists := site.NewQuota(maxLists, maxListsPerPerson, znode.CodeStreamsFull, znode.CodeStreamsTooMany)
	return &Handlers{
		Site: s, Streams: streams, Lists: lists, Beat: 15 * time.Second, Ending: ending,
		hub: NewHub(), seeking: make(chan struct{}, maxSeeking),
	}
}
