package events

import (
	"context"
	"time"
)

// serversInterval is the shortest time between two events about the servers of a cluster. Each
// event makes its page load again.
const serversInterval = 4 * time.Second

// serversTopic is the key of the state of a cluster's servers.
type serversTopic struct{ cluster string }

// serversAsked reports only that the servers were asked. Their page has the answers.
var serversAsked = Event{Text: "event: servers\ndata: {}\n\n"}

// servers publishes serversAsked after the servers of a cluster were asked again.
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
