package events

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// writeTimeout is how long a browser may take to read one event; one that
// stalls would hold the stream for ever.
const writeTimeout = 10 * time.Second

// output is where a stream's events go.
type output struct {
	to       io.Writer
	deadline interface{ SetWriteDeadline(time.Time) error }
	flush    func() error
	chunked  bool            // frames are for write to make
	gone     <-chan struct{} // closed when the browser has gone
	close    func()
}

// newOutput takes the connection over where that can be, once the header is
// sent: then the stream holds a goroutine of a few KiB, and not the server's with
// its buffers, request and grown stack. Over HTTP/2 it stays where it is.
func newOutput(c echo.Context) (out output, detached bool) {
	controller := http.NewResponseController(c.Response())
	connection, _, err := controller.Hijack()
	if err != nil {
		return output{
			to: c.Response(), deadline: controller, flush: controller.Flush,
			gone: c.Request().Context().Done(), close: func() {},
		}, false
	}
	out = output{
		to: connection, deadline: connection, flush: func() error { return nil },
		chunked: c.Request().ProtoAtLeast(1, 1), gone: readUntilGone(connection),
	}
	out.close = func() {
		if out.chunked {
			_, _ = io.WriteString(connection, "0\r\n\r\n") // within the last event's deadline
		}
		_ = connection.Close()
	}
	return out, true
}

// readUntilGone closes its channel when the browser closes the connection, or
// sends anything more on it.
func readUntilGone(connection net.Conn) <-chan struct{} {
	gone := make(chan struct{})
	_ = connection.SetReadDeadline(time.Time{})
	go func() {
		defer close(gone)
		_, _ = connection.Read(make([]byte, 1))
	}()
	return gone
}

// write sends what is not empty, under a deadline of its own.
func (o output) write(text string) error {
	if text == "" {
		return nil
	}
	if err := o.deadline.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	if o.chunked {
		text = fmt.Sprintf("%x\r\n%s\r\n", len(text), text)
	}
	if _, err := io.WriteString(o.to, text); err != nil {
		return err
	}
	return o.flush()
}
