package events

import (
	"context"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
)

// The keys of the topics that a sign-in has.
type (
	stateTopic struct {
		signIn  *auth.SignIn
		session any
	}
	endTopic struct{ signIn *auth.SignIn }
)

// states publishes the state of the sign-in's connection to ZooKeeper. What becomes
// of the connection once the sign-in has ended is not its news.
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

// end publishes that the sign-in has ended, unless another one took its place:
// then the stream ends without a word, and the browser comes back for that one's.
// It ends the sign-in itself once the person may no longer be here.
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
