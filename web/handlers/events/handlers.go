// Package events streams to a page what it would otherwise have to ask for.
package events

import (
	"context"
	"time"

	"zkweb/web/handlers/site"
)

// The bounds of open event streams.
const (
	maxStreams           = 10_000
	maxStreamsPerConsole = 2500 // a browser has a few; dashboards and scripts share one sign-in among many
)

// Handlers streams events.
type Handlers struct {
	*site.Site
	Streams *site.Quota
	Beat    time.Duration   // between two signs of life on a quiet stream
	Ending  context.Context // streams end with it
}

// New returns the handlers of a site, whose streams end with ending.
func New(s *site.Site, ending context.Context) *Handlers {
	streams := site.NewQuota(maxStreams, maxStreamsPerConsole,
		"The console has as many event streams open as it can hold. Try again later.",
		"This browser has too many event streams open. Close some tabs.")
	return &Handlers{s, streams, 15 * time.Second, ending}
}
