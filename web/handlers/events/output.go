package events

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// writeTimeout is how long a browser may take to read one event. A browser that stalls would hold
// the stream forever.
const writeTimeout = 10 * time.Second

// output is where the events of a stream are written.
type output struct {
	to       io.Writer
	deadline interface{ SetWriteDeadline(time.Time) error }
	flush    func() error
	chunked  bool            // whether write has to add the framing of chunked encoding
	gone     <-chan struct{} // closed when the browser has disconnected
	close    func()
}

// newOutput takes over the connection if it can, once the header has been sent. Then the stream
// needs only a goroutine of a few KiB, without the server's goroutine with its buffers, request and
// grown stack. Over HTTP/2 it writes to the response.
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
			_, _ = io.WriteString(connection, "0\r\n\r\n") // within the deadline of the last event
		}
		_ = connection.Close()
	}
	return out, true
}

// readUntilGone returns a channel that is closed when the browser closes the connection or sends
// anything more on it.
func readUntilGone(connection net.Conn) <-chan struct{} {
	gone := make(chan struct{})
	_ = connection.SetReadDeadline(time.Time{})
	go func() {
		defer close(gone)
		_, _ = connection.Read(make([]byte, 1))
	}()
	return gone
}

// write sends text, unless it is empty, with a deadline of its own.
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
