package events

import (
	"context"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
)

// The keys of the topics of a sign-in.
type (
	stateTopic struct {
		signIn  *auth.SignIn
		session any
	}
	endTopic struct{ signIn *auth.SignIn }
)

// states publishes the state of the sign-in's connection to ZooKeeper until the sign-in ends.
func (h *Handlers) states(v site.Visit, live *guard.Live) Source {
	return func(publish func(any)) (func(), error) {
		ctx, cancel := context.WithCancel(context.Background())
		h.start(func() {
			for {
				status, changed := live.Status()
				select {
				case <-v.SignIn.Done():
					return
				default:
					publish(stateEvent(status))
				}
				select {
				case <-changed:
				case <-ctx.Done():
					return
				}
			}
		})
		return cancel, nil
	}
}

// end publishes that the sign-in has ended. If another sign-in took its place, the stream ends
// without an event, and the browser connects again for that one. It ends the sign-in itself once
// the person may no longer be signed in.
func (h *Handlers) end(v site.Visit) Source {
	return func(publish func(any)) (func(), error) {
		ctx, cancel := context.WithCancel(context.Background())
		h.start(func() { h.Auth.Watch(ctx, v.Console, v.SignIn) })
		h.start(func() {
			select {
			case <-ctx.Done():
				return
			case <-v.Console.Done():
			case <-v.SignIn.Done():
				if v.Console.SignIn(v.Cluster.Name) != nil {
					publish(Event{Ends: true})
					return
				}
			}
			publish(signedOut)
		})
		return cancel, nil
	}
}
