// Package events streams to pages what they would otherwise have to poll. A page has one stream,
// with as many topics as it needs.
package events

import (
	"context"
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/live"
	"zkweb/zkconn/znode"
)

// Limits for open event streams.
const (
	maxStreams          = 10_000
	maxStreamsPerPerson = 2500 // a browser opens a few; dashboards and scripts may share one sign-in
	maxLists            = 1000
	maxListsPerPerson   = 100 // different lists; people who look at the same page share one
)

// Handlers streams events.
type Handlers struct {
	*site.Site
	Streams *site.Quota
	Lists   *site.Quota     // bounds the lists of children that are followed
	Beat    time.Duration   // the interval of the beats on a stream
	Ending  context.Context // streams end when it is done

	hub     *Hub
	seeking chan struct{} // has one element for each question that is being put to the history
	looks   live.Pace     // paces the looks at all followed znodes
	pace    live.Pace     // paces the looks at all rows
}

// New returns the handlers of a site. Their streams end when ending is done.
func New(s *site.Site, ending context.Context) *Handlers {
	streams := site.NewQuota(maxStreams, maxStreamsPerPerson, znode.CodeStreamsFull, znode.CodeStreamsTooMany)
	lists := site.NewQuota(maxLists, maxListsPerPerson, znode.CodeStreamsFull, znode.CodeStreamsTooMany)
	return &Handlers{
		Site: s, Streams: streams, Lists: lists, Beat: 15 * time.Second, Ending: ending,
		hub: NewHub(), seeking: make(chan struct{}, maxSeeking),
	}
}
