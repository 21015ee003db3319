package events

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// writePatience is how long a browser may take to read one event; one that
// stalls would hold the stream for ever.
const writePatience = 10 * time.Second

// State is the data of a state event.
type State struct {
	State   znode.State `json:"state"`
	Since   string      `json:"since"`   // RFC 3339 in UTC, to the millisecond
	Session string      `json:"session"` // in hex; "" before there is one
	Server  string      `json:"server"`
}

// Stream sends the state of the connection to the cluster: now, and at
// every change until the browser, the sign-in or the console ends. A slow
// reader misses states in between, never the last.
func (h *Handlers) Stream(c echo.Context, v site.Visit) error {
	closeStream, err := h.Streams.Open(v.Console)
	if err != nil {
		return err
	}
	defer closeStream()
	connection, release, err := v.SignIn.Follow()
	if err != nil {
		return err
	}
	defer release()
	defer h.watchPerson(c, v)()

	events := newEventWriter(c.Response())
	if c.Request().Method == http.MethodHead {
		return nil
	}
	beat := time.NewTicker(h.Beat)
	defer beat.Stop()
	sent := znode.Status{}
	for {
		status, changed := connection.Status()
		if status != sent {
			if err := events.state(status); err != nil {
				return nil // the browser is gone
			}
			sent = status
		}
		select {
		case <-changed:
		case <-beat.C:
			if err := events.comment(); err != nil {
				return nil
			}
		case <-v.Console.Done():
			_ = events.signedOut()
			return nil
		case <-v.SignIn.Done():
			return endedWith(v, events)
		case <-h.Ending.Done():
			return nil
		case <-c.Request().Context().Done():
			return nil
		}
	}
}

// endedWith says that the sign-in has ended, unless another one took its place:
// then the browser comes back for that one's stream.
func endedWith(v site.Visit, events *eventWriter) error {
	if v.Console.SignIn(v.Cluster.Name) == nil {
		_ = events.signedOut()
	}
	return nil
}

// watchPerson ends the sign-in once the person may no longer be here; the func
// ends the watching.
func (h *Handlers) watchPerson(c echo.Context, v site.Visit) func() {
	ctx, cancel := context.WithCancel(c.Request().Context())
	var watching sync.WaitGroup
	watching.Go(func() { h.Auth.Watch(ctx, v.Console, v.SignIn) })
	return func() {
		cancel()
		watching.Wait()
	}
}

// eventWriter writes server-sent events, each under a deadline of its own.
type eventWriter struct {
	response   *echo.Response
	controller *http.ResponseController
}

// newEventWriter sends the headers of the stream.
func newEventWriter(response *echo.Response) *eventWriter {
	header := response.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("X-Accel-Buffering", "no") // nginx would hold events back
	response.WriteHeader(http.StatusOK)
	return &eventWriter{response, http.NewResponseController(response)}
}

func (w *eventWriter) state(status znode.Status) error {
	event := State{
		State:  status.State,
		Since:  status.Since.UTC().Format("2006-01-02T15:04:05.000Z"),
		Server: status.Server,
	}
	if status.Session != 0 {
		event.Session = fmt.Sprintf("%#x", uint64(status.Session))
	}
	data, err := json.Marshal(event)
	if err != nil {
		return err
	}
	return w.write(fmt.Sprintf("event: state\nid: %d\ndata: %s\n\n", status.Since.UnixMicro(), data))
}

func (w *eventWriter) comment() error { return w.write(":\n\n") }

func (w *eventWriter) signedOut() error { return w.write("event: signed-out\ndata: {}\n\n") }

func (w *eventWriter) write(text string) error {
	if err := w.controller.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
		return err
	}
	if _, err := w.response.Write([]byte(text)); err != nil {
		return err
	}
	return w.controller.Flush()
}
