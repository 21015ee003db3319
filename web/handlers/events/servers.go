package events

import (
	"context"
	"time"
)

// serversInterval is the least time between two events of a cluster's servers, whose
// page is fetched anew with each.
const serversInterval = 4 * time.Second

// serversTopic is the key of how a cluster's servers are.
type serversTopic struct{ cluster string }

// serversAsked tells no more than that they were asked: their own address says the rest.
var serversAsked = Event{Text: "event: servers\ndata: {}\n\n"}

// servers publishes that a cluster's servers were asked again.
func (h *Handlers) servers(cluster string) Source {
	return func(publish func(any)) (func(), error) {
		ctx, cancel := context.WithCancel(context.Background())
		h.start(func() {
			for {
				_, changed := h.Health.Look(ctx, cluster)
				select {
				case <-changed:
				case <-ctx.Done():
					return
				}
				publish(serversAsked)
				select {
				case <-time.After(serversInterval):
				case <-ctx.Done():
					return
				}
			}
		})
		return cancel, nil
	}
}
