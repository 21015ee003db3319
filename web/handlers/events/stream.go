package events

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
)

// Stream sends the news of the page's topics, at first and at every change, until the browser, the
// sign-in or the console ends.
func (h *Handlers) Stream(c echo.Context, v site.Visit) error {
	asked, err := readAsked(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	owner := v.Owner(c)
	done, err := h.Streams.Open(owner)
	if err != nil {
		return err
	}
	live, release, err := v.SignIn.Follow()
	if err != nil {
		done()
		return err
	}
	follower := h.hub.Follower()
	closeAll := func() {
		follower.Close()
		release()
		done()
	}
	if err := h.follow(follower, v, owner, live, asked); err != nil {
		closeAll()
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("X-Accel-Buffering", "no") // otherwise nginx would buffer events
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		closeAll()
		return nil
	}
	out, detached := newOutput(c)
	if !detached {
		defer closeAll()
		h.send(out, follower)
		return nil
	}
	h.start(func() {
		defer closeAll()
		defer out.close()
		h.send(out, follower)
	})
	return nil
}

func (h *Handlers) follow(follower *Follower, v site.Visit, owner site.Owner, live *guard.Live, asked asked) error {
	shared := live.Shared()
	if err := follower.Follow(stateTopic{v.SignIn, shared}, h.states(v, live), asIs); err != nil {
		return err
	}
	if err := follower.Follow(endTopic{v.SignIn}, h.end(v), asIs); err != nil {
		return err
	}
	if asked.servers {
		if err := follower.Follow(serversTopic{v.Cluster.Name}, h.servers(v.Cluster.Name), asIs); err != nil {
			return err
		}
	}
	if asked.job != "" {
		if err := h.followJob(follower, v, asked.job); err != nil {
			return err
		}
	}
	if asked.node == nil {
		return nil
	}
	path := *asked.node
	teller := newNodeTeller(live, path, asked.seen)
	if live.HasPast() {
		teller.seek = &seeker{handlers: h, follower: follower, live: live, asked: map[guard.Change]authorTopic{}}
	}
	if err := follower.Follow(nodeTopic{shared, path, false}, h.node(live.Follow, path), teller.tell); err != nil {
		return err
	}
	h.followRows(follower, owner, live, asked)
	for _, level := range asked.levels() {
		teller := &nodeTeller{live: live, path: level, only: []guard.Change{resumed, guard.ChildrenChanged}}
		if err := follower.Follow(nodeTopic{shared, level, true}, h.node(live.Glimpse, level), teller.tell); err != nil {
			return err
		}
	}
	return nil
}

// send writes events until the stream ends.
func (h *Handlers) send(out output, follower *Follower) {
	beats := time.NewTicker(h.Beat)
	defer beats.Stop()
	for {
		select {
		case <-follower.Woken():
			for _, event := range follower.Next() {
				if out.write(event.Text) != nil || event.Ends {
					return
				}
			}
		case <-beats.C:
			if out.write(beat.Text) != nil {
				return
			}
		case <-out.gone:
			return
		case <-h.Ending.Done():
			return
		}
	}
}

// start runs a goroutine that outlives its request. A panic in it is logged.
func (h *Handlers) start(run func()) {
	go func() {
		var err error
		defer func() {
			if err != nil {
				h.Logger.Error("event stream", "error", err)
			}
		}()
		defer site.Catch(&err)
		run()
	}()
}
